# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals: voices, paper, merging, the threshold, answers and what they become."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.cases import public as cases
from linli.cases.public import Progress, Promise, Solved
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR, Actor
from linli.kernel.problem import Problem
from linli.participation.commands import (
    NewPromise,
    NewProposal,
    accept_offer,
    answer,
    endorse,
    enter_sheet,
    escalate_overdue,
    forget_account,
    hide,
    judge,
    load_demo,
    merge,
    propose,
    release,
    retract,
    withdraw,
)
from linli.participation.models import Proposal, ProposalStep, Support
from linli.participation.queries import (
    copy_of_own,
    find_space,
    own_lines,
    proposal_detail,
    proposal_list,
    trail_of,
    vote_of,
)
from linli.participation.queries.telling import about_commitment, about_proposal
from linli.participation.testing import a_proposal, a_space, join, phases
from linli.participation.vocab import Deed, Part, PhaseKind, ProposalState, Rule, Verdict
from linli.people.public import choose_language
from linli.people.testing import people_of, reachable
from linli.places import public as places
from linli.platform.journal.models import EventRecord
from linli.platform.packs import open_pack

pytestmark = pytest.mark.django_db


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def promise() -> NewPromise:
    return NewPromise("三处各加一盏灯。", "d-lighting", places.today() + timedelta(days=30))


def promised_for(proposal: Proposal) -> cases.CommitmentLine:
    identity = Proposal.objects.values_list("commitment_id", flat=True).get(pk=proposal.pk)
    assert identity is not None
    return cases.commitments_by_id([identity])[identity]


def seen(proposal: Proposal, viewer: Actor) -> Any:
    space = find_space(proposal.space.code, viewer=SYSTEM)
    return proposal_detail(proposal.number, space, viewer=viewer)


# --- proposing and moderating ------------------------------------------------------------------------


def test_nobody_reads_it_before_the_moderators_but_its_author(cast: Any) -> None:
    space = a_space()
    proposal = a_proposal(space, cast.resident, released=False)
    assert seen(proposal, cast.resident).mine is Part.AUTHOR
    assert seen(proposal, cast.community_worker).deeds == (Deed.RELEASE, Deed.RETURN, Deed.HIDE)
    for viewer in (VISITOR, cast.other_resident, cast.handler):
        assert code_of(lambda viewer=viewer: seen(proposal, viewer)) == "not_found"
    assert proposal_list(find_space("test-space", viewer=VISITOR)).lines == []
    assert code_of(lambda: endorse(proposal.id, actor=cast.other_resident)) == "space_not_open"
    release(proposal.id, actor=cast.community_worker)
    assert seen(proposal, VISITOR).line.title == "加一盏灯"


def test_sent_twice_it_is_one_and_with_other_words_a_conflict(cast: Any) -> None:
    space, identity = a_space(), uuid4()
    new = NewProposal(space, "加一盏灯", "台阶边太暗。")
    assert propose(new, actor=cast.resident, identity=identity) == propose(
        new, actor=cast.resident, identity=identity
    )
    other = NewProposal(space, "加两盏灯", "台阶边太暗。")
    assert code_of(lambda: propose(other, actor=cast.resident, identity=identity)) == "already_used"
    assert code_of(lambda: propose(new, actor=cast.other_resident, identity=identity)) == "already_used"


def test_taken_out_is_said_with_its_rule_and_without_its_words(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident)
    assert code_of(lambda: hide(proposal.id, Rule.ADVERT, "", actor=cast.community_worker)) == "invalid"
    hide(proposal.id, Rule.ADVERT, "通篇是广告。", actor=cast.community_worker)
    found = seen(proposal, VISITOR)
    assert found.rule.code == Rule.ADVERT and not found.line.title and not found.line.text
    assert "通篇是广告。" in [step.text for step in found.steps]
    assert seen(proposal, cast.resident).line.text
    release(proposal.id, actor=cast.community_worker)
    assert seen(proposal, VISITOR).rule is None


def test_nobody_moderates_or_answers_what_they_wrote_or_endorsed(cast: Any) -> None:
    space = a_space()
    own = a_proposal(space, cast.community_worker)
    assert seen(own, cast.community_worker).deeds == ()
    liked = a_proposal(space, cast.resident)
    endorse(liked.id, actor=cast.community_worker)
    for proposal in (own, liked):
        for call in (
            lambda proposal=proposal: hide(proposal.id, Rule.ADVERT, "不行。", actor=cast.community_worker),
            lambda proposal=proposal: answer(
                proposal.id, Verdict.REJECTED, "不行。", actor=cast.community_worker
            ),
        ):
            assert code_of(call) == "forbidden"


