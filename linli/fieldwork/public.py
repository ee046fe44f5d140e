# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of field work."""

from .commands import check_pack, load_demo, load_pack, sign_up
from .vocab import Rhythm, Way

__all__ = ["Rhythm", "Way", "check_pack", "load_demo", "load_pack", "sign_up"]
