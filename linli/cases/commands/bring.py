# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hotline's file as a whole, batch by batch: new matters, news of those that are there, and odds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, Problem, mark, problem
from linli.places import public as places
from linli.platform.tables import open_table
from linli.topics import public as topics

from ..policy import may_exchange
from ..queries.tickets import Known, known_tickets, without_ticket
from ..rules.importing import (
    MAP_FAULTY,
    Draft,
    ImportMap,
    Refusal,
    draft_of,
    unknown_category,
    without_end,
)
from ..rules.tickets import ODDS_WORDS, News, Odds, news_of, told_of
from .bulk import import_cases, new_drafts, read_drafts
from .tickets import renew_ticket, start_tickets

BATCH = 500  # rows in one transaction
TRIES = 3  # of a batch, where another import takes the same rows over at the same time

TOO_MANY_ROWS = problem(
    "too_many_rows",
    413,
    mark("This file has more than %(most)s rows."),
    mark("Take it over with the command line: linli import cases, as docs/import.md says."),
)


@dataclass
class Report:
    """What an import did, or in a dry run would do. ``rows_per_s`` counts rows read, from the first
    to the last commit; ``already_there`` also counts rows that repeat a reference of this file."""

    read: int = 0
    created: int = 0
    already_there: int = 0
    updated: int = 0
    conflicts: int = 0
    refused: int = 0
    routed: int = 0
    to_intake: int = 0
    seconds: float = 0.0
    rows_per_s: float = 0.0
    refused_file: str = ""
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def unchanged(self) -> int:
        """Rows of matters that were there, with nothing new and nothing at odds."""
        return max(0, self.already_there - self.updated - self.conflicts)


@dataclass(frozen=True)
class Outcome:
    """What became of a row: ``created``, ``updated``, ``refused``, or the code of what is at odds."""

    code: str
    row: int
    ref: str
    column: str = ""
    value: str = ""
    why: str = ""
    news: tuple[str, ...] = ()


@dataclass
class _Run:
    """One import under way."""

    map: ImportMap
    actor: Actor
    keep: Callable[[Outcome], None]
    place: str
    report: Report = field(default_factory=Report)
    reasons: Counter[str] = field(default_factory=Counter)
    seen: set[int] = field(default_factory=set)

    def refuse(self, item: Refusal) -> None:
        self.reasons[f"{item.column}: {item.why}"] += 1
        self.report.refused += 1
        self.keep(Outcome("refused", item.row, item.ref, item.column, item.value, item.why))


def bring_over(
    path: Path,
    map_: ImportMap,
    *,
    actor: Actor,
    keep: Callable[[Outcome], None],
    place: str = "",
    dry_run: bool = False,
    most: int | None = None,
    progress: Callable[[Report, int | None, float], None] = lambda report, total, began: None,
) -> Report:
    """Import a file batch by batch; memory does not grow with its rows.

    Each batch stands when it is committed: what is broken off goes on where it stopped. ``keep`` is
    told every row that made a matter, changed one, or did not; ``place`` is where a matter is put for
    which nothing says where it is. Raises ``map_faulty``, ``table_unreadable``, ``too_many_rows`` for
    more than ``most``.
    """
    if not may_exchange(actor):
        raise FORBIDDEN()
    places.town()
    table = open_table(path, sheet=map_.sheet, encoding=map_.encoding, header=map_.header)
    _check_columns(map_, table.header, path)
    run = _Run(map_, actor, keep, map_.place or place)
    report, began = run.report, time.monotonic()
    for batch in _batches(table.rows if most is None else _few(table.rows, most), map_):
        report.read += len(batch)
        drafts = []
        for item in batch:
            if isinstance(item, Draft):
                drafts.append(item)
            else:
                run.refuse(item)
        (_weigh if dry_run else _take)(drafts, run)
        progress(report, table.total, began)
    report.seconds = round(time.monotonic() - began, 3)
    report.rows_per_s = round(report.read / max(report.seconds, 1e-6), 1)
    report.reasons = dict(run.reasons.most_common(20))
    return report


def _check_columns(map_: ImportMap, header: tuple[str, ...], path: Path) -> None:
    wanted = {name for column in map_.columns.values() for name in column.columns}
    if missing := wanted - set(header):
        raise MAP_FAULTY(key=f"{path.name} has no column {', '.join(sorted(missing))}")
    if twice := {name for name in wanted if header.count(name) > 1}:
        raise MAP_FAULTY(key=f"{path.name} has more than one column {', '.join(sorted(twice))}")


