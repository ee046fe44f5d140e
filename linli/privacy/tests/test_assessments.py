# SPDX-License-Identifier: AGPL-3.0-or-later
"""Impact assessments: two people, every version kept, none missing for what is sensitive."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import a_contact
from linli.places import public as places
from linli.platform.access.purposes import PURPOSES
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message
from linli.platform.packs import open_pack
from linli.privacy import jobs
from linli.privacy.commands import (
    decide_assessment,
    load_demo,
    remind_reviews,
    withdraw_assessment,
)
from linli.privacy.models import Assessment
from linli.privacy.queries import assessment, in_force, missing, public_figures, versions
from linli.privacy.testing import an_assessment
from linli.privacy.vocab import AssessmentState

ROOT = Path(__file__).resolve().parents[3]
TOWN = ROOT / "packs" / "shancheng"


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# --- every purpose of the code -----------------------------------------------------------------------


def purposes_named() -> dict[str, str]:
    """Every purpose that the code gives to a call by name, with where."""
    trees = {
        path: ast.parse(path.read_text("utf-8"))
        for path in (ROOT / "linli").rglob("*.py")
        if "tests" not in path.parts and "migrations" not in path.parts
    }
    named = {
        target.id: node.value.value
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            for word in node.keywords if isinstance(node, ast.Call) else ():
                value = word.value
                said = value.value if isinstance(value, ast.Constant) else None
                said = named.get(value.id) if isinstance(value, ast.Name) else said
                if word.arg == "purpose" and isinstance(said, str):
                    found[said] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def test_every_purpose_of_the_code_is_declared() -> None:
    """A purpose that is new needs a line in linli/platform/access/purposes.py and, where it may touch
    what is sensitive, an impact assessment in packs/shancheng/privacy.yaml before it begins."""
    named = purposes_named()
    assert {"own", "handle_matter", "mediation", "official_request"} <= set(named)
    assert {code: where for code, where in named.items() if code not in PURPOSES} == {}


@pytest.fixture
def town(db: None) -> None:
    """The registers of the demonstration, with its people."""
    people.load_demo(open_pack(TOWN), "long enough 1")
    load_demo(open_pack(TOWN))


def test_in_the_built_in_town_none_is_missing(town: None) -> None:
    assert missing() == []
    for row in Assessment.objects.filter(state=AssessmentState.IN_FORCE.value):
        assert row.written_by_id != row.decided_by_id and row.review_on > places.today()


def test_the_registers_of_the_town_are_loaded_once(town: None) -> None:
    loaded = load_demo(open_pack(TOWN))
    assert loaded.created == 0 and loaded.same > 0
    assert any(cell is None for half in public_figures(places.today()) for line in half.lines
               for cell in (line.granted, line.partly, line.refused))  # fmt: skip


# --- two people --------------------------------------------------------------------------------------


def test_it_is_in_force_when_a_second_person_has_approved(cast: Any) -> None:
    first = an_assessment(cast.data_officer)
    assert in_force("mediation") is None and "mediation" in missing()
    assert code_of(lambda: decide_assessment(first, True, "", actor=cast.data_officer)) == "own_assessment"
    decide_assessment(first, True, "", actor=cast.administrator)
    standing = in_force("mediation")
    assert standing is not None and standing.id == first and "mediation" not in missing()
    types = EventRecord.objects.filter(subject=first).order_by("seq").values_list("type", flat=True)
    assert list(types) == ["privacy.assessment_written", "privacy.assessment_decided"]


def test_a_new_version_replaces_the_old_one_which_is_kept(cast: Any) -> None:
    first = an_assessment(cast.data_officer)
    decide_assessment(first, True, "", actor=cast.supervisor)
    second = an_assessment(cast.administrator, measures="又加密了一层。")
    assert code_of(lambda: an_assessment(cast.data_officer)) == "assessment_waits"
    standing = in_force("mediation")
    assert standing is not None and standing.id == first, "until somebody approves"
    decide_assessment(second, True, "", actor=cast.data_officer)
    assert [(one.edition, one.state) for one in versions("mediation")] == [
        (2, AssessmentState.IN_FORCE),
        (1, AssessmentState.REPLACED),
    ]


def test_a_refusal_says_why_and_who_wrote_it_may_take_it_back(cast: Any) -> None:
    first = an_assessment(cast.data_officer)
    assert code_of(lambda: withdraw_assessment(first, actor=cast.administrator)) == "forbidden"
    assert code_of(lambda: decide_assessment(first, False, " ", actor=cast.supervisor)) == "needs_reason"
    decide_assessment(first, False, "没写清楚。", actor=cast.supervisor)
    assert code_of(lambda: decide_assessment(first, True, "", actor=cast.supervisor)) == "not_found"
    second = an_assessment(cast.data_officer)
    withdraw_assessment(second, actor=cast.data_officer)
    assert assessment(second).state is AssessmentState.WITHDRAWN


@pytest.mark.parametrize("role", ["resident", "handler", "operator", "coordinator", "auditor", "visitor"])
def test_others_write_and_approve_nothing(cast: Any, role: str) -> None:
    first, actor = an_assessment(cast.data_officer), getattr(cast, role)
    for call in (
        lambda: an_assessment(actor, "export"),
        lambda: decide_assessment(first, True, "", actor=actor),
        lambda: withdraw_assessment(first, actor=actor),
    ):
        assert code_of(call) == "forbidden"
    assert code_of(lambda: an_assessment(cast.supervisor, "export")) == "forbidden", "approves only"
    assert code_of(lambda: decide_assessment(first, True, "", actor=SYSTEM)) == "forbidden"


@pytest.mark.parametrize(
    ("field", "value"),
    [("harms", ""), ("kinds", ()), ("review_on", 0), ("review_on", 366), ("summary", " ")],
)
def test_everything_is_said_and_no_review_is_put_off_for_long(cast: Any, field: str, value: Any) -> None:
    given = places.today() + timedelta(days=value) if isinstance(value, int) else value
    with pytest.raises(Problem) as caught:
        an_assessment(cast.data_officer, **{field: given})
    assert (caught.value.code, caught.value.facts) == ("invalid", {"field": field})


def test_every_version_outlives_the_three_years_of_the_law(cast: Any) -> None:
    """Article 56: no job and no command removes one."""
    first = an_assessment(cast.data_officer)
    decide_assessment(first, True, "", actor=cast.supervisor)
    with clock.standing_at(clock.now() + timedelta(days=4 * 366)):
        jobs.keep_days.func(0)
        assert assessment(first).state is AssessmentState.IN_FORCE
    deletes = [
        path for path in (ROOT / "linli/privacy").rglob("*.py") if ".delete(" in path.read_text("utf-8")
    ]
    assert [path for path in deletes if "tests" not in path.parts] == []


# --- review ------------------------------------------------------------------------------------------


def test_a_review_that_is_due_is_said_once_in_time(cast: Any, sign_in: Any) -> None:
    a_contact(cast.player("data_officer").account, "officer@example.org")
    first = an_assessment(cast.data_officer, review_on=places.today() + timedelta(days=40))
    decide_assessment(first, True, "", actor=cast.supervisor)
    assert remind_reviews() == 0
    with clock.standing_at(clock.now() + timedelta(days=11)):
        assert (remind_reviews(), remind_reviews()) == (1, 0)
        deliver_all()
        assert Message.objects.filter(template="privacy.review").count() == 1
        page = sign_in("supervisor").get(reverse("desk-assessments"))
        assert b"<h1>" in page.content and page.context["standing"][0][1] is True


def test_the_pages_of_the_way(cast: Any, sign_in: Any, client: Client) -> None:
    path = reverse("desk-assessment-write", args=["export"])
    form = {
        "aims": "回传。", "kinds": ["words"], "ground": "duty", "ground_words": "第34条。",
        "harms": "外泄。",
        "measures": "不含姓名。", "summary": "不含姓名和电话。",
    }  # fmt: skip
    answer = sign_in("data_officer").post(path, {**form, "review_on": "2999-01-01"})
    assert answer.status_code == 422 and "review_on" in answer.context["form"].errors
    day = places.today() + timedelta(days=100)
    answer = sign_in("data_officer").post(path, {**form, "review_on": day.isoformat()})
    assert answer.status_code == 302
    one = Assessment.objects.get()
    decide = reverse("desk-assessment-decide", args=[one.pk])
    assert sign_in("data_officer").post(decide, {"deed": "agree"}).status_code == 409
    assert sign_in("supervisor").post(decide, {"deed": "agree"}).status_code == 302
    client.logout()
    page = client.get(reverse("assessments")).content.decode()
    assert "不含姓名和电话。" in page and "外泄" not in page, "a summary"
    assert sign_in("administrator").get(path).context["form"].initial["harms"] == "外泄。"
    assert sign_in("auditor").get(reverse("desk-assessment", args=[one.pk])).status_code == 200
    assert sign_in("administrator").get(reverse("desk-assessment-write", args=["news"])).status_code == 404
