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
from .opinions import Handed, Opinion, OpinionMap, OpinionSheet, Pseudonym, Statement
from .panel import Candidate, Panel
from .votes import Vote, VoteBallot, VoteLetter, VoteOption, VotePaper, VoteRoll

__all__ = [
    "AgendaItem",
    "AttendanceSheet",
    "Ballot",
    "Budget",
    "Candidate",
    "Handed",
    "Meeting",
    "Opinion",
    "OpinionMap",
    "OpinionSheet",
    "Panel",
    "PaperEntry",
    "Project",
    "Proposal",
    "ProposalStep",
    "Pseudonym",
    "Resident",
    "Seat",
    "Space",
    "SpacePhase",
    "SpaceRules",
    "Statement",
    "Support",
    "Vote",
    "VoteBallot",
    "VoteLetter",
    "VoteOption",
    "VotePaper",
    "VoteRoll",
    "Voter",
]
