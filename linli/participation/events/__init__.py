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
from .opinions import MapClosed, MapOpened, StatementCarried, StatementModerated
from .panel import CandidateAnswered, PanelDrawn, PanelListed, PanelSet, PoolEntered
from .votes import BallotsIssued, GeneralVoteCounted, GeneralVoteOpened, GeneralVotePrepared

__all__ = [
    "Answered",
    "BallotsIssued",
    "CandidateAnswered",
    "Decided",
    "Escalated",
    "Forgotten",
    "GeneralVoteCounted",
    "GeneralVoteOpened",
    "GeneralVotePrepared",
    "MapClosed",
    "MapOpened",
    "MeetingCalled",
    "MeetingCancelled",
    "MeetingDecided",
    "MeetingHeld",
    "MeetingPrepared",
    "Merged",
    "Moderated",
    "Noted",
    "PanelDrawn",
    "PanelListed",
    "PanelSet",
    "PoolEntered",
    "Proposed",
    "Reached",
    "ResidentConfirmed",
    "Retracted",
    "SpaceClosed",
    "SpacePrepared",
    "SpacePublished",
    "StatementCarried",
    "StatementModerated",
    "VoteCounted",
    "VoteOpened",
]
