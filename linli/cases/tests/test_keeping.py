# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matters keep of people ends by time; the matter, its answer and what was published stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.cases.commands import ReporterData, rate_case, release_case
from linli.cases.models import Case, Joining, Rating, Reporter, Step, Subscription
from linli.cases.queries import contact_of, holder_of, public_case
from linli.cases.testing import a_case, a_case_in, act
from linli.cases.vocab import Action, Solved, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.people.testing import hold_back, look_at_stops
from linli.people.testing import nights_of_retention as nights
from linli.places import public as places
from linli.platform import crypto, erasure
from linli.platform.erasure.keeping import keepers
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message
from linli.platform.outbox.send import send_one

from .test_own import NAME, PHONE, holds, shown

YEAR = timedelta(days=370)


@pytest.fixture
def ended(cast: Any) -> Any:
    reporter = ReporterData(name=NAME, contact=PHONE, account=UUID(cast.resident.id))
    case = a_case_in(State.CLOSED, reporter=reporter)
    release_case(case.id, actor=SYSTEM, text=True)
    deliver_all()
    return case


def test_name_and_contact_end_and_the_published_matter_stays(cast: Any, ended: Any) -> None:
    open_ = a_case(reporter=ReporterData(name=NAME, contact=PHONE))
    assert nights(YEAR - timedelta(days=30)) == 0
    assert nights(YEAR, 1) == 0, "a night after a gap of weeks waits for a look"
    look_at_stops(cast.data_officer, YEAR)
    assert nights(YEAR + timedelta(days=1), 1) == 1
    left = [row.case_id for row in Reporter.objects.exclude(contact=None)]
    assert left == [open_.id], "an open one stays"
    told = contact_of(ended.number, viewer=cast.operator, purpose="handle_matter")
    assert told == {"name": "", "contact": ""}
    assert public_case(ended.number).text and Case.objects.get(pk=ended.id).released
    step = Step.objects.filter(case=ended.id).latest("seq")
    assert (step.deed, step.actor, step.facts) == ("erase", "system:linli", {"retention": "cases.reach"})
    event = EventRecord.objects.filter(subject=ended.id).latest("id")
    assert (event.type, event.data) == ("cases.contact_erased", {})
    assert erasure.is_erased("cases.reach", ended.id)
    assert holder_of(ended.number, ended.code)[1].id == str(ended.id), "number and code still open it"
    page = shown(ended).get(f"/matter/{ended.number}/").content.decode()
    assert ended.number in page


def test_a_restore_ends_it_again(cast: Any, ended: Any) -> None:
    before = list(Reporter.objects.order_by("case").values())
    nights(YEAR)
    Reporter.objects.all().delete()
    Reporter.objects.bulk_create(Reporter(**row) for row in before)
    assert "cases_reporter" in holds(NAME, PHONE)
    erasure.reapply([])
    assert "cases_reporter" not in holds(NAME, PHONE)


def test_a_hold_on_one_matter_keeps_that_one(cast: Any, ended: Any) -> None:
    other = a_case_in(State.CLOSED, reporter=ReporterData(contact=PHONE))
    hold_back("cases.reach", ended.number, cast.data_officer, YEAR)
    assert nights(YEAR) == 1
    kept = set(Reporter.objects.exclude(contact=None).values_list("case", flat=True))
    assert kept == {ended.id} and other.id not in kept


def test_words_of_ratings_hashes_followers_and_messages_end(cast: Any, ended: Any) -> None:
    rated = a_case_in(State.RESOLVED, reporter=ReporterData(contact="one@example.org"))
    rate_case(rated.id, actor=cast.operator, contacted=True, solved=Solved.YES, satisfied=5, text=NAME)
    known = a_case_in(State.DISPATCHED)
    mine = a_case(reporter=ReporterData(contact=PHONE))
    if not Joining.objects.exists():
        Joining.objects.create(case_id=mine.id, who=b"x" * 32)
        Case.objects.filter(pk=mine.id).update(merged_into=known.id)
    follower = Subscription.objects.create(
        case_id=known.id, blind=b"b", contact=crypto.seal(PHONE, "cases_subscription", "contact", known.id),
        language="en", at=clock.now(),
    ).pk  # fmt: skip
    act(known.id, Action.RESOLVE)
    act(known.id, Action.CLOSE)
    while send_one():
        pass
    assert Message.objects.filter(state="sent").exclude(body="").exists()
    nights(timedelta(days=3 * 365))
    assert [row.text for row in Rating.objects.all()] == [""], "the figure stays"
    assert not Joining.objects.exclude(who=b"").exists()
    assert not Subscription.objects.filter(pk=follower).exists()
    assert not Message.objects.filter(state="sent").exclude(body="").exists()
    assert erasure.is_erased("cases.subscription", follower)


def test_the_matter_itself_is_handed_over_by_people(ended: Any) -> None:
    assert keepers()["cases.record"].end is None
    nights(timedelta(days=11 * 366))
    assert Case.objects.filter(pk=ended.id).exists()


def test_who_wrote_it_reads_until_when_name_and_contact_are_kept(cast: Any, ended: Any) -> None:
    page = shown(ended).get(f"/matter/{ended.number}/data/").content.decode()
    assert str(places.today().year + 1) in page and "个人信息保护法" in page
    open_ = a_case(reporter=ReporterData(contact=PHONE))
    assert "个人信息保护法" in shown(open_).get(f"/matter/{open_.number}/data/").content.decode()
