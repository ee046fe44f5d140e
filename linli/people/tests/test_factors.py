# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second factor: what proves it, what does not, and for whom it is due."""

from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import Problem
from linli.people.commands import (
    add_passkey,
    begin_totp,
    check_code,
    check_passkey,
    confirm_totp,
    note_sign_in,
    remove_factor,
    renew_recovery,
    take_factors,
)
from linli.people.commands.factors import RECOVERY, totp_code
from linli.people.models import Account, Factor, RecoveryCode, SignIn
from linli.people.queries import has_factors, waiting_secret
from linli.people.rules import is_due
from linli.places import public as places
from linli.platform import stamps
from linli.platform.journal.models import EventRecord
from linli.platform.passkeys import Passkey, Site

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
STEP = timedelta(seconds=30)
PASSWORD = "six grey geese"
# RFC 6238, appendix B, SHA-1, the last six of its eight digits.
SECRET = b"12345678901234567890"
VECTORS = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924",
           2000000000: "279037", 20000000000: "353130"}  # fmt: skip


@pytest.mark.parametrize(("second", "code"), VECTORS.items())
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert totp_code(SECRET, second // 30) == code


def code_at(instant: datetime, secret: str) -> str:
    return totp_code(base64.b32decode(secret), int(instant.timestamp()) // 30)


def enrol(actor: Actor, instant: datetime = NOW) -> tuple[str, list[str]]:
    """Set up an authenticator two steps before ``instant``: its secret, and the recovery codes."""
    begun = instant - 2 * STEP
    with clock.standing_at(begun):
        begin_totp(actor=actor)
        secret = waiting_secret(UUID(actor.id))
        assert secret
        made = confirm_totp(code_at(begun, secret), "phone", "", actor=actor)
    return secret, made.recovery


def refused(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.fixture
def handler(cast: Any) -> Actor:
    actor: Actor = cast.handler
    return actor


@pytest.fixture
def me(handler: Actor) -> UUID:
    return UUID(handler.id)


def test_a_secret_counts_only_after_its_first_code(handler: Actor, me: UUID) -> None:
    with clock.standing_at(NOW):
        begin_totp(actor=handler)
        assert not has_factors(me)
        secret = waiting_secret(me)
        assert secret
        assert refused(lambda: confirm_totp("000000", "", "", actor=handler)) == "wrong_factor"
        assert refused(lambda: check_code(me, code_at(NOW, secret))) == "wrong_factor"
        made = confirm_totp(code_at(NOW, secret), "phone", "", actor=handler)
    assert has_factors(me) and waiting_secret(me) is None and len(made.recovery) == RECOVERY


def test_the_secret_and_the_recovery_codes_lie_in_no_table_in_clear(handler: Actor) -> None:
    secret, recovery = enrol(handler)
    sealed = bytes(Factor.objects.get().sealed)
    assert secret.encode() not in sealed and base64.b32decode(secret) not in sealed
    kept = [bytes(row.digest) for row in RecoveryCode.objects.all()]
    assert len(kept) == RECOVERY
    assert not any(code.encode() in digest for code in recovery for digest in kept)


def test_a_code_opens_once(handler: Actor, me: UUID) -> None:
    secret, _ = enrol(handler)
    with clock.standing_at(NOW):
        assert check_code(me, code_at(NOW, secret)) == "totp"
        assert refused(lambda: check_code(me, code_at(NOW, secret))) == "wrong_factor"
        assert refused(lambda: check_code(me, code_at(NOW - STEP, secret))) == "wrong_factor"
    with clock.standing_at(NOW + STEP):
        assert check_code(me, code_at(NOW + STEP, secret)) == "totp"


def tried(me: UUID, secret: str, second: int, drift: int = 0) -> bool:
    """Whether a telephone whose clock is ``drift`` steps off opens at some seconds after ``NOW``."""
    instant = NOW + timedelta(seconds=second)
    with clock.standing_at(instant):
        code = code_at(instant + drift * STEP, secret)
        try:
            return check_code(me, f" {code[:3]} {code[3:]}") == "totp"
        except Problem:
            return False


def test_a_code_holds_thirty_seconds_and_no_longer(handler: Actor, me: UUID) -> None:
    secret, _ = enrol(handler)
    assert [tried(me, secret, 300, drift) for drift in (-2, -1, 1, 2)] == [False] * 4
    assert tried(me, secret, 300)
    later = NOW + timedelta(seconds=630)
    code = code_at(later, secret)
    with clock.standing_at(later + STEP):  # thirty seconds after it was shown first
        assert refused(lambda: check_code(me, code)) == "wrong_factor"


@pytest.mark.parametrize("drift", [-1, 1])
def test_a_clock_that_went_off_is_learned_from_two_codes_in_a_row(
    handler: Actor, me: UUID, drift: int
) -> None:
    secret, _ = enrol(handler)
    assert not tried(me, secret, 300, drift)
    assert not tried(me, secret, 390, drift)  # not the next one
    assert tried(me, secret, 420, drift)
    assert Factor.objects.get().drift == drift
    assert tried(me, secret, 480, drift)  # at once from then on
    assert not tried(me, secret, 570) and tried(me, secret, 600)  # and back


@pytest.mark.parametrize("drift", [-1, 1])
def test_a_clock_that_is_off_from_the_beginning_opens_at_once(handler: Actor, me: UUID, drift: int) -> None:
    with clock.standing_at(NOW):
        begin_totp(actor=handler)
        secret = waiting_secret(me)
        assert secret
        confirm_totp(code_at(NOW + drift * STEP, secret), "phone", "", actor=handler)
    assert not tried(me, secret, 300) and tried(me, secret, 360, drift)


def test_guessing_ends_after_a_few_tries_even_for_the_right_code(handler: Actor, me: UUID) -> None:
    secret, _ = enrol(handler)
    with clock.standing_at(NOW):
        assert [refused(lambda: check_code(me, "000000")) for _ in range(7)][-1] == "too_many"
        assert refused(lambda: check_code(me, code_at(NOW, secret))) == "too_many"
    later = NOW + timedelta(minutes=6)
    with clock.standing_at(later):
        assert check_code(me, code_at(later, secret)) == "totp"


def test_a_recovery_code_opens_once_however_it_is_typed(handler: Actor, me: UUID) -> None:
    _, (first, second, *_) = enrol(handler)
    assert check_code(me, f" {first[:5].lower()}-{first[5:]}") == "recovery"
    assert refused(lambda: check_code(me, first)) == "wrong_factor"
    fresh = renew_recovery(actor=handler)
    assert refused(lambda: check_code(me, second)) == "wrong_factor"
    assert check_code(me, fresh[0]) == "recovery"


def test_nobody_uses_or_removes_the_factor_of_another(handler: Actor, cast: Any) -> None:
    secret, recovery = enrol(handler)
    other = UUID(cast.auditor.id)
    enrol(cast.auditor)
    with clock.standing_at(NOW):
        assert refused(lambda: check_code(other, code_at(NOW, secret))) == "wrong_factor"
    assert refused(lambda: check_code(other, recovery[0])) == "wrong_factor"
    factor = Factor.objects.get(account=handler.id)
    assert refused(lambda: remove_factor(factor.id, actor=cast.auditor)) == "not_found"
    key = Actor("key", handler.id, handler.holdings)
    assert refused(lambda: remove_factor(factor.id, actor=key)) == "sign_in"


def test_with_the_last_factor_go_the_recovery_codes(handler: Actor) -> None:
    enrol(handler)
    remove_factor(Factor.objects.get().id, actor=handler)
    assert not RecoveryCode.objects.exists()
    assert refused(lambda: renew_recovery(actor=handler)) == "not_found"


def test_the_first_factor_ends_sessions_that_were_begun_without(handler: Actor, me: UUID) -> None:
    note_sign_in(me, "password", key="elsewhere")
    enrol(handler)
    assert not SignIn.objects.exists()


def test_only_an_administrator_takes_factors_and_the_journal_knows(
    handler: Actor, me: UUID, cast: Any
) -> None:
    enrol(handler)
    note_sign_in(me, "password+totp", key="somewhere")
    for name in ("handler", "auditor", "district_coordinator"):
        assert refused(lambda name=name: take_factors(me, actor=getattr(cast, name))) == "forbidden"
    take_factors(me, actor=cast.administrator)
    assert not has_factors(me) and not SignIn.objects.exists()
    event = EventRecord.objects.filter(subject=me).latest("id")
    assert (event.type, event.actor) == ("people.factors_taken", cast.administrator.ref)
    assert refused(lambda: take_factors(me, actor=cast.administrator)) == "not_found"


def test_a_passkey_is_kept_once_and_nonsense_proves_nothing(handler: Actor, me: UUID, cast: Any) -> None:
    made = Passkey(b"id", b"credential", 1)
    assert add_passkey(made, "key", "", actor=handler).recovery
    assert refused(lambda: add_passkey(made, "key", "", actor=cast.auditor)) == "wrong_factor"
    site = Site("http://testserver", "testserver", "t")
    for answer in ("", "{}", "[]", "null", '{"id": "x"}'):
        assert refused(lambda answer=answer: check_passkey(me, site, {}, answer)) == "wrong_factor"


HOSTS = {"localhost": True, "town.example": True, "127.0.0.1": False, "::1": False, "10.0.0.4": False}


@pytest.mark.parametrize(("host", "has"), HOSTS.items())
def test_browsers_make_no_passkey_for_an_address(host: str, has: bool) -> None:
    assert Site(f"http://{host}", host, "t").has_passkeys is has


# --- on the pages --------------------------------------------------------------------------------


@pytest.fixture
def account(me: UUID) -> Account:
    account = Account.objects.get(pk=me)
    account.set_password(PASSWORD)
    account.save()
    return account


def come_in(account: Account) -> tuple[Client, Any]:
    client = Client()
    data = {"p-login": account.login, "p-password": PASSWORD, "next": "/desk/"}
    return client, client.post(reverse("sign-in-password"), data)


def test_the_password_alone_opens_nothing(handler: Actor, account: Account) -> None:
    secret, _ = enrol(handler, clock.now())
    client, sent = come_in(account)
    assert sent["Location"] == reverse("second-step")
    assert client.get("/desk/").status_code == 302
    assert client.post(reverse("second-step"), {"code": "000000"}).status_code == 422
    assert client.get("/desk/").status_code == 302
    sent = client.post(reverse("second-step"), {"code": code_at(clock.now(), secret)})
    assert sent["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert SignIn.objects.get().way == "password+totp"


def test_the_second_step_is_open_for_five_minutes_and_belongs_to_one_browser(
    handler: Actor, account: Account
) -> None:
    secret, _ = enrol(handler, clock.now())
    client, _ = come_in(account)
    assert Client().get(reverse("second-step"))["Location"] == reverse("sign-in")
    later = clock.now() + timedelta(minutes=6)
    with clock.standing_at(later):
        sent = client.post(reverse("second-step"), {"code": code_at(later, secret)})
    assert sent["Location"] == reverse("sign-in")


def test_an_authenticator_is_set_up_on_the_pages(account: Account) -> None:
    client, _ = come_in(account)
    assert client.get(reverse("my-authenticator"))["Location"] == reverse("my-ways")
    client.post(reverse("my-begin-authenticator"))
    page = client.get(reverse("my-authenticator")).content.decode()
    secret = waiting_secret(account.pk)
    assert secret and secret[:4] in page and "data:image/svg+xml" in page
    assert client.post(reverse("my-authenticator"), {"code": "1"}).status_code == 422
    done = client.post(reverse("my-authenticator"), {"code": code_at(clock.now(), secret)})
    codes = re.findall(r"<li><code>([0-9A-Z]{5} [0-9A-Z]{5})</code>", done.content.decode())
    assert len(codes) == RECOVERY
    ways = client.get(reverse("my-ways")).content.decode()
    assert secret not in ways and codes[0] not in ways
    client.post(reverse("my-remove-factor", args=[Factor.objects.get().id]))
    assert not has_factors(account.pk)


# --- for whom it is due --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "due"),
    [(None, False), ("", False), ("2026-06-02", False), ("2026-06-01", True), ("2020-01-01", True),
     ("soon", False), (20260601, False)],
)  # fmt: skip
def test_it_is_due_from_a_day_on(since: object, due: bool) -> None:
    assert is_due(since, date(2026, 6, 1)) is due


@pytest.fixture
def due(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update places_town set settings = settings || '{"second_factor_from": "2026-01-01"}'"""
        )
    stamps.forget()
    assert places.town().settings["second_factor_from"]


def test_where_it_is_due_no_post_counts_without_it(account: Account, due: None) -> None:
    client, sent = come_in(account)
    assert sent["Location"] == reverse("my-ways")
    assert client.get("/desk/").status_code == 403
    page = client.get("/").content.decode()
    assert reverse("my-ways") in page
    client.post(reverse("my-begin-authenticator"))
    secret = waiting_secret(account.pk)
    assert secret
    client.post(reverse("my-authenticator"), {"code": code_at(clock.now(), secret)})
    assert client.get("/desk/").status_code == 200


def test_residents_are_never_asked_for_it(sign_in: Any, due: None) -> None:
    page = sign_in("resident").get("/mine/")
    assert page.status_code == 200 and reverse("my-ways") not in page.content.decode()
