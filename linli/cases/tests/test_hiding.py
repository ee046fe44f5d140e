# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hiding from the public: seen nowhere, told to who wrote it, decided above, counted for everybody."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.cases.cli import hidden as command
from linli.cases.commands import (
    ReporterData,
    hide,
    judge,
    move_case,
    note_case,
    object_to,
    release_case,
)
from linli.cases.models import Attachment, Redaction
from linli.cases.policy import Facts, may_judge
from linli.cases.queries import (
    CaseFilter,
    case_detail,
    copy_of_one,
    file_for,
    hide_rows,
    neighbours,
    objections,
    public_case,
    public_list,
)
from linli.cases.queries.export import export_rows
from linli.cases.rules.hiding import (
    OTHERS,
    HideRow,
    Veil,
    hide_counts,
    read_hide_rows,
    veiled_rows,
    write_hide_rows,
)
from linli.cases.testing import LAMP, a_case, act
from linli.cases.vocab import GROUNDS, Action, HideReason, HideState, Kind, See
from linli.kernel.actor import SYSTEM, Actor, Holding
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.files import store
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

from .test_own import photo, shown

NAME = "郑甲乙"
TEXT = f"楼上{NAME}家琉璃瓦漏水，滨江路路灯也不亮。"


def a_public_case(cast: Any, **more: Any) -> Any:
    """A released report that names somebody, answered in words that name them again."""
    reporter = ReporterData(contact="someone@example.org", account=UUID(cast.resident.id))
    case = a_case(**{"reporter": reporter, "text": TEXT, "address": f"{NAME}家门口", **more})
    release_case(case.id, actor=cast.operator, text=True)
    act(case.id, Action.RESOLVE, text=f"已与{NAME}联系，漏水已修。")
    return case


def a_hidden(cast: Any, case: Any, reason: HideReason = HideReason.PRIVACY, **more: Any) -> UUID:
    wanted = {"words": NAME, "actor": cast.handler, **more}
    return hide(case.id, reason, "写到了邻居的姓名。", **wanted)


@pytest.fixture
def case(cast: Any) -> Any:
    found = a_public_case(cast)
    move_case(found.id, Action.REOPEN, actor=SYSTEM, text="再看。")
    act(found.id, Action.DISPATCH)
    return found


def code_of(do: Any) -> str:
    with pytest.raises(Problem) as caught:
        do()
    return caught.value.code


# --- nobody outside reads it ----------------------------------------------------------------------


def everything_public(case: Any) -> str:
    """All that anybody can be told of a matter: pages, lists, the map's list, the API, files."""
    browser = Client()
    found = [
        browser.get(f"/nearby/{case.number}/").content.decode(),
        browser.get("/nearby/").content.decode(),
        browser.get("/").content.decode(),
        browser.get(f"/api/v1/public/cases/{case.number}").content.decode(),
        browser.get("/api/v1/public/cases").content.decode(),
        repr(public_case(case.number)),
        repr(public_list(CaseFilter())),
        repr(neighbours(LAMP, "509901001002")),
    ]
    return "\n".join(found).encode().decode()


def test_hidden_words_are_nowhere_in_public(cast: Any, case: Any) -> None:
    assert NAME in everything_public(case)
    a_hidden(cast, case)
    told = everything_public(case)
    assert NAME not in told
    page = Client().get(f"/nearby/{case.number}/").content.decode()
    assert "路灯也不亮" in page and "民法典" in page, "the rest stays, and the reason is told"
    written = next(row for row in export_rows(CaseFilter(), viewer=cast.operator) if row[0] == case.number)
    assert NAME not in repr(written) and "路灯也不亮" in repr(written)
    note_case(case.id, f"今天又见了{NAME}。", See.PUBLIC, actor=cast.operator)
    assert NAME not in everything_public(case), "later words are veiled too"


