# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions: always under a new key, seen by their owner, ended at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from linli.kernel import clock
from linli.people.commands import end_session, sweep_codes, sweep_sessions
from linli.people.models import Account, OneTimeCode, SignIn
from linli.people.queries import actor_of_account, sign_ins
from linli.people.rules import browser_of
from linli.platform.journal.models import EventRecord

PASSWORD, NEW = "six grey geese", "nine green gates"
AGENTS = {
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 "
    "MicroMessenger/8.0.49": "wechat",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0": "edge",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36": "chrome",
    "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1": "safari",
    "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 CriOS/126.0 Mobile Safari/604.1": "chrome",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0": "firefox",
    "curl/8.0": "other",
    "": "other",
}
CHROME, FIREFOX = list(AGENTS)[2], list(AGENTS)[5]


@pytest.fixture
def account(cast: Any) -> Account:
    account = Account.objects.get(pk=cast.player("handler").account)
    account.set_password(PASSWORD)
    account.save()
    return account


def come_in(account: Account, password: str = PASSWORD, agent: str = CHROME, **more: Any) -> Client:
    client = Client(headers={"user-agent": agent})
    data = {"p-login": account.login, "p-password": password, **more}
    assert client.post(reverse("sign-in-password"), data).status_code == 302
    return client


def key(client: Client) -> str:
    found = client.session.session_key
    assert found
    return found


def inside(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


@pytest.mark.parametrize(("agent", "family"), AGENTS.items())
def test_a_browser_is_known_by_its_family(agent: str, family: str) -> None:
    assert browser_of(agent) == family


def test_a_key_from_before_signing_in_opens_nothing(account: Account) -> None:
    client = Client()
    session = client.session
    session["code_next"] = "/"
    session.save()
    planted = key(client)
    client.cookies["linli_session"] = planted
    client.post(reverse("sign-in-password"), {"p-login": account.login, "p-password": PASSWORD})
    assert client.cookies["linli_session"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()
    thief = Client()
    thief.cookies["linli_session"] = planted
    assert not inside(thief) and inside(client)


def test_signing_in_again_in_the_same_browser_changes_the_key_and_leaves_one_line(account: Account) -> None:
    client = come_in(account)
    first = client.cookies["linli_session"].value
    client.post(reverse("sign-in-password"), {"p-login": account.login, "p-password": PASSWORD})
    assert client.cookies["linli_session"].value != first
    assert not Session.objects.filter(session_key=first).exists()
    assert [row.key for row in sign_ins(account.pk)] == [client.cookies["linli_session"].value]


def test_the_list_holds_family_and_days_and_nothing_finer(account: Account) -> None:
    come_in(account, agent=FIREFOX)
    (row,) = SignIn.objects.values()
    assert set(row) == {"id", "account_id", "key", "browser", "way", "begun_at", "seen_on"}
    assert (row["browser"], row["way"]) == ("firefox", "password")
    page = come_in(account).get(reverse("my-ways")).content.decode()
    assert "Firefox" in page and "127.0.0.1" not in page and row["key"] not in page


def test_the_day_of_last_use_is_kept_once_a_day(account: Account) -> None:
    client = come_in(account)
    began = SignIn.objects.get().seen_on
    with clock.standing_at(clock.now() + timedelta(hours=3)):
        client.get("/desk/")
    first = SignIn.objects.get().seen_on
    assert began <= first <= began + timedelta(days=1)
    session = client.session
    session["seen"] = "2000-01-01"
    session.save()
    SignIn.objects.update(seen_on="2000-01-01")
    client.get("/")
    assert SignIn.objects.get().seen_on == first or SignIn.objects.get().seen_on == began


def test_an_own_session_can_be_ended_and_another_persons_cannot(account: Account, sign_in: Any) -> None:
    client, other = come_in(account), come_in(account, agent=FIREFOX)
    row = SignIn.objects.get(browser="firefox")
    path = reverse("my-end-session", args=[row.id])
    assert sign_in("resident").post(path).status_code == 404
    assert inside(other)
    assert client.post(path).status_code == 302
    assert not inside(other) and inside(client)
    assert client.post(path).status_code == 404
    event = EventRecord.objects.filter(subject=account.pk).latest("id")
    assert (event.type, event.data) == ("people.sessions_ended", {"count": 1})


def test_all_others_can_be_ended_at_once(account: Account) -> None:
    client, *others = (come_in(account) for _ in range(3))
    client.post(reverse("my-end-others"))
    assert inside(client) and not any(inside(other) for other in others)
    assert len(sign_ins(account.pk)) == 1


def test_a_new_password_ends_every_other_session(account: Account) -> None:
    client, other = come_in(account), come_in(account)
    sent = client.post(reverse("my-password"), {"old": PASSWORD, "new": NEW})
    assert sent["Location"] == reverse("my-ways")
    assert inside(client) and not inside(other)
    assert [row.key for row in sign_ins(account.pk)] == [key(client)]
    come_in(account, NEW)
    with pytest.raises(AssertionError):
        come_in(account, PASSWORD)


@pytest.mark.parametrize(
    ("old", "new"),
    [("wrong one", NEW), (PASSWORD, "short"), (PASSWORD, "1234567890"), (PASSWORD, "cast-handler")],
)
def test_a_password_is_not_changed_by_a_stranger_or_into_a_weak_one(
    account: Account, old: str, new: str
) -> None:
    client, other = come_in(account), come_in(account)
    assert client.post(reverse("my-password"), {"old": old, "new": new}).status_code == 422
    assert inside(other)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_leaving_takes_the_line_off_the_list(account: Account) -> None:
    client = come_in(account)
    client.post(reverse("sign-out"))
    assert not SignIn.objects.exists()


def test_a_session_that_ran_out_is_listed_no_more_and_swept(account: Account) -> None:
    come_in(account)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert sign_ins(account.pk) == []
    assert sweep_sessions() == 1 and not Session.objects.exists()


def test_codes_that_ran_out_are_swept_with_their_contacts(db: None) -> None:
    for age in (timedelta(0), timedelta(hours=1)):
        OneTimeCode.objects.create(
            kind="phone", sealed=b"x", blind=b"x", digest=b"x", expires_at=clock.now() - age
        )
    assert sweep_codes() == 1 and OneTimeCode.objects.count() == 1


def test_a_key_has_no_sessions_to_end(cast: Any, account: Account) -> None:
    from dataclasses import replace

    from linli.kernel.problem import Problem

    come_in(account)
    actor = replace(actor_of_account(account.pk), kind="key")
    with pytest.raises(Problem):
        end_session(SignIn.objects.get().id, actor=actor)
