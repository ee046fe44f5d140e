# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moderation in the open: rules by version, appeals that another one decides, joining only by consent."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.participation.commands import (
    NewProposal,
    agree,
    appeal,
    decide_appeal,
    end_unanswered,
    endorse,
    enter_sheet,
    hide,
    mend,
    merge,
    propose,
    release,
    send_back,
    take_invitation,
    take_name,
    take_out,
    write_statement,
)
from linli.participation.commands.pack_moderation import check_rules, load_rules
from linli.participation.models import Merging, ModerationAct, ModerationRule, Proposal, Support
from linli.participation.queries import find_space, proposal_detail
from linli.participation.queries.moderation import (
    STAMP,
    act_lines,
    appeals_waiting,
    figures,
    log_csv,
    log_rows,
    rules_now,
)
from linli.participation.queries.opinions import card_of
from linli.participation.testing import a_map, a_proposal, a_space, join
from linli.participation.vocab import Part, ProposalState, Rule
from linli.participation.vocab.moderation import Outcome
from linli.people.testing import people_of, reachable
from linli.places import public as places
from linli.platform import stamps
from linli.platform.outbox.models import Message
from linli.platform.packs import open_pack

pytestmark = pytest.mark.django_db


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def seen(proposal: Proposal, viewer: Any) -> Any:
    space = find_space(proposal.space.code, viewer=SYSTEM)
    return proposal_detail(proposal.number, space, viewer=viewer)


def last_act() -> UUID:
    return ModerationAct.objects.order_by("-at", "-id").values_list("id", flat=True)[0]


# --- rules and log -----------------------------------------------------------------------------------


def test_what_is_judged_by_a_rule_keeps_its_version() -> None:
    today = places.today()
    ModerationRule.objects.all().delete()
    stamps.bump(STAMP)
    assert [one.code for one in rules_now().rules] == [one.value for one in Rule]
    words = {"zh-Hans": "新的话。", "en": "New words."}
    for version, days in ((3, -1), (4, 5)):
        ModerationRule.objects.create(
            version=version, number=1, code="noise", words=words, valid_from=today + timedelta(days=days)
        )
    stamps.bump(STAMP)
    assert rules_now().version == 3
    proposal = a_proposal(a_space(), people_of(1)[0])
    assert code_of(lambda: hide(proposal.id, "advert", "不行。", actor=SYSTEM)) == "invalid", "no such rule"
    hide(proposal.id, "noise", "太吵。", actor=SYSTEM)
    ModerationRule.objects.filter(version=4).update(valid_from=today)
    stamps.bump(STAMP)
    [line], _ = act_lines()
    assert line.rule is not None and (line.rule.version, line.rule.own) == (3, words)
    assert rules_now().version == 4


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("1,2026-01-01,1,advert,是广告。,An ad.\n1,2026-01-01,1,insult,骂人。,An insult.", "once"),
        ("0,2026-01-01,1,advert,是广告。,An ad.", "whole numbers"),
        ("1,someday,1,advert,是广告。,An ad.", "a day"),
        ("1,2026-01-01,1,ADVERT!,是广告。,An ad.", "small Latin"),
        ("1,2026-01-01,1,advert,,", "words"),
    ],
)
def test_a_faulty_table_of_rules_is_told_and_not_loaded(tmp_path: Path, row: str, fault: str) -> None:
    source = Path("packs/shancheng/town.yaml").read_text("utf-8")
    (tmp_path / "town.yaml").write_text(source, "utf-8")
    head = "version,valid_from,number,code,words:zh-Hans,words:en"
    (tmp_path / "moderation.csv").write_text(f"{head}\n{row}\n", "utf-8")
    assert any(fault in one.what for one in check_rules(open_pack(tmp_path)))


def test_the_pack_loads_its_rules_once() -> None:
    pack = open_pack(Path("packs/shancheng"))
    assert not check_rules(pack)
    load_rules(pack)
    count = ModerationRule.objects.count()
    load_rules(pack)
    assert ModerationRule.objects.count() == count >= 6


