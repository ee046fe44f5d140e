# SPDX-License-Identifier: AGPL-3.0-or-later
"""Issues as storeys above see them: how hot, since when, how many people; never who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel import clock

from ..models import Issue, IssueChange, IssueLetter
from ..rules.issues import FEWEST, Heat, heat_of
from ..vocab import UNKNOWN_ISSUE


@dataclass(frozen=True)
class IssueInfo:
    """An issue. ``letters`` are what it was made of, oldest first; ``open_to_all`` asks enough people.

    ``firsts`` are the moments at which each different person first spoke, in order, without who it was.
    """

    id: UUID
    place: str
    category: str
    opened_at: datetime
    last_at: datetime
    heat: Heat
    letters: tuple[str, ...]
    open_to_all: bool
    firsts: tuple[datetime, ...] = ()
    history: tuple[tuple[str, datetime, UUID | None, int], ...] = ()


def issue_info(issue: UUID) -> IssueInfo:
    """An issue, also by the id of one that merged into it. Raises ``unknown_issue``."""
    row = Issue.objects.filter(pk=issue).first()
    seen: set[UUID] = set()
    while row is not None and row.into_id and row.into_id not in seen:
        seen.add(row.id)
        row = Issue.objects.filter(pk=row.into_id).first()
    if row is None:
        raise UNKNOWN_ISSUE(issue=str(issue))
    history = IssueChange.objects.filter(issue=row).order_by("id")
    return _infos([row], {row.id: tuple(history.values_list("change", "at", "other_id", "letters"))})[0]


def hot_issues(*, most: int = 50, everybody: bool = False) -> list[IssueInfo]:
    """The hottest issues first. For ``everybody`` only those with enough different people."""
    found = _infos(list(Issue.objects.filter(into=None).order_by("-last_at", "id")[: 20 * most]), {})
    shown = [each for each in found if each.letters and (each.open_to_all or not everybody)]
    return sorted(shown, key=lambda each: (-each.heat.heat, str(each.id)))[:most]


def issue_of(about: str) -> UUID | None:
    """The issue that a letter belongs to."""
    return IssueLetter.objects.filter(about=about).values_list("issue_id", flat=True).first()


def _infos(
    rows: Sequence[Issue], history: dict[UUID, tuple[tuple[str, datetime, UUID | None, int], ...]]
) -> list[IssueInfo]:
    now = clock.now()
    letters: dict[UUID, list[IssueLetter]] = {row.id: [] for row in rows}
    for letter in IssueLetter.objects.filter(issue__in=list(letters)).order_by("at", "id"):
        letters[letter.issue_id].append(letter)
    found = []
    for row in rows:
        mine = letters[row.id]
        voices: dict[str, datetime] = {}
        for letter in mine:
            voices.setdefault(letter.voice, letter.at)
        heat = heat_of(voices, now, row.opened_at, sum(letter.likes for letter in mine))
        found.append(
            IssueInfo(
                row.id,
                row.place,
                row.category,
                row.opened_at,
                row.last_at,
                heat,
                tuple(letter.about for letter in mine),
                len(voices) >= FEWEST and bool(row.place and row.category),
                tuple(sorted(voices.values())),
                history.get(row.id, ()),
            )
        )
    return found
