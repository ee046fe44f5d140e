# SPDX-License-Identifier: AGPL-3.0-or-later
"""General votes: nobody counts twice, totals equal receipts, order is nothing, anybody counts again."""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.norms import public as norms
from linli.norms.testing import a_reviewed_pact
from linli.participation.cli import count as recompute
from linli.participation.commands import forget_account
from linli.participation.commands.ballots import (
    key_ballot,
    take_by_letter,
    take_general_ballot,
    tick_choice,
)
from linli.participation.commands.votes import count_general_vote, issue_letters
from linli.participation.models import Vote, VoteBallot, VoteLetter, VotePaper, VoteRoll
from linli.participation.queries.votes import box_of, find_vote, general_ballot, open_file, vote_lines
from linli.participation.rules.tally import Cast, Poll, read_poll, tally, write_poll
from linli.participation.testing import a_general_vote, at_home
from linli.participation.vocab.votes import Outcome, VoteKind
from linli.people.testing import HERE, people_of, reachable
from linli.places import public as places
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

Body, Basis = norms.Body, norms.Basis
DAY = date(2026, 6, 1)


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def rule(body: Body = Body.RESIDENTS, basis: Basis = Basis.PERSONS, special: bool = False) -> norms.Quorum:
    found = norms.meeting_rule(body, basis, DAY, special=special)
    assert found is not None
    return found


def poll(kind: VoteKind, said: list[list[int]], eligible: int = 0, **more: Any) -> Poll:
    cast = tuple(Cast(tuple(one)) for one in said)
    named = more.pop("options", ("甲", "乙", "丙", "丁"))
    given: dict[str, Any] = {"ballots": cast, "area": Decimal(0), "weighty": False, "body": "residents"}
    return Poll(
        number="V1", title="问", kind=kind, options=named, basis="persons", day=DAY,
        eligible=eligible or max(1, len(said)), **(given | more),
    )  # fmt: skip


# --- pure ------------------------------------------------------------------------------------------

BALLOTS = st.lists(st.lists(st.integers(-1, 6), max_size=6), max_size=30)


@given(st.sampled_from(VoteKind), BALLOTS, st.integers(0, 40), st.randoms(use_true_random=False))
def test_permuting_voters_and_the_open_file_change_nothing(
    kind: VoteKind, said: list[list[int]], more: int, dice: random.Random
) -> None:
    shuffled = said[:]
    dice.shuffle(shuffled)
    first = tally(poll(kind, said, len(said) + more), rule())
    again = read_poll(write_poll(poll(kind, shuffled, len(said) + more)))
    assert tally(again, rule()) == first and first.there.present == len(said)
    assert all(line.heads <= len(said) for line in first.lines)
    assert bool(first.winners) == (first.outcome is Outcome.CARRIED)
    if first.winners:
        assert first.quorum and all(2 * first.lines[seq - 1].heads > len(said) for seq in first.winners)
    if kind in (VoteKind.YES_NO, VoteKind.SINGLE):
        assert sum(line.heads for line in first.lines) <= len(said), "nobody's ballot counts twice"


@pytest.mark.parametrize(
    ("kind", "ballots", "eligible", "outcome", "winners"),
    [
        (VoteKind.YES_NO, [[1]] * 3 + [[2]] * 2, 9, Outcome.CARRIED, (1,)),
        (VoteKind.YES_NO, [[1]] * 3 + [[2]] * 2, 10, Outcome.TOO_FEW, ()),
        (VoteKind.YES_NO, [[1]] * 2 + [[3]] * 2, 4, Outcome.NO_MAJORITY, ()),
        (VoteKind.YES_NO, [[1]] * 3 + [[1, 2]] * 3, 6, Outcome.NO_MAJORITY, ()),
        (VoteKind.SINGLE, [[2]] * 3 + [[1]] * 2, 5, Outcome.CARRIED, (2,)),
        (VoteKind.SINGLE, [[2]] * 2 + [[1]] * 2 + [[3]], 5, Outcome.NO_MAJORITY, ()),
        (VoteKind.APPROVAL, [[1, 2], [1, 2, 3], [2], []], 4, Outcome.CARRIED, (2,)),
        (VoteKind.RANKED, [[1, 2]] * 4 + [[2]] * 3 + [[3, 2]] * 2, 9, Outcome.CARRIED, (2,)),
        (VoteKind.RANKED, [[1]] * 4 + [[2]] * 3 + [[3]] * 2, 9, Outcome.NO_MAJORITY, ()),
        (VoteKind.RANKED, [[]], 1, Outcome.NO_MAJORITY, ()),
    ],
)
def test_what_is_carried(
    kind: VoteKind, ballots: list[list[int]], eligible: int, outcome: Outcome, winners: tuple[int, ...]
) -> None:
    found = tally(poll(kind, ballots, eligible), rule())
    assert (found.outcome, found.winners) == (outcome, winners)


