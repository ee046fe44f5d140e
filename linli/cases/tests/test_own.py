# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matters keep about a person: seen, corrected, taken along and erased by that person alone."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from PIL import Image

from linli.cases.commands import (
    ReporterData,
    erase_contact,
    erase_reporter_of,
    note_case,
    release_case,
)
from linli.cases.models import Attachment, Case, Reporter, Step
from linli.cases.queries import contact_of, holder_of, own_list
from linli.cases.testing import a_case, a_case_in, state_of
from linli.cases.vocab import See, State
from linli.kernel.actor import SYSTEM, Actor
from linli.people.testing import leave, rename, reopen
from linli.platform import crypto, erasure
from linli.platform.access.models import Look
from linli.platform.files import store
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

NAME, PHONE, NEW = "郑记号甲乙丙", "13987654321", "marker-seven@example.org"


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (48, 32), (30, 107, 82)).save(out, "JPEG")
    return out.getvalue()


def told(cast: Any, **more: Any) -> ReporterData:
    return ReporterData(**{"name": NAME, "contact": PHONE, "account": UUID(cast.resident.id), **more})


def shown(case: Any) -> Client:
    """A browser in which number and code were typed."""
    browser = Client()
    browser.post("/track/", {"number": case.number, "code": case.code})
    return browser


