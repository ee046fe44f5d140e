# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks at personal data, keys for programs, and the policies of routes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR, Actor, Holding
from linli.kernel.problem import Problem
from linli.platform.access import PUBLIC, SIGNED_IN, STAFF, roles, route
from linli.platform.access.gate import Gate
from linli.platform.access.keys import LIFETIME, find_key, keys, make_key, revoke_key
from linli.platform.access.looks import looks_at, newest_looks, reveal
from linli.platform.access.models import ApiKey, Look

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
CLERK = Actor("account", "0192", (Holding("handler", "a/"),))
RESIDENT = Actor("account", "0193")

# --- looks ---------------------------------------------------------------------------------------


def test_a_look_is_recorded_before_anything_is_read(db: None) -> None:
    subject, order = uuid4(), []

    def read() -> str:
        order.append(Look.objects.filter(subject=subject).count())
        return "13800000000"

    with clock.standing_at(NOW):
        assert reveal(CLERK, "case", subject, ["contact"], read, purpose="call back") == "13800000000"
    assert order == [1]
    assert Look.objects.values("actor", "subject_type", "subject", "fields", "purpose", "at").get() == {
        "actor": "account:0192",
        "subject_type": "case",
        "subject": subject,
        "fields": ["contact"],
        "purpose": "call back",
        "at": NOW,
    }


@pytest.mark.parametrize("purpose", ["x" * 41, None, "nul\x00"])
def test_a_look_that_cannot_be_recorded_shows_nothing(db: None, purpose: str) -> None:
    read: list[str] = []
    with pytest.raises((DatabaseError, ValueError)), transaction.atomic():
        reveal(CLERK, "case", uuid4(), ["contact"], lambda: read.append("shown"), purpose=purpose)
    assert read == []


def test_a_look_in_a_database_that_takes_no_writing_shows_nothing(committed: None) -> None:
    read: list[str] = []
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("set transaction read only")
        reveal(CLERK, "case", uuid4(), ["contact"], lambda: read.append("shown"), purpose="p")
    assert read == []
    assert not Look.objects.exists()


def test_a_look_stays_recorded_if_reading_fails_afterwards(committed: None) -> None:
    with pytest.raises(LookupError):
        reveal(CLERK, "case", uuid4(), ["contact"], lambda: {}["missing"], purpose="p")
    assert Look.objects.count() == 1


def test_looks_are_told_newest_first(db: None) -> None:
    subject = uuid4()
    for purpose in ("first", "second"):
        reveal(CLERK, "case", subject, ["name"], lambda: None, purpose=purpose)
    reveal(RESIDENT, "case", uuid4(), ["name"], lambda: None, purpose="other")
    assert [look.purpose for look in looks_at(subject)] == ["second", "first"]
    assert [look.purpose for look in looks_at(subject, limit=1)] == ["second"]
    assert [look.purpose for look in newest_looks()] == ["other", "second", "first"]


# --- keys ----------------------------------------------------------------------------------------


def test_a_key_is_told_once_and_kept_only_as_its_hash(db: None) -> None:
    holder = uuid4()
    with clock.standing_at(NOW):
        identity, text = make_key(
            "  map of the city  ", ["cases:write", "cases:read", "cases:read"], holder, actor=SYSTEM
        )
        found = find_key(text)
    assert found is not None and found.id == identity
    assert (found.name, found.holder) == ("map of the city", holder)
    assert found.scopes == ["cases:read", "cases:write"]
    assert found.expires_at == NOW + LIFETIME
    kept = ApiKey.objects.values().get()
    assert text.startswith("linli_") and len(text) > 40
    assert not any(
        text in str(value) or text.encode() in bytes(str(value), "utf-8") for value in kept.values()
    )


def test_only_the_very_key_opens(db: None) -> None:
    _, text = make_key("one", ["cases:read"], uuid4(), actor=SYSTEM)
    for wrong in ("", "linli_", text[:-1], text + "x", text.upper(), f" {text}", "x" * 5000, "\x00", "键"):
        assert find_key(wrong) is None
    assert find_key(text) is not None


