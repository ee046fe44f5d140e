# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import hashlib

from linli.kernel import clock

from ..models import Example
from ..rules import tidy
from ..vocab import Source


def digest_of(text: str, about: str) -> str:
    return hashlib.sha256(f"{about}\0{text}".encode()).hexdigest()


def learn(text: str, *, kind: str, category: str, place: str, about: str) -> None:
    """Keep what a person decided about a text as an example, masked.

    ``about`` names what the text belongs to; a later decision about the same replaces the earlier.
    """
    masked = tidy(text)
    if not masked:
        return
    Example.objects.update_or_create(
        digest=digest_of("", about),
        defaults={
            "text": masked,
            "kind": kind,
            "category": category,
            "place": place,
            "source": Source.CORRECTION.value,
            "about": about,
            "added_at": clock.now(),
        },
    )


def forget(about: str) -> int:
    """Erase what was learnt from something; the next training knows it no more."""
    return Example.objects.filter(about=about).delete()[0]
