# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events carry ids and codes only: never a person's words, name, number or address."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any, get_type_hints
from uuid import UUID

import pytest

from linli.cases import events
from linli.cases.commands import (
    ReporterData,
    agree_part,
    appeal,
    ask_by_link,
    ask_deferral,
    assign_part,
    borrow,
    call_in,
    contribute,
    correct_case,
    deny_deferral,
    end_link,
    erase_contact,
    excuse_part,
    extend_case,
    hide,
    hold_part,
    judge,
    link_case,
    note_case,
    note_follow_up,
    object_to,
    park_case,
    press,
    propose_presses,
    rate_case,
    refuse_part,
    release_case,
    reply_by_link,
    respond,
    resume_case,
    settle,
    spare,
    unlink_case,
)
from linli.cases.models import Case, Part, Press, Step
from linli.cases.rules.joint import Call, Reason, Trigger
from linli.cases.rules.rates import Outcome
from linli.cases.testing import a_case, act
from linli.cases.vocab import Action, Ground, HideReason, Kind, LinkTo, See, Solved
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import CODE, TYPES, Event, read
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.models import EventRecord

OWN = {name: kind for name, kind in TYPES.items() if name.startswith("cases.")}
BESIDE = ("cases.part_asked", "cases.press_proposed")  # of a part, of a proposal: not of the matter
PERSONAL = {"name", "text", "title", "contact", "phone", "address", "reason"}
ELSEWHERE = {  # of another system, a person's own page (test_own), what is no matter, or tested there:
    "cases.stepped",  # test_petition, test_information
    "cases.commitment_made", "cases.commitment_moved", "cases.commitment_judged",  # test_commitments
    "cases.item_listed", "cases.item_moved", "cases.item_published",  # test_problem_lists
    "cases.imported", "cases.ticket_updated", "cases.reply_written", "cases.question_written",
    "cases.template_written", "cases.subscribed", "cases.unsubscribed", "cases.contact_corrected",
    "cases.reporter_erased", "cases.topic_planned", "cases.topic_finished",
}  # fmt: skip
WORDS = ("张三", "13900011001", "三单元", "secret", "理由")


def test_every_event_of_cases_is_declared_in_events() -> None:
    declared = {
        item for item in vars(events).values() if isinstance(item, type) and issubclass(item, Event)
    }
    assert declared - {Event} == set(OWN.values())


@pytest.mark.parametrize("name", OWN)
def test_a_field_holds_an_id_a_code_a_number_or_a_yes(name: str) -> None:
    kind = OWN[name]
    hints = get_type_hints(kind)
    for field in fields(kind):  # type: ignore[arg-type]
        assert hints[field.name] in (str, int, bool), field.name
        assert hints[field.name] is bool or not PERSONAL & set(field.name.split("_")), field.name
    for field in fields(kind):  # type: ignore[arg-type]
        if hints[field.name] is not str:
            continue
        given: dict[str, Any] = {
            other.name: {str: "x", int: 1, bool: True}[hints[other.name]]
            for other in fields(kind)  # type: ignore[arg-type]
        }
        for free in ("路灯坏了", "two words", "a@b.cn", "x" * 81):
            with pytest.raises(ValueError, match=field.name):
                kind(**{**given, field.name: free}).data()


