# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes, one file per verb or family of verbs. Each is one transaction with one event per matter."""

from .amend import correct_case, note_case, release_case
from .base import done_already
from .bulk import Imported, import_cases, new_drafts, read_drafts
from .clocks import extend_case, park_case, resume_case
from .erase import erase_contact
from .family import answer_children, link_case, unlink_case
from .follow_up import appeal, note_follow_up, settle
from .hand_over import hand_over
from .joint import (
    agree_part,
    assign_part,
    borrow,
    call_in,
    contribute,
    excuse_part,
    hold_part,
    refuse_part,
)
from .many import Done, do_many
from .move import move_case
from .pack import check_pack, load_demo, load_pack
from .press import press, propose_presses, respond, spare
from .rate import rate_case
from .receive import NewCase, Receipt, ReporterData, receive_case
from .views import keep_view, remove_view

__all__ = [
    "Done",
    "Imported",
    "NewCase",
    "Receipt",
    "ReporterData",
    "agree_part",
    "answer_children",
    "appeal",
    "assign_part",
    "borrow",
    "call_in",
    "check_pack",
    "contribute",
    "correct_case",
    "do_many",
    "done_already",
    "erase_contact",
    "excuse_part",
    "extend_case",
    "hand_over",
    "hold_part",
    "import_cases",
    "keep_view",
    "link_case",
    "load_demo",
    "load_pack",
    "move_case",
    "new_drafts",
    "note_case",
    "note_follow_up",
    "park_case",
    "press",
    "propose_presses",
    "rate_case",
    "read_drafts",
    "receive_case",
    "refuse_part",
    "release_case",
    "remove_view",
    "respond",
    "resume_case",
    "settle",
    "spare",
    "unlink_case",
]
