# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of channels."""

from .commands import check_pack, load_demo, load_pack, note_kiosk, receive_box
from .queries import came_of_box

__all__ = [
    "came_of_box",
    "check_pack",
    "load_demo",
    "load_pack",
    "note_kiosk",
    "receive_box",
]
