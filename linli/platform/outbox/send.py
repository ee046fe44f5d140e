# SPDX-License-Identifier: AGPL-3.0-or-later
"""Queueing and sending. Queueing is part of the handler's transaction; sending happens later."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from linli.kernel import clock
from linli.kernel.ids import new_id

from .. import crypto
from .channel import Channel, Console, Parcel, Refused
from .hours import ASKED_NOW, House, leaves
from .mail import Mail
from .models import Message
from .reach import blind_of, failed, reach_of, stop_link

log = logging.getLogger("linli.outbox")

ATTEMPTS = 6
CHAT = "wecom:"  # before the id of somebody in the chat
CHANNELS: dict[str, Channel] = {"email": Mail(), "console": Console()}
HOUSE: list[Callable[[], House]] = [House]  # the last one says when the town is quiet


def channel_for(address: str) -> str:
    """E-mail for an e-mail address, the chat for somebody in it, SMS for a number; the console for what
    no channel is wired for."""
    if "@" in address and not address.startswith(CHAT):
        return "email"
    wanted = "wecom" if address.startswith(CHAT) else "sms"
    return wanted if wanted in CHANNELS else "console"


@dataclass(frozen=True)
class Told:
    """A message to one person; ``about`` is what it concerns: a matter, a subscription, an account."""

    address: str
    template: str
    subject: str
    body: str
    language: str
    about: UUID

    @property
    def channel(self) -> str:
        """How it goes out."""
        return channel_for(self.address)

    @property
    def masked(self) -> str:
        """The address so far that staff recognise it and nobody can use it."""
        name, at, host = self.address.removeprefix(CHAT).partition("@")
        return f"{name[:1]}…@{host}" if at else f"{name[:-8]}…{name[-2:]}"


def tell(told: Told, unique_key: str) -> bool:
    """Queue a message once, as :func:`queue` does."""
    return queue(
        told.address,
        told.template,
        told.subject,
        told.body,
        unique_key=unique_key,
        language=told.language,
        about=told.about,
    )


def queue(
    address: str,
    template: str,
    subject: str,
    body: str,
    *,
    unique_key: str,
    language: str,
    about: UUID | None = None,
) -> bool:
    """Queue a message once: the same ``unique_key`` never makes a second one.

    To an address that wants no messages, or that nothing reaches, it is noted without its words and does
    not leave: staff see it and reach the person in another way.
    """
    identity, now = new_id(), clock.now()
    channel, blind = channel_for(address), blind_of(address)
    known = None if template in ASKED_NOW else reach_of(blind)
    waits, leave = leaves(
        now, HOUSE[-1](), channel=channel, template=template, daily=bool(known and known.daily)
    )
    lost = "stopped" if known and known.stopped_at else "bounced" if known and known.failed_at else ""
    _, created = Message.objects.get_or_create(
        unique_key=unique_key,
        defaults={
            "id": identity,
            "channel": channel,
            "address": None if lost else crypto.seal(address, "outbox_message", "address", identity),
            "blind": blind,
            "language": language,
            "template": template,
            "subject": "" if lost else subject,
            "body": "" if lost else body,
            "about": about,
            "state": lost or "waiting",
            "waits": waits,
            "not_before": leave,
            "queued_at": now,
        },
    )
    return created


def forget(about: UUID, *, sent: bool = False) -> int:
    """Drop what was not sent yet about a subject (or also what was ``sent``); how many messages."""
    known = Message.objects.filter(about=about)
    return (known if sent else known.exclude(state="sent")).delete()[0]


def send_one() -> bool:
    """Send the next message that is due; whether there was one.

    What was never tried leaves at once, whatever a clock that was set says; what waits for the morning
    waits for it, unless the clock went back behind the moment at which it was queued.
    """
    now = clock.now()
    due = Q(not_before__lte=now) | Q(attempts=0, waits="") | Q(attempts=0, queued_at__gt=now)
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(due, state="waiting")
            .order_by("not_before")
            .first()
        )
        if message is None:
            return False
        _send([message, *_of_the_day(message)])
    return True


def _of_the_day(first: Message) -> Sequence[Message]:
    """The other messages of the day to the same address, the oldest first."""
    if first.waits != "daily" or first.blind is None:
        return ()
    same = Message.objects.select_for_update(skip_locked=True).filter(
        blind=bytes(first.blind), channel=first.channel, waits="daily", state="waiting"
    )
    return list(same.exclude(pk=first.pk).order_by("queued_at", "id"))


def _send(messages: Sequence[Message]) -> None:
    """Send one message, or those of a day as one, and note what came of it."""
    message, now = messages[0], clock.now()
    outside, state, why = "", "sent", ""
    try:
        address = crypto.unseal(message.address or b"", "outbox_message", "address", message.id)
        blind = bytes(message.blind) if message.blind else blind_of(address)
        stop = "" if message.template in ASKED_NOW else stop_link(blind)
        body = "\n\n— — —\n\n".join(one.body for one in messages)
        parcel = Parcel(message.id, address, message.subject, body, message.language, stop)
        outside = CHANNELS[message.channel].send(parcel)
    except Refused as error:
        log.info("message %s was refused: %s", message.id, error)
        state, why = "bounced", str(error)
        failed(blind, why)
    except Exception:
        log.exception("message %s was not sent", message.id)
        state = "failed" if message.attempts + 1 >= ATTEMPTS else "waiting"
    for one in messages:
        one.attempts += 1
        one.state, one.why, one.outside = state, why[:40], (outside or "")[:64]
        if state == "sent":
            one.sent_at, one.address = now, None
        elif state == "bounced":
            one.address = None
        else:
            one.not_before = now + timedelta(seconds=10 * 4**one.attempts)
        one.save()


def lost(message: UUID | None, outside: str, channel: str, why: str, *, lasting: bool) -> Message | None:
    """A message that was sent did not arrive after all: note it; the message, if it is one of ours that was
    not noted so before. With ``lasting`` its address gets nothing more."""
    known = Q(pk=message) if message else Q(outside=outside, channel=channel) & ~Q(outside="")
    with transaction.atomic():
        rows = Message.objects.select_for_update().filter(known, state="sent")
        row = rows.order_by("-sent_at", "id").first()
        if row is None:
            return None
        row.state, row.why = "bounced" if lasting else "failed", why[:40]
        row.save(update_fields=("state", "why"))
        if lasting and row.blind:
            failed(bytes(row.blind), why)
    return row


def state() -> dict[str, int]:
    """How many messages wait and how many failed."""
    return {name: Message.objects.filter(state=name).count() for name in ("waiting", "failed")}


def sent_with_words() -> QuerySet[Message]:
    """Messages that were sent and whose words are still there."""
    return Message.objects.filter(sent_at__isnull=False).exclude(body="")


def blank(message: UUID) -> None:
    """Let go of the words of a sent message; that it was sent stays, so that it is never sent again."""
    Message.objects.filter(pk=message, sent_at__isnull=False).update(subject="", body="", about=None)