def test_of_equals_goes_out_who_was_behind_before_and_then_the_later_in_the_list() -> None:
    """4 is out first; then 2 and 3 stand equal at three, and 3 had two in the first round."""
    said = [[1]] * 4 + [[2]] * 3 + [[3]] * 2 + [[4, 3]]
    found = tally(poll(VoteKind.RANKED, said), rule())
    assert found.rounds[:3] == ({1: 4, 2: 3, 3: 2, 4: 1}, {1: 4, 2: 3, 3: 3}, {1: 4, 2: 3})
    level = tally(poll(VoteKind.RANKED, [[1], [2], [3], [4]]), rule())
    assert [sorted(one) for one in level.rounds] == [[1, 2, 3, 4], [1, 2, 3], [1, 2], [1]]


def test_owners_need_heads_and_area() -> None:
    owners = [Cast((1,), Decimal(150)), Cast((1,), Decimal(10)), Cast((2,), Decimal(40))]
    given: dict[str, Any] = {"body": "owners", "options": ("是", "否", "弃权"), "area": Decimal(300)}

    def counted(ballots: list[Cast], special: bool = False) -> Outcome:
        one = poll(VoteKind.YES_NO, [], 3, ballots=tuple(ballots), **given)
        return tally(one, rule(Body.OWNERS, Basis.OWNERS, special)).outcome

    assert counted(owners) is Outcome.CARRIED
    assert counted(owners, special=True) is Outcome.NO_MAJORITY, "two heads of three are not three quarters"
    assert counted([*owners[:1], *owners[2:]]) is Outcome.TOO_LITTLE_AREA
    assert counted([owners[0]]) is Outcome.TOO_FEW


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "linli-vote-1"}', "null", '{"format": 1}'])
def test_a_file_that_is_none_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(Problem, match="bad_vote_file"):
        read_poll(text)


# --- with the database ------------------------------------------------------------------------------

db = pytest.mark.django_db


def after(vote: Vote) -> Any:
    return clock.standing_at(vote.closes_at)


@db
def test_a_ballot_is_for_confirmed_residents_once_and_nothing_joins_them(cast: Any) -> None:
    vote = a_general_vote()
    assert code_of(lambda: take_general_ballot(vote.id, actor=VISITOR)) == "not_on_the_ladder"
    assert code_of(lambda: take_general_ballot(vote.id, actor=cast.community_worker)) == "not_on_the_ladder"
    at_home(cast.resident)
    events = EventRecord.objects.count()
    code = take_general_ballot(vote.id, actor=cast.resident)
    assert code_of(lambda: take_general_ballot(vote.id, actor=cast.resident)) == "ballot_taken"
    assert take_general_ballot(vote.id, actor=cast.resident, code=code) == code, "the answer was lost"
    assert tick_choice(vote.id, code, 2, on=True) == [2] and tick_choice(vote.id, code, 1, on=True) == [1]
    assert tick_choice(vote.id, code, 1, on=False) == [] and tick_choice(vote.id, code, 1, on=True) == [1]
    assert EventRecord.objects.count() == events
    assert code_of(lambda: tick_choice(vote.id, "ABCDEFGHJKLMNPQR", 1, on=True)) == "wrong_ballot"
    assert code_of(lambda: tick_choice(vote.id, code, 9, on=True)) == "invalid"
    assert {field.name for field in VoteBallot._meta.fields} == {
        "id", "vote", "digest", "choices", "area", "known_as", "paper",
    }  # fmt: skip
    forget_account(UUID(cast.resident.id))
    assert not VoteRoll.objects.exists() and VoteBallot.objects.get().choices == [1]


