# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter joins its issue as it arrives; the nightly pass over all of them repairs what was torn.

Each process that listens holds short sketches of the newest letters in memory (``rules.stream``), placed in
the issues in which they are: so what officers merged and split is followed. Nothing of it is written; the
sketches are made anew every day, and caught up with letters that other processes took meanwhile.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.platform import stamps

from ..models import Issue, IssueLetter
from ..rules.stream import Stream
from .issues import IssueText, letter_of, open_issue, voice_of

FRESH = 86_400.0  # seconds after which the sketches are made anew, so that nightly repairs are known
MEMORY, BITS = 8_000, 18  # letters remembered; with these rings 40 MB of a worker
MATES = 40  # letters that are asked for when an issue is opened

Since = Callable[[datetime | None], Iterable[IssueText]]
ByName = Callable[[Sequence[str]], Sequence[IssueText]]


class Listening:
    """Sketches of the newest letters, and which of them stand together."""

    def __init__(self) -> None:
        self.stream = Stream(MEMORY, BITS)
        self.number: dict[str, int] = {}
        self.groups: dict[int, list[str]] = {}
        self.latest: datetime | None = None
        self.lock = threading.Lock()

    def hear(self, letter: IssueText, into: int | None = None) -> list[str]:
        """Take a letter in; the others that stand with it, the newest first."""
        self.number[letter.about] = self.stream.add(letter_of(letter), into)
        for other in self.groups.keys() & self.stream.went.keys():  # this letter showed that two are one
            self.groups.setdefault(self.stream.now(other), []).extend(self.groups.pop(other))
        group = self.groups.setdefault(self.stream.now(self.number[letter.about]), [])
        mates = group[::-1]
        group.append(letter.about)
        self.latest = max(letter.at, self.latest) if self.latest else letter.at
        return mates

    def catch_up(self, letters: Iterable[IssueText]) -> None:
        """Take in letters that are not known yet, each where it already stands."""
        new = [letter for letter in letters if letter.about not in self.number]
        if not new:
            return
        placed = _issues(about__in=[letter.about for letter in new])
        beside = _issues(issue__in=set(placed.values()))
        numbers = {issue: self.number[about] for about, issue in beside.items() if about in self.number}
        for letter in new:
            issue = placed.get(letter.about)
            if issue is not None and issue not in numbers:
                numbers[issue] = self.stream.begin()
            self.hear(letter, numbers[issue] if issue is not None else None)


def observe(letter: IssueText, *, since: Since, named: ByName, actor: Actor) -> UUID | None:
    """Put a letter into the issue that it is like, or open one with the letters that it is like.

    ``since`` gives the letters from a moment on (without one: all of the window), oldest first; ``named``
    those with some names, as far as they may be grouped. ``None`` where it is like no other.
    """
    if known := IssueLetter.objects.filter(about=letter.about).values_list("issue_id", flat=True).first():
        return known
    listening: Listening = stamps.held("triage.listening", FRESH, Listening)
    with listening.lock:
        if letter.about in listening.number:  # delivered twice
            group = listening.groups[listening.stream.now(listening.number[letter.about])]
            mates = [about for about in group if about != letter.about][::-1]
        else:
            listening.catch_up(each for each in since(listening.latest) if each.about != letter.about)
            mates = listening.hear(letter)
    return _join(letter, named(mates[:MATES]), actor) if mates else None


@transaction.atomic
def _join(letter: IssueText, mates: Sequence[IssueText], actor: Actor) -> UUID | None:
    if not mates:
        return None
    rows = IssueLetter.objects.filter(about__in=[mate.about for mate in mates], issue__into=None)
    issues = Counter(rows.order_by("id").values_list("issue_id", flat=True))
    if not issues:
        return open_issue(sorted([*mates, letter], key=lambda each: (each.at, each.about)), actor)
    issue = max(issues, key=lambda each: (issues[each], str(each)))
    IssueLetter.objects.get_or_create(
        about=letter.about,
        defaults={
            "issue_id": issue,
            "voice": voice_of(issue, letter.person),
            "at": letter.at,
            "likes": letter.likes,
        },
    )
    Issue.objects.filter(pk=issue, last_at__lt=letter.at).update(last_at=letter.at)
    return issue


def _issues(**wanted: Any) -> dict[str, UUID]:
    rows = IssueLetter.objects.filter(**wanted).order_by("id")
    return dict(rows.values_list("about", "issue_id"))
