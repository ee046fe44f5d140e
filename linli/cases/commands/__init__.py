# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes, one file per verb or family of verbs. Each is one transaction with one event per matter."""

from .amend import correct_case, note_case, release_case
from .base import done_already
from .bulk import Imported, import_cases, new_drafts, read_drafts
from .clocks import extend_case, park_case, resume_case
from .erase import erase_contact
from .follow_up import appeal, note_follow_up, settle
from .move import move_case
from .pack import check_pack, load_demo, load_pack
from .rate import rate_case
from .receive import NewCase, Receipt, ReporterData, receive_case
from .views import keep_view, remove_view

__all__ = [
    "Imported",
    "NewCase",
    "Receipt",
    "ReporterData",
    "appeal",
    "check_pack",
    "correct_case",
    "done_already",
    "erase_contact",
    "extend_case",
    "import_cases",
    "keep_view",
    "load_demo",
    "load_pack",
    "move_case",
    "new_drafts",
    "note_case",
    "note_follow_up",
    "park_case",
    "rate_case",
    "read_drafts",
    "receive_case",
    "release_case",
    "remove_view",
    "resume_case",
    "settle",
]