@db
def test_a_letter_is_one_ballot_on_the_web_or_on_paper_never_both(cast: Any) -> None:
    vote = a_general_vote(kind=VoteKind.RANKED, basis=Basis.HOUSEHOLDS)
    at_home(cast.resident)
    assert code_of(lambda: take_general_ballot(vote.id, actor=cast.resident)) == "by_letter"
    too_many = [Decimal(0)] * 4
    assert (
        code_of(lambda: issue_letters(vote.id, too_many, actor=cast.community_worker)) == "vote_incomplete"
    )
    one, two, three = issue_letters(vote.id, too_many[:3], actor=cast.community_worker)
    assert code_of(lambda: issue_letters(vote.id, [Decimal(0)], actor=SYSTEM)) == "vote_incomplete"
    web = take_by_letter(vote.id, one.lower())
    assert code_of(lambda: take_by_letter(vote.id, one)) == "wrong_letter"
    assert take_by_letter(vote.id, one, code=web) == web and VoteBallot.objects.count() == 1
    assert code_of(lambda: take_by_letter(vote.id, one, code="AAAA")) == "wrong_letter", "not one of ours"
    assert [tick_choice(vote.id, web, seq, on=True) for seq in (3, 1, 3)][-1] == [1, 3], "the order is kept"
    worker, coordinator = cast.community_worker, cast.coordinator
    assert code_of(lambda: key_ballot(vote.id, one, [1], actor=worker)) == "wrong_letter"
    assert not key_ballot(vote.id, two, [2, 1], actor=worker)
    assert code_of(lambda: take_by_letter(vote.id, two)) == "wrong_letter", "the paper came in"
    assert not key_ballot(vote.id, two, [2, 1], actor=worker), "the same person twice is one pair of eyes"
    assert not key_ballot(vote.id, two, [1, 2], actor=coordinator) and box_of(vote.id).waiting == 1
    assert code_of(lambda: key_ballot(vote.id, two, [1], actor=cast.far_worker)) == "not_found"
    with after(vote):
        assert code_of(lambda: count_general_vote(vote.id, None, actor=SYSTEM)) == "vote_not_over"
        assert key_ballot(vote.id, two, [2, 1], actor=coordinator), "papers are entered after the end too"
        assert code_of(lambda: key_ballot(vote.id, two, [3], actor=worker)) == "paper_settled"
        assert code_of(lambda: take_by_letter(vote.id, three)) == "vote_closed"
        count_general_vote(vote.id, None, actor=SYSTEM)
    assert not VoteLetter.objects.exists() and not VotePaper.objects.exists()
    ballots = read_poll(open_file(vote.number)).ballots
    assert sorted(one.choices for one in ballots) == [(1, 3), (2, 1)]
    assert find_vote(vote.number, viewer=VISITOR).result["paper"] == 1


@db
def test_a_stranger_counts_again_and_what_was_carried_is_promised(cast: Any, tmp_path: Path) -> None:
    vote = a_general_vote(eligible=4, promise="六个单元一起换。")
    voters = people_of(3)
    receipts = []
    for seq, who in zip((1, 1, 2), voters, strict=True):
        at_home(who)
        code = take_general_ballot(vote.id, actor=who)
        tick_choice(vote.id, code, seq, on=True)
        receipts.append(general_ballot(vote.id, code).receipt)
    assert code_of(lambda: open_file(vote.number)) == "not_found"
    assert code_of(lambda: count_general_vote(vote.id, None, actor=cast.coordinator)) == "vote_not_over"
    with after(vote):
        due = places.today() + timedelta(days=30)
        assert code_of(lambda: count_general_vote(vote.id, None, actor=cast.coordinator)) == "answer_lacks"
        assert VoteBallot.objects.count() == 3, "a count that was refused destroyed nothing"
        reachable(voters[0], "one@example.org")
        assert count_general_vote(vote.id, due, actor=cast.coordinator) is Outcome.CARRIED
        assert Message.objects.get().template == "participation.general_counted"
        assert count_general_vote(vote.id, due, actor=cast.coordinator) is Outcome.CARRIED, "once"
        found = find_vote(vote.number, viewer=VISITOR)
        assert [line.number for line in vote_lines(ended=True)] == [vote.number] and not vote_lines()
    assert found.receipts == sorted(receipts) and found.result["present"] == len(receipts)
    assert found.commitment and found.commitment.text == "六个单元一起换。"
    assert not VoteRoll.objects.exists() and not VoteBallot.objects.exists()
    path = tmp_path / "vote.json"
    path.write_text(open_file(vote.number), encoding="utf-8")
    told = recompute(type("Options", (), {"path": path, "rule": "yes-no"}))  # type: ignore[arg-type]
    assert told["outcome"] == "carried" and told["winners"] == [1] and told["needed"] == 3
    assert [one["ballots"] for one in told["choices"]] == [2, 1, 0] and "26、27" in told["law"]
    [event] = EventRecord.objects.filter(type="participation.general_vote_counted")
    assert event.data["sha256"] == found.sha256
    assert not any(who.id in json.dumps(event.data) for who in voters)


