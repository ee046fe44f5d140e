# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of field work."""

from .commands import check_pack, load_demo, load_pack, sign_up
from .queries.doors import told_by
from .rules.routes import plan as plan_route
from .rules.walking import Spot
from .vocab import Rhythm, Way

__all__ = [
    "Rhythm",
    "Spot",
    "Way",
    "check_pack",
    "load_demo",
    "load_pack",
    "plan_route",
    "sign_up",
    "told_by",
]
