# SPDX-License-Identifier: AGPL-3.0-or-later
"""A session ends by the clock, since it began and since it was used, and by an administrator."""

from __future__ import annotations

import re
import runpy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as given
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

import linli
from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.people.commands import end_everybodys_sessions, end_sessions_of, make_account, note_sign_in
from linli.people.models import Account, SignIn
from linli.people.rules import SLOT, is_over
from linli.platform.journal.models import EventRecord

ROOT = Path(linli.__file__).parent
PASSWORD = "six grey geese"
HOUR = timedelta(hours=1)
LONGEST, IDLE = timedelta(seconds=given.SESSION_COOKIE_AGE), timedelta(seconds=given.SESSION_IDLE)
FINE = timedelta(seconds=SLOT)


def come_in(cast: Any, name: str = "handler") -> Client:
    account = Account.objects.get(pk=cast.player(name).account)
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    data = {"p-login": account.login, "p-password": PASSWORD}
    assert client.post(reverse("sign-in-password"), data).status_code == 302
    return client


def inside(client: Client, at: datetime) -> bool:
    with clock.standing_at(at):
        return client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("begun", "used", "over"),
    [(0, 0, False), (-11, -1, False), (-12, 0, True), (-13, -1, True), (-4, -4, False), (-6, -5, True)],
)
def test_the_rule_in_hours(begun: int, used: int, over: bool) -> None:
    now = 1_800_000_000.0
    slot = int(now + used * 3600) // SLOT
    assert is_over(now + begun * 3600, slot, now, longest=12 * 3600, idle=4 * 3600) is over
    assert not is_over(None, slot, now, longest=1, idle=1) and not is_over(
        now, None, now, longest=1, idle=1
    )


def test_a_session_that_nobody_uses_ends(cast: Any) -> None:
    client, began = come_in(cast), clock.now()
    assert inside(client, began + IDLE - FINE)
    assert inside(client, began + 2 * IDLE - 3 * FINE), "it was used in between"
    assert not inside(client, began + 3 * IDLE)
    assert not SignIn.objects.exists() and not Session.objects.exists(), "it is gone, not only closed"
    assert not inside(client, began), "and does not come back"


def test_a_session_in_use_ends_when_its_time_is_over(cast: Any) -> None:
    """However often it is used or changed, its end does not move."""
    client, now = come_in(cast), clock.now()
    end = now + LONGEST
    while now + HOUR < end:
        now += HOUR
        assert inside(client, now)
        with clock.standing_at(now):
            session = client.session
            session["something"] = now.isoformat()
            session.save()
    assert not inside(client, end + timedelta(minutes=1))
    with clock.standing_at(end + timedelta(minutes=1)):
        sent = client.get("/desk/posts/")
    assert sent["Location"] == "/sign-in/?next=%2Fdesk%2Fposts%2F", "one comes back to where one was"


def test_signing_in_anew_begins_a_session_of_its_own(cast: Any) -> None:
    client, began = come_in(cast), clock.now()
    with clock.standing_at(began + LONGEST + HOUR):
        data = {"p-login": "cast-handler", "p-password": PASSWORD}
        assert client.post(reverse("sign-in-password"), data).status_code == 302
        assert client.get("/desk/").status_code == 200


def test_a_session_from_a_provider_lives_by_the_same_clock(cast: Any, settings: Any) -> None:
    """And after it the provider is asked again: nothing of it was kept that would open by itself."""
    from linli.platform import oidc

    from .provider import liar
    from .test_outside import go, joined, path_of

    oidc.forget()
    with liar() as provider:
        issuer = {"issuer": provider.issuer, "client": "linli", "secret": "s", "name": "City", "hosts": ()}
        settings.OIDC = issuer
        joined(cast, provider.issuer)
        client, began = Client(), clock.now()
        assert client.get(path_of(provider.authorize(go(client)))).status_code == 302
        assert inside(client, began) and inside(client, began + IDLE - FINE)
        asked = len(provider.asked)
        assert not inside(client, began + LONGEST)
        assert len(provider.asked) == asked
        assert client.get(path_of(provider.authorize(go(client)))).status_code == 302
        assert len(provider.asked) > asked and inside(client, clock.now())
    oidc.forget()


