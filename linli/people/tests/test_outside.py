# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in at an OpenID provider: one that others wrote, and one that lies in every known way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel.problem import Problem
from linli.people.commands import invite, join_identity, leave_identity
from linli.people.models import Account, Invitation, OutsideIdentity, SignIn
from linli.platform import oidc, outgoing
from linli.platform.journal.models import EventRecord

from .provider import LIES, Liar, agree, independent, liar


@pytest.fixture
def provider() -> Iterator[Liar]:
    oidc.forget()
    with liar() as made:
        yield made
    oidc.forget()


@pytest.fixture
def on(db: None, settings: Any, provider: Liar) -> Liar:
    settings.OIDC = {
        "issuer": provider.issuer,
        "client": "linli",
        "secret": "s",
        "name": "City",
        "hosts": (),
    }
    return provider


def joined(cast: Any, issuer: str, name: str = "handler", subject: str = "staff-1") -> UUID:
    join_identity(issuer, subject, actor=getattr(cast, name))
    return cast.player(name).account


def go(client: Client, path: str = "sign-in-outside") -> str:
    sent = client.get(reverse(path))
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"])


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def inside(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_a_provider_that_others_wrote_opens_the_account_that_was_joined(cast: Any, settings: Any) -> None:
    oidc.forget()
    with independent() as issuer:
        settings.OIDC = {"issuer": issuer, "client": "linli", "secret": "s", "name": "City", "hosts": ()}
        client = Client()
        back = agree(go(client), "staff-1")
        assert client.get(path_of(back)).status_code == 403  # nobody here is called so yet
        account = joined(cast, issuer)
        sent = client.get(path_of(agree(go(client), "staff-1")))
        assert sent.status_code == 302 and inside(client)
        assert SignIn.objects.get(account=account).way == "outside"
        assert client.get(path_of(agree(go(Client()), "staff-1"))).status_code == 502  # another browser's


def test_the_whole_way_at_our_own(cast: Any, on: Liar) -> None:
    joined(cast, on.issuer)
    client = Client()
    where = go(client)
    query = dict(parse_qsl(urlsplit(where).query))
    assert query["scope"] == "openid" and query["code_challenge_method"] == "S256"
    assert len(query["state"]) > 40 and len(query["nonce"]) > 40
    back = on.authorize(where)
    assert client.get(path_of(back)).status_code == 302 and inside(client)
    assert client.get(path_of(back)).status_code == 502  # a code and a state open once
    assert on.asked.count("/jwks_uri") == 1
    go(Client())
    assert on.asked.count("/.well-known/openid-configuration") == 1  # kept for an hour


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_opens_nothing(cast: Any, on: Liar, lie: str) -> None:
    joined(cast, on.issuer)
    on.lie = LIES[lie]
    client = Client()
    assert client.get(path_of(on.authorize(go(client)))).status_code == 502
    assert not inside(client)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_a_signature_of_the_provider_opens_nothing(
    cast: Any, on: Liar, algorithm: str
) -> None:
    joined(cast, on.issuer)
    on.algorithm = algorithm
    client = Client()
    assert client.get(path_of(on.authorize(go(client)))).status_code == 502
    assert not inside(client)


def test_a_signature_by_another_key_of_the_same_name_opens_nothing(cast: Any, on: Liar) -> None:
    joined(cast, on.issuer)
    on.sign_with = on.other
    client = Client()
    assert client.get(path_of(on.authorize(go(client)))).status_code == 502


def test_a_new_key_is_asked_for_once(cast: Any, on: Liar) -> None:
    from joserfc.jwk import RSAKey

    joined(cast, on.issuer)
    client = Client()
    where = go(client)
    on.key = on.sign_with = RSAKey.generate_key(2048, {"kid": "two"})
    assert client.get(path_of(on.authorize(where))).status_code == 302 and inside(client)
    assert on.asked.count("/jwks_uri") == 2


@pytest.mark.parametrize("change", ["state=x", "iss=https://evil.example", "error=access_denied"])
def test_an_answer_that_was_changed_on_the_way_opens_nothing(cast: Any, on: Liar, change: str) -> None:
    joined(cast, on.issuer)
    client = Client()
    back = path_of(on.authorize(go(client)))
    assert client.get(f"{back}&{change}").status_code == 502
    assert not inside(client)


def test_a_code_of_another_browser_is_worth_nothing(cast: Any, on: Liar) -> None:
    """PKCE: whoever catches the code has no verifier to it."""
    joined(cast, on.issuer)
    mine, thief = Client(), Client()
    caught = dict(parse_qsl(urlsplit(on.authorize(go(mine))).query))["code"]
    own = dict(parse_qsl(urlsplit(on.authorize(go(thief))).query))
    sent = thief.get(reverse("sign-in-outside-back"), {**own, "code": caught})
    assert sent.status_code == 502 and not inside(thief)


ELSEWHERE = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@pytest.mark.parametrize("name", ELSEWHERE)
@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "https://evil.example/", "file:///etc/passwd", 7]
)
def test_endpoints_that_lie_elsewhere_are_not_called(on: Liar, name: str, url: Any) -> None:
    on.says = {name: url}
    assert Client().get(reverse("sign-in-outside")).status_code == 502
    assert on.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    "answer",
    [(302, b"http://169.254.169.254/"), (500, b"{}"), (200, b"x" * (outgoing.LIMIT + 1)), (200, b"no json"),
     (200, b"[]"), (200, b'{"issuer": "https://evil.example"}')],
)  # fmt: skip
def test_what_is_no_answer_is_taken_for_none(on: Liar, answer: tuple[int, bytes]) -> None:
    on.answer = answer
    assert Client().get(reverse("sign-in-outside")).status_code == 502
    assert len(on.asked) == 1  # a redirect is not followed


