# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading mediations: only their team does."""

from .detail import (
    AgreementInfo,
    Detail,
    Line,
    PartyInfo,
    StepLine,
    detail,
    find,
    holder_of,
    paper,
    queue,
)
from .facts import facts_of, heads, party_code, scope
from .roster import MediatorInfo, competent, roster
from .sums import Sums, sums

__all__ = [
    "AgreementInfo",
    "Detail",
    "Line",
    "MediatorInfo",
    "PartyInfo",
    "StepLine",
    "Sums",
    "competent",
    "detail",
    "facts_of",
    "find",
    "heads",
    "holder_of",
    "paper",
    "party_code",
    "queue",
    "roster",
    "scope",
    "sums",
]
