# SPDX-License-Identifier: AGPL-3.0-or-later
"""A panel by lot: set up, its pool entered and closed, the panels listed, a number drawn in public."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from secrets import SystemRandom
from uuid import UUID, uuid4

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import INVALID, NOT_FOUND, SIGN_IN
from linli.places import public as places
from linli.platform import crypto
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import PanelDrawn, PanelListed, PanelSet, PoolEntered
from ..models import Candidate, Panel
from ..policy import may
from ..queries.panel import ON, TABLE, features_of
from ..queries.spaces import SpaceInfo
from ..rules.lot import (
    Entrant,
    options_of,
    parse_pool,
    parse_quotas,
    quotas_of,
    read_list,
    suggestions,
)
from ..vocab import NOT_LISTED, POOL_CLOSED, QUOTAS_IMPOSSIBLE, CandidateState, Deed, SpaceState
from ..vocab.panel import NUMBERED
from .base import check_open
from .panel_after import tell_drawn

MOST_POOL = 20_000
MOST_SEATS = 300


@transaction.atomic
def set_panel(
    space: SpaceInfo, seats: int, quotas: str, until: date, *, households: bool = True, actor: Actor
) -> UUID:
    """Set a panel up, or change it while its pool is open. ``quotas``: lines as in ``rules.lot``.

    While people are in the pool the options stay; their numbers can change. Raises ``not_found``,
    ``invalid``, ``bad_quotas``, ``pool_closed``.
    """
    keeper(space, actor)
    rows = parse_quotas(quotas)
    if not 2 <= seats <= MOST_SEATS or until < places.today():
        raise INVALID(field="seats" if not 2 <= seats <= MOST_SEATS else "until")
    row = Panel.objects.select_for_update().filter(space=space.id).order_by("id").first()
    if row is None:
        row = Panel(space_id=space.id, version=0, set_at=clock.now())
    elif row.closed_at is not None:
        raise POOL_CLOSED()
    elif options_of(row.quotas) != options_of(rows) and Candidate.objects.filter(panel=row).exists():
        raise INVALID(field="quotas")
    row.seats, row.quotas, row.until, row.households = seats, [list(one) for one in rows], until, households
    row.save()
    tell_panel(row, PanelSet(space.code, seats, len(rows)), actor)
    return row.id


@transaction.atomic
def enter_pool(space: SpaceInfo, features: Mapping[str, str], address: str, *, actor: Actor) -> None:
    """Somebody volunteers, or changes what they said of themselves. Of the address a fingerprint is kept.

    Raises ``sign_in``, ``space_not_open``, ``not_on_the_ladder``, ``pool_closed``, ``invalid``.
    """
    if actor.kind != "account":
        raise SIGN_IN()
    row = open_pool(space)
    check_open(space, Deed.APPLY, actor)
    entrant = Entrant(_checked(row, features), "", "", "")
    known = Candidate.objects.filter(panel=row, account=UUID(actor.id)).order_by("id").first()
    candidate = known or Candidate(panel=row, account_id=UUID(actor.id), state=CandidateState.APPLIED.value)
    _seal(candidate, entrant, address)
    candidate.save()


@transaction.atomic
def leave_pool(space: SpaceInfo, *, actor: Actor) -> None:
    """Somebody takes themselves out while the pool is open; nothing is kept. Raises ``pool_closed``."""
    if actor.kind != "account":
        raise SIGN_IN()
    Candidate.objects.filter(panel=open_pool(space), account=UUID(actor.id)).delete()


@transaction.atomic
def enter_list(space: SpaceInfo, text: str, *, actor: Actor) -> int:
    """Staff enter a list of people: how many are new. The same list again adds nobody.

    Raises ``not_found``, ``bad_pool``, ``pool_closed``.
    """
    keeper(space, actor)
    row = open_pool(space)
    made: dict[bytes, Candidate] = {}
    for entrant in parse_pool(text, options_of(row.quotas)):
        candidate = Candidate(id=uuid4(), panel=row, state=CandidateState.APPLIED.value)
        _seal(candidate, entrant, entrant.address)
        plain = json.dumps([entrant.name, entrant.address, entrant.contact, dict(entrant.features)])
        candidate.fingerprint = crypto.blind(f"{row.id}:{plain}", "panel row")
        made[candidate.fingerprint] = candidate
    there = Candidate.objects.filter(panel=row, fingerprint__in=list(made)).order_by("id")
    known = {bytes(one) for one in there.values_list("fingerprint", flat=True) if one}
    fresh = [one for print_, one in made.items() if print_ not in known]
    if Candidate.objects.filter(panel=row).count() + len(fresh) > MOST_POOL:
        raise INVALID(field="text")
    Candidate.objects.bulk_create(fresh)
    if fresh:
        tell_panel(row, PoolEntered(space.code, len(fresh)), actor)
    return len(fresh)


@transaction.atomic
def close_pool(space: SpaceInfo, draw_on: date, where: str, *, actor: Actor) -> None:
    """Close the pool, number everybody in it by lot, name day and place of the public draw.

    The list of panels is worked out by a job from then on. Raises ``not_found``, ``invalid``,
    ``pool_closed``, ``quotas_impossible`` with what would help.
    """
    keeper(space, actor)
    row = Panel.objects.select_for_update().filter(space=space.id).order_by("id").first()
    if row is None or row.closed_at is not None:
        raise POOL_CLOSED()
    said = clean(where)[:200]
    if draw_on < places.today() or not said:
        raise INVALID(field="draw_on" if said else "where")
    changes = suggestions(features_of(row), quotas_of(row.quotas), row.seats)
    if changes is None or changes:
        raise QUOTAS_IMPOSSIBLE(size=row.seats, relax="; ".join(changes or ()) or "-")
    people = list(Candidate.objects.filter(panel=row).order_by("id"))
    SystemRandom().shuffle(people)
    for number, one in enumerate(people, 1):
        one.number = number
    Candidate.objects.bulk_update(people, ["number"], batch_size=500)
    row.closed_at, row.draw_on, row.draw_where, row.pool = clock.now(), draw_on, said, len(people)
    row.save()


def list_waiting() -> int:
    """Work out the list of every panel whose pool is closed; how many. Done by a job."""
    rows = Panel.objects.filter(listed_at=None).exclude(closed_at=None).order_by("closed_at", "id")
    waiting = list(rows.values_list("id", flat=True))
    for panel in waiting:
        make_list(panel)
    return len(waiting)


def make_list(panel: UUID) -> None:
    """The 1,000 numbered panels of a closed pool, by the fairest lottery, and their fingerprint."""
    row = Panel.objects.select_related("space").get(pk=panel)
    people = list(Candidate.objects.filter(panel=row).order_by("number"))
    homes = [bytes(one.household).hex() for one in people] if row.households else None
    from ..rules.panel import list_text, maximin, numbered  # SciPy's solvers: 40 MB, for a draw alone

    lottery = maximin(features_of(row), quotas_of(row.quotas), row.seats, homes)
    text = list_text(numbered(lottery))
    with transaction.atomic():
        row = Panel.objects.select_for_update(of=("self",)).select_related("space").get(pk=panel)
        if row.listed_at is not None:
            return
        row.panels, row.sha256, row.listed_at = text, sha256(text.encode()).hexdigest(), clock.now()
        row.lowest, row.bound = lottery.min_probability, lottery.bound
        row.save()
        tell_panel(row, PanelListed(row.space.code, row.sha256, len(people)), SYSTEM)


@transaction.atomic
def draw_panel(space: SpaceInfo, number: int, how: str, *, actor: Actor) -> None:
    """Record the number that was drawn in public, on the day that was named; who is drawn is told.

    Raises ``not_found``, ``not_listed``, ``invalid``.
    """
    keeper(space, actor)
    row = Panel.objects.select_for_update().filter(space=space.id).order_by("id").first()
    if row is None or row.listed_at is None or row.number is not None or row.draw_on is None:
        raise NOT_LISTED()
    if places.today() < row.draw_on:
        raise NOT_LISTED()
    said = clean(how)[:400]
    if not 1 <= number <= NUMBERED or not said:
        raise INVALID(field="number" if said else "how")
    drawn = read_list(row.panels)[number - 1]
    Candidate.objects.filter(panel=row, number__in=drawn).update(state=CandidateState.DRAWN.value)
    row.number, row.drawn_how, row.drawn_at = number, said, clock.now()
    row.save()
    tell_panel(row, PanelDrawn(space.code, number, row.sha256), actor)
    tell_drawn(row, space, Candidate.objects.filter(panel=row, state__in=ON).order_by("number"))


def open_pool(space: SpaceInfo) -> Panel:
    """The panel of a space while one can enter its pool. Raises ``not_found``, ``pool_closed``."""
    row = Panel.objects.select_for_update().filter(space=space.id).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if row.closed_at is not None or places.today() > row.until or space.state is not SpaceState.OPEN:
        raise POOL_CLOSED()
    return row


def keeper(space: SpaceInfo, actor: Actor) -> None:
    """Raises ``not_found`` for whoever does not keep the space."""
    if not may(actor, Deed.DRAW, space.place.path):
        raise NOT_FOUND()


def tell_panel(row: Panel, event: Event, actor: Actor) -> None:
    """The event of a panel, under its next number."""
    row.version += 1
    row.save(update_fields=("version",))
    append([Entry(event, row.id, row.version, actor, clock.now())])


def _checked(row: Panel, features: Mapping[str, str]) -> dict[str, str]:
    options = options_of(row.quotas)
    for name, known in options.items():
        if features.get(name) not in known:
            raise INVALID(field=name)
    return {name: features[name] for name in options}


def _seal(candidate: Candidate, entrant: Entrant, address: str) -> None:
    kept = {
        "features": dict(entrant.features), "name": entrant.name, "address": entrant.address,
        "contact": entrant.contact,
    }  # fmt: skip
    candidate.sealed = crypto.seal(json.dumps(kept, ensure_ascii=False), TABLE, "sealed", candidate.id)
    home = "".join(clean(address).split()).lower()
    candidate.household = crypto.blind(f"{candidate.panel_id}:{home}", "household") if home else b""