def test_the_log_names_nobody_and_runs_no_formula(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident, title="=1+1")
    hide(proposal.id, Rule.ADVERT, "=HYPERLINK(1)", actor=cast.community_worker)
    [row] = log_rows()
    assert row["number"] == proposal.number and row["rule_number"] == 3
    text = log_csv()
    assert "'=HYPERLINK" in text and "=1+1" not in text, "the words that were taken out are not in it"
    for actor in (cast.resident, cast.community_worker):
        assert actor.id not in text and not any(actor.id in str(one) for one in row.values())
    assert figures().moderators == 1 and figures().kinds[0][2] == 1


def test_a_sentence_of_a_map_stands_in_the_same_log(cast: Any) -> None:
    a_space()
    space = a_map()
    name = take_name(space, actor=cast.resident)
    own = write_statement(space, name, "夜里太吵。")
    take_out(space, own, Rule.INSULT, "骂人。", actor=cast.community_worker)
    [act_line] = card_of(space, name).acts
    stranger = take_name(space, actor=cast.other_resident)
    foreign = partial(appeal, act_line.id, "没有骂人。", actor=VISITOR)
    assert code_of(lambda: foreign(code=stranger)) == code_of(foreign) == "not_found"
    foreign(code=name)
    decide_appeal(act_line.id, Outcome.UPHELD, "有骂人的话。", actor=cast.coordinator)
    take_out(space, 1, Rule.OFF_TOPIC, "说的是别处。", actor=cast.community_worker)
    act = last_act()
    assert code_of(lambda: appeal(act, "不对。", actor=cast.resident)) == "not_found", "nobody's account"
    appeal(act, "不对。", actor=cast.community_worker, paper="柜台 第3页")
    decide_appeal(act, Outcome.RETURNED, "确实在这里。", actor=cast.coordinator)
    assert space.code in log_rows()[0]["number"] and figures().returned == 1


# --- appeals -----------------------------------------------------------------------------------------


def test_another_moderator_decides_and_never_the_same(cast: Any) -> None:
    reachable(cast.resident, "a@example.org")
    proposal = a_proposal(a_space(), cast.resident)
    hide(proposal.id, Rule.ADVERT, "像广告。", actor=cast.community_worker)
    act = last_act()
    for stranger in (cast.other_resident, VISITOR, cast.community_worker):
        assert code_of(lambda stranger=stranger: appeal(act, "不是。", actor=stranger)) == "not_found"
    decide = partial(decide_appeal, act, Outcome.RETURNED, "不是广告。")
    assert code_of(lambda: decide(actor=cast.coordinator)) == "no_appeal"
    appeal(act, "不是广告，是请求。", actor=cast.resident)
    assert code_of(lambda: appeal(act, "再来。", actor=cast.resident)) == "no_appeal", "once"
    [(line, may)] = appeals_waiting(cast.community_worker)
    assert line.waits and not may
    assert code_of(lambda: decide(actor=cast.community_worker)) == "same_moderator"
    assert code_of(lambda: decide(actor=cast.far_coordinator)) == "not_found"
    assert Proposal.objects.get(pk=proposal.id).state == ProposalState.HIDDEN
    decide(actor=cast.coordinator)
    assert seen(proposal, VISITOR).line.title == "加一盏灯" and seen(proposal, VISITOR).rule is None
    assert code_of(lambda: decide(actor=cast.district_coordinator)) == "no_appeal"
    [told] = Message.objects.filter(template="participation.appeal_decided")
    assert "不是广告。" in told.body


def test_given_back_it_is_mended_by_its_author_alone(cast: Any) -> None:
    proposal = a_proposal(a_space(), cast.resident, released=False)
    send_back(proposal.id, Rule.PERSONAL, "请去掉姓名。", actor=cast.community_worker)
    assert code_of(lambda: seen(proposal, VISITOR)) == "not_found"
    assert seen(proposal, cast.resident).rule.code == Rule.PERSONAL
    assert code_of(lambda: mend(proposal.id, "灯", "好。", actor=cast.other_resident)) == "forbidden"
    mend(proposal.id, "再加一盏灯", "台阶边。", actor=cast.resident)
    release(proposal.id, actor=cast.coordinator)
    assert seen(proposal, VISITOR).line.title == "再加一盏灯"
    assert code_of(lambda: mend(proposal.id, "灯灯", "换了。", actor=cast.resident)) == "not_now"


# --- joining and writing together ----------------------------------------------------------------------


