# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of participation: the pack's part. Who took part in what does not leave by it."""

from .commands import check_pack, load_demo, load_pack
from .commands.pack_meetings import load_meetings, load_votes
from .commands.pack_openness import load_doors, load_openness

__all__ = [
    "check_pack",
    "load_demo",
    "load_doors",
    "load_meetings",
    "load_openness",
    "load_pack",
    "load_votes",
]
