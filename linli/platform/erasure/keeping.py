# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of people, by purpose: which rows there are, since when their time runs, how they end.

A storey says so for what it keeps (:func:`keeps`). How long, on what ground and what then happens is
data of the town (``retention.csv``); the nightly work that carries it out belongs to ``people``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet


@dataclass(frozen=True)
class Keeper:
    """One purpose for which something is kept.

    ``rows`` are those still kept whose time runs: each has a ``since`` (the moment from which it runs)
    and a ``held`` (what a hold names: a matter or an account). ``end`` erases or anonymises one by its
    primary key, in a transaction of the caller, leaves a tombstone and writes its event; ``None`` where
    people hand it over to the archive. ``find`` knows what a hold names by what people call it.
    """

    purpose: str
    words: str
    starts: str
    rows: Callable[[], QuerySet[Any]]
    end: Callable[[UUID], object] | None
    find: Callable[[str], UUID | None]


_keepers: dict[str, Keeper] = {}


def keeps(keeper: Keeper) -> None:
    """Say that something is kept for a purpose (``storey.thing``)."""
    if keeper.purpose in _keepers:
        raise ValueError(f"{keeper.purpose!r} is kept in two ways")
    _keepers[keeper.purpose] = keeper


def keepers() -> dict[str, Keeper]:
    """Every purpose for which something is kept, by its code."""
    return dict(sorted(_keepers.items()))
