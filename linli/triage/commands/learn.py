# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import hashlib
from collections.abc import Iterable

from linli.kernel import clock

from ..models import Decision, Example, IssueLetter
from ..rules import tidy
from ..vocab import Source


def digest_of(text: str, about: str) -> str:
    return hashlib.sha256(f"{about}\0{text}".encode()).hexdigest()


def learn(text: str, *, kind: str, category: str, place: str, about: str, by: str = "") -> None:
    """Keep what a person decided about a text as an example, masked.

    ``about`` names what the text belongs to, ``by`` is who decided (an actor's ``ref``). Decisions are
    only added; the reader learns the last one about the same.
    """
    masked = tidy(text)
    if not masked:
        return
    now = clock.now()
    Example.objects.get_or_create(
        digest=digest_of(f"{kind}\0{category}\0{place}\0{by}\0{now.isoformat()}", about),
        defaults={
            "text": masked,
            "kind": kind,
            "category": category,
            "place": place,
            "source": Source.CORRECTION.value,
            "about": about,
            "by": by,
            "added_at": now,
        },
    )


def forget(about: str) -> int:
    """Erase what was learnt from something: the next training and its issue know it no more."""
    IssueLetter.objects.filter(about=about).delete()
    Decision.objects.filter(about=about).delete()
    return Example.objects.filter(about=about).delete()[0]


def leave_issues(abouts: Iterable[str]) -> int:
    """Take letters out of their issues, because they are no longer for everybody's eyes."""
    return IssueLetter.objects.filter(about__in=list(abouts)).delete()[0]
