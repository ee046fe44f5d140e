# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-mail that goes out: by SMTP, with an id that a reply or a bounce brings back, and with one click to
end it (RFC 8058). What comes in is read by the channels' storey."""

from __future__ import annotations

import hmac
import re
import smtplib
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from .. import crypto
from .channel import Arrived, Health, Parcel, Refused, Report

OURS = re.compile(r"<?([0-9a-f]{32})\.([0-9a-f]{24})@")
GONE = range(550, 555)  # SMTP: no such mailbox, and what is as lasting


class Mail:
    """E-mail by the mail server that the settings name."""

    def send(self, parcel: Parcel) -> str:
        headers = {"Message-ID": message_id(parcel.id), "Auto-Submitted": "auto-generated"}
        if parcel.language:
            headers["Content-Language"] = parcel.language
        if settings.REPLY_TO:
            headers["Reply-To"] = settings.REPLY_TO
        if parcel.stop:
            headers["List-Unsubscribe"] = f"<{parcel.stop}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        try:
            EmailMessage(parcel.subject, parcel.body, None, [parcel.address], headers=headers).send()
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _ in error.recipients.values()), 0)
            if code in GONE:
                raise Refused(str(code)) from error
            raise
        return ""

    def receive(self) -> Iterable[Arrived | Report]:
        return ()

    def health(self) -> Health:
        if not settings.EMAIL_HOST:
            return Health(False, "no mail server is named")
        try:
            with get_connection():
                return Health(True, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers")
        except (OSError, smtplib.SMTPException) as error:
            return Health(False, f"{settings.EMAIL_HOST}: {type(error).__name__}")


def message_id(message: UUID) -> str:
    """The Message-ID of a message. Its second half is made by our key: only who got it can answer it."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{message.hex}.{_proof(message)}@{host}>"


def ours(references: str) -> list[UUID]:
    """The ids of messages of ours in a header or a report; those with a wrong proof are none."""
    found = (
        UUID(identity)
        for identity, proof in OURS.findall(references.lower())
        if hmac.compare_digest(_proof(UUID(identity)), proof)
    )
    return list(dict.fromkeys(found))


def _proof(message: UUID) -> str:
    return crypto.blind(str(message), "outbox.message id").hex()[:24]
