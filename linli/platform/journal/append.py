# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing to the journal, inside the transaction of the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from linli.kernel import clock
from linli.kernel.events import Entry

from .models import EventRecord
from .registry import subscriptions

Guard = Callable[[Sequence[Entry]], None]
_guards: dict[str, Guard] = {}


def guard(kind: str) -> Callable[[Guard], Guard]:
    """Let a function look at what actors of a kind write, in the same transaction: it may refuse it, so
    that no command has to remember to ask."""

    def register(look: Guard) -> Guard:
        _guards[kind] = look
        return look

    return register


# Events and their deliveries in one statement, whatever the number of entries.
WRITE = """
with entry as (
  insert into journal_event
    (type, version, subject, seq, occurred_at, origin, compartment, actor, data, recorded_at)
  select given.*, %(now)s
  from jsonb_to_recordset(%(entries)s::jsonb) as given(type text, version smallint, subject uuid,
    seq int, occurred_at timestamptz, origin text, compartment text, actor text, data jsonb)
  returning id, type, subject, seq, origin
), delivery as (
  insert into journal_delivery
    (event_id, subscriber, subject, seq, state, attempts, not_before, error)
  select entry.id, wanted.subscriber, entry.subject, entry.seq, 'waiting', 0, %(now)s, ''
  from entry join unnest(%(wants)s::text[], %(wanted_type)s::text[], %(wanted_origin)s::text[])
    as wanted(subscriber, type, origin)
    on wanted.type = entry.type and wanted.origin = entry.origin
)
select id from entry order by id
"""


def next_seq(subject: UUID) -> int:
    """The next number of a subject that keeps no version of its own; lock its row first."""
    last = EventRecord.objects.filter(subject=subject).aggregate(last=Max("seq"))["last"]
    return (last or 0) + 1


def append(entries: Sequence[Entry]) -> list[int]:
    """Write entries and a delivery for every subscriber; the ids in the journal, ascending.

    Must run in the transaction that changes the state the events tell of.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("events are written with what they tell of")
    if not entries:
        return []
    for kind, look in _guards.items():
        if guarded := [entry for entry in entries if entry.actor.kind == kind]:
            look(guarded)
    wants = [
        (subscription.name, event_type, origin)
        for subscription in subscriptions().values()
        for event_type in subscription.types
        for origin in subscription.origins
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "now": clock.now(),
                "entries": json.dumps([_line(entry) for entry in entries]),
                "wants": [name for name, _, _ in wants],
                "wanted_type": [event_type for _, event_type, _ in wants],
                "wanted_origin": [origin for _, _, origin in wants],
            },
        )
        return [row[0] for row in cursor.fetchall()]


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "type": entry.event.type,
        "version": entry.event.version,
        "subject": str(entry.subject),
        "seq": entry.seq,
        "occurred_at": entry.occurred_at.isoformat(),
        "origin": entry.origin,
        "compartment": entry.compartment,
        "actor": entry.actor.ref,
        "data": entry.event.data(),
    }
