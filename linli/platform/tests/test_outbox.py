# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages: queued once, sealed while they wait, tried again, gone from us when they are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction

from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.platform import crypto
from linli.platform.outbox import reach
from linli.platform.outbox.channel import Console, Parcel, Refused
from linli.platform.outbox.hours import House, house_of, leaves
from linli.platform.outbox.mail import Mail, ours
from linli.platform.outbox.models import Message
from linli.platform.outbox.send import ATTEMPTS, CHANNELS, channel_for, queue, send_one, state

from .letters import at_once

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
PHONE = "13800000000"


@pytest.fixture
def senders() -> Iterator[dict[str, Any]]:
    kept = dict(CHANNELS)
    yield CHANNELS
    CHANNELS.clear()
    CHANNELS.update(kept)


class By(Console):
    """A channel that does as a function says."""

    def __init__(self, send: Callable[[Parcel], None]) -> None:
        self.does = send

    def send(self, parcel: Parcel) -> str:
        self.does(parcel)
        return "outside-1"


def put(address: str = "wang@example.org", key: str = "k1", **more: Any) -> bool:
    return queue(address, "cases/moved", "您的事项", "已办理。", unique_key=key, language="zh-Hans", **more)


def test_an_e_mail_arrives_and_its_address_goes(db: None) -> None:
    about = uuid4()
    with clock.standing_at(NOW):
        assert put(about=about)
        assert state() == {"waiting": 1, "failed": 0}
        assert send_one() and not send_one()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (["wang@example.org"], "您的事项", "已办理。")
    kept = Message.objects.get()
    assert (kept.state, kept.sent_at, kept.address, kept.attempts) == ("sent", NOW, None, 1)
    assert (kept.about, kept.channel, kept.language) == (about, "email", "zh-Hans")
    assert state() == {"waiting": 0, "failed": 0}


def test_the_address_is_sealed_while_the_message_waits(db: None) -> None:
    put()
    kept = Message.objects.get()
    assert b"wang" not in bytes(kept.address)
    assert crypto.unseal(kept.address, "outbox_message", "address", kept.id) == "wang@example.org"
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(kept.address, "outbox_message", "address", uuid4())


def test_the_same_message_is_queued_once_even_after_it_was_sent(db: None) -> None:
    assert put()
    assert not put()
    send_one()
    assert not put(address="other@example.org")
    assert put(key="k2")
    assert Message.objects.count() == 2


def test_two_that_queue_the_same_at_once_queue_it_once(committed: None) -> None:
    made: list[bool] = []

    def several() -> None:
        for number in range(10):
            with transaction.atomic():
                made.append(put(key=f"k{number}"))

    at_once(several, 3)
    assert made.count(True) == Message.objects.count() == 10


