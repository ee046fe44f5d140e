# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.actor import Actor

SETS_BARS = ("administrator", "coordinator")


def may_set_bars(actor: Actor) -> bool:
    """Who says how sure the reader has to be before it speaks: those who answer for what becomes of it."""
    return actor.has(*SETS_BARS)