def test_joined_only_when_both_who_wrote_them_say_yes(cast: Any) -> None:
    space = a_space(threshold=0)
    one, two = a_proposal(space, cast.resident), a_proposal(space, cast.other_resident)
    assert not merge(one.id, two.id, "同一件事。", actor=cast.community_worker)
    asked = Merging.objects.get(proposal=one.id)
    assert seen(one, cast.resident).mergings[0].mine and not seen(one, VISITOR).mergings
    assert code_of(lambda: agree(asked.id, True, actor=cast.outsider)) == "forbidden"
    assert code_of(lambda: agree(asked.id, True, actor=cast.coordinator, paper="第1页")) == "forbidden"
    assert not agree(asked.id, True, actor=cast.resident)
    assert Proposal.objects.get(pk=one.id).into_id is None, "one yes is not enough"
    agree(asked.id, False, actor=cast.other_resident)
    assert code_of(lambda: agree(asked.id, True, actor=cast.other_resident)) == "not_found"
    assert {row.state for row in Proposal.objects.all()} == {ProposalState.OPEN}
    again = partial(merge, one.id, two.id, "还是同一件事。", actor=cast.community_worker)
    assert not again() and code_of(again) == "proposal_merged", "asked once at a time"
    assert end_unanswered() == 0
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert end_unanswered() == 1 and not again()


def test_an_author_on_paper_agrees_on_paper(cast: Any) -> None:
    space = a_space(threshold=0)
    number = propose(NewProposal(space, "扶手", "台阶。", paper="第1页"), actor=SYSTEM)
    paper = Proposal.objects.get(number=number)
    release(paper.id, actor=SYSTEM)
    other = a_proposal(space, cast.resident)
    assert not merge(paper.id, other.id, "一样。", actor=cast.community_worker)
    asked = Merging.objects.get(ended_at=None)
    assert not agree(asked.id, True, actor=cast.resident)
    assert agree(asked.id, True, actor=cast.coordinator, paper="第9页")
    assert Proposal.objects.get(pk=paper.id).into_id == other.id


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_joined_no_endorsement_is_doubled(seed: int) -> None:
    """For any voices and any forest of joins: the voices of a root are the different people below it."""
    dice = random.Random(seed)
    space, crowd = a_space(threshold=0), people_of(9)
    group = [a_proposal(space, author) for author in crowd[:5]]
    behind = {row.id: {author.id} for row, author in zip(group, crowd[:5], strict=True)}
    sheets: dict[UUID, set[tuple[str, int]]] = {row.id: set() for row in group}
    for row in group:
        for actor in dice.sample(crowd, dice.randint(0, 6)):
            endorse(row.id, actor=actor)
            behind[row.id].add(actor.id)
        name, lines = dice.choice("甲乙"), dice.randint(0, 3)
        enter_sheet(row.id, name, lines, actor=SYSTEM)
        sheets[row.id] |= {(name, line) for line in range(1, lines + 1)}
    roots = list(group)
    while len(roots) > 1 and dice.random() < 0.9:
        goes, stays = dice.sample(roots, 2)
        join(goes.id, stays.id, "同一件事。", actor=SYSTEM)
        behind[stays.id] |= behind.pop(goes.id)
        sheets[stays.id] |= sheets.pop(goes.id)
        roots.remove(goes)
    for row in roots:
        expected = len(behind[row.id]) + len(sheets[row.id])
        assert Proposal.objects.get(pk=row.id).voices == expected
        again = next(one for one in crowd if one.id in behind[row.id])
        assert endorse(row.id, actor=again) == expected, "who is counted already is not counted again"


def test_an_invitation_to_write_along_holds_for_one(cast: Any) -> None:
    proposal = a_proposal(a_space(threshold=0), cast.resident)
    code = seen(proposal, cast.resident).invitation
    assert code and not seen(proposal, cast.community_worker).invitation
    wrong = partial(take_invitation, proposal.id, "ABCDEFGHJK", actor=cast.other_resident)
    assert code_of(wrong) == "wrong_invitation_code"
    endorse(proposal.id, actor=cast.other_resident)
    take_invitation(proposal.id, code.lower(), actor=cast.other_resident)
    assert seen(proposal, cast.other_resident).mine is Part.CO_AUTHOR
    assert Support.objects.filter(proposal=proposal).count() == Proposal.objects.get().voices == 2
    used = partial(take_invitation, proposal.id, code, actor=cast.outsider)
    assert code_of(used) == "wrong_invitation_code"