def test_hidden_words_cannot_be_searched_and_the_rest_can(cast: Any, case: Any) -> None:
    def found(typed: str) -> list[str]:
        return [line.number for line in public_list(CaseFilter(q=typed)).lines]

    assert found("漏水") == [case.number] and found("路灯") == [case.number]
    hidden = hide(case.id, HideReason.PRIVACY, "家事。", actor=cast.handler, words="漏水")
    assert found("漏水") == [] and found("路灯") == [case.number]
    object_to(case.id, hidden, "与别人无关。", actor=cast.resident)
    judge(case.id, hidden, True, "没有涉及他人。", actor=cast.district_coordinator)
    assert found("漏水") == [case.number]


def test_the_whole_report_and_a_photo_can_be_hidden(cast: Any) -> None:
    case = a_public_case(cast, files=[store.store(photo()).id])
    file = Attachment.objects.get(case=case.id).pk
    assert (
        code_of(lambda: a_hidden(cast, case, words="", actor=cast.operator, attachment=file))
        == "not_public"
    )
    release_case(case.id, actor=cast.operator, text=True, files=[file])
    assert file_for(case.number, file, viewer=None).id == file
    a_hidden(cast, case, words="", actor=cast.operator, attachment=file)
    assert code_of(lambda: file_for(case.number, file, viewer=None)) == "not_found"
    assert file_for(case.number, file, viewer=cast.resident).id == file
    a_hidden(cast, case, words="", actor=cast.operator)
    assert "琉璃" not in everything_public(case)
    assert public_case(case.number).line.title == "" and not public_list(CaseFilter(q="琉璃")).lines
    release_case(case.id, actor=cast.operator, text=True, files=[file])
    assert "琉璃" not in everything_public(case), "releasing again shows nothing that is hidden"


def test_only_what_is_public_can_be_hidden(cast: Any) -> None:
    case = a_case(text=TEXT)
    assert code_of(lambda: a_hidden(cast, case, actor=cast.operator)) == "not_public"
    release_case(case.id, actor=cast.operator, text=True)
    for words in ("没有这句话", "郑"):
        assert code_of(lambda words=words: a_hidden(cast, case, actor=cast.operator, words=words)) == (
            "not_public"
        )
    assert code_of(lambda: hide(case.id, HideReason.INSULT, " ", actor=cast.operator)) == "needs_text"
    a_hidden(cast, case, actor=cast.operator)
    assert code_of(lambda: a_hidden(cast, case, actor=cast.operator)) == "hidden_already"


def test_the_words_lie_sealed_and_the_journal_has_none(cast: Any, case: Any) -> None:
    hidden = a_hidden(cast, case)
    with connection.cursor() as cursor:
        cursor.execute("select t::text from cases_redaction t")
        assert NAME not in cursor.fetchone()[0]
    event = EventRecord.objects.filter(subject=case.id).latest("id")
    assert event.type == "cases.hidden"
    assert event.data == {
        "redaction": str(hidden), "what": "words", "ground": "privacy", "unit": "d-lighting"
    }  # fmt: skip


# --- who wrote it is told and may object -----------------------------------------------------------


def test_who_wrote_it_reads_what_is_hidden_and_why(cast: Any, case: Any, sign_in: Any) -> None:
    a_hidden(cast, case)
    for browser in (sign_in("resident"), shown(case)):
        page = browser.get(f"/matter/{case.number}/").content.decode()
        assert NAME in page and "写到了邻居的姓名。" in page and "民法典" in page
        paper = browser.get(f"/matter/{case.number}/objection/").content.decode()
        assert NAME in paper and case.code in paper
    deliver_all()
    message = Message.objects.get(template="cases.hide")
    assert "民法典" in message.body and "写到了邻居的姓名。" in message.body and NAME not in message.body
    detail = case_detail(case.number, viewer=cast.resident)
    assert copy_of_one(detail, cast.resident)[0][0]["hidden"][0]["text"] == NAME


