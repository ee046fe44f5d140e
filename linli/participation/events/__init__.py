# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens in taking part, a file for each component."""

from .core import (
    Answered,
    Decided,
    Escalated,
    Forgotten,
    Merged,
    Moderated,
    Noted,
    Proposed,
    Reached,
    ResidentConfirmed,
    Retracted,
    SpaceClosed,
    SpacePrepared,
    SpacePublished,
    VoteCounted,
    VoteOpened,
)
from .meetings import MeetingCalled, MeetingCancelled, MeetingDecided, MeetingHeld, MeetingPrepared

__all__ = [
    "Answered",
    "Decided",
    "Escalated",
    "Forgotten",
    "MeetingCalled",
    "MeetingCancelled",
    "MeetingDecided",
    "MeetingHeld",
    "MeetingPrepared",
    "Merged",
    "Moderated",
    "Noted",
    "Proposed",
    "Reached",
    "ResidentConfirmed",
    "Retracted",
    "SpaceClosed",
    "SpacePrepared",
    "SpacePublished",
    "VoteCounted",
    "VoteOpened",
]
