# SPDX-License-Identifier: AGPL-3.0-or-later
"""What opens an account is changed only by whoever proved lately that it is theirs, by every factor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.people.commands import confirm_code, send_code
from linli.people.models import Account, Factor, OneTimeCode, SignIn
from linli.people.queries import actor_of_account
from linli.people.testing import enter, prove
from linli.platform import oidc
from linli.platform.access import PROOF_HOLDS
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

from .provider import Liar, liar
from .test_factors import code_at, enrol

PASSWORD = "six grey geese"
PHONE = "+8613900017001"
# Everything that changes how an account is opened, ends its sessions, or opens more than it had.
GUARDED = {
    "my-password", "my-end-session", "my-end-others", "my-begin-authenticator", "my-authenticator",
    "my-passkey", "my-recovery", "my-remove-factor", "my-contact", "my-contact-code", "my-drop-contact",
    "my-close", "my-join-outside", "my-leave-outside", "desk-open-rights",
    "my-mandate-give",
}  # fmt: skip
TAKES = {"sign_in": new_id(), "factor": new_id(), "contact": new_id(), "identity": new_id()}


def guarded() -> dict[str, str]:
    """Routes that ask for a proof: name to address."""
    found = {}
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", [pattern]):
            if getattr(inner.callback, "anew", "") and inner.name:
                names = inner.pattern.converters
                found[inner.name] = reverse(inner.name, kwargs={name: TAKES[name] for name in names})
    return found


def at(page: str) -> str:
    return f"{reverse('prove-anew')}?{urlencode({'next': page})}"


def stale(client: Client) -> None:
    """A quarter of an hour has gone since this person proved who they are."""
    prove(client, 0)


@pytest.fixture
def account(cast: Any) -> Account:
    account = Account.objects.get(pk=cast.player("handler").account)
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def browser(account: Account) -> Client:
    client = Client()
    sent = client.post(reverse("sign-in-password"), {"p-login": account.login, "p-password": PASSWORD})
    assert sent.status_code == 302
    return client


def test_what_opens_an_account_asks_for_it() -> None:
    assert set(guarded()) == GUARDED


@pytest.mark.parametrize("name", sorted(GUARDED))
def test_without_a_fresh_proof_nothing_is_changed_and_one_is_led_to_it(name: str, cast: Any) -> None:
    client, path = Client(), guarded()[name]
    enter(client, cast.player("administrator").account)
    given = {"old": "x", "new": "y", "reason": "z", "minutes": "15", "next": "/desk/posts/"}
    stale(client)
    before = EventRecord.objects.count()
    sent = client.post(path, given)
    assert sent.status_code == 302 and sent["Location"].startswith(f"{reverse('prove-anew')}?next="), name
    assert EventRecord.objects.count() == before
    part = client.post(path, given, headers={"hx-request": "true"})
    assert part.status_code == 403 and EventRecord.objects.count() == before
    prove(client)
    again = client.post(path, given)
    assert not again.headers.get("Location", "").startswith(reverse("prove-anew")), name


def test_a_sign_in_is_a_proof_for_a_quarter_of_an_hour(browser: Client) -> None:
    began = clock.now()
    assert browser.post(reverse("my-end-others"))["Location"] == reverse("my-ways")
    with clock.standing_at(began + timedelta(seconds=PROOF_HOLDS - 60)):
        assert browser.post(reverse("my-end-others"))["Location"] == reverse("my-ways")
    with clock.standing_at(began + timedelta(seconds=PROOF_HOLDS + 60)):
        assert browser.post(reverse("my-end-others"))["Location"] == at(reverse("my-ways"))
        assert browser.get("/desk/").status_code == 200  # everything else stays open


def test_with_the_password_one_goes_on_where_one_was(browser: Client, account: Account) -> None:
    stale(browser)
    page = browser.get(reverse("my-ways")).content.decode()
    assert at(reverse("my-ways")).replace("%2F", "/") in page and 'name="old"' not in page
    where = browser.post(reverse("my-begin-authenticator"))["Location"]
    before = browser.session.session_key
    assert browser.post(where, {"step": "password", "password": "wrong"}).status_code == 422
    assert browser.post(reverse("my-begin-authenticator"))["Location"] == where
    sent = browser.post(where, {"step": "password", "password": PASSWORD})
    assert sent["Location"] == reverse("my-ways")
    assert 'name="old"' in browser.get(sent["Location"]).content.decode()
    assert browser.session.session_key != before, "the key from before opens nothing any more"
    assert SignIn.objects.get().key == browser.session.session_key
    event = EventRecord.objects.filter(subject=account.pk).latest("id")
    assert (event.type, event.data) == ("people.proved_anew", {"way": "password"})
    assert browser.post(reverse("my-begin-authenticator"))["Location"] == reverse("my-authenticator")


def test_whoever_has_a_second_factor_proves_it_too(browser: Client, account: Account) -> None:
    secret, _ = enrol(actor_of_account(account.pk), clock.now())
    client = Client()
    enter(client, account.pk)
    stale(client)
    factor = Factor.objects.get()
    path = reverse("my-remove-factor", args=[factor.id])
    where = client.post(path)["Location"]
    assert client.post(where, {"step": "second", "code": code_at(clock.now(), secret)}).status_code == 422
    assert client.post(where, {"step": "password", "password": PASSWORD})["Location"] == where
    assert 'name="step" value="second"' in client.get(where).content.decode()
    assert client.post(path)["Location"] == where, "the password alone is not enough"
    assert client.post(where, {"step": "second", "code": "000000"}).status_code == 422
    sent = client.post(where, {"step": "second", "code": code_at(clock.now(), secret)})
    assert sent["Location"] == reverse("my-ways")
    client.post(path)
    assert not Factor.objects.exists()


def test_the_first_step_holds_for_five_minutes(account: Account) -> None:
    secret, _ = enrol(actor_of_account(account.pk), clock.now())
    client = Client()
    enter(client, account.pk)
    stale(client)
    where = client.post(reverse("my-recovery"))["Location"]
    client.post(where, {"step": "password", "password": PASSWORD})
    later = clock.now() + timedelta(minutes=6)
    with clock.standing_at(later):
        sent = client.post(where, {"step": "second", "code": code_at(later, secret)})
        assert sent.status_code == 422
        assert client.post(reverse("my-recovery"))["Location"] == where


def test_guessing_the_password_ends_after_ten_tries(browser: Client) -> None:
    stale(browser)
    where = at("/me/sign-in/")
    for _ in range(10):
        browser.post(where, {"step": "password", "password": "wrong"})
    assert browser.post(where, {"step": "password", "password": PASSWORD}).status_code == 422
    assert browser.post(reverse("my-recovery"))["Location"] == where


# --- whoever signs in with a code ----------------------------------------------------------------


def digits(code: OneTimeCode) -> str:
    found = re.search(r"\d{6}", Message.objects.get(unique_key=f"people.code:{code.id}").body)
    assert found
    return found[0]


def ask(contact: str) -> OneTimeCode:
    code = send_code(contact, address="192.0.2.1", language="en", town="x")
    return OneTimeCode.objects.get(pk=code)


@pytest.fixture
def resident(db: None) -> Actor:
    code = ask(PHONE)
    return actor_of_account(confirm_code(code.id, digits(code)).pk)


def test_a_resident_proves_it_by_a_code_to_their_own_contact(resident: Actor) -> None:
    client = Client()
    enter(client, Account.objects.get(pk=resident.id).pk)
    stale(client)
    where = client.post(reverse("my-close"), {"x-sure": "on"})["Location"]
    assert where == at(reverse("me"))
    page = client.get(where).content.decode()
    contact = re.search(r'name="contact" value="([^"]+)"', page)
    assert PHONE in page and contact
    assert client.post(where, {"step": "send", "contact": str(new_id())}).status_code == 422
    assert client.post(where, {"step": "send", "contact": contact[1]})["Location"] == where
    code = OneTimeCode.objects.get(used_at=None)
    wrong = f"{(int(digits(code)) + 1) % 1_000_000:06d}"
    assert client.post(where, {"step": "code", "code": wrong}).status_code == 422
    assert client.post(where, {"step": "code", "code": digits(code)})["Location"] == reverse("me")
    assert client.post(reverse("my-close"), {"x-sure": "on"})["Location"] == reverse("closed")
    assert not Account.objects.get(pk=resident.id).is_active


def test_a_code_that_went_to_another_contact_proves_nothing(resident: Actor) -> None:
    client = Client()
    enter(client, Account.objects.get(pk=resident.id).pk)
    client.post(reverse("my-contact"), {"c-contact": "13900017002"})  # a thief's own telephone
    stale(client)
    code = OneTimeCode.objects.get(used_at=None)
    session = client.session
    session["anew"] = {"code": str(code.id), "until": clock.now().timestamp() + 60}
    session.save()
    where = at("/me/")
    assert client.post(where, {"step": "code", "code": digits(code)}).status_code == 422
    assert client.post(reverse("my-contact-code"), {"code": digits(code)})["Location"] == at(
        reverse("my-contact-code")
    )


def test_nobody_is_led_away_by_it(browser: Client) -> None:
    sent = browser.post(at("https://evil.example/"), {"step": "password", "password": PASSWORD})
    assert sent["Location"] == reverse("my-ways")


# --- whoever signs in at a provider --------------------------------------------------------------


@pytest.fixture
def provider(settings: Any, db: None) -> Iterator[Liar]:
    oidc.forget()
    with liar() as made:
        issuer = {"issuer": made.issuer, "client": "linli", "secret": "s", "name": "City", "hosts": ()}
        settings.OIDC = issuer
        yield made
    oidc.forget()


SINCE = {"now": (0, True), "a minute ago on another clock": (-30, True), "yesterday": (-86400, False),
         "tomorrow": (86400, False), "not told": (None, False), "a word": ("now", False)}  # fmt: skip


@pytest.mark.parametrize("when", SINCE)
def test_a_provider_has_to_say_that_it_asked_just_now(
    provider: Liar, cast: Any, sign_in: Any, when: str
) -> None:
    from .test_outside import joined, path_of

    joined(cast, provider.issuer)
    client: Client = sign_in("handler")
    stale(client)
    ago, proves = SINCE[when]
    provider.lie = {"auth_time": ago if not isinstance(ago, int) else int(clock.now().timestamp()) + ago}
    where = client.get(f"{reverse('prove-outside')}?{urlencode({'next': '/me/sign-in/'})}")["Location"]
    assert "prompt=login" in where and "max_age=0" in where
    back = client.get(path_of(provider.authorize(where)))
    assert back.status_code == (302 if proves else 502)
    again = client.post(reverse("my-end-others"))["Location"]
    assert (again == reverse("my-ways")) is proves


def test_another_person_at_the_provider_proves_nothing_here(
    provider: Liar, cast: Any, sign_in: Any
) -> None:
    from .test_outside import joined, path_of

    joined(cast, provider.issuer)
    joined(cast, provider.issuer, "auditor", "staff-2")
    client: Client = sign_in("handler")
    stale(client)
    provider.subject, provider.lie = "staff-2", {"auth_time": int(clock.now().timestamp())}
    where = client.get(reverse("prove-outside"))["Location"]
    assert client.get(path_of(provider.authorize(where))).status_code == 403
    assert client.post(reverse("my-end-others"))["Location"] == at(reverse("my-ways"))
