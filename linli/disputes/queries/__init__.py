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
    queue,
    statement_of,
)
from .facts import facts_of, heads, party_code, scope
from .own import copy_of_own, own_mediations, own_parties
from .papers import (
    WordingInfo,
    editions,
    handover,
    paper,
    paper_pdf,
    sample,
    sheet,
    whole_file,
    wording_of,
    wording_text,
    wordings,
)
from .roster import MediatorInfo, competent, roster
from .signs import SignLine, signs
from .subsidy import is_head, subsidy_list
from .sums import Sums, published, sums

__all__ = [
    "AgreementInfo",
    "Detail",
    "Line",
    "MediatorInfo",
    "PartyInfo",
    "SignLine",
    "StepLine",
    "Sums",
    "WordingInfo",
    "competent",
    "copy_of_own",
    "detail",
    "editions",
    "facts_of",
    "find",
    "handover",
    "heads",
    "holder_of",
    "is_head",
    "own_mediations",
    "own_parties",
    "paper",
    "paper_pdf",
    "party_code",
    "published",
    "queue",
    "roster",
    "sample",
    "scope",
    "sheet",
    "signs",
    "statement_of",
    "subsidy_list",
    "sums",
    "whole_file",
    "wording_of",
    "wording_text",
    "wordings",
]
