# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes, one file per verb or family of verbs. Each is one transaction with one event per matter."""

from .amend import correct_case, note_case, release_case
from .base import done_already
from .bulk import Imported, import_cases, new_drafts, read_drafts
from .clocks import extend_case, park_case, resume_case
from .erase import erase_contact
from .follow_up import appeal, note_follow_up, settle
from .join import join_case
from .links import ask_by_link, end_link, reply_by_link
from .move import move_case
from .pack import check_pack, load_demo, load_pack
from .preview import preview
from .questions import place_question, write_question
from .rate import rate_case
from .receive import NewCase, Receipt, ReporterData, receive_case, signs_in
from .subscribe import send_subscription_code, subscribe, unsubscribe
from .templates import write_template
from .views import keep_view, remove_view

__all__ = [
    "Imported",
    "NewCase",
    "Receipt",
    "ReporterData",
    "appeal",
    "ask_by_link",
    "check_pack",
    "correct_case",
    "done_already",
    "end_link",
    "erase_contact",
    "extend_case",
    "import_cases",
    "join_case",
    "keep_view",
    "load_demo",
    "load_pack",
    "move_case",
    "new_drafts",
    "note_case",
    "note_follow_up",
    "park_case",
    "place_question",
    "preview",
    "rate_case",
    "read_drafts",
    "receive_case",
    "release_case",
    "remove_view",
    "reply_by_link",
    "resume_case",
    "send_subscription_code",
    "settle",
    "signs_in",
    "subscribe",
    "unsubscribe",
    "write_question",
    "write_template",
]
