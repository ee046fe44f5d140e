# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matters of another system: what it last told of them, what it was not told yet, and reply files."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform.access.looks import reveal_many
from linli.platform.ui.words import name_of

from ..models import Case, Extension, Hotline, Parking, ReplyFile, ReplyRow, Step, Ticket
from ..rules.importing import ImportMap, read_map
from ..rules.replying import NO_SUCH_REPLY, Told, cells_of, replied
from ..rules.tickets import Ours
from ..vocab import State
from .facts import scope

MOST_SHOWN = 30  # reply files on the desk, newest first
MOST_COUNTED = 1_000
WORDS = ("answer",)  # what a reply tells in words
PURPOSE = "hotline_reply"


@dataclass(frozen=True)
class Known:
    """A ticket that is there already."""

    case: UUID
    told: Mapping[str, str]
    seen: Sequence[str]
    ours: Ours


@dataclass(frozen=True)
class ReplyLine:
    """A ticket with something new: its row, or ``None`` while the map has no word for its state."""

    case: UUID
    version: int
    cells: tuple[str, ...] | None
    digest: str
    same: bool


@dataclass(frozen=True)
class ReplyInfo:
    """A reply file that was written."""

    id: UUID
    source: str
    day: date
    number: int
    form: str
    rows: int
    at: datetime
    kept: bool

    @property
    def name(self) -> str:
        return f"{self.source}-{self.day:%Y%m%d}-{self.number}.{self.form}"


# --- what the other system told -------------------------------------------------------------------


def known_tickets(source: str, refs: Iterable[str]) -> dict[str, Known]:
    """Tickets by the other system's own number, without the words of their matters."""
    moved = Q(Exists(Extension.objects.filter(case=OuterRef("case_id"), at__gte=OuterRef("set_at"))))
    stood = Parking.objects.filter(case=OuterRef("case_id"))
    since = Q(begins__gte=OuterRef("set_at")) | Q(ends__gte=OuterRef("set_at"))
    rows = (
        Ticket.objects.filter(case__source=source, case__source_ref__in=list(refs))
        .annotate(moved=moved | Q(Exists(stood.filter(since))))
        .order_by("case")
        .values_list("case__source_ref", "case", "told", "seen", "case__state", "case__due_at", "moved")
    )
    return {
        ref: Known(case, told, seen, Ours(State(state), due, moved))
        for ref, case, told, seen, state, due, moved in rows
    }


def without_ticket(source: str, refs: Iterable[str]) -> dict[str, tuple[UUID, int]]:
    """Matters that were taken over before there were tickets: id and version by their number."""
    cases = Case.objects.filter(source=source, source_ref__in=list(refs))
    bare = cases.exclude(Exists(Ticket.objects.filter(case=OuterRef("pk"))))
    rows = bare.order_by("source_ref").values_list("source_ref", "id", "version")
    return {ref: (case, version) for ref, case, version in rows}


def placed(source: str, refs: Iterable[str], viewer: Actor) -> dict[str, tuple[str, UUID, bool]]:
    """Number and unit of matters by the other system's own number, and whether the viewer sees them."""
    cases = Case.objects.filter(source=source, source_ref__in=list(refs)).order_by("source_ref")
    seen = set(cases.filter(scope(viewer)).values_list("source_ref", flat=True))
    rows = cases.values_list("source_ref", "number", "unit")
    return {ref: (number, unit, ref in seen) for ref, number, unit in rows}


def hotlines() -> list[ImportMap]:
    """The hotlines of the town, by their names."""
    rows = Hotline.objects.order_by("source").values_list("toml", flat=True)
    return [read_map(tomllib.loads(text)) for text in rows]


def hotline(source: str) -> ImportMap:
    """The map of one of them. Raises ``not_found``."""
    found = next((map_ for map_ in hotlines() if map_.source == source), None)
    if found is None:
        raise NOT_FOUND()
    return found


# --- what it is told back -------------------------------------------------------------------------


