# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same message to many people, each in the language that they chose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.utils import timezone, translation

from linli.people import public as people
from linli.places import public as places
from linli.platform.outbox.send import Told


def letters(accounts: Iterable[UUID], template: str, write: Callable[[], tuple[str, str]]) -> list[Told]:
    """A message to each account that can be reached. ``write`` gives subject and body in the language that
    is spoken while it runs, and is asked once for each language."""
    reached = people.reach_of(accounts)
    spoken = people.languages_of(reached)
    words = {}
    for language in sorted(set(spoken.values())):
        with translation.override(language.lower()), timezone.override(places.town().zone):
            words[language] = write()
    return [
        Told(address, template, *words[spoken[account]], spoken[account], account)
        for account, address in reached.items()
    ]
