# SPDX-License-Identifier: AGPL-3.0-or-later
"""After the agreement: days, reminders, visits, rates; what a party keeps, takes along and has erased."""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.disputes import cli
from linli.disputes.commands import (
    PartyData,
    conclude,
    draft_agreement,
    erase_reach,
    forget_account,
    move_mediation,
    note_visit,
    remind,
    report,
    settle,
    sign,
    wish_reminders,
)
from linli.disputes.models import Mediation, Obligation, Party
from linli.disputes.queries import copy_of_own, detail, published, sums
from linli.disputes.rules.after import Rate, reminder, steps_of
from linli.disputes.testing import TERMS, Team
from linli.disputes.vocab import Action, Kept, Outcome, State
from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.erasure import keeping
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# --- pure -------------------------------------------------------------------------------------------


def test_each_step_has_its_day_and_a_line_without_one_is_named() -> None:
    text = "2026-12-01 甲付六百元\n\n2027年1月5日：乙修好漏水处"
    assert steps_of(text) == [(date(2026, 12, 1), "甲付六百元"), (date(2027, 1, 5), "乙修好漏水处")]
    for bad, line in (("甲付钱", 1), ("2026-12-01 甲\n2026-02-30 乙", 2), ("2026-12-01", 1)):
        with pytest.raises(Problem) as caught:
            steps_of(bad)
        assert (caught.value.code, caught.value.facts["line"]) == ("agreement_step_unclear", line)


def test_a_reminder_comes_three_days_before_and_on_the_day_after() -> None:
    day = date(2026, 3, 10)
    told = [reminder(day, day + timedelta(days=shift)) for shift in range(-5, 3)]
    assert told == ["", "", "before", "before", "before", "before", "after", "after"]


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_rate_lies_in_its_interval_and_few_show_none(part: int, more: int) -> None:
    rate = Rate("success", part, part + more)
    assert (rate.percent is None) == (rate.interval is None) == (part + more < 5)
    if rate.interval and rate.percent is not None:
        low, high = rate.interval
        assert 0 <= low <= rate.percent + 0.1 and rate.percent - 0.1 <= high <= 100 and low < high


def test_the_interval_is_wilsons() -> None:
    assert Rate("success", 8, 10).interval == (49.0, 94.3)  # Wilson 1927, worked by hand


# --- one quarrel --------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Any) -> Team:
    return Team(cast)


def agreed(team: Team, first: int = 2, last: int = 20) -> None:
    """An agreement of two things, due in so many days."""
    team.to_session()
    today = places.today()
    steps = f"{today + timedelta(days=first)} 丁芸先沟通\n{today + timedelta(days=last)} 霍山铺软垫"
    draft_agreement(team.id, TERMS | {"steps": steps}, actor=team.mediator)
    for party in team.parties:
        sign(team.id, UUID(party.id), 1, actor=party)
    conclude(team.id, actor=team.mediator)


def test_each_thing_is_done_by_itself_and_the_last_one_performs_it(team: Team) -> None:
    agreed(team)
    found = detail(team.number, viewer=team.parties[1])
    assert [one.text for one in found.obligations] == ["丁芸先沟通", "霍山铺软垫"]
    assert found.agreement and found.agreement.perform_by == found.obligations[1].due_on
    assert "软垫".encode() not in b"".join(bytes(row.text) for row in Obligation.objects.order_by("seq"))
    settle(team.id, 1, True, actor=team.mediator)
    assert detail(team.number, viewer=team.head).state is State.AGREED
    assert code_of(lambda: settle(team.id, 2, False, actor=team.mediator)) == "invalid"
    settle(team.id, 2, False, actor=team.mediator, text="没有铺。")
    assert detail(team.number, viewer=team.head).state is State.BREACHED
    settle(team.id, 2, True, actor=team.mediator)
    assert Mediation.objects.get(pk=team.id).state == State.PERFORMED
    assert code_of(lambda: settle(team.id, 2, True, actor=team.mediator)) == "not_now"
    assert code_of(lambda: settle(team.id, 1, True, actor=team.parties[0])) == "forbidden"
    assert code_of(lambda: settle(team.id, 1, True, actor=team.cast.coordinator)) == "not_found"


def test_performed_as_a_whole_does_every_thing(team: Team) -> None:
    team.to_agreement()
    assert Obligation.objects.get().state == Kept.OPEN
    move_mediation(team.id, Action.PERFORM, actor=team.mediator)
    assert Obligation.objects.get().state == Kept.KEPT


def test_only_who_wishes_it_is_reminded_once_before_and_once_after(team: Team) -> None:
    agreed(team)
    one, two = team.parties
    assert remind() == 0
    wish_reminders(team.id, UUID(one.id), True, actor=one)
    wish_reminders(team.id, UUID(two.id), True, actor=two)  # no contact is kept of this one
    assert code_of(lambda: wish_reminders(team.id, UUID(two.id), True, actor=one)) == "forbidden"
    assert (remind(), remind()) == (1, 0)
    message = Message.objects.get(template="disputes.before")
    assert team.number in message.body and "软垫" not in message.body and "霍山" not in message.body
    wish_reminders(team.id, UUID(one.id), False, actor=one)
    assert not Message.objects.filter(template="disputes.before").exists()
    wish_reminders(team.id, UUID(one.id), True, actor=one)
    with clock.standing_at(clock.now() + timedelta(days=4)):
        assert remind() == 1 and Message.objects.filter(template="disputes.after").count() == 1
        settle(team.id, 1, True, actor=team.mediator)
        assert remind() == 0


