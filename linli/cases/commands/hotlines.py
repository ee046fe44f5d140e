# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hotlines of a town, from ``hotline/`` of its pack: a map each, and a day's file for the
demonstration."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem, mark
from linli.places import public as places
from linli.platform.packs import Fault, Loaded, Pack
from linli.platform.tables import open_table

from ..models import Hotline
from ..rules.importing import Draft, ImportMap, draft_of, read_map
from .bulk import import_cases, new_drafts, read_drafts


def check_hotlines(pack: Pack) -> list[Fault]:
    """Faults of the maps: what cannot be read, a source used twice, a place that is not there."""
    faults = []
    sources: set[str] = set()
    known = {row["code"] for row in pack.rows("places.csv")}
    for path in _maps(pack):
        file = f"hotline/{path.name}"
        try:
            map_ = read_map(tomllib.loads(path.read_text("utf-8")))
        except (Problem, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            told = str(error.facts.get("key", "")) if isinstance(error, Problem) else str(error)
            faults.append(Fault(file, 0, mark("this map cannot be used"), told))
            continue
        if map_.source in sources:
            faults.append(Fault(file, 0, mark("this source is used twice"), map_.source))
        if map_.place and map_.place not in known:
            faults.append(Fault(file, 0, mark("this place is not in places.csv"), map_.place))
        sources.add(map_.source)
    return faults


def _maps(pack: Pack) -> list[Path]:
    return sorted((pack.folder / "hotline").glob("*.toml"))


def load_hotlines(pack: Pack) -> Loaded:
    """Keep each map under its source; one that is no longer in the pack is let go of."""
    loaded, now = Loaded("hotlines"), clock.now()
    before = dict(Hotline.objects.order_by("source").values_list("source", "toml"))
    for path in _maps(pack):
        text = path.read_text("utf-8")
        source = read_map(tomllib.loads(text)).source
        was = before.pop(source, None)
        loaded.count(was is None, was != text)
        if was != text:
            Hotline.objects.update_or_create(source=source, defaults={"toml": text, "at": now})
    Hotline.objects.filter(source__in=list(before)).delete()
    return loaded


def demo_tickets(pack: Pack) -> int:
    """Take over each map's file of one day, moved so that the newest call was yesterday; how many."""
    made = 0
    for path in _maps(pack):
        if (file := path.with_suffix(".csv")).exists():
            map_ = read_map(tomllib.loads(path.read_text("utf-8")))
            drafts = new_drafts(list(_moved(file, map_)), map_.source)
            done = import_cases(
                drafts, read_drafts(drafts, map_.place), actor=SYSTEM, source=map_.source,
                language=map_.language,
            )  # fmt: skip
            made += done.created
    return made


def _moved(file: Path, map_: ImportMap) -> Iterator[Draft]:
    rows = open_table(file, encoding=map_.encoding, header=map_.header).rows
    drafts = [item for number, row in rows if isinstance(item := draft_of(number, row, map_), Draft)]
    if not drafts:
        return
    newest = max(draft.received_at for draft in drafts).astimezone(map_.zone).date()
    by = places.today() - timedelta(days=1) - newest

    def moved(at: datetime | None) -> datetime | None:
        return at + by if at else None

    for draft in drafts:
        yield replace(
            draft,
            received_at=draft.received_at + by,
            due_at=moved(draft.due_at),
            answered_at=moved(draft.answered_at),
            closed_at=moved(draft.closed_at),
        )
