# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: loading categories from a pack, and staff editing one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, mark
from linli.platform import stamps
from linli.platform.journal.append import append, next_seq
from linli.platform.packs import Fault, Loaded, Pack, as_list, names, sync

from .events import CategoryEdited
from .models import Category
from .policy import may_edit
from .queries import STAMP

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,79}", re.ASCII)  # a slash would cut the path
EDITABLE = ("names", "hints", "active", "radius")
RADIUS, WIDEST = 60, 5000  # metres within which two matters are likely one


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of ``categories.csv``."""
    faults: list[Fault] = []
    seen: set[str] = set()
    rows = pack.rows("categories.csv")
    if not rows:
        faults.append(Fault("categories.csv", 0, mark("a town needs at least one category")))
    for row in rows:
        if not CODE.fullmatch(row["code"]):
            what = mark("a code has letters, digits, dots and dashes only, at most 80")
            faults.append(row.fault(what, row["code"]))
        if row["code"] in seen:
            faults.append(row.fault(mark("this code is used twice"), row["code"]))
        if row["parent"] and row["parent"] not in seen:
            faults.append(row.fault(mark("the category above must stand in a row before"), row["parent"]))
        if not names(row, pack.languages):
            faults.append(row.fault(mark("a name is missing")))
        if row["radius"] and not (row["radius"].isdecimal() and 0 < int(row["radius"]) <= WIDEST):
            faults.append(row.fault(mark("a radius is a number of metres from 1 to 5000"), row["radius"]))
        seen.add(row["code"])
    return faults


@transaction.atomic
def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Load ``categories.csv``; a category that is no longer in the pack becomes inactive."""
    rows = pack.rows("categories.csv")

    def wanted(known: dict[str, Category]) -> Iterator[tuple[str, dict[str, Any]]]:
        for position, row in enumerate(rows):
            parent = known[row["parent"]] if row["parent"] else None
            yield (
                row["code"],
                {
                    "parent": parent,
                    "path": f"{parent.path if parent else ''}{row['code']}/",
                    "depth": parent.depth + 1 if parent else 0,
                    "position": position,
                    "names": names(row, pack.languages),
                    "hints": names(row, pack.languages, "hint"),
                    "kinds": as_list(row["kinds"]),
                    "icon": row["icon"],
                    "radius": int(row["radius"] or RADIUS),
                    "active": not row["valid_to"],
                },
            )
        for code in known.keys() - {row["code"] for row in rows}:
            yield code, {"active": False}

    loaded, _ = sync(Category, "categories", wanted)
    stamps.bump(STAMP)
    return [loaded]


@transaction.atomic
def edit_category(category: UUID, values: dict[str, Any], *, actor: Actor) -> None:
    """Change names, hints or whether a category is offered; a later pack keeps off these fields."""
    if not may_edit(actor):
        raise FORBIDDEN()
    row = Category.objects.select_for_update().filter(pk=category).first()
    if row is None:
        raise NOT_FOUND()
    changed = [name for name in EDITABLE if name in values and getattr(row, name) != values[name]]
    if not changed:
        return
    for name in changed:
        setattr(row, name, values[name])
    row.edited = sorted({*row.edited, *changed})
    row.save()
    event = CategoryEdited(row.code, changed)
    append([Entry(event, row.id, next_seq(row.id), actor, clock.now())])
    stamps.bump(STAMP)