def test_a_party_tells_the_team_and_the_team_asks_after_it(team: Team) -> None:
    assert code_of(lambda: note_visit(team.id, Outcome.KEPT, actor=team.head)) == "not_now"
    agreed(team)
    report(team.id, "晚上安静多了。", actor=team.parties[0])
    note_visit(team.id, Outcome.RECURRED, actor=team.mediator, text="又吵了一次。")
    record = detail(team.number, viewer=team.mediator).steps
    assert [step.text for step in record[-2:]] == ["晚上安静多了。", "又吵了一次。"]
    assert detail(team.number, viewer=team.parties[1]).steps == ()
    visited = EventRecord.objects.get(type="disputes.visited")
    assert (visited.data, visited.compartment) == ({"outcome": "recurred"}, "mediation")
    assert code_of(lambda: note_visit(team.id, Outcome.KEPT, actor=team.parties[0])) == "forbidden"


def test_rates_are_of_whole_months_and_counted_again_from_the_journal(
    team: Team, client: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with clock.standing_at(clock.now() - timedelta(days=40)):
        for outcome in (Outcome.RECURRED, *[Outcome.KEPT] * 4, Outcome.NOT_REACHED):
            other = Team(team.cast)
            other.to_agreement()
            note_visit(other.id, outcome, actor=team.mediator)
    team.to_agreement()  # this month: not yet in the figures
    found, until = published()
    assert until == places.today().replace(day=1)
    assert [(rate.part, rate.whole) for rate in found.rates] == [(6, 6), (0, 0), (1, 5)]
    assert sums().settled == 7
    options = argparse.Namespace(what="rates", until=None, json=True)
    assert cli.run(options) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(line["part"], line["of"]) for line in told["rates"]] == [(6, 6), (0, 0), (1, 5)]
    assert told["rates"][2]["percent"] == 20.0 and told["rates"][1]["percent"] is None
    page = client.get("/mediation/figures/").content.decode()
    assert "20.0 %" in page and "linli mediation rates" in page


def test_the_pages_after_the_agreement(team: Team, sign_in: Any, client: Any) -> None:
    agreed(team)
    desk, at = sign_in("grid_worker"), f"/desk/mediations/{team.number}/"
    assert "霍山铺软垫" in desk.get(at).content.decode()
    assert desk.post(f"{at}do/kept/", {"seq": "1"}).status_code == 302
    assert desk.post(f"{at}do/broken/", {"seq": "2"}).status_code == 422
    assert desk.post(f"{at}do/visit/", {"after-outcome": "kept"}).status_code == 302
    client.post("/mediation/open/", {"number": team.number, "code": team.receipt.code})
    mine = f"/mediation/{team.number}/"
    for deed, said in (("remind", {}), ("report", {"text": "都好。"}), ("hush", {}), ("erase", {})):
        assert client.post(f"{mine}do/{deed}/", said)["Location"] == mine
    assert "13900000001" not in client.get(mine).content.decode()


# --- what is kept of a party --------------------------------------------------------------------------


def test_a_party_sees_takes_along_and_erases_what_is_theirs(cast: Any, sign_in: Any) -> None:
    account = UUID(cast.resident.id)
    team = Team(cast, parties=(PartyData("丁芸", "13900000001", account), PartyData("霍山", "13900000002")))
    team.to_agreement()
    page = sign_in("resident")
    assert team.number in page.get("/me/").content.decode()
    assert page.get(f"/mediation/{team.number}/").status_code == 200
    copied = copy_of_own(cast.resident)
    told = json.dumps(copied, ensure_ascii=False)
    assert "13900000001" in told and "13900000002" not in told and "霍山" not in told
    assert copied[0]["agreement"]["terms"] == TERMS["terms"] and copy_of_own(cast.other_resident) == []
    other = team.parties[1]
    assert code_of(lambda: erase_reach(team.id, UUID(team.parties[0].id), actor=other)) == "forbidden"
    erase_reach(team.id, UUID(other.id), actor=other)
    assert Party.objects.get(pk=other.id).contact is None
    forget_account(account)
    row = Party.objects.get(pk=team.parties[0].id)
    assert (row.contact, row.account_id) == (None, None) and copy_of_own(cast.resident) == []
    assert detail(team.number, viewer=team.mediator).parties[0].name == "丁芸"  # the file is a record
    forget_account(account)  # a second time does no harm


def test_the_contact_ends_with_its_time(team: Team) -> None:
    keeper = keeping.keepers()["disputes.reach"]
    assert list(keeper.rows()) == []
    move_mediation(team.id, Action.REFUSE, actor=team.parties[1])
    row = keeper.rows().get()
    assert row.held == team.id == keeper.find(team.number) and keeper.end is not None
    keeper.end(row.id)
    assert list(keeper.rows()) == []


def test_a_question_to_the_law_becomes_a_request_that_keeps_its_day(client: Any, team: Team) -> None:
    page = client.get("/ask/?q=楼上夜里弹琴&on=2026-08-14").content.decode()
    assert "/mediation/?about=" in page and "on=2026-08-14" in page and "/report/?text=" in page
    form = client.get("/mediation/?about=楼上夜里弹琴&on=2026-08-14").context["form"]
    assert (form["summary"].value(), form["applied_on"].value()) == ("楼上夜里弹琴", "2026-08-14")
    assert "楼上夜里弹琴" in client.get("/report/?text=楼上夜里弹琴").content.decode()
    sent = {**form.initial, "kind": "neighbours", "place": "509901001002", "name": "丁芸",
            "contact": "13900000001", "other": "霍山"}  # fmt: skip
    number = client.post("/mediation/", sent).context["receipt"].number
    assert Mediation.objects.get(number=number).applied_on == date(2026, 8, 14)
