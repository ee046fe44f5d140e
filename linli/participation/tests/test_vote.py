# SPDX-License-Identifier: AGPL-3.0-or-later
"""A vote on a budget: nobody's ballot counts twice, nobody can be joined to theirs, anybody can recount."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR, Actor
from linli.kernel.problem import Problem
from linli.participation.cli import budget as recompute
from linli.participation.commands import count_vote, key_paper, open_vote, take_ballot, tick
from linli.participation.models import Ballot, Budget, PaperEntry, Project, Proposal, Voter
from linli.participation.queries import (
    SpaceInfo,
    ballot_of,
    find_space,
    has_ballot,
    paper_state,
    vote_file,
    vote_of,
)
from linli.participation.rules.budget import decide
from linli.participation.rules.pb import read_pb, write_pb
from linli.participation.rules.vote import Choice, election_of
from linli.participation.testing import a_space, a_vote, at_home
from linli.participation.vocab import BudgetRule
from linli.people.testing import people_of
from linli.places import public as places
from linli.platform.journal.models import EventRecord


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


BALLOTS = st.lists(st.lists(st.integers(1, 4), max_size=6), max_size=25)


@given(BALLOTS, st.randoms(use_true_random=False))
def test_the_open_file_gives_the_same_result_whatever_the_order_of_ballots(
    said: list[list[int]], dice: random.Random
) -> None:
    choices = [Choice(n, f'项目;{n} "名"', Decimal(100 * n)) for n in range(1, 5)]
    day = date(2026, 5, 1)
    election = election_of("预算", Decimal(600), choices, said, day, day)
    shuffled = said[:]
    dice.shuffle(shuffled)
    again = read_pb(write_pb(election_of("预算", Decimal(600), choices, shuffled, day, day)))
    filled = [one for one in said if one]
    assert len(again.ballots) == len(filled) and [one.name for one in again.projects] == [
        one.title for one in choices
    ]
    first, second = (decide(one, BudgetRule.EQUAL_SHARES) for one in (election, again))
    assert first == second and first.cost <= 600


pytestmark_db = pytest.mark.django_db


def after(space: SpaceInfo) -> Any:
    """The day after the last day of the vote, with the space as it stands then."""
    return clock.standing_at(clock.now() + timedelta(days=12))


def counted(space: SpaceInfo, actor: Actor = SYSTEM) -> int:
    with after(space):
        now = find_space(space.code, viewer=SYSTEM)
        return count_vote(now, places.today() + timedelta(days=90), actor=actor)


@pytestmark_db
def test_a_ballot_is_for_confirmed_residents_once_and_only_in_the_phase(cast: Any) -> None:
    space = a_vote()
    for actor in (VISITOR, cast.resident, cast.coordinator):
        assert code_of(lambda actor=actor: take_ballot(space, actor=actor)) == "not_on_the_ladder"
    at_home(cast.resident)
    code = take_ballot(space, actor=cast.resident)
    assert code_of(lambda: take_ballot(space, actor=cast.resident)) == "ballot_taken"
    assert has_ballot(space, cast.resident) and not has_ballot(space, cast.other_resident)
    assert Ballot.objects.count() == Voter.objects.count() == 1
    at_home(cast.other_resident)
    with after(space):
        over = find_space(space.code, viewer=SYSTEM)
        assert code_of(lambda: take_ballot(over, actor=cast.other_resident)) == "space_not_open"
        assert code_of(lambda: tick(over, code, 1, on=True)) == "space_not_open"


@pytestmark_db
def test_each_tick_is_saved_at_once_and_replaying_it_is_harmless(cast: Any) -> None:
    space = a_vote()
    at_home(cast.resident)
    code = take_ballot(space, actor=cast.resident)
    assert tick(space, code, 2, on=True) == [2] == tick(space, code, 2, on=True)
    assert tick(space, code.lower(), 1, on=True) == [1, 2], "typed as people type"
    assert tick(space, code, 2, on=False) == [1]
    assert ballot_of(space, code).choices == {1}
    assert code_of(lambda: tick(space, code, 9, on=True)) == "invalid"
    assert code_of(lambda: tick(space, "ABCDEFGH", 1, on=True)) == "wrong_ballot"
    assert code_of(lambda: tick(a_vote("second"), code, 1, on=True)) == "wrong_ballot"


@pytestmark_db
def test_nothing_joins_a_person_to_a_ballot(cast: Any) -> None:
    space = a_vote()
    at_home(cast.resident)
    before = EventRecord.objects.count()
    code = take_ballot(space, actor=cast.resident)
    tick(space, code, 1, on=True)
    assert EventRecord.objects.count() == before, "no event tells of a single ballot"
    fields = {field.name for field in Ballot._meta.get_fields()}
    assert fields == {"id", "budget", "digest", "choices", "paper"}
    assert {field.name for field in Voter._meta.get_fields()} == {"id", "budget", "account"}
    ballot, voter = Ballot.objects.get(), Voter.objects.get()
    assert ballot.id.version == voter.id.version == 4, "no id tells when it was made"
    assert code.encode() not in bytes(ballot.digest) and cast.resident.id not in str(ballot.__dict__)


@pytestmark_db
def test_a_paper_ballot_counts_when_two_people_entered_it_alike(cast: Any) -> None:
    space, one, two = a_vote(), cast.community_worker, cast.coordinator
    assert code_of(lambda: key_paper(space, "A1", [1], actor=cast.far_worker)) == "not_found"
    assert code_of(lambda: key_paper(space, "A1", [7], actor=one)) == "invalid"
    assert not key_paper(space, "A1", [1, 2], actor=one)
    assert not key_paper(space, "A1", [1, 2], actor=one), "one pair of eyes stays one"
    assert paper_state(space, viewer=one).mine == paper_state(space, viewer=two).others == ("A1",)
    assert not key_paper(space, "a1", [1], actor=two)
    assert paper_state(space, viewer=one).differ == ("A1",)
    assert key_paper(space, "A1", [2, 1], actor=two)
    assert code_of(lambda: key_paper(space, "A1", [1], actor=cast.district_coordinator)) == "paper_settled"
    assert Ballot.objects.get().choices == [1, 2] and not PaperEntry.objects.exists()
    assert code_of(lambda: tick(space, f"paper:{Budget.objects.get().id}:A1", 3, on=True)) == "wrong_ballot"


@pytestmark_db
def test_the_vote_is_not_counted_before_its_end_or_while_a_paper_waits(cast: Any) -> None:
    space = a_vote()
    day = places.today() + timedelta(days=60)
    assert code_of(lambda: count_vote(space, day, actor=SYSTEM)) == "vote_not_over"
    key_paper(space, "A1", [1], actor=cast.coordinator)
    assert code_of(lambda: counted(space)) == "vote_not_over"
    key_paper(space, "A1", [1], actor=cast.community_worker)
    for actor in (cast.resident, cast.far_coordinator, cast.handler):
        assert code_of(lambda actor=actor: counted(space, actor)) == "not_found"
    assert counted(space, cast.coordinator) == 1


@pytestmark_db
def test_a_stranger_recounts_it_and_roll_and_ballots_are_gone(cast: Any, tmp_path: Path) -> None:
    space, dice = a_vote(costs=(500, 400, 300, 200), amount=900), random.Random(3)
    voters = people_of(9)
    for voter in voters:
        at_home(voter)
        code = take_ballot(space, actor=voter)
        for seq in dice.sample(range(1, 5), dice.randint(0, 3)):
            tick(space, code, seq, on=True)
    for serial in ("A1", "A2"):
        for clerk in (cast.coordinator, cast.community_worker):
            key_paper(space, serial, [1, 4], actor=clerk)
    held = [ballot.choices for ballot in Ballot.objects.order_by("id") if ballot.choices]
    won = counted(space)
    assert counted(space) == won, "once"
    assert not Ballot.objects.exists() and not Voter.objects.exists() and not PaperEntry.objects.exists()
    with after(space):
        vote = vote_of(find_space(space.code, viewer=SYSTEM))
    assert vote is not None and len(vote.receipts) == 9 and vote.result["paper"] == 2
    text = vote_file(space)
    path = tmp_path / "vote.pb"
    path.write_text(text, encoding="utf-8")
    assert vote.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sorted(sorted(map(int, one.projects)) for one in read_pb(text).ballots) == sorted(held)
    options = type("Options", (), {"path": path, "rule": "equal-shares", "threshold": None})
    told = recompute(options)  # type: ignore[arg-type]
    assert [int(one) for one in told["winners"]] == vote.result["winners"] and len(told["winners"]) == won
    assert str(told["cost"]) == vote.result["cost"]
    assert all(line.why for line in vote.projects) and not told["notes"]
    [event] = EventRecord.objects.filter(type="participation.vote_counted")
    assert event.data["sha256"] == vote.sha256
    assert not any(voter.id in json.dumps(event.data) for voter in voters)
    promised = {line.commitment is not None for line in vote.projects if line.won}
    lost = {line.commitment is None for line in vote.projects if not line.won}
    assert promised <= {True} and lost <= {True}
    assert Proposal.objects.exclude(commitment=None).count() == won


@pytestmark_db
def test_a_closed_account_leaves_the_roll_and_its_ballot_counts(cast: Any) -> None:
    from linli.participation.commands import forget_account

    space = a_vote()
    at_home(cast.resident)
    tick(space, take_ballot(space, actor=cast.resident), 2, on=True)
    forget_account(UUID(cast.resident.id))
    assert not Voter.objects.exists() and Ballot.objects.get().choices == [2]


@pytestmark_db
def test_a_space_without_projects_has_no_vote(cast: Any) -> None:
    a_space()
    space = find_space("test-space", viewer=SYSTEM)
    assert code_of(lambda: open_vote(space, Decimal(100), actor=SYSTEM)) == "no_projects"
    voting = a_vote()
    assert Project.objects.count() == 3
    assert open_vote(voting, Decimal(5), actor=SYSTEM) == Budget.objects.get().id, "the same one"
    assert code_of(lambda: open_vote(voting, Decimal(5), actor=cast.far_worker)) == "not_found"
    assert code_of(lambda: vote_file(voting)) == "not_found"


def test_over_https_a_ballot_goes_to_its_vote_alone(cast: Any, sign_in: Any) -> None:
    a_vote()
    at_home(cast.resident)
    client = sign_in("resident")
    assert client.post("/take-part/test-vote/vote/take/", secure=True).status_code == 302
    cookie = client.cookies["__Secure-linli_ballot"]
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"]
    assert cookie["path"] == "/take-part/test-vote/vote/"
    assert cookie.value in client.get("/take-part/test-vote/vote/", secure=True).content.decode()
