# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: packs, signing in, posts and duties."""

from .absences import end_absence, note_absence
from .anew import note_proof, prove_code, prove_password, send_own_code
from .duties import NewDuty, decide_change, propose_duty, propose_end, withdraw_change
from .factors import (
    add_passkey,
    begin_totp,
    check_code,
    check_passkey,
    confirm_totp,
    remove_factor,
    renew_recovery,
    take_factors,
)
from .mandates import NewMandate, accept_mandate, end_mandate, give_mandate, note_acts, take_mandate
from .outside import accept_invitation, invitation_holds, invite, join_identity, leave_identity
from .own import (
    change_contact,
    choose_language,
    close_account,
    correct_name,
    erase_contact,
    give_consent,
    withdraw_consent,
)
from .pack import check_pack, load_demo, load_pack
from .posts import end_post, give_post, make_account
from .retention import confirm_night, decide_hold, end_by_time, propose_hold, retention_ended
from .rights import close_rights, open_rights
from .sessions import (
    change_password,
    end_by_clock,
    end_everybodys_sessions,
    end_other_sessions,
    end_session,
    end_sessions_of,
    forget_session,
    move_session,
    note_seen,
    note_sign_in,
    sweep_sessions,
)
from .sign_in import confirm_code, confirm_contact, send_code, sweep_codes

__all__ = [
    "NewDuty",
    "NewMandate",
    "accept_invitation",
    "accept_mandate",
    "add_passkey",
    "begin_totp",
    "change_contact",
    "change_password",
    "check_code",
    "check_pack",
    "check_passkey",
    "choose_language",
    "close_account",
    "close_rights",
    "confirm_code",
    "confirm_contact",
    "confirm_night",
    "confirm_totp",
    "correct_name",
    "decide_change",
    "decide_hold",
    "end_absence",
    "end_by_clock",
    "end_by_time",
    "end_everybodys_sessions",
    "end_mandate",
    "end_other_sessions",
    "end_post",
    "end_session",
    "end_sessions_of",
    "erase_contact",
    "forget_session",
    "give_consent",
    "give_mandate",
    "give_post",
    "invitation_holds",
    "invite",
    "join_identity",
    "leave_identity",
    "load_demo",
    "load_pack",
    "make_account",
    "move_session",
    "note_absence",
    "note_acts",
    "note_proof",
    "note_seen",
    "note_sign_in",
    "open_rights",
    "propose_duty",
    "propose_end",
    "propose_hold",
    "prove_code",
    "prove_password",
    "remove_factor",
    "renew_recovery",
    "retention_ended",
    "send_code",
    "send_own_code",
    "sweep_codes",
    "sweep_sessions",
    "take_factors",
    "take_mandate",
    "withdraw_change",
    "withdraw_consent",
]