def test_a_key_ends_with_its_year_or_at_once(db: None) -> None:
    with clock.standing_at(NOW):
        _, year = make_key("a year", ["cases:read"], uuid4(), actor=SYSTEM)
        revoked, text = make_key("today", ["cases:read"], uuid4(), actor=SYSTEM)
        revoke_key(revoked, actor=SYSTEM)
        assert find_key(text) is None
        with pytest.raises(Problem) as caught:
            revoke_key(revoked, actor=SYSTEM)
        assert caught.value.code == "not_found"
        with pytest.raises(Problem):
            revoke_key(uuid4(), actor=SYSTEM)
    with clock.standing_at(NOW + LIFETIME - timedelta(seconds=1)):
        assert find_key(year) is not None
    with clock.standing_at(NOW + LIFETIME):
        assert find_key(year) is None


@pytest.mark.parametrize(
    ("name", "scopes"),
    [
        ("", ["cases:read"]),
        ("  ", ["cases:read"]),
        ("one", []),
        ("one", ["all"]),
        ("one", ["cases:read", "x"]),
    ],
)
def test_a_key_needs_a_name_and_known_scopes(db: None, name: str, scopes: list[str]) -> None:
    with pytest.raises(Problem) as caught:
        make_key(name, scopes, uuid4(), actor=SYSTEM)
    assert caught.value.code == "invalid"
    assert not ApiKey.objects.exists()


def test_living_keys_are_listed_before_ended_ones(db: None) -> None:
    with clock.standing_at(NOW):
        first, _ = make_key("first", ["cases:read"], uuid4(), actor=SYSTEM)
        second, _ = make_key("second", ["cases:read"], uuid4(), actor=SYSTEM)
        revoke_key(first, actor=SYSTEM)
    assert [key.id for key in keys()] == [second, first]


def test_a_hash_belongs_to_one_key(db: None) -> None:
    _, text = make_key("one", ["cases:read"], uuid4(), actor=SYSTEM)
    kept = find_key(text)
    assert kept is not None
    kept.id, kept._state.adding = uuid4(), True
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


# --- policies ------------------------------------------------------------------------------------


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def asked(actor: Actor, view: object, method: str = "GET", **headers: str) -> HttpResponse | None:
    """What the gate answers before the view; ``None`` lets through."""
    request = HttpRequest()
    request.method, request.path = method, "/desk/"
    request.META.update(headers)
    request._linli_actor = actor  # type: ignore[attr-defined]
    return Gate(page).process_view(request, view, (), {})


def guarded(policy: object) -> object:
    def view(request: HttpRequest) -> HttpResponse:
        return page(request)

    return route(policy)(view)  # type: ignore[arg-type]


ADMITS = {
    PUBLIC: (True, True, True, True),
    SIGNED_IN: (False, True, True, False),
    STAFF: (False, False, True, True),
    roles("handler", "auditor"): (False, False, True, True),
    roles("auditor"): (False, False, False, True),
}


@pytest.mark.parametrize(("policy", "admits"), ADMITS.items(), ids=lambda item: getattr(item, "name", ""))
def test_a_policy_admits_whom_it_names(policy: object, admits: tuple[bool, ...]) -> None:
    found = [policy.admits(actor) for actor in (VISITOR, RESIDENT, CLERK, SYSTEM)]  # type: ignore[attr-defined]
    assert tuple(found) == admits


def test_a_route_without_a_policy_does_not_answer() -> None:
    with pytest.raises(ImproperlyConfigured, match="/desk/"):
        asked(SYSTEM, page)


def test_a_visitor_is_sent_to_sign_in_and_comes_back_and_a_form_is_told_so(db: None) -> None:
    answer = asked(VISITOR, guarded(STAFF), QUERY_STRING="page=2&q=%E8%B7%AF")
    assert answer is not None and answer.status_code == 302
    assert answer["Location"].endswith("?next=%2Fdesk%2F%3Fpage%3D2%26q%3D%25E8%25B7%25AF")
    for method, headers in (("POST", {}), ("GET", {"HTTP_HX_REQUEST": "true"})):
        told = asked(VISITOR, guarded(STAFF), method, **headers)
        assert told is not None and told.status_code == 401


def test_who_is_signed_in_and_not_admitted_is_told_so(db: None) -> None:
    told = asked(RESIDENT, guarded(STAFF))
    assert told is not None and told.status_code == 403
    assert asked(CLERK, guarded(STAFF)) is None
    assert asked(VISITOR, guarded(PUBLIC)) is None
