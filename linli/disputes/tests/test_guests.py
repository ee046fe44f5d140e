# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who joins a mediation: only with the consent of all parties, and seeing no more than their part."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from linli.disputes.commands import (
    appoint,
    ask_guest,
    disclose,
    draft_agreement,
    enrol,
    leave,
    move_mediation,
    recuse,
    take_statement,
    welcome,
)
from linli.disputes.models import Mediation, Step
from linli.disputes.policy import relations
from linli.disputes.queries import detail, facts_of, paper, queue, roster, scope
from linli.disputes.testing import TERMS, Team
from linli.disputes.vocab import Action, Guesting, Kind, Paper
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.people.testing import CAST, THERE
from linli.platform.journal.models import EventRecord

pytestmark = pytest.mark.django_db


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.fixture
def team(cast: Any) -> Team:
    made = Team(cast)
    move_mediation(made.id, Action.ACCEPT, actor=made.head)
    appoint(made.id, made.chosen, actor=made.head)
    return made


@pytest.fixture
def far(cast: Any) -> UUID:
    """A mediator of the far community."""
    return enrol(UUID(cast.far_worker.id), THERE, [Kind.NEIGHBOURS], actor=SYSTEM, head=True)


def joined(team: Team, far: UUID) -> UUID:
    guest = ask_guest(team.id, Guesting.JOINT, actor=team.head, mediator=far)
    for party in team.parties:
        welcome(team.id, guest, UUID(party.id), actor=party)
    return guest


def test_joint_mediation_begins_when_every_party_agreed_and_not_before(team: Team, far: UUID) -> None:
    other = team.cast.far_worker
    guest = ask_guest(team.id, Guesting.JOINT, actor=team.head, mediator=far)
    welcome(team.id, guest, UUID(team.parties[0].id), actor=team.parties[0])
    assert code_of(lambda: detail(team.number, viewer=other)) == "not_found" and queue(viewer=other) == []
    first, second = team.parties
    assert code_of(lambda: welcome(team.id, guest, UUID(second.id), actor=first)) == "forbidden"
    assert code_of(lambda: welcome(team.id, guest, UUID(second.id), actor=other)) == "not_found"
    welcome(team.id, guest, UUID(second.id), actor=second)
    assert [line.number for line in queue(viewer=other)] == [team.number]
    take_statement(team.id, "两边社区一起谈过。", actor=other)
    assert detail(team.number, viewer=other).steps[-1].text == "两边社区一起谈过。"


def test_who_mediates_jointly_decides_nothing_and_leaves_without_a_trace(team: Team, far: UUID) -> None:
    guest, other = joined(team, far), team.cast.far_worker
    for call in (
        lambda: draft_agreement(team.id, TERMS, actor=other),
        lambda: recuse(team.id, actor=other),
        lambda: move_mediation(team.id, Action.FAIL, actor=other, text="谈不拢。"),
        lambda: ask_guest(team.id, Guesting.EXPERT, actor=other, name="甲"),
    ):
        assert code_of(call) == "forbidden"
    leave(team.id, guest, actor=other)
    assert code_of(lambda: detail(team.number, viewer=other)) == "not_found" and queue(viewer=other) == []


def test_whom_a_party_refused_is_not_asked_for_again(team: Team, far: UUID) -> None:
    guest = ask_guest(team.id, Guesting.JOINT, actor=team.head, mediator=far)
    leave(team.id, guest, actor=team.parties[1])
    again = partial(ask_guest, team.id, Guesting.JOINT, actor=team.head, mediator=far)
    assert code_of(again) == "mediation_not_competent"
    assert far not in {one.id for one in detail(team.number, viewer=team.head).could_join}


def test_only_the_competent_of_another_community_who_is_no_party_joins(team: Team, cast: Any) -> None:
    other = enrol(UUID(cast.far_worker.id), THERE, [Kind.LABOUR], actor=SYSTEM)
    for mediator in (other, team.chosen, team.enrolled_head, None):
        asked = partial(ask_guest, team.id, Guesting.JOINT, actor=team.head, mediator=mediator)
        assert code_of(asked) == "mediation_not_competent"
    assert len(roster()) == 3


def test_the_filter_and_the_policy_see_the_same_with_guests(team: Team, far: UUID) -> None:
    joined(team, far)
    left = Team(team.cast)
    leave(left.id, joined(left, far), actor=left.head)
    for role in CAST:
        viewer = getattr(team.cast, role)
        seen = set(Mediation.objects.filter(scope(viewer)).order_by("id").values_list("id", flat=True))
        rows = Mediation.objects.order_by("id")
        assert seen == {row.id for row in rows if relations(viewer, facts_of(row))}, role


def test_an_expert_sits_in_the_session_with_consent_and_stands_in_the_record(team: Team) -> None:
    assert code_of(lambda: ask_guest(team.id, Guesting.EXPERT, actor=team.head)) == "invalid"
    guest = ask_guest(team.id, Guesting.EXPERT, actor=team.head, name="夏工程师", about="会听声音从哪里来")
    party = detail(team.number, viewer=team.parties[0])
    assert (party.guests[0].name, party.guests[0].joined) == ("夏工程师", False)
    assert "夏工程师" not in "".join(paper(team.number, Paper.RECORD, viewer=team.head))
    for one in team.parties:  # said on the telephone
        welcome(team.id, guest, UUID(one.id), actor=team.head)
    assert "到场：夏工程师（专家），各方同意" in "\n".join(
        paper(team.number, Paper.RECORD, viewer=team.head)
    )
    assert not Step.objects.filter(text__contains="夏工程师".encode()).exists()
    told = EventRecord.objects.filter(subject=team.id).order_by("id")
    assert all(
        set(data) <= {"origin", "action", "before", "after", "deed"}
        for data in told.values_list("data", flat=True)
    )


def test_a_tie_is_told_to_the_parties_who_may_wish_for_another(team: Team) -> None:
    disclose(team.id, "我和霍山在同一个单位。", actor=team.mediator)
    found = detail(team.number, viewer=team.parties[0])
    assert [step.text for step in found.told] == ["我和霍山在同一个单位。"] and found.steps == ()
    recuse(team.id, actor=team.parties[0])
    assert code_of(lambda: detail(team.number, viewer=team.mediator)) == "not_found"


def test_the_pages_ask_and_answer(team: Team, far: UUID, sign_in: Any) -> None:
    client = Client()
    head, at = sign_in("community_worker"), f"/desk/mediations/{team.number}/"
    assert head.post(f"{at}do/guest/", {"guest-kind": "joint"}).status_code == 422
    asked = {"guest-kind": "joint", "guest-mediator": str(far)}
    assert head.post(f"{at}do/guest/", asked).status_code == 302
    client.post("/mediation/open/", {"number": team.number, "code": team.receipt.code})
    page = client.get(f"/mediation/{team.number}/")
    guest = page.context["mediation"].guests[0].id
    assert f'value="{guest}"' in page.content.decode()
    client.post(f"/mediation/{team.number}/do/welcome/", {"guest": guest})
    sign_in("community_worker")
    head.post(f"{at}do/welcome/", {"guest": guest, "party": team.parties[1].id})
    assert sign_in("far_worker").get(at).status_code == 200
    client.post(f"/mediation/{team.number}/do/unwelcome/", {"guest": guest})
    assert sign_in("far_worker").get(at).status_code == 404
    assert client.post(f"/mediation/{team.number}/do/welcome/", {"guest": "x"}).status_code == 422