@pytest.mark.parametrize("role", ["resident", "other_resident", "far_worker", "far_coordinator", "auditor"])
def test_who_has_no_part_in_the_space_decides_nothing(cast: Any, role: str) -> None:
    space = a_space()
    proposal, other = a_proposal(space, cast.administrator), a_proposal(space, cast.data_officer)
    actor = getattr(cast, role)
    for call in (
        lambda: release(proposal.id, actor=actor),
        lambda: hide(proposal.id, Rule.ADVERT, "不行。", actor=actor),
        lambda: merge(proposal.id, other.id, "一样。", actor=actor),
        lambda: answer(proposal.id, Verdict.REJECTED, "不行。", actor=actor),
        lambda: enter_sheet(proposal.id, "第1册", 5, actor=actor),
    ):
        assert code_of(call) == "not_found"
    assert Proposal.objects.get(pk=proposal.id).version == proposal.version


# --- voices ------------------------------------------------------------------------------------------


def test_a_voice_counts_once_is_public_only_by_choice_and_goes_without_a_trace(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident)
    assert endorse(proposal.id, actor=cast.other_resident) == 2
    assert endorse(proposal.id, actor=cast.other_resident) == 2
    assert seen(proposal, VISITOR).names == () and seen(proposal, VISITOR).unnamed == 2
    endorse(proposal.id, actor=cast.other_resident, shown=True)
    assert len(seen(proposal, VISITOR).names) == 1
    assert withdraw(proposal.id, actor=cast.other_resident) == 1
    assert not Support.objects.filter(account=UUID(cast.other_resident.id)).exists()
    told = EventRecord.objects.filter(subject=proposal.id)
    assert {row.actor for row in told} == {"visitor", "system:linli"}
    assert not any(cast.other_resident.id in str(row.data) for row in told)
    assert not any("endors" in step.deed for step in ProposalStep.objects.filter(proposal=proposal))
    assert code_of(lambda: withdraw(proposal.id, actor=cast.other_resident)) == "not_found"


def test_an_offer_to_write_along_is_known_to_the_author_alone(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident)
    endorse(proposal.id, actor=cast.other_resident, offers=True)
    [support] = seen(proposal, cast.resident).offers
    assert not seen(proposal, cast.community_worker).offers and not seen(proposal, VISITOR).offers
    assert code_of(lambda: accept_offer(proposal.id, support, actor=cast.other_resident)) == "forbidden"
    accept_offer(proposal.id, support, actor=cast.resident)
    assert seen(proposal, cast.other_resident).mine is Part.CO_AUTHOR


def test_an_author_takes_it_back_only_while_it_is_theirs_alone(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident)
    endorse(proposal.id, actor=cast.other_resident)
    assert code_of(lambda: retract(proposal.id, actor=cast.resident)) == "forbidden"
    withdraw(proposal.id, actor=cast.other_resident)
    assert code_of(lambda: retract(proposal.id, actor=cast.other_resident)) == "forbidden"
    retract(proposal.id, actor=cast.resident)
    assert code_of(lambda: seen(proposal, VISITOR)) == "not_found"


def test_a_sheet_entered_again_is_corrected_and_never_added(cast: Any) -> None:
    space = a_space(threshold=0)
    number = propose(NewProposal(space, "扶手", "台阶。", paper="柜台 第1页"), actor=cast.community_worker)
    proposal = Proposal.objects.get(number=number)
    release(proposal.id, actor=SYSTEM)
    assert enter_sheet(proposal.id, "第1册", 40, actor=cast.community_worker) == 41
    assert enter_sheet(proposal.id, "第1册", 40, actor=cast.community_worker) == 41
    assert enter_sheet(proposal.id, "第1册", 12, actor=cast.community_worker) == 13
    assert enter_sheet(proposal.id, "第2册", 3, actor=cast.coordinator) == 16
    assert seen(proposal, VISITOR).paper == "柜台 第1页"
    assert not Support.objects.filter(proposal=proposal).exclude(account=None).exists()
    resident = partial(propose, NewProposal(space, "扶手", "台阶。", paper="假的"), actor=cast.resident)
    assert code_of(resident) == "forbidden"


def test_merging_loses_nobody_and_counts_nobody_twice(cast: Any) -> None:
    """Whatever is merged in whatever order: the voices of the last are the different people of all."""
    space, dice = a_space(threshold=0), random.Random(7)
    crowd = people_of(12)
    group = [a_proposal(space, author) for author in crowd[:4]]
    everybody: set[str] = {actor.id for actor in crowd[:4]}
    for proposal in group:
        for actor in dice.sample(crowd, 5):
            endorse(proposal.id, actor=actor)
            everybody.add(actor.id)
        enter_sheet(proposal.id, "同一册", 2, actor=SYSTEM)
    order = [(1, 0), (3, 2), (2, 0)]
    for leaves, goal in order:
        join(group[leaves].id, group[goal].id, "同一件事。", actor=cast.community_worker)
    root = Proposal.objects.get(pk=group[0].id)
    assert root.voices == len(everybody) + 2, "and two lines of one sheet"
    assert set(Proposal.objects.exclude(pk=root.id).values_list("into", flat=True)) == {root.id}
    assert len(seen(root, VISITOR).joined) == 3
    late = people_of(1)[0]
    assert endorse(group[3].id, actor=late) == root.voices + 1, "an old link still leads there"
    assert withdraw(group[1].id, actor=late) == root.voices


