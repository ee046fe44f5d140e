# SPDX-License-Identifier: AGPL-3.0-or-later
"""A matter as an authority can ask for it: by its number, where one works, part by part, and told."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from linli.cases.commands import NewCase, ReporterData, note_case, receive_case
from linli.cases.models import Case
from linli.cases.queries.access import case_code
from linli.cases.vocab import Channel, Kind, See
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import HERE
from linli.platform.access.models import Look
from linli.platform.journal.deliver import deliver_all
from linli.platform.outbox.models import Message
from linli.privacy.testing import a_request, decide, fetched, registered, tell

PHONE, NAME, TEXT = "+8613900000001", "张三", "滨江路社区门口的路灯坏了三天了。"


@pytest.fixture
def case(db: None) -> Case:
    new = NewCase(
        kind=Kind.HELP, text=TEXT, channel=Channel.WEB, language="zh-Hans",
        category="cityscape.lighting.street", place=HERE,
        reporter=ReporterData(name=NAME, contact=PHONE),
    )  # fmt: skip
    made = receive_case(new, actor=VISITOR)
    row = Case.objects.get(number=made.number)
    note_case(row.id, "内部的话", See.INTERNAL, actor=SYSTEM)
    return row


def asked(actor: Any, number: str, *parts: str, **more: Any) -> Any:
    return a_request(actor, source="matter", reference=number, parts=parts, **more)


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def test_only_granted_parts_are_read_and_no_words_for_staff(cast: Any, case: Case) -> None:
    found = asked(cast.operator, case.number, "reporter", "words", "place", "course")
    decide(found, ("words", "course"), cast.data_officer, cast.coordinator)
    parts = fetched(found, cast.coordinator)
    assert list(parts) == ["words", "course"] and parts["words"]["text"] == TEXT
    for secret in (NAME, PHONE, "内部的话"):
        assert secret not in str(parts)


def test_name_and_contact_are_given_where_both_grant_them(cast: Any, case: Case) -> None:
    found = asked(cast.operator, case.number, "reporter")
    decide(found, ("reporter",), cast.data_officer, cast.supervisor)
    assert fetched(found, cast.operator) == {"reporter": {"name": NAME, "contact": PHONE}}
    assert not Look.objects.filter(subject=case.id).exists(), (
        "told to the person with the request, not before"
    )


def test_a_matter_of_another_place_is_not_there(cast: Any, case: Case) -> None:
    assert code_of(lambda: asked(cast.far_coordinator, case.number, "words")) == "unknown_record"
    assert code_of(lambda: asked(cast.operator, "2026-000000-0", "words")) == "unknown_record"
    found = asked(cast.coordinator, case.number, "words")
    deny = code_of(lambda: decide(found, ("words",), cast.far_coordinator))
    assert deny == "not_found"
    assert registered(cast.district_coordinator) == [found]
    assert registered(cast.far_coordinator) == []


def test_the_unit_complained_about_neither_records_nor_decides(cast: Any, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(about_path=people.unit_by_code("s-renmin").path)
    assert code_of(lambda: asked(cast.coordinator, case.number, "words")) == "unknown_record"
    found = asked(cast.operator, case.number, "words")
    assert code_of(lambda: decide(found, ("words",), cast.coordinator)) == "not_found"


def test_a_report_about_an_official_stays_with_its_body(cast: Any, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(hard="official")
    assert code_of(lambda: asked(cast.operator, case.number, "words")) == "unknown_record"
    found = asked(cast.supervisor, case.number, "words")
    assert registered(cast.district_coordinator) == []
    decide(found, ("words",), cast.data_officer)


def test_who_brought_it_is_told_and_reads_it_by_number_and_code(cast: Any, case: Case, client: Any) -> None:
    found = asked(cast.operator, case.number, "place")
    decide(found, ("place",), cast.data_officer, cast.supervisor)
    page = reverse("matter-data", args=[case.number])
    client.post(reverse("track"), {"number": case.number, "code": case_code(case.id)})
    assert "山城区公安分局" not in client.get(page).content.decode()
    tell()
    deliver_all()
    message = Message.objects.get(template="cases.given")
    assert case.number in message.body and "路灯" not in message.body
    assert "山城区公安分局" in client.get(page).content.decode()