def whole_course() -> Any:
    """A matter to which everything happens that can happen, with words everywhere."""
    reason = "张三的理由 secret"
    case = a_case(
        text="我是张三，电话13900011001，住三单元。",
        address="三单元",
        reporter=ReporterData(name="张三", contact="13900011001"),
    )
    act(case.id, Action.ACCEPT)
    note_case(case.id, reason, See.INTERNAL, actor=SYSTEM)
    correct_case(case.id, actor=SYSTEM, kind=Kind.COMPLAIN, place="509901001003", about="d-traffic")
    release_case(case.id, actor=SYSTEM, text=True)
    hidden = hide(case.id, HideReason.PERSONAL, reason, actor=SYSTEM, words="张三")
    object_to(case.id, hidden, reason, actor=SYSTEM)
    judge(case.id, hidden, False, reason, actor=SYSTEM)
    act(case.id, Action.DISPATCH, text=reason)
    act(case.id, Action.RETURN, text=reason)
    act(case.id, Action.UPHOLD, text=reason)
    act(case.id, Action.START, text=reason)
    ask_deferral(case.id, 1, reason, actor=Actor("system", "unit"))
    deny_deferral(case.id, reason, actor=SYSTEM)
    extend_case(case.id, 2, reason, actor=SYSTEM)
    park_case(case.id, clock.now().date() + timedelta(days=9), reason, actor=SYSTEM)
    resume_case(case.id, actor=SYSTEM)
    token = ask_by_link(case.id, LinkTo.PERSON, reason, actor=SYSTEM)[1]
    reply_by_link(token, reason)
    ask_by_link(case.id, LinkTo.OUTSIDE, reason, actor=SYSTEM, party=reason)
    end_link(case.id, LinkTo.OUTSIDE, actor=SYSTEM)
    act(case.id, Action.RESOLVE, text=reason)
    act(case.id, Action.REWORK, text=reason)
    together(case, reason)
    act(case.id, Action.RESOLVE, text=reason)
    act(case.id, Action.VERIFY, text=reason)
    act(case.id, Action.CLOSE)
    note_follow_up(case.id, Outcome.UNREACHABLE, actor=SYSTEM)
    appeal(case.id, Ground.UNSOLVABLE, reason, actor=Actor("system", "unit"))
    settle(case.id, False, reason, actor=SYSTEM)
    rate_case(
        case.id, actor=SYSTEM, contacted=True, solved=Solved.NO, satisfied=1, text=reason, reopen=reason
    )
    act(case.id, Action.TRANSFER, text=reason, way="三单元 secret")
    act(case.id, Action.REOPEN, text=reason)
    act(case.id, Action.DECLINE, text=reason)
    act(case.id, Action.REOPEN, text=reason)
    act(case.id, Action.WITHDRAW, text=reason)
    act(case.id, Action.REOPEN, text=reason)
    act(case.id, Action.MERGE, text=reason)
    erase_contact(case.id, actor=SYSTEM)
    return case


def together(case: Any, reason: str) -> None:
    """Several units at it, pressed and under another matter, with words everywhere."""

    def part(unit: str) -> UUID:
        unit_id = people.unit_by_code(unit).id
        return Part.objects.values_list("id", flat=True).get(case=case.id, unit=unit_id, ended_at=None)

    propose_presses()
    spare(case.id, Press.objects.get(trigger="refused").pk, reason, actor=SYSTEM)
    press(case.id, Trigger.BAD_EFFECT, places.today(), reason, actor=SYSTEM)
    respond(case.id, Press.objects.get(state="open").pk, reason, actor=SYSTEM)
    call_in(case.id, [Call("d-city", reason), Call("d-power", reason)], reason, actor=SYSTEM)
    borrow(case.id, Call("d-government", reason), actor=SYSTEM)
    agree_part(case.id, part("d-government"), actor=SYSTEM)
    assign_part(case.id, part("d-city"), None, actor=SYSTEM)
    refuse_part(case.id, part("d-city"), Reason.NO_MEANS, reason, actor=SYSTEM)
    hold_part(case.id, part("d-city"), reason, actor=SYSTEM)
    for unit in ("d-city", "d-government"):
        contribute(case.id, part(unit), reason, actor=SYSTEM)
    excuse_part(case.id, part("d-power"), reason, actor=SYSTEM)
    link_case(case.id, a_case().number, actor=SYSTEM)
    unlink_case(case.id, actor=SYSTEM)


def test_nothing_of_a_persons_words_is_in_the_journal(db: None) -> None:
    case = whole_course()
    rows = list(EventRecord.objects.filter(subject=case.id).order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, Case.objects.get(pk=case.id).version + 1))
    assert len(rows) == Step.objects.filter(case=case.id).count()
    rows += EventRecord.objects.filter(type__in=BESIDE).order_by("subject", "seq")
    assert {row.type for row in rows} == set(OWN) - ELSEWHERE
    for row in rows:
        assert read(row.type, row.version, row.data).data() == row.data
        told = f"{row.actor} {row.data}"
        assert not any(word in told for word in WORDS), told
        assert all(CODE.fullmatch(value) for value in row.data.values() if isinstance(value, str))


def test_old_corrections_are_read_as_they_were_written() -> None:
    old = {
        "kind": "help", "category": "a.b", "place": "1",
        "was_kind": "ask", "was_category": "", "was_place": "1",
    }  # fmt: skip
    found = read("cases.corrected", 1, old)
    assert (found.about, found.was_about) == ("", "")  # type: ignore[attr-defined]
