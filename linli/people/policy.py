# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.actor import Actor


def may_manage(actor: Actor) -> bool:
    """Administrators give posts and set duties."""
    return actor.has("administrator")
