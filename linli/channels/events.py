# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens on the telephone. References and codes only."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("channels.call_begun")
class CallBegun(Event):
    """Somebody is on the line."""


@event("channels.call_ended")
class CallEnded(Event):
    """A call ended, and how."""

    wrap: str


@event("channels.call_resumed")
class CallResumed(Event):
    """What was cut off half-way goes on."""


@event("channels.callback_asked")
class CallbackAsked(Event):
    """Somebody is to be rung back."""

    why: str


@event("channels.callback_tried")
class CallbackTried(Event):
    """Somebody was rung back, and what came of it."""

    outcome: str


@event("channels.line_counted")
class LineCounted(Event):
    """A day's calls were counted from a log or by hand."""

    day: str
    offered: int
    in_time: int


@event("channels.sheet_taken")
class SheetTaken(Event):
    """A page was handed in on paper."""


@event("channels.sheet_read")
class SheetRead(Event):
    """A page was read by machine, or could not be (the code of the problem)."""

    fault: str


@event("channels.sheet_ended")
class SheetEnded(Event):
    """A page became a matter, or was put away."""

    state: str


@event("channels.draft_erased")
class DraftErased(Event):
    """What was taken down half-way and never finished was erased when its time was over."""


@event("channels.kiosk_set_up")
class KioskSetUp(Event):
    """A screen in a hall was set up at a place."""

    place: str


@event("channels.kiosk_ended")
class KioskEnded(Event):
    """A screen in a hall was taken down: its key opens nothing any more."""