@db
def test_a_vote_ends_at_its_instant_in_whatever_zone_somebody_is(cast: Any) -> None:
    zone = places.town().zone
    tonight = datetime.combine(places.today() + timedelta(days=1), datetime.min.time(), zone)
    vote = a_general_vote(closes_at=tonight + timedelta(hours=18))
    at_home(cast.resident)
    code = take_general_ballot(vote.id, actor=cast.resident)
    for name in ("Pacific/Honolulu", "UTC", "Pacific/Kiritimati"):
        with timezone.override(ZoneInfo(name)):
            with clock.standing_at(vote.closes_at - timedelta(microseconds=1)):
                assert tick_choice(vote.id, code, 1, on=True) == [1]
                assert code_of(lambda: count_general_vote(vote.id, None, actor=SYSTEM)) == "vote_not_over"
            with after(vote):
                assert code_of(lambda: tick_choice(vote.id, code, 2, on=True)) == "vote_closed"
                assert not find_vote(vote.number, viewer=VISITOR).line.runs
    with after(vote), timezone.override(ZoneInfo("Pacific/Kiritimati")):
        count_general_vote(vote.id, None, actor=SYSTEM)
    assert read_poll(open_file(vote.number)).day == tonight.date(), "the law of the town's own day"


@db
def test_a_pact_is_recorded_through_its_door_and_advice_binds_nobody(cast: Any) -> None:
    code = a_reviewed_pact(HERE)
    vote = a_general_vote(eligible=1, about=f"pact:{code}")
    at_home(cast.resident)
    tick_choice(vote.id, take_general_ballot(vote.id, actor=cast.resident), 1, on=True)
    owners = a_general_vote(
        body=Body.OWNERS, basis=Basis.OWNERS, eligible=1, area=Decimal(80), promise="修。", secret=True
    )
    assert not owners.secret, "area tells who it is, so owners vote in the open"
    [letter] = issue_letters(owners.id, [Decimal(80)], actor=SYSTEM)
    assert code_of(lambda: take_by_letter(owners.id, letter)) == "invalid", "a name that everybody reads"
    tick_choice(owners.id, take_by_letter(owners.id, letter, known_as="3-2-501"), 1, on=True)
    with clock.standing_at(owners.closes_at):
        count_general_vote(vote.id, None, actor=SYSTEM)
        detail = norms.pact_detail(code, places.today())
        assert detail.info.state is norms.PactState.ADOPTED and detail.steps[-1].facts["favour"] == 1
        assert count_general_vote(owners.id, None, actor=SYSTEM) is Outcome.CARRIED
    found = find_vote(owners.number, viewer=VISITOR)
    assert found.advisory and found.commitment is None
    assert read_poll(open_file(owners.number)).ballots[0].known_as == "3-2-501"


@db
def test_from_the_desk_to_the_result_on_the_pages(cast: Any, client: Any, sign_in: Any) -> None:
    worker = sign_in("community_worker")
    form = {
        "title": "楼道怎么照明", "kind": "ranked", "options": "声控灯\n长明灯\n声控灯", "body": "residents",
        "basis": "households", "place": HERE, "unit": "s-renmin", "eligible": "2",
        "opens_day": places.today().isoformat(), "opens_time": "00:00",
        "closes_day": (places.today() + timedelta(days=3)).isoformat(), "closes_time": "18:00",
    }  # fmt: skip
    assert worker.post(reverse("desk-general-vote-new"), form | {"options": "一"}).status_code == 422
    assert worker.post(reverse("desk-general-vote-new"), form).status_code == 302
    vote = Vote.objects.get()
    assert worker.post(reverse("desk-general-vote-edit", args=[vote.number]), form).status_code == 302

    def do(act: str, **data: str) -> Any:
        path = reverse("desk-general-vote-do", args=[vote.number, act])
        return worker.post(path, {f"{act}-{name}": value for name, value in data.items()})

    page = reverse("general-vote", args=[vote.number])
    assert do("announce").status_code == 302 and do("letters", count="3").status_code == 422
    paper = do("letters", count="1")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    [letter] = issue_letters(vote.id, [Decimal(0)], actor=SYSTEM)
    wrong = client.post(reverse("general-vote-letter", args=[vote.number]), {"letter": "AAAA"})
    assert wrong.status_code == 404
    assert (
        client.post(reverse("general-vote-letter", args=[vote.number]), {"letter": letter}).status_code
        == 302
    )
    cookie = client.cookies["linli_ballot"]
    assert cookie["httponly"] and cookie["path"] == page
    tick = reverse("general-vote-tick", args=[vote.number])
    assert client.post(tick, {"choice": "2", "on": "yes"}).status_code == 302
    assert cookie.value in client.get(page).content.decode()
    with after(vote):
        assert do("count").status_code == 302
        shown = client.get(page).content.decode()
    assert "--rule ranked" in shown and find_vote(vote.number, viewer=SYSTEM).sha256 in shown
    file = client.get(reverse("general-vote-file", args=[vote.number])).content.decode()
    assert [one.choices for one in read_poll(file).ballots] == [(2,)]