def _untold(source: str, viewer: Actor) -> QuerySet[Ticket]:
    cases = Case.objects.filter(scope(viewer), source=source)
    return Ticket.objects.filter(case__in=cases, case__version__gt=F("replied"))


def untold_count(source: str, viewer: Actor) -> int:
    """With how many of the viewer's tickets something was done since they were told; at most 1,000."""
    return _untold(source, viewer).order_by()[:MOST_COUNTED].count()


def reply_lines(map_: ImportMap, viewer: Actor) -> list[ReplyLine]:
    """The viewer's tickets with something new, by the other system's own number."""
    assert map_.reply is not None
    names = ("number", "state", "version", "unit", "due_at", "closed_at", "source_ref")
    fields = ("case", "taken_at", "reply", *(f"case__{name}" for name in names))
    rows = list(_untold(map_.source, viewer).order_by("case__source_ref").values(*fields))
    threads: dict[UUID, list[Told]] = defaultdict(list)
    steps = Step.objects.filter(case__in=[row["case"] for row in rows]).order_by("case", "seq")
    told = ("case", "deed", "state", "at", "sees", "text", "facts")
    for case, *line in steps.values_list(*told).iterator():
        threads[case].append(Told(*line))
    language = places.town().languages[0]
    return [_reply_line(map_, row, threads[row["case"]], language) for row in rows]


def _reply_line(map_: ImportMap, row: Mapping[str, Any], thread: list[Told], language: str) -> ReplyLine:
    assert map_.reply is not None
    values = {
        **replied(thread, row["taken_at"]),
        "ref": row["case__source_ref"],
        "number": row["case__number"],
        "state": row["case__state"],
        "unit": name_of(people.unit_by_id(row["case__unit"]).names, language),
        "due": row["case__due_at"],
        "closed": row["case__closed_at"],
    }
    cells = cells_of(map_.reply, values, map_.zone)
    digest = sha256("\0".join(cells).encode()).hexdigest() if cells else ""
    return ReplyLine(row["case"], row["case__version"], cells, digest, digest == row["reply"])


def _files(viewer: Actor) -> QuerySet[ReplyFile]:
    """Reply files of whose matters the viewer sees every one."""
    unseen = ReplyRow.objects.filter(file=OuterRef("pk")).exclude(
        case__in=Case.objects.filter(scope(viewer))
    )
    return ReplyFile.objects.exclude(Exists(unseen)).order_by("-day", "-number", "source")


def reply_files(viewer: Actor) -> list[ReplyInfo]:
    """The newest reply files that the viewer may have."""
    rows = _files(viewer).defer("content").annotate(kept=~Q(content=b""))[:MOST_SHOWN]
    return [info_of(row, kept=row.kept) for row in rows]


def info_of(row: ReplyFile, *, kept: bool = True) -> ReplyInfo:
    return ReplyInfo(row.id, row.source, row.day, row.number, row.form, row.rows, row.at, kept)


def reply_file(file: UUID, *, viewer: Actor) -> tuple[ReplyInfo, bytes]:
    """A reply as it was written; who reads it is recorded with every matter of it.

    Raises ``not_found``, also once it is no longer kept.
    """
    row = _files(viewer).filter(pk=file).exclude(content=b"").first()
    if row is None:
        raise NOT_FOUND()
    return _opened(row, viewer)


def reply_of_day(source: str, day: date, number: int | None, *, viewer: Actor) -> tuple[ReplyInfo, bytes]:
    """The reply of a day, byte for byte; without a number the only or newest one.

    Raises ``no_such_reply``.
    """
    rows = _files(viewer).filter(source=source, day=day).exclude(content=b"")
    row = (rows if number is None else rows.filter(number=number)).first()
    if row is None:
        raise NO_SUCH_REPLY()
    return _opened(row, viewer)


def _opened(row: ReplyFile, viewer: Actor) -> tuple[ReplyInfo, bytes]:
    cases = ReplyRow.objects.filter(file=row).order_by("id").values_list("case", flat=True)
    content = reveal_many(viewer, "case", list(cases), WORDS, lambda: bytes(row.content), purpose=PURPOSE)
    return info_of(row), content
