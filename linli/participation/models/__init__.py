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
from .hearings import Hearing, HearingAnswer, HearingComment, HearingPaper
from .meetings import AgendaItem, AttendanceSheet, Meeting, Seat
from .merging import Merging
from .moderation import ModerationAct, ModerationRule
from .opinions import Handed, Opinion, OpinionMap, OpinionSheet, Pseudonym, Statement
from .panel import Candidate, Panel
from .survey import Invitation, Survey, SurveyAnswer, SurveyEntry, SurveyWords
from .texts import Amendment, AmendmentVoice, DraftClause, DraftText
from .votes import Vote, VoteBallot, VoteLetter, VoteOption, VotePaper, VoteRoll

__all__ = [
    "AgendaItem",
    "Amendment",
    "AmendmentVoice",
    "AttendanceSheet",
    "Ballot",
    "Budget",
    "Candidate",
    "DraftClause",
    "DraftText",
    "Handed",
    "Hearing",
    "HearingAnswer",
    "HearingComment",
    "HearingPaper",
    "Invitation",
    "Meeting",
    "Merging",
    "ModerationAct",
    "ModerationRule",
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
    "Survey",
    "SurveyAnswer",
    "SurveyEntry",
    "SurveyWords",
    "Vote",
    "VoteBallot",
    "VoteLetter",
    "VoteOption",
    "VotePaper",
    "VoteRoll",
    "Voter",
]
