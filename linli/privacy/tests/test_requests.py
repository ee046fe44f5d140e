# SPDX-License-Identifier: AGPL-3.0-or-later
"""An authority is given data with a legal instrument and two approvers, and the person is told."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import Problem
from linli.people.testing import a_contact, enter, leave
from linli.places import public as places
from linli.platform.access.models import Look
from linli.platform.erasure import is_erased
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message
from linli.privacy.commands import (
    decide_request,
    erase_extracts,
    forget_holder,
    lapse_requests,
    record_request,
    tell_persons,
    withdraw_request,
)
from linli.privacy.models import Extract, OfficialRequest
from linli.privacy.queries import extract_of, request_detail, requests, scan_of
from linli.privacy.testing import a_request, a_scan, new_request
from linli.privacy.vocab import RequestState

PHONE = "+8613900012001"
BOTH = ("account", "contacts")
WHY = "文书齐全。"


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.fixture
def lin(cast: Any) -> UUID:
    """A resident whom a telephone number reaches."""
    account: UUID = cast.player("resident").account
    a_contact(account, PHONE)
    return account


def granted(cast: Any, parts: tuple[str, ...] = BOTH, **more: Any) -> UUID:
    found = a_request(cast.operator, **more)
    decide_request(found, parts, WHY, actor=cast.data_officer)
    decide_request(found, parts, WHY, actor=cast.district_coordinator)
    return found


def types_of(request: UUID) -> list[str]:
    rows = EventRecord.objects.filter(subject=request).order_by("seq")
    return [row.removeprefix("privacy.") for row in rows.values_list("type", flat=True)]


def after(days: int) -> Any:
    return clock.standing_at(clock.now() + timedelta(days=days))


# --- recording ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("authority", " "),
        ("instrument_number", ""),
        ("law", ""),
        ("article", ""),
        ("what_for", ""),
        ("parts", ()),
        ("parts", ("account", "account")),
        ("parts", ("everything",)),
        ("instrument_date", timedelta(days=1)),
        ("until", timedelta(days=-1)),
        ("silent_until", timedelta(0)),
        ("silent_until", timedelta(days=9)),  # nothing is named that forbids to tell
    ],
)
def test_an_instrument_says_everything_or_nothing_is_recorded(cast: Any, field: str, value: Any) -> None:
    value = places.today() + value if isinstance(value, timedelta) else value
    with pytest.raises(Problem) as caught:
        a_request(cast.operator, **{field: value})
    assert caught.value.code == "invalid"
    assert caught.value.facts["field"] in (field, "silent_ground")
    assert not OfficialRequest.objects.exists()


@pytest.mark.parametrize("role", ["resident", "handler", "community_worker", "auditor", "administrator"])
def test_others_record_nothing(cast: Any, role: str) -> None:
    assert code_of(lambda: a_request(getattr(cast, role))) == "forbidden"


def test_one_scan_belongs_to_one_request(cast: Any) -> None:
    scan = a_scan()
    record_request(new_request(), scan, actor=cast.operator)
    assert code_of(lambda: record_request(new_request(), scan, actor=cast.operator)) == "invalid"


def test_recording_tells_nobody_whether_the_person_is_known(cast: Any, lin: UUID) -> None:
    known = request_detail(a_request(cast.operator, reference=PHONE), viewer=cast.operator)
    unknown = request_detail(a_request(cast.operator, reference="139 0001 2999"), viewer=cast.operator)
    assert known.line.state is unknown.line.state is RequestState.RECORDED
    for event in EventRecord.objects.filter(type="privacy.request_recorded"):
        assert str(lin) not in json.dumps(event.data)


def test_what_names_a_person_lies_sealed(cast: Any) -> None:
    row = OfficialRequest.objects.get(pk=a_request(cast.operator, reference=PHONE))
    for sealed in (row.reference, row.what_for):
        assert PHONE.encode() not in bytes(sealed) and "被害人".encode() not in bytes(sealed)


def test_a_persons_records_are_for_posts_of_the_whole_town(cast: Any) -> None:
    """Only a matter has a place; a coordinator of a subdistrict records and decides none of these."""
    assert code_of(lambda: a_request(cast.coordinator)) == "unknown_record"
    found = a_request(cast.operator)
    assert code_of(lambda: decide_request(found, BOTH, WHY, actor=cast.coordinator)) == "not_found"


# --- two approvers -----------------------------------------------------------------------------------


def test_nothing_is_given_before_a_second_person_agreed(cast: Any, lin: UUID) -> None:
    found = a_request(cast.operator, reference=PHONE)
    assert decide_request(found, BOTH, WHY, actor=cast.data_officer) is RequestState.RECORDED
    assert code_of(lambda: extract_of(found, viewer=cast.operator)) == "not_found"
    assert not Extract.objects.exists()
    again = code_of(lambda: decide_request(found, BOTH, WHY, actor=cast.data_officer))
    assert again == "decided_already"
    assert decide_request(found, BOTH, WHY, actor=cast.supervisor) is RequestState.GRANTED
    _, parts = extract_of(found, viewer=cast.operator)
    assert [one["value"] for one in parts["contacts"]] == [PHONE]
    assert types_of(found) == ["request_recorded", "request_approved", "request_decided"]


def test_who_recorded_it_is_no_approver(cast: Any) -> None:
    found = a_request(cast.data_officer)
    assert code_of(lambda: decide_request(found, BOTH, WHY, actor=cast.data_officer)) == "own_request"
    assert decide_request(found, BOTH, WHY, actor=cast.supervisor) is RequestState.RECORDED


@pytest.mark.parametrize(
    "role", ["resident", "handler", "operator", "auditor", "administrator", "far_coordinator", "visitor"]
)
def test_others_decide_nothing(cast: Any, role: str) -> None:
    found = a_request(cast.data_officer)
    actor = getattr(cast, role)
    assert code_of(lambda: decide_request(found, BOTH, WHY, actor=actor)) == "not_found"
    assert code_of(lambda: withdraw_request(found, actor=actor)) == "not_found"


def test_least_data_only_what_both_grant_is_ever_read(cast: Any, lin: UUID) -> None:
    found = a_request(cast.operator, reference=PHONE, parts=("account", "contacts", "sessions"))
    decide_request(found, ("account", "contacts"), "不需要登录记录。", actor=cast.data_officer)
    state = decide_request(found, ("account", "sessions"), WHY, actor=cast.supervisor)
    assert state is RequestState.PARTLY
    _, parts = extract_of(found, viewer=cast.supervisor)
    assert list(parts) == ["account"] and PHONE not in json.dumps(parts)


def test_one_refusal_ends_it_and_every_decision_says_why(cast: Any) -> None:
    found = a_request(cast.operator)
    assert code_of(lambda: decide_request(found, BOTH, " ", actor=cast.data_officer)) == "needs_reason"
    assert decide_request(found, (), "没有法律依据。", actor=cast.data_officer) is RequestState.REFUSED
    again = code_of(lambda: decide_request(found, BOTH, WHY, actor=cast.supervisor))
    assert again == "no_longer_open"
    told = request_detail(found, viewer=cast.auditor)
    assert [one.reason for one in told.decisions] == ["没有法律依据。"]


def test_it_is_taken_back_or_lapses(cast: Any) -> None:
    taken, late = a_request(cast.operator), a_request(cast.operator)
    withdraw_request(taken, actor=cast.operator)
    assert code_of(lambda: withdraw_request(taken, actor=cast.operator)) == "no_longer_open"
    with after(21):
        call = partial(decide_request, late, BOTH, WHY, actor=cast.data_officer)
        assert code_of(call) == "no_longer_open"
        assert (lapse_requests(), lapse_requests()) == (1, 0)
    states = {line.id: line.state for line in requests(cast.data_officer)}
    assert states == {taken: RequestState.WITHDRAWN, late: RequestState.LAPSED}


# --- what was put together ---------------------------------------------------------------------------


def test_each_look_is_recorded_and_the_auditor_reads_that_but_not_the_words(cast: Any, lin: UUID) -> None:
    found = granted(cast, reference=PHONE)
    before = Look.objects.filter(subject=found).count()
    extract_of(found, viewer=cast.operator)
    scan_of(found, viewer=cast.operator)
    looks = Look.objects.filter(subject=found).order_by("id")[before:]
    assert [(look.actor, look.fields, look.purpose) for look in looks] == [
        (cast.operator.ref, list(BOTH), "official_request"),
        (cast.operator.ref, ["scan"], "official_request"),
    ]
    told = request_detail(found, viewer=cast.auditor)
    assert not told.reference and not told.what_for and len(told.fetches) == before + 2
    assert Look.objects.filter(subject=found).count() == before + 2, "the auditor opened nothing"
    for call in (extract_of, scan_of):
        assert code_of(lambda call=call: call(found, viewer=cast.auditor)) == "not_found"


def test_it_lies_sealed_and_goes_after_its_day(cast: Any, lin: UUID) -> None:
    found = granted(cast, reference=PHONE, until=places.today() + timedelta(days=200))
    row = Extract.objects.get()
    assert row.sealed is not None and PHONE.encode() not in bytes(row.sealed)
    assert (row.expires_at - clock.now()).days in (30, 31), (
        "the town's rule, not the instrument, is shorter"
    )
    assert erase_extracts() == 0
    with after(32):
        assert code_of(lambda: extract_of(found, viewer=cast.operator)) == "extract_gone"
        assert (erase_extracts(), erase_extracts()) == (1, 0)
    row.refresh_from_db()
    assert row.sealed is None and types_of(found)[-1] == "extract_erased"
    assert code_of(lambda: extract_of(found, viewer=cast.operator)) == "extract_gone"


def test_nothing_held_is_told_as_nothing(cast: Any, sign_in: Any) -> None:
    found = granted(cast, reference="139 0001 2999")
    assert extract_of(found, viewer=cast.operator)[1] == {}
    page = sign_in("operator").get(reverse("desk-request-extract", args=[found, "html"]))
    assert page.status_code == 200 and page["Cache-Control"] == "no-store"


# --- the person is told ------------------------------------------------------------------------------


def read_by(lin: UUID) -> str:
    client = Client()
    enter(client, lin)
    return client.get(reverse("me")).content.decode()


def test_the_person_is_told_afterwards_and_reads_it_on_their_page(cast: Any, lin: UUID) -> None:
    granted(cast, reference=PHONE)
    assert "山城区公安分局" not in read_by(lin)
    assert (tell_persons(), tell_persons()) == (1, 0)
    deliver_all()
    message = Message.objects.get(template="privacy.told")
    assert "公安" not in message.body, "somebody else may read the message"
    assert "山城区公安分局" in read_by(lin)


def test_where_the_instrument_forbids_it_the_person_is_told_on_its_day(cast: Any, lin: UUID) -> None:
    day = places.today() + timedelta(days=60)
    found = granted(cast, reference=PHONE, silent_until=day, silent_ground="刑事诉讼法第54条")
    looks = re.findall(r"official_request|有权机关", read_by(lin))
    assert tell_persons() == 0 and not looks, "no list of looks tells it before its day"
    with after(59):
        assert tell_persons() == 0
    with after(60):
        assert tell_persons() == 1
    assert types_of(found)[-1] == "person_told" and "山城区公安分局" in read_by(lin)


def test_a_refused_request_tells_nobody(cast: Any, lin: UUID) -> None:
    found = a_request(cast.operator, reference=PHONE)
    decide_request(found, (), "没有依据。", actor=cast.data_officer)
    assert tell_persons() == 0


def test_who_closes_the_account_is_no_longer_named_in_the_register(cast: Any, lin: UUID) -> None:
    found = granted(cast, reference=PHONE)
    leave(cast.resident)
    deliver_all()
    told = request_detail(found, viewer=cast.data_officer)
    assert (told.reference, told.what_for, told.readable) == ("", "", True)
    assert told.line.state is RequestState.GRANTED and is_erased("privacy.request", found)
    assert forget_holder(lin) == 1, "twice does no harm"


# --- pages -------------------------------------------------------------------------------------------


def fill(**more: Any) -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (21, 30)).save(out, "PNG")
    out.seek(0)
    out.name = "scan.png"
    today = places.today()
    return {
        "authority": "山城区人民法院", "instrument": "court", "instrument_number": "1号",
        "instrument_date": today.isoformat(), "law": "民事诉讼法", "article": "70", "reference": PHONE,
        "parts": ["contacts"], "what_for": "送达。", "until": (today + timedelta(days=9)).isoformat(),
        "scan": out, **more,
    }  # fmt: skip


def test_the_whole_way_over_the_pages(cast: Any, lin: UUID, sign_in: Any) -> None:
    path = reverse("desk-request-new", args=["person"])
    answer = sign_in("operator").post(path, fill(silent_until=places.today().isoformat()))
    assert answer.status_code == 422 and "silent_until" in answer.context["form"].errors
    answer = sign_in("operator").post(path, fill())
    found = OfficialRequest.objects.get()
    assert answer.headers["Location"] == reverse("desk-request", args=[found.pk])
    decide = reverse("desk-request-decide", args=[found.pk])
    for role in ("data_officer", "supervisor"):
        client = sign_in(role)
        assert client.post(decide, {"deed": "grant", "reason": WHY}).status_code == 422, "nothing ticked"
        answer = client.post(decide, {"deed": "grant", "parts": ["contacts"], "reason": WHY})
        assert answer.status_code == 302
    client = sign_in("operator")
    assert PHONE in client.get(reverse("desk-request-extract", args=[found.pk, "json"])).content.decode()
    scan = client.get(reverse("desk-request-scan", args=[found.pk]))
    assert scan.status_code == 200 and b"".join(scan.streaming_content)
    assert "山城区人民法院" in sign_in("auditor").get(reverse("desk-requests")).content.decode()


def test_the_register_is_empty_for_whom_nothing_is_there(cast: Any, sign_in: Any) -> None:
    a_request(cast.operator)
    page = sign_in("far_coordinator").get(reverse("desk-requests"))
    assert page.status_code == 200 and page.context["lines"] == []


def test_everybody_reads_how_often(cast: Any, client: Client) -> None:
    with clock.standing_at(clock.now() - timedelta(days=366)):
        for _ in range(3):
            granted(cast)
        found = a_request(cast.operator)
        decide_request(found, (), "没有依据。", actor=cast.data_officer)
    page = client.get(reverse("official-requests"))
    (half,) = page.context["halves"]
    assert [(line.granted, line.partly, line.refused) for line in half.lines] == [(3, 0, None)]
    assert (half.least, half.most) == (4, 5)
    assert "山城区公安分局" not in page.content.decode()


def test_an_actor_of_the_system_approves_nothing(cast: Any) -> None:
    found = a_request(cast.operator)
    assert code_of(lambda: decide_request(found, BOTH, WHY, actor=Actor("system", "linli"))) == "not_found"
