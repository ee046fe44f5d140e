# SPDX-License-Identifier: AGPL-3.0-or-later
"""A space is prepared by who answers for its place, published, changed in the open, and ended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import SpaceClosed, SpacePrepared, SpacePublished
from ..models import Space, SpacePhase, SpaceRules
from ..policy import may
from ..rules.phases import Phase, in_order
from ..vocab import SPACE_CODE_TAKEN, SPACE_NOT_OPEN, Deed, Level, Rung, SpaceKind, SpaceState
from .base import locked

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+){0,6}", re.ASCII)
RESERVED = ("new", "mine", "residents", "budget", "kept", "moderation")
LONGEST = 8000


@dataclass(frozen=True)
class SpaceData:
    """A space as it is to be. ``code`` is its address; texts by language; ``answer_on`` is a promise."""

    code: str
    kind: SpaceKind
    level: Level
    rung: Rung
    names: Mapping[str, str]
    about: Mapping[str, str]
    place: str
    unit: str
    threshold: int
    rules: str
    answer_on: date
    phases: Sequence[Phase] = ()


@transaction.atomic
def prepare_space(
    data: SpaceData, *, actor: Actor, space: UUID | None = None, expected_version: int | None = None
) -> UUID:
    """Prepare a space, or with ``space`` change one: its id. Other words of the rules are a new version.

    An open space keeps its address, place, level, rung and threshold: nobody who took part is surprised.
    Raises ``forbidden``, ``invalid``, ``phases_out_of_order``, ``space_code_taken``, ``stale``.
    """
    spot, unit = places.place_by_code(data.place), people.unit_by_code(data.unit)
    if not may(actor, Deed.PREPARE, spot.path):
        raise FORBIDDEN()
    if not CODE.fullmatch(data.code) or len(data.code) > 40 or data.code in RESERVED:
        raise INVALID(field="code")
    phases, rules = in_order(data.phases), clean(data.rules)[:LONGEST]
    names = {language: clean(text)[:120] for language, text in data.names.items() if clean(text)}
    about = {language: clean(text)[:LONGEST] for language, text in data.about.items() if clean(text)}
    if not names or not rules:
        raise INVALID(field="rules" if names else "names")
    now = clock.now()
    row = locked(Space, space, Deed.PREPARE, actor, expected_version) if space else None
    if row is None:
        row = Space(id=new_id(), code=data.code, state=SpaceState.DRAFT.value, version=0, made_at=now)
        row.rules_version = 0
    if row.state == SpaceState.CLOSED:
        raise SPACE_NOT_OPEN()
    if row.state == SpaceState.DRAFT:
        row.code, row.kind, row.level, row.rung = (
            data.code,
            data.kind.value,
            data.level.value,
            data.rung.value,
        )
        row.place_id, row.place_path, row.threshold = spot.id, spot.path, data.threshold
    row.names, row.about, row.unit_id, row.answer_on = names, about, unit.id, data.answer_on
    newest = SpaceRules.objects.filter(space=row.id).order_by("-version").first()
    fresh = newest is None or newest.text != rules
    row.rules_version += fresh
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise SPACE_CODE_TAKEN() from None
    if fresh:
        SpaceRules.objects.create(space=row, version=row.rules_version, text=rules, at=now)
    SpacePhase.objects.filter(space=row).delete()
    SpacePhase.objects.bulk_create(
        SpacePhase(space=row, kind=phase.kind.value, begins=phase.begins, ends=phase.ends)
        for phase in phases
    )
    _tell(row, SpacePrepared(row.code, row.rules_version), actor)
    return row.id


@transaction.atomic
def publish_space(space: UUID, *, actor: Actor) -> None:
    """Open a space to everybody. Done again, it changes nothing."""
    row = locked(Space, space, Deed.PREPARE, actor)
    if row.state == SpaceState.DRAFT:
        row.state, row.published_at, row.version = SpaceState.OPEN.value, clock.now(), row.version + 1
        row.save(update_fields=("state", "published_at", "version"))
        place = places.place_by_id(row.place_id).code
        _tell(row, SpacePublished(row.code, row.kind, row.level, place), actor)


@transaction.atomic
def close_space(space: UUID, *, actor: Actor) -> None:
    """End a space: nothing is proposed or endorsed any more, what was promised is still kept."""
    row = locked(Space, space, Deed.PREPARE, actor)
    if row.state == SpaceState.OPEN:
        row.state, row.closed_at, row.version = SpaceState.CLOSED.value, clock.now(), row.version + 1
        row.save(update_fields=("state", "closed_at", "version"))
        _tell(row, SpaceClosed(row.code), actor)


def _tell(row: Space, event: Event, actor: Actor) -> None:
    append([Entry(event, row.id, row.version, actor, clock.now())])
