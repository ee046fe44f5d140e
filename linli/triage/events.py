# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.events import Event, event


@event("triage.reader_trained")
class ReaderTrained(Event):
    """A reader was trained: its number and from how many examples."""

    reader: int
    examples: int


@event("triage.reader_kept")
class ReaderKept(Event):
    """A reader was trained but not put to use: on the latest corrections it was worse."""

    reader: int


@event("triage.reader_chosen")
class ReaderChosen(Event):
    """Staff put another version of the reader to use."""

    reader: int


@event("triage.bar_set")
class BarSet(Event):
    """Staff set from which certainty the reader speaks; ``percent`` is null where it is as measured."""

    level: str
    branch: str
    percent: int | None


@event("triage.issue_opened")
class IssueOpened(Event):
    """Several letters turned out to be about one issue."""

    letters: int


@event("triage.issue_merged")
class IssueMerged(Event):
    """An issue went into another one (its id)."""

    into: str


@event("triage.issue_split")
class IssueSplit(Event):
    """Letters left an issue for another one (its id)."""

    other: str
    letters: int
