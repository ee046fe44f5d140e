# SPDX-License-Identifier: AGPL-3.0-or-later
"""Spaces: the public list, one space, and the desk's list of those that one keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places

from ..models import Proposal, Space, SpacePhase, SpaceRules
from ..policy import Relation, relations
from ..rules.course import PUBLIC
from ..rules.phases import Phase, current
from ..vocab import Level, PhaseKind, ProposalState, Rung, SpaceKind, SpaceState

MOST = 200


@dataclass(frozen=True)
class SpaceInfo:
    """A space as everybody reads it."""

    id: UUID
    code: str
    kind: SpaceKind
    level: Level
    rung: Rung
    names: Mapping[str, str]
    about: Mapping[str, str]
    place: places.PlaceInfo
    unit: people.UnitInfo
    state: SpaceState
    threshold: int
    rules_version: int
    answer_on: date
    version: int
    published_at: datetime | None
    phases: tuple[Phase, ...]
    now: Phase | None  # the phase that runs today

    @property
    def votes(self) -> bool:
        """Whether what is accepted here goes to a vote before it is promised."""
        return any(phase.kind is PhaseKind.VOTE for phase in self.phases)


@dataclass(frozen=True)
class SpaceLine:
    """A space in a list, with how much stands in it."""

    space: SpaceInfo
    proposals: int
    answered: int
    waiting: int  # for the moderators
    late: int  # answers that are overdue


def open_spaces(*, ended: bool = False) -> list[SpaceLine]:
    """The spaces that everybody sees, those that run or those that ended."""
    state = SpaceState.CLOSED if ended else SpaceState.OPEN
    return _lines(Space.objects.filter(state=state).order_by("-published_at", "id")[:MOST])


def desk_spaces(*, viewer: Actor) -> list[SpaceLine]:
    """The spaces that the viewer keeps or in which their unit answers, drafts too."""
    rows = Space.objects.select_related("unit").order_by("state", "-made_at", "id")[: 5 * MOST]
    return _lines(row for row in rows if relations(viewer, row.place_path, row.unit.path))


def find_space(code: str, *, viewer: Actor, kept: bool = False) -> SpaceInfo:
    """One space. A draft is there for its keepers alone, and so is everything with ``kept``.

    Raises ``not_found``.
    """
    row = Space.objects.select_related("unit").filter(code=code).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if kept or row.state == SpaceState.DRAFT:
        related = relations(viewer, row.place_path, row.unit.path)
        if not related or (row.state == SpaceState.DRAFT and Relation.KEEPER not in related):
            raise NOT_FOUND()
    return space_of(row)


def old_rules(space: UUID) -> list[SpaceRules]:
    """Every version of the rules of a space, the newest first."""
    return list(SpaceRules.objects.filter(space=space).order_by("-version"))


def space_of(row: Space, phases: Iterable[Phase] | None = None) -> SpaceInfo:
    """A space as plain data."""
    kept = tuple(_phases([row.id])[row.id] if phases is None else phases)
    return SpaceInfo(
        row.id,
        row.code,
        SpaceKind(row.kind),
        Level(row.level),
        Rung(row.rung),
        row.names,
        row.about,
        places.place_by_id(row.place_id),
        people.unit_by_id(row.unit_id),
        SpaceState(row.state),
        row.threshold,
        row.rules_version,
        row.answer_on,
        row.version,
        row.published_at,
        kept,
        current(kept, places.today()),
    )


def late(today: date, at: datetime) -> Q:
    """Proposals whose answer is overdue: by the threshold's own day, or by the day promised for all."""
    return Q(state=ProposalState.OPEN) & (Q(due_at__lt=at) | Q(space__answer_on__lt=today))


def _phases(spaces: Iterable[UUID]) -> dict[UUID, list[Phase]]:
    found: dict[UUID, list[Phase]] = defaultdict(list)
    for row in SpacePhase.objects.filter(space__in=list(spaces)).order_by("space", "begins"):
        found[row.space_id].append(Phase(PhaseKind(row.kind), row.begins, row.ends))
    return found


def _lines(rows: Iterable[Space]) -> list[SpaceLine]:
    rows = list(rows)
    ids = [row.id for row in rows]
    phases = _phases(ids)
    counted = (
        Proposal.objects.filter(space__in=ids)
        .values("space")
        .annotate(
            proposals=Count("pk", filter=Q(state__in=PUBLIC)),
            answered=Count("pk", filter=Q(state=ProposalState.ANSWERED)),
            waiting=Count("pk", filter=Q(state=ProposalState.WAITING)),
            late=Count("pk", filter=late(places.today(), clock.now())),
        )
        .order_by("space")
    )
    names = ("proposals", "answered", "waiting", "late")
    counts = {row[0]: row[1:] for row in counted.values_list("space", *names)}
    return [SpaceLine(space_of(row, phases[row.id]), *counts.get(row.id, (0, 0, 0, 0))) for row in rows]