def test_two_that_cannot_be_joined(cast: Any) -> None:
    space = a_space()
    one, two = a_proposal(space, cast.resident), a_proposal(space, cast.other_resident)
    away = a_proposal(a_space("away"), cast.resident)
    keeper = cast.community_worker
    assert code_of(lambda: merge(one.id, one.id, "一样。", actor=keeper)) == "proposal_merged"
    assert code_of(lambda: merge(one.id, away.id, "一样。", actor=keeper)) == "proposal_merged"
    join(one.id, two.id, "一样。", actor=keeper)
    assert code_of(lambda: merge(two.id, one.id, "一样。", actor=keeper)) == "proposal_merged"
    assert code_of(lambda: merge(one.id, two.id, "一样。", actor=keeper)) == "not_now"


# --- threshold, answer, commitment --------------------------------------------------------------------


def test_the_threshold_forces_an_answer_by_the_rule_and_a_late_one_goes_up(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident)
    endorse(proposal.id, actor=cast.other_resident)
    assert Proposal.objects.get(pk=proposal.id).due_at is None
    endorse(proposal.id, actor=cast.administrator)
    row = Proposal.objects.get(pk=proposal.id)
    assert row.due_rule == "proposal.answer" and row.due_at is not None
    withdraw(proposal.id, actor=cast.administrator)
    assert Proposal.objects.get(pk=proposal.id).due_at == row.due_at, "what was reached stays reached"
    assert escalate_overdue() == 0
    with clock.standing_at(row.due_at + timedelta(hours=1)):
        assert escalate_overdue() == 1 and escalate_overdue() == 0
        found = seen(proposal, VISITOR).line
        assert found.late and found.escalated
    assert EventRecord.objects.filter(subject=proposal.id, type="participation.escalated").count() == 1


def test_without_a_threshold_the_promised_day_counts(cast: Any) -> None:
    a_proposal(a_space(threshold=0, answer_on=places.today()), cast.resident)
    assert escalate_overdue() == 0
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert escalate_overdue() == 1


def test_an_answer_needs_reasons_and_what_is_accepted_a_promise(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident)
    keeper = cast.community_worker
    for call in (
        lambda: answer(proposal.id, Verdict.REJECTED, "", actor=keeper),
        lambda: answer(proposal.id, Verdict.ACCEPTED, "好。办。", actor=keeper),
        lambda: answer(
            proposal.id, Verdict.PARTLY, "好。办。", actor=keeper, promise=NewPromise("加灯。", "", None)
        ),
    ):
        assert code_of(call) == "answer_lacks"
    no_day = NewPromise("加灯。", "d-lighting", None)
    late = partial(answer, proposal.id, Verdict.ACCEPTED, "好办。", actor=keeper, promise=no_day)
    assert code_of(late) == "commitment_day"
    assert Proposal.objects.get(pk=proposal.id).state == ProposalState.OPEN
    assert Proposal.objects.get(pk=proposal.id).commitment_id is None


def test_from_words_to_decision_to_deed(cast: Any) -> None:
    """The whole path: proposed, endorsed, joined, accepted, promised, kept, judged by who took part."""
    space = a_space()
    first, same = a_proposal(space, cast.resident), a_proposal(space, cast.other_resident)
    join(same.id, first.id, "同一件事。", actor=cast.community_worker)
    answer(first.id, Verdict.ACCEPTED, "确实太暗。", actor=cast.coordinator, promise=promise())
    commitment = promised_for(first)
    found = trail_of(commitment.id)
    assert found is not None and found[0].id == first.id
    assert [step.deed for step in found[1]][-1] is Deed.ANSWER
    for actor in (cast.resident, cast.other_resident):
        [line] = own_lines(actor)
        assert line.commitment is not None and line.commitment.number == commitment.number
        assert line.answer == "确实太暗。"
        assert [row["answers"] for row in copy_of_own(actor)] == ["确实太暗。"]
    yes = partial(judge, first.id, Solved.YES, actor=cast.resident)
    assert code_of(yes) == "not_found", "nothing to judge yet"
    cases.move_commitment(commitment.id, Progress.FULFIL, actor=cast.handler, text="已加三盏。")
    yes()
    yes()
    judge(first.id, Solved.PARTLY, actor=cast.other_resident)
    assert code_of(lambda: judge(first.id, Solved.NO, actor=cast.administrator)) == "forbidden"
    page = cases.commitment_by_number(commitment.number, viewer=VISITOR)
    assert page.heard == 2 and page.voices == {} and page.line.state is Promise.FULFILLED
    again = partial(answer, first.id, Verdict.REJECTED, "不办。", actor=cast.coordinator)
    assert code_of(again) == "not_now"


