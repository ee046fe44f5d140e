# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saved views: a member of staff keeps a filter under a name."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID
from linli.platform.text import clean

from ..models import SavedView


def keep_view(name: str, query: str, *, actor: Actor) -> None:
    """Keep a filter; the same name again replaces it."""
    name = clean(name)[:60]
    if not name or actor.kind != "account":
        raise INVALID(field="name")
    SavedView.objects.update_or_create(
        account_id=UUID(actor.id), name=name, defaults={"query": clean(query)[:400]}
    )


def remove_view(view: UUID, *, actor: Actor) -> None:
    """Remove one of one's own filters."""
    if actor.kind == "account":
        SavedView.objects.filter(pk=view, account_id=UUID(actor.id)).delete()
