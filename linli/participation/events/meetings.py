# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with meetings. Who registered or came is told by no event."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.meeting_prepared")
class MeetingPrepared(Event):
    """A meeting was prepared, or its draft changed."""

    number: str
    body: str
    place: str


@event("participation.meeting_called")
class MeetingCalled(Event):
    """Notice of a meeting was given: its day, and the time limit that it kept."""

    number: str
    body: str
    place: str
    day: str
    rule: str


@event("participation.meeting_decided")
class MeetingDecided(Event):
    """What a meeting decided on one item, and what was promised."""

    number: str
    item: int
    decision: str
    commitment: str = ""


@event("participation.meeting_held")
class MeetingHeld(Event):
    """The minutes of a meeting were published; they stay posted until a day."""

    number: str
    place: str
    posted_until: str


@event("participation.meeting_cancelled")
class MeetingCancelled(Event):
    """A meeting was called off."""

    number: str