def texts() -> dict[str, str]:
    """Everything that the database holds as text, by table; what is sealed is opened where it can be."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select t::text from {connection.ops.quote_name(table)} t")
            found[table] = "\n".join(row[0] for row in cursor.fetchall())
    for row in Reporter.objects.order_by("case"):
        for name in ("name", "contact"):
            if sealed := getattr(row, name):
                found["cases_reporter"] += crypto.unseal(sealed, "cases_reporter", name, row.case_id)
    for message in Message.objects.exclude(address=None):
        found["outbox_message"] += crypto.unseal(message.address, "outbox_message", "address", message.id)
    return found


def holds(*words: str) -> set[str]:
    return {table for table, text in texts().items() if any(word in text for word in words)}


# --- see -----------------------------------------------------------------------------------------


def test_the_own_page_lists_the_own_matters_and_who_looked(cast: Any, sign_in: Any) -> None:
    mine, other = a_case(reporter=told(cast)), a_case(reporter=ReporterData(contact=PHONE))
    contact_of(mine.number, viewer=cast.operator, purpose="handle_matter")
    contact_of(other.number, viewer=cast.operator, purpose="handle_matter")
    page = sign_in("resident").get("/me/").content.decode()
    assert mine.number in page and other.number not in page, "a contact joins no matters, an account does"
    assert "operator" in page or "热线" in page
    assert mine.number not in sign_in("other_resident").get("/me/").content.decode()


@pytest.mark.parametrize(
    "name", ["operator", "coordinator", "handler", "auditor", "data_officer", "administrator", "far_worker"]
)
def test_nobody_else_gets_at_it(cast: Any, sign_in: Any, name: str) -> None:
    case = a_case(reporter=told(cast))
    browser = sign_in(name)
    for path in ("data/", "copy/json/", "copy/zip/"):
        assert browser.get(f"/matter/{case.number}/{path}").status_code == 404
    sent = {"reach-name": "x", "reach-contact": NEW}
    assert browser.post(f"/matter/{case.number}/contact/", sent).status_code == 404
    assert case.number not in browser.get("/me/").content.decode()
    assert not Look.objects.exclude(purpose="own").exists()


def test_one_sees_ones_contact_and_that_is_recorded(cast: Any) -> None:
    case = a_case(reporter=ReporterData(name=NAME, contact=PHONE))
    page = shown(case).get(f"/matter/{case.number}/data/").content.decode()
    assert NAME in page and PHONE in page
    look = Look.objects.get()
    assert (look.actor, look.purpose, look.subject) == (f"visitor:{case.id}", "own", case.id)


# --- correct -------------------------------------------------------------------------------------


def test_the_contact_is_corrected_by_number_and_code_and_the_old_one_is_told(db: None) -> None:
    case = a_case(reporter=ReporterData(name=NAME, contact=PHONE))
    browser, path = shown(case), f"/matter/{case.number}/contact/"
    assert browser.post(path, {"reach-contact": "nowhere"}).status_code == 422
    assert browser.post(path, {"reach-name": "林", "reach-contact": NEW}).status_code == 302
    assert NEW in browser.get(f"/matter/{case.number}/data/").content.decode()
    message = Message.objects.get(template="cases.contact_changed")
    address = crypto.unseal(message.address or b"", "outbox_message", "address", message.id)
    assert address.endswith(PHONE) and NEW not in message.body
    event = EventRecord.objects.filter(subject=case.id).latest("id")
    assert (event.type, event.data) == ("cases.contact_corrected", {"kind": "email"})


def test_own_words_are_corrected_beside_the_record(cast: Any) -> None:
    case = a_case(reporter=ReporterData(contact=PHONE))
    before = Case.objects.get(pk=case.id).text
    sent = {"add-text": "是两盏，不是三盏。", "add-corrects": "on"}
    browser = shown(case)
    browser.post(f"/matter/{case.number}/add/", sent)
    assert Case.objects.get(pk=case.id).text == before
    step = Step.objects.filter(case=case.id).latest("seq")
    assert step.facts == {"corrects": True} and step.text == sent["add-text"]
    assert sent["add-text"] in browser.get(f"/matter/{case.number}/").content.decode()
    note_case(case.id, "照办。", See.INTERNAL, actor=cast.operator, corrects=True)
    assert Step.objects.filter(case=case.id).latest("seq").facts == {}, (
        "only the person corrects their words"
    )


# --- take along ----------------------------------------------------------------------------------


def test_everything_goes_into_one_file(cast: Any, sign_in: Any) -> None:
    mine = a_case_in(State.RESOLVED, reporter=told(cast), files=[store.store(photo()).id])
    note_case(mine.id, "内部的话。", See.INTERNAL, actor=cast.operator)
    contact_of(mine.number, viewer=cast.operator, purpose="handle_matter")
    sent = sign_in("resident").get("/me/copy/zip/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content)))
    file = Attachment.objects.get()
    names = {"data.json", "read-me.html", f"files/{mine.number}/{file.id}.jpg"}
    assert set(archive.namelist()) == names and archive.testzip() is None
    made = json.loads(archive.read("data.json"))
    (matter,) = made["matters"]
    assert (matter["name"], matter["contact"][-11:]) == (NAME, PHONE)
    assert [step["what"] for step in matter["thread"]][-1] == "resolve"
    assert matter["read_by"][0]["role"] == "operator" and matter["files"] == [
        f"files/{mine.number}/{file.id}.jpg"
    ]
    page = archive.read("read-me.html").decode()
    for word in ("内部的话",):
        assert word not in page + json.dumps(made, ensure_ascii=False)
    assert NAME in page and "<script" not in page


def test_number_and_code_take_along_that_matter_alone(db: None) -> None:
    one, two = (a_case(reporter=ReporterData(name=NAME, contact=PHONE)) for _ in "ab")
    browser = shown(one)
    made = json.loads(browser.get(f"/matter/{one.number}/copy/json/").content)
    assert [matter["number"] for matter in made["matters"]] == [one.number]
    assert NAME in browser.get(f"/matter/{one.number}/copy/html/").content.decode()
    assert browser.get(f"/matter/{two.number}/copy/json/").status_code == 404
    assert browser.get(f"/matter/{one.number}/copy/xml/").status_code == 404


# --- erase ---------------------------------------------------------------------------------------


def test_closing_the_account_leaves_nothing_of_the_person_in_any_table(cast: Any) -> None:
    """Every text column of every table, and what is sealed: neither name nor contact is anywhere."""
    me: Actor = cast.resident
    rename(me, NAME)
    open_, ended = a_case(reporter=told(cast)), a_case_in(State.CLOSED, reporter=told(cast, contact=NEW))
    release_case(ended.id, actor=SYSTEM, text=True)
    deliver_all()
    assert {"cases_reporter", "people_account", "outbox_message"} <= holds(NAME, PHONE, NEW)
    leave(me)
    deliver_all()
    assert holds(NAME, PHONE, NEW) == set()
    assert not Reporter.objects.exists() and not Message.objects.filter(about=ended.id).exists()
    assert not Case.objects.get(pk=ended.id).released
    assert own_list(me).lines == []
    assert state_of(open_.id) is State.RECEIVED, "the matter goes its way"
    assert EventRecord.objects.filter(subject=open_.id).latest("id").data == {}
    for case in (open_, ended):
        assert erasure.is_erased("cases.reporter", case.id)
        assert holder_of(case.number, case.code)[1].id == str(case.id), "number and code still open it"
    assert erase_reporter_of(UUID(me.id)) == 0


def test_erasing_by_number_and_code_reaches_as_far(cast: Any) -> None:
    case = a_case_in(State.CLOSED, reporter=ReporterData(name=NAME, contact=PHONE))
    release_case(case.id, actor=SYSTEM, text=True)
    deliver_all()
    browser = shown(case)
    assert browser.post(f"/matter/{case.number}/erase/").status_code == 302
    deliver_all()
    assert holds(NAME, PHONE) == set() and not Case.objects.get(pk=case.id).released
    assert contact_of(case.number, viewer=cast.operator, purpose="handle_matter") == {
        "name": "",
        "contact": "",
    }
    version = Case.objects.get(pk=case.id).version
    assert erase_contact(case.id, actor=cast.operator) == version


def test_a_restore_erases_again(cast: Any) -> None:
    """The database comes back as it was before; the list of what was erased is applied to it."""
    one = a_case(reporter=told(cast))
    two = a_case(reporter=ReporterData(name=NAME, contact=PHONE))
    before = list(Reporter.objects.order_by("case").values())
    leave(cast.resident)
    deliver_all()
    erase_contact(two.id, actor=SYSTEM)
    lines = [
        {"kind": kind, "subject": str(case.id), "at": "2026-01-01T00:00:00+00:00"}
        for kind, case in (("cases.reporter", one), ("cases.contact", two))
    ]
    Reporter.objects.all().delete()
    Reporter.objects.bulk_create(Reporter(**row) for row in before)
    reopen(UUID(cast.resident.id))
    assert holds(NAME, PHONE) == {"cases_reporter"}
    erasure.reapply(lines)
    assert holds(NAME, PHONE) == set()
    assert [row.case_id for row in Reporter.objects.order_by("case")] == [two.id]
