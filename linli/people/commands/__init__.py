# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: packs, signing in, posts and duties."""

from .duties import end_duty, set_duty
from .pack import check_pack, load_demo, load_pack
from .posts import end_post, give_post, make_account
from .rights import close_rights, open_rights
from .sign_in import confirm_code, note_sign_in, send_code

__all__ = [
    "check_pack",
    "close_rights",
    "confirm_code",
    "end_duty",
    "end_post",
    "give_post",
    "load_demo",
    "load_pack",
    "make_account",
    "note_sign_in",
    "open_rights",
    "send_code",
    "set_duty",
]
