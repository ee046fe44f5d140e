# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with a one-time code: what opens, what does not, and what nobody can find out."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.people.commands import confirm_code, note_sign_in, send_code
from linli.people.commands.sign_in import LIFETIME, TRIES
from linli.people.models import Account, Contact, OneTimeCode
from linli.platform import crypto
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message
from linli.platform.testing.threads import together

PHONE, OTHER = "13900011001", "13900011002"
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


def ask(contact: str = PHONE, address: str = "192.0.2.1") -> UUID:
    return send_code(contact, address=address, language="zh-Hans", town="山城区")


def told(code: UUID) -> str:
    """The six digits in the message that went out."""
    message = Message.objects.get(unique_key=f"people.code:{code}")
    found = re.search(r"\d{6}", message.body)
    assert found
    return found[0]


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def refused(code: UUID, typed: str) -> str:
    with pytest.raises(Problem) as caught:
        confirm_code(code, typed)
    return caught.value.code


def test_the_right_code_opens_and_makes_the_account_once(db: None) -> None:
    first = ask()
    account = confirm_code(first, told(first))
    assert account.names == {} and not account.has_usable_password()
    assert account.login.startswith("r-")
    again = ask("+86 139-0001-1001")
    assert confirm_code(again, told(again)).pk == account.pk
    other = ask(OTHER)
    assert confirm_code(other, told(other)).pk != account.pk
    events = EventRecord.objects.filter(subject=account.pk)
    assert [(event.type, event.data) for event in events] == [("people.registered", {"contact": "phone"})]


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "{3}", "code {0}."])
def test_the_code_may_be_typed_as_people_type(db: None, typed: str) -> None:
    code = ask()
    digits = told(code)
    wide = digits.translate({ord("0") + number: ord("０") + number for number in range(10)})
    assert confirm_code(code, typed.format(digits, digits[:3], digits[3:], wide)).pk


def test_the_code_is_kept_nowhere_but_in_its_message(db: None) -> None:
    code = ask()
    digits, row = told(code), OneTimeCode.objects.get(pk=code)
    for value in (bytes(row.sealed), bytes(row.blind), bytes(row.digest)):
        assert digits.encode() not in value and b"13900011001" not in value
    message = Message.objects.get(unique_key=f"people.code:{code}")
    assert b"13900011001" not in bytes(message.address or b"")
    confirm_code(code, digits)
    contact = Contact.objects.get(blind=bytes(row.blind))
    assert b"13900011001" not in bytes(contact.sealed)
    assert crypto.unseal(contact.sealed, "people_contact", "sealed", contact.id) == "+8613900011001"


def test_a_code_opens_only_once(db: None) -> None:
    code = ask()
    digits = told(code)
    confirm_code(code, digits)
    assert refused(code, digits) == "wrong_code"


def test_after_five_wrong_tries_the_right_code_is_worn_out(db: None) -> None:
    code = ask()
    digits = told(code)
    for _ in range(TRIES):
        assert refused(code, wrong(digits)) == "wrong_code"
    assert refused(code, digits) == "wrong_code"
    assert not Account.objects.filter(pk__in=Contact.objects.values("account")).exists()


def test_the_fifth_try_still_opens(db: None) -> None:
    code = ask()
    digits = told(code)
    for _ in range(TRIES - 1):
        refused(code, wrong(digits))
    assert confirm_code(code, digits).pk


def test_a_code_holds_for_ten_minutes(db: None) -> None:
    with clock.standing_at(NOW):
        early, late = ask(), ask()
    with clock.standing_at(NOW + LIFETIME - timedelta(seconds=1)):
        assert confirm_code(early, told(early)).pk
    with clock.standing_at(NOW + LIFETIME):
        assert refused(late, told(late)) == "wrong_code"


@pytest.mark.parametrize("typed", ["", "abcdef", "１", "000000000000", "\x00", "🙂"])
def test_nonsense_is_a_wrong_code_and_no_crash(db: None, typed: str) -> None:
    assert refused(ask(), typed) == "wrong_code"
    assert refused(new_id(), typed) == "wrong_code"


def test_the_code_of_one_does_not_open_another(db: None) -> None:
    mine, theirs = ask(), ask(OTHER)
    if told(mine) != told(theirs):
        assert refused(theirs, told(mine)) == "wrong_code"


def test_an_account_that_was_closed_does_not_open(db: None) -> None:
    first = ask()
    account = confirm_code(first, told(first))
    Account.objects.filter(pk=account.pk).update(is_active=False)
    again = ask()
    assert refused(again, told(again)) == "wrong_code"


def test_codes_to_one_contact_are_throttled_and_then_go_again(db: None) -> None:
    with clock.standing_at(NOW):
        for number in range(5):
            ask(PHONE if number % 2 else "+8613900011001", address=f"192.0.2.{number}")
        with pytest.raises(Problem) as caught:
            ask(address="192.0.2.99")
        assert (caught.value.code, caught.value.status) == ("too_many", 429)
        ask(OTHER)
    with clock.standing_at(NOW + timedelta(minutes=16)):
        ask()


def test_codes_from_one_address_are_throttled(db: None) -> None:
    with clock.standing_at(NOW):
        for number in range(60):
            ask(f"139000110{number:02d}")
        with pytest.raises(Problem) as caught:
            ask("13900011999")
        assert caught.value.code == "too_many"
        ask("13900011999", address="192.0.2.2")


def test_what_is_no_contact_gets_no_code(db: None) -> None:
    with pytest.raises(Problem) as caught:
        ask("my neighbour")
    assert caught.value.code == "no_contact"
    assert not OneTimeCode.objects.exists()