NO_ADDRESS = (
    "http://login.example/", "ftp://127.0.0.1/", "https://u:p@login.example/", "https://", "//x",
    "http://127.0.0.1.evil.example/", "https://x:y/",
)  # fmt: skip


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_only_encrypted_calls_to_named_hosts_go_out(url: str) -> None:
    with pytest.raises(outgoing.NoAnswer):
        outgoing.origin_of(url)
    with pytest.raises(outgoing.NoAnswer):
        outgoing.fetch("https://other.example/", frozenset({"https://login.example:443"}))


def test_a_host_that_says_nothing_is_not_waited_for(monkeypatch: Any, provider: Liar) -> None:
    monkeypatch.setattr(outgoing, "PATIENCE", 0.2)
    monkeypatch.setattr(provider, "answers", lambda *given: time.sleep(1) or (200, b"{}"))
    began = time.monotonic()
    with pytest.raises(outgoing.NoAnswer):
        outgoing.fetch(provider.issuer, frozenset({outgoing.origin_of(provider.issuer)}))
    assert time.monotonic() - began < 0.9


# --- whose it is ---------------------------------------------------------------------------------


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def test_nobody_gets_an_account_by_it(on: Liar, cast: Any) -> None:
    before = Account.objects.count()
    client = Client()
    assert client.get(path_of(on.authorize(go(client)))).status_code == 403
    assert Account.objects.count() == before
    assert code_of(lambda: join_identity(on.issuer, "x", actor=cast.resident)) == "forbidden"


def test_staff_join_theirs_on_their_own_page_and_part_with_it(on: Liar, sign_in: Any, cast: Any) -> None:
    client = sign_in("handler")
    assert reverse("my-join-outside") in client.get(reverse("my-ways")).content.decode()
    client.get(path_of(on.authorize(go(client, "my-join-outside"))))
    row = OutsideIdentity.objects.get()
    assert (row.account_id, row.subject) == (cast.player("handler").account, "staff-1")
    assert code_of(lambda: join_identity(on.issuer, "staff-1", actor=cast.auditor)) == "identity_taken"
    assert code_of(lambda: leave_identity(row.id, actor=cast.auditor)) == "not_found"
    client.post(reverse("my-leave-outside", args=[row.id]))
    assert not OutsideIdentity.objects.exists()
    kinds = EventRecord.objects.filter(subject=row.account_id).order_by("id").values_list("type", "data")
    assert list(kinds) == [("people.identity_joined", {}), ("people.identity_left", {})]


def test_an_invitation_joins_once_and_only_an_administrator_makes_one(on: Liar, cast: Any) -> None:
    account = cast.player("handler").account
    for name in ("handler", "auditor", "resident"):
        assert code_of(lambda name=name: invite(account, actor=getattr(cast, name))) == "forbidden"
    assert code_of(lambda: invite(cast.player("resident").account, actor=cast.administrator)) == "not_found"
    old = invite(account, actor=cast.administrator)
    token = invite(account, actor=cast.administrator)
    assert token.encode() not in bytes(Invitation.objects.get().digest)
    client = Client()
    page, onward = reverse("invited"), f"{reverse('sign-in-outside')}?invited=yes"
    assert client.post(page, {"secret": old}).status_code == 404
    assert client.get(onward).status_code == 404  # nothing was opened here
    assert onward in client.post(page, {"secret": f"https://linli.example{page}#{token}"}).content.decode()
    sent = client.get(onward)
    assert client.get(path_of(on.authorize(sent["Location"]))).status_code == 302 and inside(client)
    assert Client().post(page, {"secret": token}).status_code == 404


def test_the_administrator_is_shown_the_link_once(on: Liar, sign_in: Any, cast: Any) -> None:
    client = sign_in("administrator")
    account = cast.player("handler").account
    page = client.post(reverse("desk-invite", args=[account])).content.decode()
    assert "/sign-in/invited/#" in page
    assert "/sign-in/invited/#" not in client.get(reverse("desk-posts")).content.decode()


def test_a_closed_account_opens_no_more(on: Liar, cast: Any) -> None:
    Account.objects.filter(pk=joined(cast, on.issuer)).update(is_active=False)
    client = Client()
    assert client.get(path_of(on.authorize(go(client)))).status_code == 403


def test_whoever_has_a_second_factor_is_asked_for_it_here_too(on: Liar, cast: Any) -> None:
    from .test_factors import enrol

    joined(cast, on.issuer)
    enrol(cast.handler)
    client = Client()
    sent = client.get(path_of(on.authorize(go(client))))
    assert sent["Location"] == reverse("second-step") and not inside(client)


def test_without_a_provider_no_address_answers(db: None, client: Client) -> None:
    for name in ("sign-in-outside", "sign-in-outside-back"):
        assert client.get(reverse(name)).status_code == 404
    assert reverse("sign-in-outside") not in client.get(reverse("sign-in")).content.decode()