def _few(rows: Iterator[tuple[int, dict[str, Any]]], most: int) -> Iterator[tuple[int, dict[str, Any]]]:
    found = []
    for item in rows:
        found.append(item)
        if len(found) > most:
            raise TOO_MANY_ROWS(most=most)
    return iter(found)


def _batches(
    rows: Iterator[tuple[int, dict[str, Any]]], map_: ImportMap
) -> Iterator[list[Draft | Refusal]]:
    batch: list[Draft | Refusal] = []
    known = topics.tree().by_code
    for number, row in rows:
        item = draft_of(number, row, map_)
        if isinstance(item, Draft) and item.category and item.category not in known:
            item = unknown_category(item)
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _weigh(drafts: list[Draft], run: _Run) -> None:
    """What taking drafts over would do; every reference met so far is remembered as a hash."""
    fresh = [draft for draft in new_drafts(drafts, run.map.source) if hash(draft.ref) not in run.seen]
    fresh, told = _able(drafts, fresh, run)
    run.seen.update(hash(draft.ref) for draft in fresh)
    routed = sum(bool(read.duty) for read in read_drafts(fresh, run.place))
    _count(run.report, told, len(fresh), routed)
    there = known_tickets(run.map.source, [draft.ref for draft in drafts])
    for draft in _last_of_each(drafts):
        if (known := there.get(draft.ref)) is not None:
            _tell(draft, news_of(known.told, known.seen, draft, known.ours), run)


def _take(drafts: list[Draft], run: _Run) -> None:
    source = run.map.source
    fresh, told = _able(drafts, new_drafts(drafts, source), run)
    for turn in range(1, TRIES + 1):
        made = {draft.ref for draft in fresh}
        try:
            done = import_cases(
                fresh,
                read_drafts(fresh, run.place),
                actor=run.actor,
                source=source,
                language=run.map.language,
            )
        except IntegrityError:  # another import was faster with one of them: ask again what is new
            if turn == TRIES:
                raise
            fresh = new_drafts(fresh, source)
        else:
            _count(run.report, told, done.created, done.routed)
            break
    for draft in fresh:
        run.keep(Outcome("created", draft.row, draft.ref))
    _renew([draft for draft in _last_of_each(drafts) if draft.ref not in made], run)


def _able(drafts: list[Draft], fresh: list[Draft], run: _Run) -> tuple[list[Draft], int]:
    """The new drafts that can become matters, and how many rows that leaves besides the refused."""
    refused = [refusal for draft in fresh if (refusal := without_end(draft))]
    for refusal in refused:
        run.refuse(refusal)
    unable = {refusal.row for refusal in refused}
    return [draft for draft in fresh if draft.row not in unable], len(drafts) - len(refused)


def _last_of_each(drafts: list[Draft]) -> list[Draft]:
    return list({draft.ref: draft for draft in drafts}.values())


def _renew(drafts: list[Draft], run: _Run) -> None:
    """Take the news of tickets that were there before; most of them say nothing new."""
    if not drafts:
        return
    there = known_tickets(run.map.source, [draft.ref for draft in drafts])
    late = [draft for draft in drafts if draft.ref not in there]
    if late:
        bare = without_ticket(run.map.source, [draft.ref for draft in late])
        start_tickets((*bare[draft.ref], draft) for draft in late if draft.ref in bare)
    for draft in drafts:
        if (known := there.get(draft.ref)) is not None:
            _renew_one(draft, known, run)


def _renew_one(draft: Draft, known: Known, run: _Run) -> None:
    news = news_of(known.told, known.seen, draft, known.ours)
    older = any(code is Odds.OLDER for code, _ in news.odds)
    if not older and told_of(draft) != known.told:
        try:
            news = renew_ticket(known.case, draft, actor=run.actor)
        except Problem as error:
            if error.code not in (NOT_FOUND.code, FORBIDDEN.code):
                raise
            news = News(odds=((Odds.NOT_YOURS, ""),))
    _tell(draft, news, run)


def _tell(draft: Draft, news: News, run: _Run) -> None:
    if news.names:
        run.report.updated += 1
        run.keep(Outcome("updated", draft.row, draft.ref, news=news.names))
    run.report.conflicts += bool(news.odds)
    for code, value in news.odds:
        column = "due" if code is Odds.DUE_HERE else "state" if value else "ref"
        run.keep(Outcome(code.value, draft.row, draft.ref, column, value, ODDS_WORDS[code]))


def _count(report: Report, drafts: int, created: int, routed: int) -> None:
    report.created += created
    report.already_there += drafts - created
    report.routed += routed
    report.to_intake += created - routed
