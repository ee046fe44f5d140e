# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of taking part, a file for each component."""

from .budget import (
    Ballot,
    Budget,
    PaperEntry,
    Project,
    Voter,
)
from .core import (
    Proposal,
    ProposalStep,
    Resident,
    Space,
    SpacePhase,
    SpaceRules,
    Support,
)
from .meetings import AgendaItem, AttendanceSheet, Meeting, Seat
from .survey import Invitation, Survey, SurveyAnswer, SurveyEntry, SurveyWords

__all__ = [
    "AgendaItem",
    "AttendanceSheet",
    "Ballot",
    "Budget",
    "Invitation",
    "Meeting",
    "PaperEntry",
    "Project",
    "Proposal",
    "ProposalStep",
    "Resident",
    "Seat",
    "Space",
    "SpacePhase",
    "SpaceRules",
    "Support",
    "Survey",
    "SurveyAnswer",
    "SurveyEntry",
    "SurveyWords",
    "Voter",
]
