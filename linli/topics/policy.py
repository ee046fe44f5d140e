# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.actor import Actor


def may_edit(actor: Actor) -> bool:
    """Administrators of the town keep the category tree."""
    return actor.has("administrator")