def test_objecting_works_by_account_by_code_and_at_the_counter_but_once(cast: Any, sign_in: Any) -> None:
    for name, path in (
        ("resident", "/matter/{}/object/"),
        ("", "/matter/{}/object/"),
        ("operator", "/desk/matter/{}/object/"),
    ):
        case = a_public_case(cast)
        hidden = a_hidden(cast, case, actor=cast.operator)
        sent = {"object-redaction": hidden, "object-text": "这是实话。"}
        who, where = sign_in(name) if name else shown(case), path.format(case.number)
        assert who.post(where, {**sent, "object-text": ""}).status_code == 422
        assert who.post(where, sent).status_code == 302
        assert Redaction.objects.get(pk=hidden).state == HideState.OBJECTED
        assert who.post(where, sent).status_code == 409
    for name in ("handler", "coordinator", "auditor", "other_resident"):
        assert code_of(lambda name=name: object_to(case.id, hidden, "x", actor=getattr(cast, name))) in (
            "forbidden",
            "not_found",
        )


def test_an_objection_is_about_the_own_matter(cast: Any, case: Any) -> None:
    other = a_public_case(cast)
    hidden = a_hidden(cast, other, actor=cast.operator)
    assert code_of(lambda: object_to(case.id, hidden, "x", actor=cast.resident)) == "not_found"
    assert code_of(lambda: judge(case.id, hidden, True, "x", actor=SYSTEM)) == "not_found"


# --- the level above decides ----------------------------------------------------------------------


def test_somebody_above_decides_and_never_who_hid_it(cast: Any, case: Any) -> None:
    hidden = a_hidden(cast, case)
    assert (
        code_of(lambda: judge(case.id, hidden, True, "x", actor=cast.district_coordinator)) == "not_found"
    )
    object_to(case.id, hidden, "这是实话。", actor=cast.resident)
    assert code_of(lambda: judge(case.id, hidden, False, "x", actor=cast.coordinator)) == "not_the_judge"
    assert code_of(lambda: judge(case.id, hidden, False, "x", actor=cast.handler)) == "forbidden"
    assert not objections(cast.coordinator)
    waiting = objections(cast.district_coordinator)
    assert [one.hidden.id for one in waiting] == [hidden]
    due = waiting[0].hidden.due_day
    assert due and due > places.today(), "by the time limit of the town's table"
    assert (
        code_of(lambda: judge(case.id, hidden, True, " ", actor=cast.district_coordinator)) == "needs_text"
    )
    judge(case.id, hidden, True, "没有涉及他人。", actor=cast.district_coordinator)
    assert NAME in everything_public(case)
    assert code_of(lambda: a_hidden(cast, case)) == "hidden_already", "not for the same reason again"
    a_hidden(cast, case, HideReason.INSULT)
    deliver_all()
    assert "没有涉及他人。" in Message.objects.get(template="cases.judge").body


def test_what_is_upheld_stays_hidden_and_the_answer_is_read(cast: Any, case: Any, sign_in: Any) -> None:
    hidden = a_hidden(cast, case)
    object_to(case.id, hidden, "这是实话。", actor=cast.resident)
    desk = sign_in("district_coordinator")
    assert "这是实话。" in desk.get("/desk/hidden/").content.decode()
    sent = {"judge-redaction": hidden, "judge-text": "姓名不必公开。", "deed": "uphold"}
    assert desk.post(f"/desk/matter/{case.number}/judge/", sent).status_code == 302
    assert NAME not in everything_public(case)
    assert "姓名不必公开。" in sign_in("resident").get(f"/matter/{case.number}/").content.decode()
    assert "姓名不必公开。" not in Client().get(f"/nearby/{case.number}/").content.decode()


