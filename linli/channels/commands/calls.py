# SPDX-License-Identifier: AGPL-3.0-or-later
"""A call: begun, kept as it is typed, cut off, ended. Nothing that was typed is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, Problem
from linli.people import public as people
from linli.platform import crypto
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import CallBegun, CallEnded, CallResumed
from ..models import Call
from ..policy import desk_of, may_open
from ..queries.calls import blind_number
from ..vocab import CALL_OVER, CallState, Wrap

FIELDS = ("channel", "kind", "text", "name", "contact", "category", "place", "address", "about")
LONGEST = 20_000  # signs of one field
LEFT = timedelta(hours=3)  # no call lasts so long


def keep_call(call: UUID, draft: Mapping[str, str], *, actor: Actor) -> None:
    """Keep what was typed so far of a call, which begins with it. Later words take the place of earlier
    ones. Raises ``call_over`` when it ended, ``not_found`` for somebody else's call."""
    said = {name: clean(draft[name])[:LONGEST] for name in FIELDS if draft.get(name)}
    found = people.contact_of(said.get("contact", ""))
    values = {
        "draft": crypto.seal(json.dumps(said, ensure_ascii=False), "channels_call", "draft", call),
        "blind": blind_number(found[1]) if found else None,
    }
    try:
        with transaction.atomic():
            if not Call.objects.filter(pk=call).exists():
                _begin(call, values, actor)
                return
    except IntegrityError:
        pass  # begun by the same form a moment ago
    with transaction.atomic():
        take(call, actor)
        Call.objects.filter(pk=call).update(**values)


def _begin(call: UUID, values: Mapping[str, bytes | None], actor: Actor) -> None:
    desk = desk_of(actor)
    if not desk:
        raise FORBIDDEN()
    row = Call.objects.create(
        id=call,
        operator_id=UUID(actor.id),
        place_path=desk,
        state=CallState.OPEN.value,
        begun_at=clock.now(),
        **values,
    )
    tell(row, CallBegun(), actor)


def take(call: UUID, actor: Actor) -> Call:
    """Lock a call for who may go on with it."""
    row = Call.objects.select_for_update(of=("self",)).filter(pk=call).order_by("pk").first()
    if row is None:
        raise NOT_FOUND()
    state = CallState(row.state)
    if state is CallState.ENDED and actor.id == str(row.operator_id):
        raise CALL_OVER()
    if not may_open(actor, operator=str(row.operator_id), state=state, place_path=row.place_path):
        raise NOT_FOUND()
    return row


def tell(row: Call, event: Event, actor: Actor) -> None:
    """The event of a call."""
    append([Entry(event, row.subject, row.version, actor, clock.now())])


@transaction.atomic
def end_call(call: UUID, wrap: Wrap, *, actor: Actor) -> None:
    """End a call with a code. Cut off half-way, what was typed stays; else it goes."""
    row = take(call, actor)
    row.version += 1
    row.wrap, row.ended_at = wrap.value, clock.now()
    cut = wrap in (Wrap.DROPPED, Wrap.BACK)
    row.state = (CallState.DROPPED if cut else CallState.ENDED).value
    if not cut:
        row.draft = row.blind = None
    row.save(update_fields=("version", "wrap", "ended_at", "state", "draft", "blind"))
    tell(row, CallEnded(wrap.value), actor)


def drop_left(after: timedelta = LEFT) -> int:
    """Calls that nobody ended (a browser was closed, a machine stopped): cut off half-way, so that whoever
    picks up next goes on with them; how many."""
    old = Call.objects.filter(state=CallState.OPEN.value, begun_at__lt=clock.now() - after)
    left = list(old.order_by("begun_at", "id").values_list("id", flat=True)[:200])
    for call in left:
        with suppress(Problem):  # ended meanwhile
            end_call(call, Wrap.DROPPED, actor=SYSTEM)
    return len(left)


@transaction.atomic
def resume_call(call: UUID, *, actor: Actor) -> None:
    """Go on with a call that was cut off, whoever took it first. Done again, it changes nothing."""
    row = take(call, actor)
    if row.state == CallState.OPEN:
        return
    row.version += 1
    row.operator_id, row.state, row.wrap, row.ended_at = UUID(actor.id), CallState.OPEN.value, "", None
    row.save(update_fields=("version", "operator", "state", "wrap", "ended_at"))
    tell(row, CallResumed(), actor)


@transaction.atomic
def matter_came(call: UUID) -> None:
    """A matter came of a call (they share their id): it is over, and its words stand in the matter."""
    row = Call.objects.select_for_update(of=("self",)).filter(pk=call).order_by("pk").first()
    if row is None or row.state == CallState.ENDED:
        return
    row.version += 1
    row.state, row.wrap, row.ended_at = CallState.ENDED.value, Wrap.MATTER.value, clock.now()
    row.draft = row.blind = None
    row.save(update_fields=("version", "state", "wrap", "ended_at", "draft", "blind"))
    tell(row, CallEnded(Wrap.MATTER.value), SYSTEM)
