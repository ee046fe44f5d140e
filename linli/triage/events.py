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
