# SPDX-License-Identifier: AGPL-3.0-or-later
"""Queueing and sending. Queueing is part of the handler's transaction; sending happens later."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet

from linli.kernel import clock
from linli.kernel.ids import new_id

from .. import crypto
from .models import Message

log = logging.getLogger("linli.outbox")

ATTEMPTS = 6
Sender = Callable[[str, str, str], None]


def _email(address: str, subject: str, body: str) -> None:
    send_mail(subject, body, None, [address])


def _console(address: str, subject: str, body: str) -> None:
    print(f"\n--- message to {address}: {subject}\n{body}\n---", flush=True)


SENDERS: dict[str, Sender] = {"email": _email, "console": _console}


def channel_for(address: str) -> str:
    """E-mail for an e-mail address; telephone numbers go to the console until SMS is wired."""
    return "email" if "@" in address else "sms" if "sms" in SENDERS else "console"


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
        name, at, host = self.address.partition("@")
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
    """Queue a message once: the same ``unique_key`` never makes a second one."""
    identity, now = new_id(), clock.now()
    _, created = Message.objects.get_or_create(
        unique_key=unique_key,
        defaults={
            "id": identity,
            "channel": channel_for(address),
            "address": crypto.seal(address, "outbox_message", "address", identity),
            "language": language,
            "template": template,
            "subject": subject,
            "body": body,
            "about": about,
            "not_before": now,
            "queued_at": now,
        },
    )
    return created


def forget(about: UUID, *, sent: bool = False) -> int:
    """Drop what was not sent yet about a subject (or also what was ``sent``); how many messages."""
    known = Message.objects.filter(about=about)
    return (known if sent else known.exclude(state="sent")).delete()[0]


def send_one() -> bool:
    """Send the next message that is due; whether there was one."""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(Q(not_before__lte=clock.now()) | Q(attempts=0), state="waiting")
            .order_by("not_before")
            .first()
        )
        if message is None:
            return False
        message.attempts += 1
        try:
            address = crypto.unseal(message.address or b"", "outbox_message", "address", message.id)
            SENDERS[message.channel](address, message.subject, message.body)
        except Exception:
            log.exception("message %s was not sent", message.id)
            message.state = "failed" if message.attempts >= ATTEMPTS else "waiting"
            message.not_before = clock.now() + timedelta(seconds=10 * 4**message.attempts)
        else:
            message.state, message.sent_at, message.address = "sent", clock.now(), None
        message.save()
    return True


def state() -> dict[str, int]:
    """How many messages wait and how many failed."""
    return {name: Message.objects.filter(state=name).count() for name in ("waiting", "failed")}


def sent_with_words() -> QuerySet[Message]:
    """Messages that were sent and whose words are still there."""
    return Message.objects.filter(state="sent").exclude(body="")


def blank(message: UUID) -> None:
    """Let go of the words of a sent message; that it was sent stays, so that it is never sent again."""
    Message.objects.filter(pk=message, state="sent").update(subject="", body="", about=None)
