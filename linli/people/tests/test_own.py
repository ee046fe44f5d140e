# SPDX-License-Identifier: AGPL-3.0-or-later
"""The person's own page: what they see, correct, take along and put an end to."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel.actor import Actor
from linli.kernel.problem import Problem
from linli.people.commands import (
    change_contact,
    close_account,
    confirm_code,
    erase_contact,
    give_consent,
    send_code,
    withdraw_consent,
)
from linli.people.models import Account, Consent, Contact, OneTimeCode, Post, SignIn
from linli.people.queries import actor_of_account, has_consent, own_looks
from linli.people.testing import enter
from linli.people.vocab import CONSENTS
from linli.platform import erasure
from linli.platform.access.looks import reveal
from linli.platform.access.models import Look
from linli.platform.erasure.models import Tombstone
from linli.platform.home import private
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message
from linli.platform.ui import slots

PHONE, OTHER = "+8613900012001", "+8613900012002"


def ask(contact: str) -> tuple[UUID, str]:
    code = send_code(contact, address="192.0.2.1", language="en", town="x")
    found = re.search(r"\d{6}", Message.objects.get(unique_key=f"people.code:{code}").body)
    assert found
    return code, found[0]


@pytest.fixture
def me(db: None) -> Actor:
    """A resident who came with a code."""
    return actor_of_account(confirm_code(*ask(PHONE)).pk)


@pytest.fixture
def browser(me: Actor) -> Client:
    client = Client()
    enter(client, UUID(me.id))
    return client


def refused(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def events(me: Actor) -> list[str]:
    return list(EventRecord.objects.filter(subject=me.id).order_by("seq").values_list("type", flat=True))


def test_the_page_shows_the_own_contact_and_records_that_it_did(browser: Client, me: Actor) -> None:
    page = browser.get(reverse("me")).content.decode()
    assert PHONE in page
    look = Look.objects.get()
    assert (look.actor, str(look.subject), look.purpose) == (me.ref, me.id, "own")


def test_a_name_is_corrected_and_the_journal_does_not_learn_it(browser: Client, me: Actor) -> None:
    browser.post(reverse("my-name"), {"n-name": "  林小雨 "})
    assert Account.objects.get(pk=me.id).names == {"zh-Hans": "林小雨"}
    event = EventRecord.objects.filter(subject=me.id).latest("id")
    assert (event.type, event.data) == ("people.name_corrected", {})
    browser.post(reverse("my-name"), {"n-name": ""})
    assert Account.objects.get(pk=me.id).names == {}


def test_a_contact_is_changed_with_a_code_and_the_old_one_is_told(browser: Client, me: Actor) -> None:
    browser.post(reverse("my-contact"), {"c-contact": OTHER})
    code = OneTimeCode.objects.get(used_at=None)
    found = re.search(r"\d{6}", Message.objects.get(unique_key=f"people.code:{code.id}").body)
    assert found
    wrong = f"{(int(found[0]) + 1) % 1_000_000:06d}"
    assert browser.post(reverse("my-contact-code"), {"code": wrong}).status_code == 422
    assert PHONE in browser.get(reverse("me")).content.decode()
    browser.post(reverse("my-contact-code"), {"code": found[0]})
    page = browser.get(reverse("me")).content.decode()
    assert OTHER in page and PHONE not in page
    told = Message.objects.get(template="people.contact_changed")
    assert OTHER not in told.body
    assert str(confirm_code(*ask(OTHER)).pk) == me.id
    assert str(confirm_code(*ask(PHONE)).pk) != me.id


def test_a_contact_of_another_account_is_not_taken_over(me: Actor) -> None:
    other = confirm_code(*ask(OTHER))
    code, digits = ask(OTHER)
    assert refused(lambda: change_contact(code, digits, language="en", actor=me)) == "contact_taken"
    assert Contact.objects.get(account=other).kind == "phone"
    assert Contact.objects.filter(account=me.id).count() == 1
    assert not Message.objects.filter(template="people.contact_changed").exists()


def test_the_last_way_in_is_not_erased_by_itself(me: Actor) -> None:
    contact = Contact.objects.get(account=me.id)
    assert refused(lambda: erase_contact(contact.id, actor=me)) == "last_way_in"
    change_contact(*ask("a@example.org"), language="en", actor=me)
    erase_contact(contact.id, actor=me)
    assert erasure.is_erased("people.contact", contact.id)
    assert [row.kind for row in Contact.objects.filter(account=me.id)] == ["email"]
    other = actor_of_account(confirm_code(*ask(OTHER)).pk)
    mine = Contact.objects.get(account=me.id)
    assert refused(lambda: erase_contact(mine.id, actor=other)) == "not_found"


# --- consent -------------------------------------------------------------------------------------


def test_a_consent_is_taken_back_as_easily_as_given(browser: Client, me: Actor, monkeypatch: Any) -> None:
    account, path = UUID(me.id), reverse("my-consent", args=["news"])
    assert not has_consent(account, "news")
    browser.post(path, {"give": "1"})
    browser.post(path, {"give": "1"})
    assert has_consent(account, "news") and not has_consent(account, "follow_up")
    row = Consent.objects.get()
    assert (row.purpose, row.version, row.channel) == ("news", 1, "web")
    browser.post(path)
    assert not has_consent(account, "news") and Consent.objects.get().withdrawn_at
    assert browser.post(path).status_code == 404
    assert browser.post(reverse("my-consent", args=["anything"]), {"give": "1"}).status_code == 422
    assert events(me)[-2:] == ["people.consent_given", "people.consent_withdrawn"]


def test_another_wording_is_asked_for_anew(me: Actor, monkeypatch: Any) -> None:
    give_consent("news", "web", actor=me)
    newer = type(CONSENTS["news"])(2, "another wording")
    monkeypatch.setitem(CONSENTS, "news", newer)
    assert not has_consent(UUID(me.id), "news")
    give_consent("news", "phone", actor=me)
    assert [(row.version, bool(row.withdrawn_at)) for row in Consent.objects.all()] == [
        (1, True),
        (2, False),
    ]
    withdraw_consent("news", actor=me)
    assert not has_consent(UUID(me.id), "news")


# --- who read ------------------------------------------------------------------------------------


def test_who_else_read_is_shown_by_role_and_unit(me: Actor, browser: Client, cast: Any) -> None:
    matter = uuid4()
    reveal(cast.handler, "case", matter, ["contact"], lambda: None, purpose="handling")
    reveal(cast.operator, "case", uuid4(), ["contact"], lambda: None, purpose="of another person")
    reveal(me, "account", UUID(me.id), ["contact"], lambda: None, purpose="own")
    (look,) = own_looks(me, {matter: "2026-000001-7"})
    assert (look.role, look.unit, look.what) == ("handler", "d-lighting", "2026-000001-7")
    assert look.purpose == "handling" and list(look.fields) == ["contact"]


def test_storeys_above_fill_page_copy_and_subjects(
    browser: Client, me: Actor, cast: Any, monkeypatch: Any
) -> None:
    matter = uuid4()
    monkeypatch.setattr(slots, "_fillers", {name: list(held) for name, held in slots._fillers.items()})
    slots.fill("me_subjects")(lambda request: slots.Entry(context={"subjects": {matter: "2026-000001-7"}}))
    slots.fill("me_copy")(lambda request: slots.Entry("我的事项", context={"data": [{"text": "路灯"}]}))
    slots.fill("me")(lambda request: slots.Entry(template="people/factor_due.html"))
    reveal(cast.handler, "case", matter, ["contact"], lambda: None, purpose="handling")
    page = browser.get(reverse("me")).content.decode()
    assert "2026-000001-7" in page and 'class="strip call"' in page
    made = json.loads(browser.get(reverse("my-copy", args=["json"])).content)
    assert made["我的事项"] == [{"text": "路灯"}]
    assert made["read_by"][0]["what"] == "2026-000001-7"
    assert "路灯" in browser.get(reverse("my-copy", args=["html"])).content.decode()


def test_the_copy_holds_everything_and_says_so_in_two_forms(browser: Client, me: Actor) -> None:
    give_consent("news", "web", actor=me)
    sent = browser.get(reverse("my-copy", args=["json"]))
    made = json.loads(sent.content)
    assert "attachment" in sent["Content-Disposition"]
    assert made["account"]["id"] == me.id
    assert made["contacts"] == [{"kind": "phone", "value": PHONE}]
    assert [consent["purpose"] for consent in made["consents"]] == ["news"]
    assert {"posts", "sessions", "read_by", "town", "made_at"} <= set(made)
    page = browser.get(reverse("my-copy", args=["html"])).content.decode()
    assert PHONE in page and "<dt>" in page
    assert browser.get(reverse("my-copy", args=["xml"])).status_code == 404


# --- the end -------------------------------------------------------------------------------------


def test_a_closed_account_is_erased_and_leaves_a_tombstone(browser: Client, me: Actor) -> None:
    browser.post(reverse("my-name"), {"n-name": "林小雨"})
    give_consent("news", "web", actor=me)
    assert browser.post(reverse("my-close"), {}).status_code == 422
    assert browser.post(reverse("my-close"), {"x-sure": "on"})["Location"] == reverse("closed")
    row = Account.objects.get(pk=me.id)
    assert (row.names, row.is_active, row.has_usable_password()) == ({}, False, False)
    assert row.login == f"closed-{row.pk.hex}"
    for model in (Contact, OneTimeCode, SignIn):
        assert not model.objects.exists()
    assert not has_consent(row.pk, "news")
    assert erasure.is_erased("people.account", row.pk)
    assert browser.get(reverse("me")).status_code == 302
    assert events(me)[-1] == "people.account_closed"
    assert str(confirm_code(*ask(PHONE)).pk) != me.id


def test_whoever_holds_a_post_hands_over_first_and_their_name_stays_with_the_work(cast: Any) -> None:
    handler = cast.handler
    assert refused(lambda: close_account(actor=handler)) == "holds_post"
    Post.objects.filter(account=handler.id).update(valid_to="2020-01-01")
    close_account(actor=actor_of_account(UUID(handler.id)))
    row = Account.objects.get(pk=handler.id)
    assert not row.is_active and row.names["en"] == "handler"


def test_what_was_erased_is_erased_again_after_a_restore(committed: None) -> None:
    """The list outlives the database: here the account stands again as if it had come from a backup."""
    account = confirm_code(*ask(OTHER))
    close_account(actor=actor_of_account(account.pk))
    path = private("erased") / "list.jsonl"
    line = json.loads(path.read_text().splitlines()[-1])
    assert (line["kind"], line["subject"]) == ("people.account", str(account.pk))
    Tombstone.objects.all().delete()
    back = confirm_code(*ask(OTHER))
    Account.objects.filter(pk=account.pk).update(is_active=True, names={"en": "Back"})
    Contact.objects.filter(account=back).update(account=account)
    assert erasure.reapply([line]) == 1
    assert not Contact.objects.exists() and not Account.objects.get(pk=account.pk).is_active
    assert erasure.reapply([line]) == 1
    assert path.read_text().splitlines().count(json.dumps(line)) == 1
    path.unlink()
    assert erasure.mend() == 1 and erasure.mend() == 0
    path.unlink()


def test_erasing_belongs_into_a_transaction(committed: None) -> None:
    from django.db.transaction import TransactionManagementError

    with pytest.raises(TransactionManagementError):
        erasure.erase("people.account", uuid4())
