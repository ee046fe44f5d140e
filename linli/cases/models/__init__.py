# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows: the matter itself, and what stands around it."""

from .before import Answers, AnswerTemplate, Joining, Link, Question, Subscription, TemplateVersion
from .commitments import Commitment, CommitmentStep, CommitmentVoice
from .core import (
    Attachment,
    Case,
    Deferral,
    Exclusion,
    Extension,
    FollowUp,
    Parking,
    Part,
    Press,
    Rating,
    Reporter,
    SavedView,
    Step,
)
from .hiding import Redaction
from .issues import TopicPlan
from .items import ProblemItem, ProblemStep
from .tickets import Hotline, ReplyFile, ReplyRow, Ticket

__all__ = [
    "AnswerTemplate",
    "Answers",
    "Attachment",
    "Case",
    "Commitment",
    "CommitmentStep",
    "CommitmentVoice",
    "Deferral",
    "Exclusion",
    "Extension",
    "FollowUp",
    "Hotline",
    "Joining",
    "Link",
    "Parking",
    "Part",
    "Press",
    "ProblemItem",
    "ProblemStep",
    "Question",
    "Rating",
    "Redaction",
    "ReplyFile",
    "ReplyRow",
    "Reporter",
    "SavedView",
    "Step",
    "Subscription",
    "TemplateVersion",
    "Ticket",
    "TopicPlan",
]
