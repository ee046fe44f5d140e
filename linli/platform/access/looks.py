# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading personal data. The look is recorded first; if it cannot be recorded, nothing is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor

from .models import Look

T = TypeVar("T")


def reveal(
    actor: Actor,
    subject_type: str,
    subject: UUID,
    fields: Sequence[str],
    read: Callable[[], T],
    *,
    purpose: str,
) -> T:
    """Record who looks at which fields of whom and why, then read them with ``read()``.

    Call it outside of a transaction that may still roll back, or inside the command that needs it.
    """
    return reveal_many(actor, subject_type, [subject], fields, read, purpose=purpose)


def reveal_many(
    actor: Actor,
    subject_type: str,
    subjects: Iterable[UUID],
    fields: Sequence[str],
    read: Callable[[], T],
    *,
    purpose: str,
) -> T:
    """As :func:`reveal`, of many at once: one recorded look for each of them."""
    now = clock.now()
    Look.objects.bulk_create(
        Look(
            actor=actor.ref,
            subject_type=subject_type,
            subject=subject,
            fields=list(fields),
            purpose=purpose,
            at=now,
        )
        for subject in subjects
    )
    return read()


def looks_at(subject: UUID, limit: int = 200) -> list[Look]:
    """Who looked at this subject, newest first: for the person concerned and the data officer."""
    return list(Look.objects.filter(subject=subject).order_by("-id")[:limit])


def looks_of(subjects: Iterable[UUID], limit: int = 200) -> list[Look]:
    """Who looked at any of these subjects, newest first: for the person whom they are about."""
    return list(Look.objects.filter(subject__in=set(subjects)).order_by("-id")[:limit])


def newest_looks(limit: int = 200) -> list[Look]:
    """The newest looks of everybody: for the data officer and the auditor."""
    return list(Look.objects.order_by("-id")[:limit])