def test_all_sign_ins_begin_a_clock() -> None:
    """One place in the product begins sessions, and it starts both clocks."""
    begins = [
        path.name for path in ROOT.rglob("*.py")
        if "tests" not in path.parts and re.search(r"(?<![\w.])login\(", path.read_text("utf-8"))
    ]  # fmt: skip
    assert begins == ["sign_in.py"]
    assert 'request.session["begun"], request.session["used"]' in (
        ROOT / "people/views/sign_in.py"
    ).read_text("utf-8")


# --- by an administrator -------------------------------------------------------------------------


def refused(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def test_an_administrator_signs_somebody_out_everywhere(cast: Any, sign_in: Any) -> None:
    here, there = come_in(cast), come_in(cast)
    other = come_in(cast, "auditor")
    account = cast.player("handler").account
    for name in ("handler", "auditor", "district_coordinator", "resident"):
        assert refused(lambda name=name: end_sessions_of(account, actor=getattr(cast, name))) == "forbidden"
    sent = sign_in("administrator").post(reverse("desk-end-sessions", args=[account]))
    assert sent["Location"] == reverse("desk-posts")
    now = clock.now()
    assert not inside(here, now) and not inside(there, now) and inside(other, now)
    event = EventRecord.objects.filter(subject=account).latest("id")
    assert (event.type, event.data, event.actor) == (
        "people.sessions_ended", {"count": 2}, cast.administrator.ref,
    )  # fmt: skip


def test_after_a_break_in_everybody_is_signed_out_but_the_one_who_does_it(cast: Any) -> None:
    clients = [come_in(cast, name) for name in ("handler", "auditor", "operator")]
    admin = come_in(cast, "administrator")
    assert refused(lambda: end_everybodys_sessions("", actor=cast.auditor)) == "forbidden"
    assert admin.post(reverse("desk-end-all-sessions")).status_code == 403, "the rights rest"
    admin.post(reverse("desk-open-rights"), {"reason": "有人闯入", "minutes": 15})
    assert admin.post(reverse("desk-end-all-sessions")).status_code == 302
    now = clock.now()
    assert not any(inside(client, now) for client in clients) and inside(admin, now)
    told = EventRecord.objects.filter(type="people.sessions_ended").values_list("subject", flat=True)
    assert len(set(told)) == 3


# --- accounts that everybody knows ---------------------------------------------------------------


def test_where_it_is_no_demonstration_its_people_are_unknown_and_do_not_open(
    cast: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(cast)
    account = Account.objects.get(pk=cast.player("handler").account)
    account.is_demo = True
    account.save()
    data = {"p-login": account.login, "p-password": PASSWORD}
    settings.DEMO = True
    assert account.login in Client().get(reverse("sign-in")).content.decode()
    assert Client().post(reverse("sign-in-password"), data).status_code == 302
    settings.DEMO = False
    assert account.login not in Client().get(reverse("sign-in")).content.decode()
    assert Client().post(reverse("sign-in-password"), data).status_code == 422
    assert SignIn.objects.filter(way="demo").count() == 1


@pytest.mark.parametrize(
    ("https", "said", "demo"), [("", "", True), ("1", "", False), ("1", "1", True), ("", "0", False)]
)
def test_a_real_town_is_no_demonstration(
    monkeypatch: pytest.MonkeyPatch, https: str, said: str, demo: bool
) -> None:
    for name, value in {"LINLI_HTTPS": https, "LINLI_DEMO": said}.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    assert runpy.run_path(str(ROOT / "config/settings.py"))["DEMO"] is demo


def test_a_town_comes_without_accounts_and_a_first_password_is_no_weak_one(cast: Any) -> None:
    from linli.people.testing import CAST

    assert set(Account.objects.values_list("login", flat=True)) <= {f"cast-{name}" for name in CAST}
    for weak in ("short", "1234567890", "password123", "linli-12345"):
        assert refused(
            lambda weak=weak: make_account("new", {"en": "n"}, weak, actor=cast.administrator)
        ) == "weak_password"  # fmt: skip
    note_sign_in(cast.player("handler").account, "password")
    assert not Account.objects.filter(login="new").exists()