def test_everybody_who_took_part_is_told_and_nobody_else(cast: Any) -> None:
    for name in ("resident", "other_resident", "outsider"):
        reachable(getattr(cast, name), f"{name}@example.org")
    space = a_space()
    proposal, same = a_proposal(space, cast.resident), a_proposal(space, cast.other_resident)
    join(same.id, proposal.id, "同一件事。", actor=SYSTEM)
    answer(proposal.id, Verdict.ACCEPTED, "确实太暗。", actor=SYSTEM, promise=promise())
    told = about_proposal(proposal.id, Deed.ANSWER)
    assert {one.address for one in told} == {"resident@example.org", "other_resident@example.org"}
    assert all("确实太暗。" in one.body and "三处各加一盏灯。" in one.body for one in told)
    commitment = promised_for(proposal)
    seq = cases.move_commitment(commitment.id, Progress.START, actor=SYSTEM, text="已经备料。")
    assert len(about_commitment(commitment.id, "start", seq)) == 2
    assert "已经备料。" in about_commitment(commitment.id, "start", seq)[0].body


def test_a_vote_space_asks_for_the_cost_instead_of_a_promise(cast: Any) -> None:
    from decimal import Decimal

    span = phases((PhaseKind.PROPOSE, -10, -1), (PhaseKind.WEIGH, 0, 5), (PhaseKind.VOTE, 6, 20))
    space = a_space(phases=[])
    proposal = a_proposal(space, cast.resident)
    from linli.participation.models import SpacePhase

    SpacePhase.objects.bulk_create(
        SpacePhase(space_id=space, kind=one.kind, begins=one.begins, ends=one.ends) for one in span
    )
    bare = partial(answer, proposal.id, Verdict.ACCEPTED, "好办。", actor=SYSTEM)
    assert code_of(bare) == "answer_lacks"
    answer(proposal.id, Verdict.ACCEPTED, "好办。", actor=SYSTEM, cost=Decimal(30_000))
    row = Proposal.objects.get(pk=proposal.id)
    assert row.cost == 30_000 and row.commitment_id is None


def test_a_closed_account_leaves_its_voice_as_a_number(cast: Any) -> None:
    proposal = a_proposal(a_space(threshold=0), cast.resident, shown=True)
    endorse(proposal.id, actor=cast.other_resident, shown=True)
    forget_account(UUID(cast.resident.id))
    forget_account(UUID(cast.other_resident.id))
    assert not Support.objects.exclude(account=None).exists()
    found = seen(proposal, VISITOR)
    assert found.authors == () and found.names == () and found.unnamed == 2
    assert endorse(proposal.id, actor=cast.administrator) == 3


def test_the_demonstration_has_a_living_space() -> None:
    from linli.people import public as people

    pack = open_pack(Path("packs/shancheng"))
    people.load_demo(pack, "secret-of-the-demo")
    load_demo(pack)
    load_demo(pack)
    space = find_space("renmin-2026", viewer=VISITOR)
    assert space.now is not None and space.now.kind is PhaseKind.PROPOSE
    rows = Proposal.objects.filter(space=space.id)
    states = {
        state: rows.filter(state=state).count() for state in ("open", "merged", "answered", "waiting")
    }
    assert states == {"open": 4, "merged": 2, "answered": 1, "waiting": 1}
    assert rows.get(title="滨江步道再装几盏路灯").reached_at is not None
    assert promised_for(rows.get(state="answered")).state is Promise.STARTED
    vote = vote_of(find_space("jiangsheng-2026", viewer=VISITOR))
    assert vote is not None and vote.result["counted"] == 34 and len(vote.result["winners"]) == 3


def test_a_message_speaks_the_language_of_whoever_gets_it(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident)
    endorse(proposal.id, actor=cast.other_resident)
    reachable(cast.resident, "a@example.org")
    reachable(cast.other_resident, "b@example.org")
    choose_language(UUID(cast.other_resident.id), "en")
    told = {one.address: one for one in about_proposal(proposal.id, Deed.RELEASE)}
    assert told["a@example.org"].language == "zh-Hans" and "可以" in told["a@example.org"].body
    assert told["b@example.org"].language == "en" and "can be read" in told["b@example.org"].body
