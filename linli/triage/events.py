# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.events import Event, event


@event("triage.reader_trained")
class ReaderTrained(Event):
    """A reader was trained: its number and from how many examples."""

    reader: int
    examples: int
