# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing a quarrel to mediation and leading it to its end."""

from .after import note_visit, remind, report, settle, wish_reminders
from .agree import conclude, draft_agreement, sign
from .guests import ask_guest, disclose, leave, welcome
from .lead import appoint, consent, move_mediation, recuse, take_statement
from .own import erase_reach, forget_account
from .pack import check_pack, load_demo, load_pack
from .papers import allow_handover, hand_over, scan_paper, write_letter, write_wording
from .request import NewMediation, PartyData, Receipt, request_mediation
from .roster import enrol
from .signs import answer_sign, decide_sign, forget_traces, heed, heed_visit

__all__ = [
    "NewMediation",
    "PartyData",
    "Receipt",
    "allow_handover",
    "answer_sign",
    "appoint",
    "ask_guest",
    "check_pack",
    "conclude",
    "consent",
    "decide_sign",
    "disclose",
    "draft_agreement",
    "enrol",
    "erase_reach",
    "forget_account",
    "forget_traces",
    "hand_over",
    "heed",
    "heed_visit",
    "leave",
    "load_demo",
    "load_pack",
    "move_mediation",
    "note_visit",
    "recuse",
    "remind",
    "report",
    "request_mediation",
    "scan_paper",
    "settle",
    "sign",
    "take_statement",
    "welcome",
    "wish_reminders",
    "write_letter",
    "write_wording",
]
