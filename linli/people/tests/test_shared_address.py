# SPDX-License-Identifier: AGPL-3.0-or-later
"""A call centre, a kiosk, a village behind one router: many people, one address, nobody held up."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.people.models import Account, OneTimeCode
from linli.platform.outbox.models import Message

PASSWORD = "six grey geese"
CENTRE = "198.51.100.7"


@pytest.fixture
def account(cast: Any) -> Account:
    account = Account.objects.get(pk=cast.player("operator").account)
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(login: str, password: str, address: str = CENTRE) -> int:
    data = {"p-login": login, "p-password": password}
    return Client(REMOTE_ADDR=address).post(reverse("sign-in-password"), data).status_code


def with_code(telephone: str, address: str = CENTRE) -> tuple[int, int]:
    """Ask for a code at the kiosk, and type it: what was answered each time."""
    kiosk = Client(REMOTE_ADDR=address)
    asked = kiosk.post(reverse("ask-code"), {"c-contact": telephone})
    code = OneTimeCode.objects.order_by("-id").first()
    if asked.status_code != 302 or code is None:
        return asked.status_code, 0
    found = re.search(r"\d{6}", Message.objects.get(unique_key=f"people.code:{code.id}").body)
    assert found
    return 302, kiosk.post(reverse("type-code"), {"code": found[0]}).status_code


def test_a_whole_call_centre_signs_in_from_one_address(account: Account) -> None:
    """More than the hundred tries that a guesser has; and one who mistypes at first is let in as well."""
    answers = [sign_in(account.login, PASSWORD) for _ in range(130)]
    assert set(answers) == {302}
    assert sign_in(account.login, "mistyped") == 422
    assert sign_in(account.login, PASSWORD) == 302


def test_who_guesses_from_that_address_is_stopped_and_nobody_elsewhere(account: Account) -> None:
    for number in range(100):
        assert sign_in(f"nobody-{number}", "guess") == 422
    assert sign_in(account.login, PASSWORD) == 422
    assert sign_in(account.login, PASSWORD, "198.51.100.8") == 302


def test_coming_in_oneself_buys_no_guesses_at_others(account: Account) -> None:
    """Each right try gives back its own count and no more."""
    for number in range(50):
        sign_in(f"nobody-{number}", "guess")
        assert sign_in(account.login, PASSWORD) == 302
    for number in range(50):
        sign_in(f"nobody-{number + 50}", "guess")
    assert sign_in(account.login, PASSWORD) == 422


def test_a_day_of_residents_at_one_kiosk(db: None) -> None:
    """More than the sixty codes that may stay unanswered."""
    for number in range(80):
        assert with_code(f"139000200{number:02d}") == (302, 302), number


def test_codes_that_nobody_types_are_held_up(db: None) -> None:
    kiosk = Client(REMOTE_ADDR=CENTRE)
    answers = [
        kiosk.post(reverse("ask-code"), {"c-contact": f"139000300{number:02d}"}).status_code
        for number in range(61)
    ]
    assert answers == [302] * 60 + [422]
