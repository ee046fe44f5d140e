# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: packs, signing in, posts and duties."""

from .duties import NewDuty, decide_change, propose_duty, propose_end, withdraw_change
from .pack import check_pack, load_demo, load_pack
from .posts import end_post, give_post, make_account
from .rights import close_rights, open_rights
from .sessions import (
    change_password,
    end_other_sessions,
    end_session,
    forget_session,
    move_session,
    note_seen,
    note_sign_in,
    sweep_sessions,
)
from .sign_in import confirm_code, confirm_contact, send_code, sweep_codes

__all__ = [
    "NewDuty",
    "change_password",
    "check_pack",
    "close_rights",
    "confirm_code",
    "confirm_contact",
    "decide_change",
    "end_other_sessions",
    "end_post",
    "end_session",
    "forget_session",
    "give_post",
    "load_demo",
    "load_pack",
    "make_account",
    "move_session",
    "note_seen",
    "note_sign_in",
    "open_rights",
    "propose_duty",
    "propose_end",
    "send_code",
    "sweep_codes",
    "sweep_sessions",
    "withdraw_change",
]