@pytest.mark.parametrize(
    ("unit", "who", "allowed"),
    [
        ("a/b/", "a/", True),
        ("a/b/", "a/b/", False),
        ("a/b/", "a/c/", False),
        ("a/b/", "a/b/c/", False),
        ("a/", "a/", True),  # over the topmost unit there is none: a colleague there
        ("a/", "a/b/", False),
    ],
)
def test_which_level_is_above(unit: str, who: str, allowed: bool) -> None:
    actor = Actor("account", "1", (Holding("coordinator", "town/", who, who.strip("/")),))
    facts = Facts("1", Kind.HELP, "town/x/", "a/b/")
    assert bool(may_judge(actor, facts, "account:2", unit)) is allowed
    assert not may_judge(actor, facts, "account:1", unit), "never who hid it"


def test_the_form_of_the_desk_shows_what_is_told_and_then_hides(cast: Any, case: Any, sign_in: Any) -> None:
    desk, path = sign_in("handler"), f"/desk/matter/{case.number}/hide/"
    version = case_detail(case.number, viewer=SYSTEM).line.version
    sent = {
        "hide-version": version, "hide-what": "words", "hide-words": NAME,
        "hide-reason": "privacy", "hide-text": "写到了邻居的姓名。",
    }  # fmt: skip
    before = desk.post(path, {**sent, "preview": "yes"})
    assert before.status_code == 200 and "民法典" in before.content.decode()
    assert not Redaction.objects.exists()
    assert desk.post(path, {**sent, "hide-words": ""}).status_code == 422
    assert desk.post(path, {**sent, "hide-words": "没有这句话"}).status_code == 422
    assert desk.post(path, sent).status_code == 302
    page = desk.get(f"/desk/matter/{case.number}/").content.decode()
    assert NAME not in page and "/hidden/" in page, "who handles it may ask for it"


# --- the count -----------------------------------------------------------------------------------

ROWS = st.lists(
    st.builds(
        HideRow,
        reason=st.sampled_from([reason.value for reason in HideReason][:4]),
        outcome=st.sampled_from([state.value for state in HideState]),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(ROWS)
def test_the_count_adds_up_names_nothing_rare_and_can_be_made_again(rows: list[HideRow]) -> None:
    told = veiled_rows(rows)
    counts = hide_counts(told)
    assert sum(count.hidden for count in counts) == len(rows)
    assert all(count.hidden >= 5 for count in counts if count.reason != OTHERS)
    for count in counts:
        assert sum(count.outcomes.values()) in (0, count.hidden)
        assert count.outcomes or count.hidden < 5
    file = io.StringIO()
    write_hide_rows(csv.writer(file), told)
    assert hide_counts(read_hide_rows(csv.DictReader(file.getvalue().splitlines()))) == counts


@settings(deadline=None)
@given(st.text("甲乙丙丁 ", max_size=30), st.lists(st.text("甲乙丙", min_size=2, max_size=4), max_size=4))
def test_a_veil_leaves_nothing_of_what_it_hides(text: str, passages: list[str]) -> None:
    veiled = Veil(tuple(passages)).over(text, "▇")
    assert not any(passage in veiled for passage in passages)


def test_the_open_page_and_the_command_count_the_same(cast: Any, tmp_path: Path, capsys: Any) -> None:
    for _ in range(6):
        a_hidden(cast, a_public_case(cast), actor=cast.operator)
    today = places.today()
    assert len(hide_rows(today, today)) == 0
    browser = Client()
    page = browser.get("/hidden/")
    assert [(count.reason, count.hidden) for count in page.context["counts"]] == [("privacy", 6)]
    path = tmp_path / "rows.csv"
    path.write_bytes(browser.get("/hidden/rows.csv").content)
    assert NAME not in path.read_text("utf-8")
    parser = argparse.ArgumentParser()
    command.configure(parser)
    assert command.run(parser.parse_args([str(path)])) == 0
    assert "privacy" in (out := capsys.readouterr().out) and " 6 " in out
    path.write_text("reason,outcome\nunwelcome,hidden\n")
    assert command.run(parser.parse_args([str(path), "--json"])) == 1


def test_every_reason_names_its_norm() -> None:
    assert set(GROUNDS) == set(HideReason)
    assert all(ground.source and "条" in ground.article for ground in GROUNDS.values())