def test_signing_in_is_an_event_each_time(db: None) -> None:
    code = ask()
    account = confirm_code(code, told(code))
    note_sign_in(account.pk, "code")
    note_sign_in(account.pk, "code")
    events = EventRecord.objects.filter(subject=account.pk).order_by("seq")
    assert [event.type for event in events] == ["people.registered", *["people.signed_in"] * 2]
    assert [event.seq for event in events] == [1, 2, 3]


def test_two_confirmations_at_the_same_moment_make_one_account(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [ask(), ask()]
    digits = [told(code) for code in codes]
    both = threading.Barrier(2, timeout=20)
    unseal = crypto.unseal

    def meet(*args: Any) -> str:  # both have looked for the account, neither has made it
        both.wait()
        return unseal(*args)

    monkeypatch.setattr(crypto, "unseal", meet)
    found = together(*(lambda at=at: confirm_code(codes[at], digits[at]) for at in range(2)))
    assert isinstance(found[0], Account) and isinstance(found[1], Account), found
    assert found[0].pk == found[1].pk
    assert Account.objects.count() == Contact.objects.count() == 1
    assert EventRecord.objects.filter(type="people.registered").count() == 1


def test_one_code_confirmed_twice_at_the_same_moment_opens_once(committed: None) -> None:
    code = ask()
    digits = told(code)
    found = together(*[lambda: confirm_code(code, digits)] * 3)
    assert sum(isinstance(item, Account) for item in found) == 1
    assert sum(isinstance(item, Problem) and item.code == "wrong_code" for item in found) == 2


# --- on the pages --------------------------------------------------------------------------------


def test_the_whole_way_on_the_pages(client: Any, db: None) -> None:
    answer = client.post("/sign-in/code/", {"c-contact": PHONE, "next": "/mine/"})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/type/")
    digits = told(UUID(client.session["code"]))
    assert client.post("/sign-in/code/type/", {"code": wrong(digits)}).status_code == 422
    before = client.session.session_key
    answer = client.post("/sign-in/code/type/", {"code": digits})
    assert (answer.status_code, answer["Location"]) == (302, "/mine/")
    assert client.session.session_key != before, "a session that somebody else began is not taken over"
    assert "code" not in client.session
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    assert EventRecord.objects.filter(subject=account.pk, type="people.signed_in").count() == 1


def test_no_page_tells_whether_an_account_exists(client: Any, db: None) -> None:
    known = ask()
    confirm_code(known, told(known))
    answers = []
    for contact in (PHONE, OTHER):
        client.cookies.clear()
        answer = client.post("/sign-in/code/", {"c-contact": contact})
        page = client.get(answer["Location"]).content
        answers.append((answer.status_code, answer["Location"], re.sub(rb'value="[^"]{60,}"', b"", page)))
    assert answers[0] == answers[1]
    bodies = [re.sub(r"\d{6}", "", message.body) for message in Message.objects.order_by("queued_at")]
    assert len(set(bodies)) == 1


def test_nobody_is_led_away_after_signing_in(client: Any, db: None) -> None:
    for goal in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        client.post("/sign-in/code/", {"c-contact": f"1390001{len(goal):04d}", "next": goal})
        digits = told(UUID(client.session["code"]))
        answer = client.post("/sign-in/code/type/", {"code": digits})
        assert "evil" not in answer["Location"] and "javascript" not in answer["Location"]
        client.logout()


def password_try(client: Any, name: str, password: str, address: str = "192.0.2.1") -> Any:
    return client.post("/sign-in/password/", {"p-login": name, "p-password": password}, REMOTE_ADDR=address)


@pytest.fixture
def staff(cast: Any) -> str:
    account = Account.objects.get(pk=cast.player("operator").account)
    account.set_password("right horse")
    account.save()
    return account.login


def test_name_and_password_open_and_are_forgotten_in_the_count(client: Any, staff: str) -> None:
    for _ in range(3):
        for _ in range(9):
            assert password_try(client, staff, "wrong").status_code == 422
        assert password_try(client, staff, "right horse").status_code == 302
        client.logout()


def test_after_ten_wrong_passwords_the_right_one_has_to_wait(client: Any, staff: str) -> None:
    with clock.standing_at(NOW):
        for number in range(10):
            answer = password_try(client, staff, "wrong", f"192.0.2.{number}")
            assert answer.status_code == 422
        answer = password_try(client, staff, "right horse", "192.0.2.77")
        assert answer.status_code == 422
        assert "_auth_user_id" not in client.session
    with clock.standing_at(NOW + timedelta(minutes=11)):
        assert password_try(client, staff, "right horse").status_code == 302


def test_many_names_from_one_address_are_throttled_too(client: Any, staff: str) -> None:
    for number in range(100):
        password_try(client, f"nobody-{number}", "wrong")
    assert password_try(client, staff, "right horse").status_code == 422
    assert password_try(client, staff, "right horse", "192.0.2.2").status_code == 302


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(client: Any, staff: str) -> None:
    pages = []
    for name in (staff, "nobody", "r-000000000000"):
        page = password_try(client, name, "wrong").content.decode()
        pages.append(re.sub(r'value="[^"]*"', "", page).replace(name, ""))
    assert pages[0] == pages[1] == pages[2]


def test_a_resident_without_a_password_cannot_enter_with_one(client: Any, db: None) -> None:
    code = ask()
    account = confirm_code(code, told(code))
    for password in ("", "!", account.password):
        assert password_try(client, account.login, password).status_code == 422
