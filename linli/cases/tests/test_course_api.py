# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps of a course by another program: the rules of the pages, under versions, harmless twice."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.models import Step
from linli.kernel.ids import new_id

from .test_joint_api import Program, code_of
from .test_petition import at, decided

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_course_and_takes_a_step_once(cast: Any) -> None:
    case = decided()
    with at("2026-03-25T09:00"):
        desk, path = Program(cast, "operator"), f"{case.number}/steps"
        before = desk.get(f"{case.number}/course")
        found = before.json()
        assert (found["course"], found["binds"], found["version"]) == ("petition", True, 4)
        assert [one["step"] for one in found["taken"]] == ["register", "forward", "accept", "decide"]
        assert found["taken"][-1]["paper"] == 4 and found["taken"][-1]["unit"] == "d-lighting"
        serve, right = (
            next(one for one in found["ahead"] if one["step"] == step) for step in ("serve", "ask_review")
        )
        assert (serve["may"], serve["does"], serve["asks_words"]) == (True, [], False)
        assert (right["who"], right["does"], right["article"]) == (["person"], ["reopen"], "第35条")
        same = desk.get(f"{case.number}/course", If_None_Match=before["ETag"])
        assert same.status_code == 304
        sent = {"If_Match": before["ETag"], "Idempotency_Key": str(new_id())}
        body = {"step": "serve", "text": "当面送达。"}
        assert desk.post(path, body, **sent).json()["version"] == 5
        assert desk.post(path, body, **sent).json()["version"] == 5, "sent twice, done once"
        assert Step.objects.filter(case=case.id, deed="step").count() == 1
        stale = desk.post(path, body, If_Match='"4"', Idempotency_Key=str(new_id()))
        assert (stale.status_code, code_of(stale)) == (412, "not_current")
        again = desk.post(path, body)
        assert (again.status_code, code_of(again)) == (409, "not_now"), "handed over once"
        for step in ("decide", "nothing"):  # an action, and no step at all
            assert desk.post(path, {"step": step}).status_code == 409


def test_nobody_takes_a_step_that_is_not_theirs(cast: Any) -> None:
    case = decided()
    with at("2026-03-25T09:00"):
        for role, status in (("auditor", 403), ("outsider", 404), ("far_worker", 404)):
            refused = Program(cast, role).post(f"{case.number}/steps", {"step": "serve"})
            assert refused.status_code == status, role
        assert not Step.objects.filter(case=case.id, deed="step").exists()
