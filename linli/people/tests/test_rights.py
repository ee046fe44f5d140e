# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody is an administrator all day: rights are opened for a time, with a reason, in one browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import Problem
from linli.people.commands import close_rights, end_post, give_post, make_account, open_rights
from linli.people.models import Account, Opening, Post
from linli.people.queries import actor_of_account
from linli.people.testing import prove
from linli.people.vocab import Role
from linli.platform.access.keys import make_key, revoke_key
from linli.platform.journal.models import EventRecord
from linli.topics import public as topics

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def admin(cast: Any) -> Actor:
    """The administrator as they come in the morning: the post rests."""
    return actor_of_account(cast.player("administrator").account)


@pytest.fixture
def browser(cast: Any) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=cast.player("administrator").account))
    prove(client)
    return client


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def open_in(client: Client, minutes: int = 15) -> Any:
    return client.post(reverse("desk-open-rights"), {"reason": "新同事到岗", "minutes": minutes})


def test_a_post_at_rest_is_staff_and_nothing_more(admin: Actor) -> None:
    assert admin.is_staff and not admin.has("administrator") and not list(admin.at("administrator"))
    assert admin.awake().has("administrator") and admin.awake().awake() == admin.awake()


def test_no_command_of_an_administrator_obeys_while_the_rights_rest(admin: Actor, cast: Any) -> None:
    account, post = UUID(admin.id), Post.objects.filter(role="administrator").first()
    assert post is not None
    for call in (
        lambda: make_account("new", {"en": "New"}, "long enough", actor=admin),
        lambda: give_post(account, Role.AUDITOR, actor=admin, place="509901000000"),
        lambda: end_post(post.id, actor=admin),
        lambda: topics.edit_category(account, {"active": False}, actor=admin),
        lambda: make_key("program", ["cases:read"], account, actor=admin),
        lambda: revoke_key(account, actor=admin),
    ):
        assert code_of(call) == "forbidden"


def test_opening_is_kept_with_its_reason_and_told_without_it(admin: Actor) -> None:
    with clock.standing_at(NOW):
        opening = open_rights("  新同事到岗  ", 30, actor=admin)
    row = Opening.objects.get(pk=opening)
    assert (row.reason, row.opened_at, row.ends_at) == ("新同事到岗", NOW, NOW + HOUR / 2)
    event = EventRecord.objects.get(subject=opening)
    assert (event.type, event.data) == ("people.rights_opened", {"account": admin.id, "minutes": 30})


@pytest.mark.parametrize(("reason", "minutes"), [("", 30), (" \n", 30), ("why", 0), ("why", 1440)])
def test_no_opening_without_reason_or_for_another_time(admin: Actor, reason: str, minutes: int) -> None:
    assert code_of(lambda: open_rights(reason, minutes, actor=admin)) == "invalid"
    assert not Opening.objects.exists()


def test_only_the_holder_of_the_post_opens_it_and_no_key_of_theirs(admin: Actor, cast: Any) -> None:
    key = Actor("key", admin.id, admin.awake().holdings)
    for actor in (key, cast.auditor, cast.resident, cast.visitor, cast.coordinator):
        assert code_of(lambda actor=actor: open_rights("why", actor=actor)) == "forbidden"


def test_only_an_own_opening_that_is_still_open_can_be_closed(admin: Actor, cast: Any) -> None:
    with clock.standing_at(NOW):
        opening = open_rights("why", 15, actor=admin)
        assert code_of(lambda: close_rights(opening, actor=cast.auditor)) == "not_found"
        close_rights(opening, actor=admin)
        assert code_of(lambda: close_rights(opening, actor=admin)) == "not_found"
        other = open_rights("why", 15, actor=admin)
    with clock.standing_at(NOW + HOUR):
        assert code_of(lambda: close_rights(other, actor=admin)) == "not_found"


def test_a_page_that_needs_the_rights_leads_to_opening_them_and_back(browser: Client) -> None:
    answer = browser.get(reverse("desk-posts"))
    assert answer["Location"] == "/desk/rights/?next=%2Fdesk%2Fposts%2F"
    page = browser.get(answer["Location"]).content.decode()
    assert 'name="next" value="/desk/posts/"' in page
    assert browser.post(reverse("desk-posts"), {}).status_code == 403
    sent = browser.post(
        reverse("desk-open-rights"), {"reason": "轮岗", "minutes": 30, "next": "/desk/posts/"}
    )
    assert sent["Location"] == "/desk/posts/"
    assert browser.get("/desk/posts/").status_code == 200


def test_the_rights_close_by_the_clock(browser: Client) -> None:
    began = clock.now()
    open_in(browser)
    assert browser.get(reverse("desk-posts")).status_code == 200
    with clock.standing_at(began + timedelta(minutes=16)):
        assert browser.get(reverse("desk-posts")).status_code == 302
        assert (
            browser.post(reverse("desk-keys"), {"name": "x", "scopes": ["cases:read"]}).status_code == 403
        )


def test_while_they_are_open_every_page_says_so_and_closes_them(browser: Client) -> None:
    assert "desk/rights/close/" not in browser.get("/").content.decode()
    open_in(browser)
    for path in ("/", "/desk/", reverse("desk-posts")):
        assert "desk/rights/close/" in browser.get(path).content.decode(), path
    browser.post(reverse("desk-close-rights"))
    assert "desk/rights/close/" not in browser.get("/").content.decode()
    assert browser.get(reverse("desk-posts")).status_code == 302
    assert Opening.objects.get().closed_at is not None


def test_they_are_open_in_the_browser_that_opened_them_and_in_no_other(browser: Client, cast: Any) -> None:
    open_in(browser)
    second = Client()
    second.force_login(Account.objects.get(pk=cast.player("administrator").account))
    assert second.get(reverse("desk-posts")).status_code == 302


def test_an_opening_of_another_account_opens_nothing(browser: Client, cast: Any) -> None:
    """An id that came into the wrong session, by whatever way, is of no use there."""
    open_in(browser)
    other = Post.objects.get(account=cast.player("auditor").account)
    other.role = "administrator"
    other.save()
    client = Client()
    client.force_login(Account.objects.get(pk=other.account_id))
    session = client.session
    session["rights"] = str(Opening.objects.get().id)
    session.save()
    assert client.get(reverse("desk-posts")).status_code == 302


def test_the_auditor_reads_who_opened_them_and_why(browser: Client, sign_in: Any) -> None:
    open_in(browser)
    page = sign_in("auditor").get(reverse("desk-rights")).content.decode()
    assert "新同事到岗" in page and "cast-administrator" in page
    assert "desk/rights/open/" not in page
