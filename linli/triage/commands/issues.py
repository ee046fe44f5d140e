# SPDX-License-Identifier: AGPL-3.0-or-later
"""Issues: the pass over a window of letters, and what officers merge and split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.platform import crypto
from linli.platform.journal.append import append, next_seq

from ..events import IssueMerged, IssueOpened, IssueSplit
from ..models import Issue, IssueChange, IssueLetter
from ..rules import tidy
from ..rules.issues import held, match
from ..rules.likeness import Letter, issues_of
from ..rules.stream import Stream
from ..vocab import UNKNOWN_ISSUE, Change

MOST_AT_ONCE = 8_000  # letters that are compared each with each


@dataclass(frozen=True)
class IssueText:
    """A letter as its keeper gives it. ``person`` tells people apart and is not kept."""

    about: str
    title: str
    text: str
    person: str
    at: datetime
    place: str = ""
    district: str = ""
    category: str = ""
    likes: int = 0


def group_letters(letters: Sequence[IssueText], *, actor: Actor) -> dict[str, UUID]:
    """Group a window of letters into issues (two letters at least); letter -> issue.

    Ids stay: a group is the issue with which it shares most letters. What a person decided stays too.
    Comparing happens outside of the transaction; only the result is written inside.
    """
    known = dict(IssueLetter.objects.order_by("id").values_list("about", "issue_id"))
    decided = dict(IssueLetter.objects.filter(decided=True).order_by("id").values_list("about", "issue_id"))
    by_about = {letter.about: letter for letter in sorted(letters, key=lambda each: (each.at, each.about))}
    numbers = _numbers(list(by_about.values()))
    raw: dict[int, list[str]] = {}
    for about, number in zip(by_about, numbers, strict=True):
        raw.setdefault(number, []).append(about)
    whole = held(list(raw.values()), {about: str(issue) for about, issue in decided.items()})
    groups = [group for group in whole if len(group) > 1 or group[0] in known]
    found = match(groups, {about: known[about] for about in by_about if about in known})
    placed: dict[str, UUID] = {}
    with transaction.atomic():
        ids = [
            issue or _open([by_about[about] for about in group], actor)
            for issue, group in zip(found.issues, groups, strict=True)
        ]
        for issue, group in zip(ids, groups, strict=True):
            _place(issue, [by_about[about] for about in group], known)
            placed.update(dict.fromkeys(group, issue))
        for ended, at in found.merged:
            _merged(ended, ids[at], len(groups[at]), actor)
        for left, at in found.split:
            _split(left, ids[at], len(groups[at]), actor)
    return placed


@transaction.atomic
def merge_issues(
    ended: UUID, into: UUID, *, person_of: Callable[[Iterable[str]], Mapping[str, str]], actor: Actor
) -> None:
    """A person says that two issues are one; later passes keep them together.

    ``person_of`` gives the persons of letters, so that voices are counted anew. Raises ``unknown_issue``.
    """
    if ended == into:
        return
    _issue(into)
    _issue(ended)
    moved = _move(IssueLetter.objects.filter(issue_id=ended), into, person_of)
    IssueLetter.objects.filter(issue_id=into).update(decided=True)
    _merged(ended, into, moved, actor)


@transaction.atomic
def split_issue(
    issue: UUID,
    letters: Sequence[str],
    *,
    person_of: Callable[[Iterable[str]], Mapping[str, str]],
    actor: Actor,
) -> UUID:
    """A person says that some letters are about another issue: its id. Raises ``unknown_issue``."""
    row = _issue(issue)
    leaving = IssueLetter.objects.filter(issue_id=issue, about__in=letters)
    if not leaving.exists():
        raise UNKNOWN_ISSUE(issue=str(issue))
    first = leaving.order_by("at", "id").values_list("at", flat=True)[0]
    other = Issue.objects.create(
        place=row.place, category=row.category, opened_at=first, last_at=row.last_at
    )
    moved = _move(leaving, other.id, person_of)
    IssueLetter.objects.filter(issue_id=issue).update(decided=True)
    _split(issue, other.id, moved, actor)
    return other.id


def voice_of(issue: UUID, person: str) -> str:
    """The key of a person inside of one issue; the same person has another key in another issue."""
    return crypto.blind(person, f"triage.issue:{issue}").hex()[:32]


def _numbers(letters: Sequence[IssueText]) -> list[int]:
    read = [letter_of(each) for each in letters]
    if len(read) <= MOST_AT_ONCE:
        return [int(number) for number in issues_of(read)]
    stream = Stream(len(read))
    return [stream.now(number) for number in [stream.add(letter) for letter in read]]


def letter_of(text: IssueText) -> Letter:
    """A letter as it is compared: tidy, with the district that it is from."""
    districts = frozenset({text.district} if text.district else ())
    return Letter(text.about, tidy(text.title), tidy(text.text), districts)


def open_issue(letters: Sequence[IssueText], actor: Actor) -> UUID:
    """Open an issue with its first letters, oldest first."""
    issue = _open(letters, actor)
    _place(issue, letters, {})
    return issue


def _open(letters: Sequence[IssueText], actor: Actor) -> UUID:
    identity = new_id()
    Issue.objects.create(id=identity, opened_at=letters[0].at, last_at=letters[-1].at)
    _note(identity, None, Change.OPENED, len(letters), actor, IssueOpened(len(letters)))
    return identity


def _place(issue: UUID, letters: Sequence[IssueText], known: Mapping[str, UUID]) -> None:
    """Write where letters belong; place and topic of the issue are those of most of them."""
    rows = [
        IssueLetter(
            about=letter.about,
            issue_id=issue,
            voice=voice_of(issue, letter.person),
            at=letter.at,
            likes=letter.likes,
        )
        for letter in letters
        if known.get(letter.about) != issue
    ]
    IssueLetter.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["about"],
        update_fields=["issue", "voice", "at", "likes"],
    )
    Issue.objects.filter(pk=issue).update(
        place=_most(letter.place for letter in letters),
        category=_most(letter.category for letter in letters),
        last_at=max(letter.at for letter in letters),
        into=None,
    )


def _most(codes: Iterable[str]) -> str:
    counts = Counter(code for code in codes if code)
    return counts.most_common(1)[0][0] if counts else ""


def _move(rows: object, to: UUID, person_of: Callable[[Iterable[str]], Mapping[str, str]]) -> int:
    moving = list(rows)  # type: ignore[call-overload]
    persons = person_of([row.about for row in moving])
    for row in moving:
        row.issue_id, row.decided = to, True
        row.voice = voice_of(to, persons.get(row.about, row.about))
    IssueLetter.objects.bulk_update(moving, ["issue", "decided", "voice"])
    return len(moving)


def _issue(issue: UUID) -> Issue:
    row = Issue.objects.select_for_update().filter(pk=issue, into=None).first()
    if row is None:
        raise UNKNOWN_ISSUE(issue=str(issue))
    return row


def _merged(ended: UUID, into: UUID, letters: int, actor: Actor) -> None:
    left = IssueLetter.objects.filter(issue_id=ended).exists()
    if left:  # letters outside of the window go on under the old issue
        return
    Issue.objects.filter(pk=ended).update(into=into)
    _note(ended, into, Change.MERGED, letters, actor, IssueMerged(str(into)))


def _split(issue: UUID, other: UUID, letters: int, actor: Actor) -> None:
    _note(issue, other, Change.SPLIT, letters, actor, IssueSplit(str(other), letters))


def _note(issue: UUID, other: UUID | None, change: Change, letters: int, actor: Actor, told: Event) -> None:
    now = clock.now()
    IssueChange.objects.create(
        issue_id=issue, other_id=other, change=change.value, letters=letters, by=actor.ref, at=now
    )
    append([Entry(told, issue, next_seq(issue), actor, now)])
