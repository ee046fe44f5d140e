# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commitments. All of it is public: what was promised, by whom, by when, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places

from ..models import Commitment, CommitmentStep, CommitmentVoice
from ..policy import may_report
from ..rules.commitments import FEWEST, LIVE, PROMISES
from ..vocab.commitments import Progress, Promise
from .detail import FileInfo

PAGE = 50
GROUPS = ("open", "late", "fulfilled", "dropped", "all")


@dataclass(frozen=True)
class CommitmentLine:
    """A commitment in a list."""

    id: UUID
    number: str
    about: str
    title: str
    text: str
    place: places.PlaceInfo
    unit: people.UnitInfo
    state: Promise
    due_on: date
    first_due_on: date
    late: bool
    made_at: datetime
    ended_at: datetime | None
    version: int


@dataclass(frozen=True)
class CommitmentStepLine:
    """What became of it, one line."""

    seq: int
    action: str
    text: str
    due_on: date | None
    at: datetime
    photo: int | None


@dataclass(frozen=True)
class CommitmentDetail:
    """One commitment; ``actions`` is what this viewer may do with it now."""

    line: CommitmentLine
    steps: tuple[CommitmentStepLine, ...]
    voices: Mapping[str, int]  # empty below the fewest that are shown
    heard: int
    actions: tuple[Progress, ...]


@dataclass(frozen=True)
class CommitmentPage:
    """A page of a list; ``after`` leads to the next one."""

    lines: list[CommitmentLine]
    more: bool
    after: int
    counts: Mapping[str, int]


def commitment_list(
    *, group: str = "open", after: int = 0, place: str = "", viewer: Actor | None = None
) -> CommitmentPage:
    """Commitments of a group and, with ``place``, from there down; with ``viewer`` those that they see to.

    What runs comes first by its day, what ended by when it did.
    """
    rows = Commitment.objects.select_related("unit")
    if place:
        rows = rows.filter(place_path__startswith=places.place_by_code(place).path)
    if viewer is not None:
        rows = rows.filter(_own(viewer))
    today = places.today()
    groups = {
        "open": Q(state__in=LIVE),
        "late": Q(state__in=LIVE, due_on__lt=today),
        "fulfilled": Q(state=Promise.FULFILLED),
        "dropped": Q(state=Promise.DROPPED),
        "all": Q(),
    }
    counts = rows.aggregate(**{name: Count("pk", filter=wanted) for name, wanted in groups.items()})
    order = ("due_on", "id") if group in ("open", "late") else ("-made_at", "id")
    found = list(rows.filter(groups[group]).order_by(*order)[after : after + PAGE + 1])
    lines = [_line(row, today) for row in found[:PAGE]]
    return CommitmentPage(lines, len(found) > PAGE, after + PAGE, counts)


def commitment_by_number(number: str, *, viewer: Actor) -> CommitmentDetail:
    """One commitment with its steps. Raises ``not_found``."""
    row = Commitment.objects.select_related("unit").filter(number=number).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    steps = CommitmentStep.objects.filter(commitment=row).order_by("seq")
    voices = CommitmentVoice.objects.filter(commitment=row).values("solved").annotate(n=Count("id"))
    told = {one["solved"]: one["n"] for one in voices.order_by("solved")}
    heard, state = sum(told.values()), Promise(row.state)
    mine = may_report(viewer, row.place_path, row.unit.path)
    return CommitmentDetail(
        _line(row, places.today()),
        tuple(
            CommitmentStepLine(
                step.seq, step.action, step.text, step.due_on, step.at, step.seq if step.file_id else None
            )
            for step in steps
        ),
        told if heard >= FEWEST else {},
        heard,
        tuple(PROMISES.actions(state)) if mine else (),
    )


def commitments_by_id(ids: Iterable[UUID]) -> dict[UUID, CommitmentLine]:
    """Several at once, for pages of what they came from."""
    rows = Commitment.objects.select_related("unit").filter(pk__in=set(ids)).order_by("id")
    today = places.today()
    return {row.id: _line(row, today) for row in rows}


def commitment_photo(number: str, seq: int) -> FileInfo:
    """The photo of a step. Raises ``not_found``."""
    steps = CommitmentStep.objects.filter(commitment__number=number, seq=seq).exclude(file=None)
    step = steps.select_related("file").order_by("id").first()
    if step is None or step.file is None:
        raise NOT_FOUND()
    return FileInfo(
        id=step.id,
        file=step.file.id,
        kind=step.file.kind,
        media_type=step.file.media_type,
        size=step.file.size,
        seq=seq,
        by_reporter=False,
        released=True,
    )


def _own(viewer: Actor) -> Q:
    """Those of a place that one answers for or of one's unit: the same as ``policy.may_report``."""
    if viewer.kind == "system":
        return Q()
    seen = Q(pk__in=[])
    for holding in viewer.at("coordinator", "community_worker"):
        seen |= Q(place_path__startswith=holding.place_path)
    for holding in viewer.at("handler", "coordinator", "operator"):
        if holding.unit_path:
            seen |= Q(unit__path__startswith=holding.unit_path)
    return seen


def _line(row: Commitment, today: date) -> CommitmentLine:
    state = Promise(row.state)
    return CommitmentLine(
        row.id,
        row.number,
        row.about,
        row.title,
        row.text,
        places.place_by_id(row.place_id),
        people.unit_by_id(row.unit_id),
        state,
        row.due_on,
        row.first_due_on,
        state in LIVE and row.due_on < today,
        row.made_at,
        row.ended_at,
        row.version,
    )