def test_what_is_rolled_back_is_not_queued(db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put()
        raise RuntimeError
    assert not send_one() and not mail.outbox


def test_a_message_that_cannot_be_sent_is_tried_later_and_then_failed(
    db: None, senders: dict[str, Any]
) -> None:
    def broken(parcel: Parcel) -> None:
        raise TimeoutError(f"no line to {parcel.address}")

    senders["email"] = By(broken)
    now, pauses = NOW, []
    with clock.standing_at(now):
        put()
    for attempt in range(1, ATTEMPTS + 1):
        with clock.standing_at(now):
            assert send_one()
            assert not send_one()
        kept = Message.objects.get()
        assert kept.attempts == attempt
        assert kept.state == ("failed" if attempt == ATTEMPTS else "waiting")
        pauses.append((kept.not_before - now).total_seconds())
        with clock.standing_at(kept.not_before - timedelta(milliseconds=1)):
            assert not send_one()
        now = kept.not_before
    assert pauses == [10 * 4**attempt for attempt in range(1, ATTEMPTS + 1)]
    with clock.standing_at(now + timedelta(days=400)):
        assert not send_one(), "a person has to look at it now"
    assert state() == {"waiting": 0, "failed": 1}
    assert kept.sent_at is None


def test_one_that_failed_before_can_still_arrive(db: None, senders: dict[str, Any]) -> None:
    good = senders["email"]
    del senders["email"]  # a channel without a sender is a failure like any other
    with clock.standing_at(NOW):
        put()
        assert send_one()
    senders["email"] = good
    with clock.standing_at(NOW + timedelta(minutes=1)):
        assert send_one()
    assert len(mail.outbox) == 1
    kept = Message.objects.get()
    assert (kept.state, kept.attempts, kept.address) == ("sent", 2, None)


def test_an_address_that_no_key_opens_any_more_fails_alone(db: None) -> None:
    put(key="k1")
    Message.objects.update(address=b"\x01not a ciphertext")
    with clock.shifted_by(timedelta(seconds=1)):
        put(key="k2")
        assert send_one() and send_one() and not send_one()
    assert len(mail.outbox) == 1


def test_a_waiting_message_that_is_locked_by_one_is_not_sent_by_another(
    committed: None, senders: dict[str, Any]
) -> None:
    sent: list[str] = []
    senders["email"] = By(lambda parcel: sent.append(parcel.address))
    for number in range(20):
        put(address=f"r{number}@example.org", key=f"k{number}")

    def all_of_them() -> None:
        while send_one():
            pass

    at_once(all_of_them, 3)
    assert sorted(sent) == sorted(f"r{number}@example.org" for number in range(20))
    assert state() == {"waiting": 0, "failed": 0}


def test_messages_go_in_the_order_in_which_they_are_due(db: None) -> None:
    for number in (2, 0, 1):
        with clock.standing_at(NOW + timedelta(seconds=number)):
            put(address=f"r{number}@example.org", key=f"k{number}")
    while send_one():
        pass
    assert [letter.to[0][:2] for letter in mail.outbox] == ["r0", "r1", "r2"]


def test_a_telephone_number_goes_where_messages_for_telephones_go(senders: dict[str, Any]) -> None:
    assert channel_for("wang@example.org") == "email"
    assert channel_for(PHONE) == "console"
    senders["sms"] = senders["console"]
    assert channel_for(PHONE) == "sms"


def test_a_line_break_cannot_add_a_header(db: None) -> None:
    queue("a@example.org", "t", "Hi\nBcc: all@example.org", "x", unique_key="k", language="en")
    send_one()
    assert not mail.outbox
    assert Message.objects.get().state == "waiting"


def test_what_is_refused_for_ever_is_told_to_staff_and_not_tried_again(
    senders: dict[str, Any], db: None
) -> None:
    def gone(parcel: Parcel) -> None:
        raise Refused("550")

    senders["email"] = By(gone)
    put(about=uuid4())
    assert send_one() and not send_one()
    kept = Message.objects.get()
    assert (kept.state, kept.why, kept.address, kept.attempts) == ("bounced", "550", None, 1)
    put(key="k2")
    assert not send_one() and Message.objects.get(unique_key="k2").body == "", (
        "nothing is tried there again"
    )
    queue("wang@example.org", "people.code", "s", "123456", unique_key="c", language="en")
    senders["email"] = By(lambda parcel: None)
    assert send_one(), "who asks for a code now gets it"
    assert Message.objects.get(unique_key="c").outside == "outside-1"


def test_who_stopped_gets_nothing_until_they_begin_again(db: None) -> None:
    blind = reach.blind_of("wang@example.org")
    put(key="k1")
    reach.stop(blind)
    assert not send_one(), "what waited does not leave"
    put(key="k2")
    lost = Message.objects.order_by("unique_key").values_list("state", "body", "address")
    assert list(lost) == [("stopped", "", None)] * 2
    reach.again(blind)
    put(key="k3")
    assert send_one() and len(mail.outbox) == 1 and not put(key="k2")


def test_a_letter_says_how_to_end_them_and_knows_its_answers(db: None) -> None:
    put()
    send_one()
    (letter,) = mail.outbox
    headers = letter.extra_headers
    link = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = link.rstrip("/").rpartition("/")[2]
    assert reach.blind_in(token) == reach.blind_of("WANG@example.org")
    message = Message.objects.get().id
    assert ours(headers["Message-ID"]) == [message]
    wrong = headers["Message-ID"].replace(".", ".0", 1)
    assert ours(wrong) == ours(f"<{uuid4().hex}.{'0' * 24}@x>") == []
    for bad in (token[:-2], token[1:], "x", "é", ""):
        with pytest.raises(Problem):
            reach.blind_in(bad)


HOURS = House(UTC, time(21), time(7), ("sms",), ("cases.received",), time(18), ("cases.step",))


@pytest.mark.parametrize(
    ("hour", "more", "waits", "leaves_at"),
    [
        (12, {}, "", 12), (21, {}, "quiet", 31), (3, {}, "quiet", 7), (7, {}, "", 7),
        (23, {"channel": "email"}, "", 23), (23, {"template": "cases.received"}, "", 23),
        (23, {"template": "people.code", "daily": True}, "", 23), (12, {"daily": True}, "daily", 18),
        (18, {"daily": True}, "daily", 42), (12, {"daily": True, "template": "cases.step"}, "", 12),
    ],
)  # fmt: skip
def test_when_a_message_leaves(hour: int, more: dict[str, Any], waits: str, leaves_at: int) -> None:
    midnight = datetime(2026, 11, 2, tzinfo=UTC)
    given: dict[str, Any] = {"channel": "sms", "template": "cases.note", **more}
    found = leaves(midnight + timedelta(hours=hour), HOURS, **given)
    assert found == (waits, midnight + timedelta(hours=leaves_at))


def test_hours_are_read_from_a_town() -> None:
    town = {"quiet_hours": {"from": "22:00", "until": "06:30", "except": ["a."]}, "daily": {"at": "17:00"}}
    found = house_of(town, UTC)
    assert (found.quiet_from, found.quiet_until, found.quiet_except) == (time(22), time(6, 30), ("a.",))
    assert found.daily_at == time(17) and house_of({}, UTC).quiet_from is None
    with pytest.raises(ValueError, match="isoformat"):
        house_of({"quiet_hours": {"from": "late"}}, UTC)


def test_messages_of_a_day_come_as_one(db: None, senders: dict[str, Any]) -> None:
    reach.change(reach.blind_of("wang@example.org"), daily=True)
    with clock.standing_at(NOW):
        put(key="k1")
        queue("wang@example.org", "cases.note", "另一件", "第二条。", unique_key="k2", language="zh-Hans")
        queue("other@example.org", "cases.note", "s", "x", unique_key="k3", language="zh-Hans")
        assert send_one() and not send_one(), "only the other one's leaves now"
    with clock.standing_at(NOW.replace(hour=18)):
        assert send_one() and not send_one()
    assert [letter.to[0] for letter in mail.outbox] == ["other@example.org", "wang@example.org"]
    assert "已办理。" in str(mail.outbox[1].body) and "第二条。" in str(mail.outbox[1].body)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_what_waits_for_the_morning_goes_when_the_clock_was_set_back(db: None) -> None:
    reach.change(reach.blind_of("wang@example.org"), daily=True)
    with clock.standing_at(NOW + timedelta(days=400)):
        put()
    with clock.standing_at(NOW):
        assert send_one()


@pytest.mark.parametrize(("code", "state"), [(550, "bounced"), (452, "waiting")])
def test_a_mail_server_that_refuses_for_ever_or_for_now(
    db: None, monkeypatch: pytest.MonkeyPatch, code: int, state: str
) -> None:
    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise SMTPRecipientsRefused({self.to[0]: (code, b"no")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    put()
    assert send_one()
    assert Message.objects.get().state == state


def test_a_mail_server_that_is_not_there_is_told(settings: Any) -> None:
    assert not Mail().health().well
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert Mail().health().words == "127.0.0.1: ConnectionRefusedError"
