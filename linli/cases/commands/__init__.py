# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes, one file per verb or family of verbs. Each is one transaction with one event per matter."""

from . import keeping  # noqa: F401  # says what is kept
from .amend import correct_case, note_case, release_case
from .base import done_already
from .bring import Outcome, Report, bring_over
from .bulk import Imported, import_cases, new_drafts, read_drafts
from .clocks import ask_deferral, deny_deferral, extend_case, park_case, resume_case
from .commitments import NewCommitment, judge_commitment, make_commitment, move_commitment
from .course import count_steps_anew, step_case
from .erase import correct_contact, erase_contact, erase_reporter_of
from .family import answer_children, link_case, unlink_case
from .follow_up import appeal, note_follow_up, settle
from .hand_over import hand_over
from .hiding import hide, judge, object_to
from .issues import (
    finish_topic,
    group_matters,
    join_issue,
    merge_matters,
    plan_topic,
    split_matters,
)
from .join import join_case
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
from .links import ask_by_link, end_link, reply_by_link
from .many import Done, do_many
from .move import move_case
from .pack import check_pack, load_demo, load_pack
from .press import press, propose_presses, respond, spare
from .preview import preview
from .questions import place_question, write_question
from .rate import rate_case
from .receive import NewCase, Receipt, ReporterData, receive_case, signs_in
from .reply import write_reply
from .subscribe import send_subscription_code, subscribe, unsubscribe
from .templates import write_template
from .views import keep_view, remove_view

__all__ = [
    "Done",
    "Imported",
    "NewCase",
    "NewCommitment",
    "Outcome",
    "Receipt",
    "Report",
    "ReporterData",
    "agree_part",
    "answer_children",
    "appeal",
    "ask_by_link",
    "ask_deferral",
    "assign_part",
    "borrow",
    "bring_over",
    "call_in",
    "check_pack",
    "contribute",
    "correct_case",
    "correct_contact",
    "count_steps_anew",
    "deny_deferral",
    "do_many",
    "done_already",
    "end_link",
    "erase_contact",
    "erase_reporter_of",
    "excuse_part",
    "extend_case",
    "finish_topic",
    "group_matters",
    "hand_over",
    "hide",
    "hold_part",
    "import_cases",
    "join_case",
    "join_issue",
    "judge",
    "judge_commitment",
    "keep_view",
    "link_case",
    "load_demo",
    "load_pack",
    "make_commitment",
    "merge_matters",
    "move_case",
    "move_commitment",
    "new_drafts",
    "note_case",
    "note_follow_up",
    "object_to",
    "park_case",
    "place_question",
    "plan_topic",
    "press",
    "preview",
    "propose_presses",
    "rate_case",
    "read_drafts",
    "receive_case",
    "refuse_part",
    "release_case",
    "remove_view",
    "reply_by_link",
    "respond",
    "resume_case",
    "send_subscription_code",
    "settle",
    "signs_in",
    "spare",
    "split_matters",
    "step_case",
    "subscribe",
    "unlink_case",
    "unsubscribe",
    "write_question",
    "write_reply",
    "write_template",
]
