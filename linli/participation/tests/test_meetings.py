# SPDX-License-Identifier: AGPL-3.0-or-later
"""Meetings: notice in time, quorum by the law of the day, decisions become commitments, the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.norms import public as norms
from linli.norms.testing import a_reviewed_pact
from linli.participation.commands import forget_account
from linli.participation.commands.answer import NewPromise
from linli.participation.commands.listing import list_put_off
from linli.participation.commands.meetings import (
    call_meeting,
    cancel_meeting,
    check_in,
    enter_attendance,
    register,
    seat,
    unregister,
)
from linli.participation.commands.minutes import Said, decide_item, publish_minutes
from linli.participation.models import AgendaItem, Meeting, Seat
from linli.participation.queries.meetings import (
    calendar_entries,
    desk_meetings,
    find_meeting,
    meeting_lines,
    presence_of,
)
from linli.participation.rules.calendar import Entry, calendar
from linli.participation.rules.meetings import Count, Presence, carried, earliest_day, has_quorum, missing
from linli.participation.testing import a_meeting, at_home
from linli.participation.vocab.meetings import Came, Decision, MeetingState
from linli.people.testing import HERE, THERE, reachable
from linli.places import public as places
from linli.platform import pdf
from linli.platform.outbox.models import Message

Body, Basis = norms.Body, norms.Basis


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# --- pure ------------------------------------------------------------------------------------------


def rule(body: Body, basis: Basis, on: date = date(2026, 6, 1), special: bool = False) -> norms.Quorum:
    found = norms.meeting_rule(body, basis, on, special=special)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("body", "basis", "eligible", "needed"),
    [
        (Body.RESIDENTS, Basis.PERSONS, 1000, 501),
        (Body.RESIDENTS, Basis.HOUSEHOLDS, 301, 151),
        (Body.RESIDENTS_DELEGATES, Basis.DELEGATES, 62, 42),
        (Body.VILLAGERS, Basis.HOUSEHOLDS, 300, 200),
        (Body.VILLAGERS_DELEGATES, Basis.DELEGATES, 60, 40),
        (Body.VILLAGERS_GROUP, Basis.PERSONS, 100, 67),
        (Body.DELIBERATION, Basis.PERSONS, 100, 1),
    ],
)
def test_a_quorum_is_counted_to_the_head(body: Body, basis: Basis, eligible: int, needed: int) -> None:
    asked = rule(body, basis)
    assert asked.needed(eligible) == needed
    assert asked.reached(eligible, needed) and not asked.reached(eligible, needed - 1)
    short = Presence(eligible, needed - 1)
    assert missing(asked, short) == 1 and not has_quorum(asked, short)
    with pytest.raises(Problem, match="meeting_without_quorum"):
        carried(asked, short, Count(needed - 1, 0, 0))
    there = Presence(eligible, needed)
    half = needed // 2
    assert not carried(asked, there, Count(half, 0, 0)), "half is not more than half"
    assert carried(asked, there, Count(half + 1, 0, 0))


def test_owners_decide_by_heads_and_area_and_weighty_matters_need_three_quarters() -> None:
    """300 owners with 30,000 square metres: the vectors of 民法典 278."""
    plain, weighty = rule(Body.OWNERS, Basis.OWNERS), rule(Body.OWNERS, Basis.OWNERS, special=True)
    there = Presence(300, 200, Decimal(30_000), Decimal(20_000))
    assert has_quorum(plain, there)
    assert not has_quorum(plain, Presence(300, 300, Decimal(30_000), Decimal("19999.99")))
    assert not carried(plain, there, Count(100, 0, 0, Decimal(15_000)))
    assert not carried(plain, there, Count(101, 0, 0, Decimal(10_000)))
    assert carried(plain, there, Count(101, 0, 0, Decimal("10000.01")))
    assert not carried(weighty, there, Count(149, 0, 0, Decimal(15_000)))
    assert not carried(weighty, there, Count(150, 0, 0, Decimal("14999.99")))
    assert carried(weighty, there, Count(150, 0, 0, Decimal(15_000)))


def test_the_law_of_the_day_holds() -> None:
    old = norms.meeting_rule(Body.RESIDENTS_DELEGATES, Basis.DELEGATES, date(2025, 12, 31))
    new = norms.meeting_rule(Body.RESIDENTS_DELEGATES, Basis.DELEGATES, date(2026, 1, 1))
    assert old is None and new is not None
    assert "1989" in rule(Body.RESIDENTS, Basis.PERSONS, date(2025, 12, 31)).source
    assert earliest_day(date(2026, 3, 1), 10) == date(2026, 3, 12)


@given(
    st.sampled_from([Body.RESIDENTS, Body.VILLAGERS]), st.integers(1, 500), st.integers(0, 500),
    st.integers(0, 500), st.integers(0, 500),
)  # fmt: skip
def test_figures_that_cannot_be_are_refused_and_one_more_voice_never_hurts(
    body: Body, eligible: int, present: int, favour: int, against: int
) -> None:
    asked, there = rule(body, Basis.HOUSEHOLDS), Presence(eligible, min(present, eligible))
    try:
        first = carried(asked, there, Count(favour, against, 0))
    except Problem as error:
        assert error.code in ("meeting_counts", "meeting_without_quorum")
        assert favour + against > there.present or not has_quorum(asked, there)
    else:
        if favour + against < there.present:
            assert carried(asked, there, Count(favour + 1, against, 0)) >= first


SIGNS = st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n;,\\"：会')
TEXT = st.text(SIGNS, max_size=120)


def parsed(text: str) -> list[dict[str, str]]:
    """The events of a calendar, as RFC 5545 reads them."""
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name not in ("END", ""):
            plain, escaped = "", False
            for sign in value:
                if escaped:
                    plain, escaped = plain + ("\n" if sign in "nN" else sign), False
                elif sign == "\\":
                    escaped = True
                else:
                    plain += sign
            events[-1][name] = plain
    return events


@given(TEXT, TEXT, st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2090, 1, 1)))
def test_a_calendar_is_read_as_it_was_written(title: str, said: str, at: datetime) -> None:
    begins = at.replace(tzinfo=UTC, microsecond=0)
    one = Entry("a@linli", 3, begins, begins, begins, title, said, title, "https://x/", cancelled=True)
    [event, other] = parsed(calendar(title, [one, one]))
    assert event == other and (event["SUMMARY"], event["DESCRIPTION"]) == (title, said)
    assert event["DTSTART"] == begins.strftime("%Y%m%dT%H%M%SZ") and event["STATUS"] == "CANCELLED"


# --- with the database ------------------------------------------------------------------------------

pytestmark_db = pytest.mark.django_db


@pytestmark_db
def test_notice_is_given_in_time_or_refused_with_the_first_day(cast: Any) -> None:
    early = a_meeting(days=5, called=False)
    with pytest.raises(Problem, match="notice_too_short") as caught:
        call_meeting(early.id, actor=cast.community_worker)
    facts = caught.value.facts
    assert facts["days"] == 10 and "第26条" in facts["source"] and facts["earliest"]
    assert find_meeting(early.number, viewer=SYSTEM).line.state is MeetingState.DRAFT
    assert code_of(lambda: call_meeting(early.id, actor=cast.far_worker)) == "not_found"
    call_meeting(early.id, actor=cast.community_worker, urgent="暴雨后要马上决定排水。")
    assert find_meeting(early.number, viewer=VISITOR).urgent
    village = a_meeting(body=Body.VILLAGERS, days=11, called=False)
    call_meeting(village.id, actor=SYSTEM)
    late = a_meeting(body=Body.VILLAGERS, days=10, called=False)
    assert code_of(lambda: call_meeting(late.id, actor=SYSTEM, urgent="急")) == "notice_too_short"
    bare = a_meeting(items=(), called=False)
    assert code_of(lambda: call_meeting(bare.id, actor=SYSTEM)) == "meeting_empty"


@pytestmark_db
def test_numbers_and_sheets_make_the_quorum_and_no_name_is_kept(cast: Any) -> None:
    meeting = a_meeting(eligible=5)
    assert code_of(lambda: register(meeting.id, actor=cast.other_resident)) == "not_on_the_ladder"
    at_home(cast.resident)
    number = register(meeting.id, actor=cast.resident)
    assert register(meeting.id, actor=cast.resident) == number, "once"
    phone = seat(meeting.id, Came.PHONE, actor=cast.community_worker)
    seat(meeting.id, Came.DOOR, actor=cast.community_worker)
    row = Meeting.objects.get(pk=meeting.id)
    assert presence_of(row).present == 1
    check_in(meeting.id, phone, actor=cast.community_worker)
    check_in(meeting.id, phone, actor=cast.community_worker)
    enter_attendance(meeting.id, "册1", 4, actor=cast.community_worker)
    enter_attendance(meeting.id, "册1", 1, actor=cast.community_worker)
    assert presence_of(row).present == 3, "a number twice, and a corrected sheet, count once"
    assert find_meeting(meeting.number, viewer=VISITOR).quorum
    assert code_of(lambda: check_in(meeting.id, 99, actor=SYSTEM)) == "invalid"
    check_in(meeting.id, number, actor=SYSTEM)
    unregister(meeting.id, actor=cast.resident)
    assert Seat.objects.filter(seq=number).exists(), "who has come is there"
    forget_account(next(iter(Seat.objects.exclude(account=None))).account_id)  # type: ignore[arg-type]
    assert not Seat.objects.exclude(account=None).exists() and presence_of(row).present == 4


@pytestmark_db
def test_a_meeting_without_quorum_cannot_decide_and_one_with_it_promises(cast: Any) -> None:
    meeting = a_meeting(eligible=5, matters=("decide", "hear"))
    worker, now = cast.community_worker, clock.now()
    said = Said("说得很清楚。", Count(2, 0, 0))
    assert code_of(lambda: decide_item(meeting.id, 1, said, actor=worker)) == "meeting_not_now"
    with clock.standing_at(now + timedelta(days=12, hours=1)):
        enter_attendance(meeting.id, "册1", 2, actor=worker)
        assert code_of(lambda: decide_item(meeting.id, 1, said, actor=worker)) == "meeting_without_quorum"
        enter_attendance(meeting.id, "册1", 3, actor=worker)
        assert code_of(lambda: decide_item(meeting.id, 1, Said("x说", Count(3, 1, 0)), actor=worker)) == (
            "meeting_counts"
        )
        assert decide_item(meeting.id, 1, Said("没有通过。", Count(1, 2, 0)), actor=worker) is (
            Decision.NOT_CARRIED
        )
        due = places.today() + timedelta(days=30)
        promise = NewPromise("装两盏灯。", "d-lighting", due)
        lost = Said("没有通过。", Count(1, 2, 0), promise=promise)
        assert code_of(lambda: decide_item(meeting.id, 1, lost, actor=worker)) == "answer_lacks"
        won = Said("通过。", Count(2, 1, 0), promise=promise)
        assert decide_item(meeting.id, 1, won, actor=worker) is Decision.CARRIED
        assert code_of(lambda: publish_minutes(meeting.id, "", actor=worker)) == "meeting_undecided"
        assert decide_item(meeting.id, 2, Said("听取。"), actor=worker) is Decision.NOTED
        publish_minutes(meeting.id, "", actor=worker)
        found = find_meeting(meeting.number, viewer=VISITOR)
        assert found.posted_until == places.today() + timedelta(days=15)
        assert code_of(lambda: decide_item(meeting.id, 2, said, actor=worker)) == "meeting_not_now"
    item = found.items[0]
    assert item.commitment and item.commitment.due_on == due and "26、27" in item.source
    assert cases.commitment_by_number(item.commitment.number, viewer=VISITOR).line.text == "装两盏灯。"


@pytestmark_db
def test_what_was_put_off_stands_on_the_problem_list_once(cast: Any) -> None:
    meeting = a_meeting(items=("加装电梯", "换路灯"), matters=("decide", "decide"))
    AgendaItem.objects.filter(meeting=meeting, seq=1).update(decision=Decision.PUT_OFF.value)
    AgendaItem.objects.filter(meeting=meeting, seq=2).update(decision=Decision.NOTED.value)
    list_put_off(meeting.id)
    list_put_off(meeting.id)
    lines = cases.item_list(viewer=cast.community_worker).lines
    assert [(line.title, line.source.value, line.published) for line in lines] == [
        ("加装电梯", "meeting", False)
    ]


def test_a_pact_adopted_by_a_meeting_is_recorded_in_the_library(cast: Any) -> None:
    code = a_reviewed_pact(HERE)
    meeting = a_meeting(eligible=10, about=f"pact:{code}")
    with clock.standing_at(clock.now() + timedelta(days=12, hours=1)):
        enter_attendance(meeting.id, "册1", 8, actor=SYSTEM)
        decide_item(meeting.id, 1, Said("逐条读过。", Count(7, 1, 0)), actor=SYSTEM)
        detail = norms.pact_detail(code, places.today())
    assert detail.info.state is norms.PactState.ADOPTED
    assert detail.steps[-1].facts["favour"] == 7 and detail.steps[-1].note == meeting.number


@pytestmark_db
def test_pages_paper_and_calendar_tell_the_same(cast: Any, client: Any, sign_in: Any) -> None:
    near, far = a_meeting(title="近处的会; 一, 二"), a_meeting(title="远处的会", place=THERE)
    hidden = a_meeting(title="草稿", called=False)
    assert client.get(reverse("meeting", args=[hidden.number])).status_code == 404
    page = client.get(reverse("meetings"), {"place": HERE}).content.decode()
    assert near.title in page and far.title not in page
    feed = client.get(reverse("meetings-feed"), {"place": HERE, "kind": "residents"})
    [event] = parsed(feed.content.decode())
    assert event["SUMMARY"] == near.title and near.number in event["DESCRIPTION"]
    assert reverse("meeting", args=[near.number]) in event["DESCRIPTION"]
    assert not parsed(client.get(reverse("meetings-feed"), {"kind": "owners"}).content.decode())
    at_home(cast.resident)
    register(near.id, actor=cast.resident)
    reachable(cast.resident, "lin@example.org")
    cancel_meeting(near.id, "场地不能用。", actor=cast.community_worker)
    [message] = Message.objects.filter(template="participation.meeting_off")
    assert "场地不能用" in message.body and near.number in message.body
    assert [one.cancelled for one in calendar_entries(place=HERE)] == [True]
    assert [line.number for line in meeting_lines(place=HERE)] == [near.number]
    assert {line.number for line in desk_meetings(viewer=cast.community_worker)} == {
        near.number, hidden.number,
    }  # fmt: skip
    paper = client.get(reverse("meeting-notice", args=[far.number, "a3"]))
    assert paper["Content-Type"] == "application/pdf" and pdf.pages(paper.content) == 1
    assert client.get(reverse("meeting-notice", args=[far.number, "a9"])).status_code == 404


@pytestmark_db
def test_the_desk_prepares_calls_and_holds_a_meeting(cast: Any, sign_in: Any) -> None:
    worker = sign_in("community_worker")
    day = places.today() + timedelta(days=20)
    form = {
        "title": "秋季居民会议", "body": "residents", "basis": "households", "place": HERE,
        "unit": "s-renmin",
        "day": day.isoformat(), "begins": "19:00", "ends": "21:00", "spot": "社区会议室", "eligible": "3",
        "item1_title": "装灯", "item1_matter": "decide",
    }  # fmt: skip
    wrong = worker.post(reverse("desk-meeting-new"), form | {"ends": "18:00"})
    assert wrong.status_code == 422
    assert worker.post(reverse("desk-meeting-new"), form).status_code == 302
    row = Meeting.objects.get()
    assert row.starts_at.astimezone(places.town().zone).hour == 19
    again = form | {"version": "1", "item1_title": "装三盏灯"}
    assert worker.post(reverse("desk-meeting-edit", args=[row.number]), again).status_code == 302
    assert AgendaItem.objects.get().title == "装三盏灯"

    def do(step: str, **data: Any) -> int:
        path = reverse("desk-meeting-do", args=[row.number, step])
        prefix = step.replace("item-", "item")
        sent = {f"{prefix}-{name}": value for name, value in data.items()}
        return int(worker.post(path, sent).status_code)

    assert do("call") == 302 and do("seat", way="phone") == 302 and do("arrive", seq=1) == 302
    assert do("sheet", sheet="册1", lines=9) == 422 and do("sheet", sheet="册1", lines=1) == 302
    part = worker.get(reverse("desk-meeting-presence", args=[row.number])).content.decode()
    assert "<strong>2</strong>" in part and "every 5s" in part
    with clock.standing_at(row.starts_at + timedelta(hours=1)):
        assert do("item-1", minutes="同意。", favour=2) == 302
        assert do("publish") == 302
    assert find_meeting(row.number, viewer=VISITOR).items[0].decision is Decision.CARRIED
    assert sign_in("far_worker").get(reverse("desk-meeting", args=[row.number])).status_code == 404
