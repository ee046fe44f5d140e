# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions by link: what a link opens, and the questions of a matter with the clocks that they move."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from linli.kernel import clock
from linli.people import public as people
from linli.platform import crypto

from ..models import Attachment, Link
from ..vocab import WRONG_LINK, LinkTo
from .detail import CaseDetail, FileInfo

TOKEN = 24  # bytes


@dataclass(frozen=True)
class LinkInfo:
    """A question by link. ``outcome`` is open, answered, ended or expired."""

    id: UUID
    case: UUID
    to: LinkTo
    party: str
    question: str
    unit: people.UnitInfo
    files: tuple[int, ...]
    pauses: bool
    asked_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    answered: bool

    @property
    def outcome(self) -> str:
        if self.ended_at is not None:
            return "answered" if self.answered else "ended"
        return "open" if self.expires_at > clock.now() else "expired"


def link_token(link: UUID) -> str:
    """The token of a link: made from its id by our key, so a message carries it and nothing keeps it."""
    return base64.urlsafe_b64encode(crypto.blind(str(link), "link token")[:TOKEN]).decode()


def link_address(token: str) -> str:
    """Where a link leads, without the host. Behind the ``#``, which no browser sends, stands its secret."""
    return f"{reverse('reply')}#{token}"


def digest_of(token: str) -> bytes:
    """What the database keeps of a token."""
    return crypto.blind(token, "link")


def open_link(token: str) -> LinkInfo:
    """The question that a token opens. Raises ``wrong_link``, whatever is wrong with it."""
    row = Link.objects.filter(digest=digest_of(token), ended_at=None).order_by("id").first()
    if row is None or row.expires_at <= clock.now():
        raise WRONG_LINK()
    return _info(row)


def link_file(token: str, attachment: int) -> FileInfo:
    """A photo that a link shows. Raises ``wrong_link``."""
    link = open_link(token)
    row = (
        Attachment.objects.filter(case=link.case, pk=attachment, pk__in=link.files)
        .order_by("id")
        .values_list("id", "file_id", "file__kind", "file__media_type", "file__size", "seq",
                     "by_reporter", "released")
        .first()
    )  # fmt: skip
    if row is None:
        raise WRONG_LINK()
    return FileInfo(*row)


def links_of(detail: CaseDetail) -> list[LinkInfo]:
    """The questions of a matter, newest first; for staff who see it."""
    if detail.is_reporter:
        return []
    rows = Link.objects.filter(case=detail.line.id).order_by("-asked_at", "id")
    return [_info(row) for row in rows]


def _info(row: Link) -> LinkInfo:
    return LinkInfo(
        row.id, row.case_id, LinkTo(row.to), row.party, row.question, people.unit_by_id(row.unit_id),
        tuple(row.files), row.pauses, row.asked_at, row.expires_at, row.ended_at, row.answered,
    )  # fmt: skip
