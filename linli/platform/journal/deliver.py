# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing letters over: at least once, in order per subscriber and subject.

A delivery is claimed by locking its row and is marked done in the transaction in which the handler
works, so whatever a handler writes to the database takes effect exactly once. That transaction does not
wait for the disk: nobody is told that it is done, and what a crash takes of it, it takes whole, the mark
with the work, so that the letter is handed over again. Sending to the outside (``outbox.send``) waits.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import connection, transaction

from linli.kernel import clock
from linli.kernel.events import Letter, read

from ..outage import outage
from .models import Delivery
from .registry import subscriptions

log = logging.getLogger("linli.journal")

ATTEMPTS = 8  # then a delivery counts as failed and a person is told
# A first attempt waits for nothing: the clock that wrote ``not_before`` may have been an hour ahead.
NEXT = """
with unhurried as (select set_config('synchronous_commit', 'off', true))
select d.id from journal_delivery d, unhurried
where d.state = 'waiting' and (d.not_before <= %s or d.attempts = 0) and d.subscriber = any(%s)
  and not exists (
    select 1 from journal_delivery e
    where e.subscriber = d.subscriber and e.subject = d.subject
      and e.seq < d.seq and e.state <> 'done')
order by d.not_before, d.id
limit 1 for update of d skip locked
"""


def deliver_one() -> bool:
    """Hand over the next letter that is due; whether there was one."""
    now = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(NEXT, [now, list(subscriptions())])
            row = cursor.fetchone()
        if row is None:
            return False
        delivery = Delivery.objects.select_related("event").get(pk=row[0])
        try:
            with transaction.atomic():
                subscriptions()[delivery.subscriber].handler(_letter(delivery))
        except Exception as error:
            if outage(error):
                raise  # nobody's fault and no attempt: the letter waits as it lay
            log.exception("letter %s to %s was not taken", delivery.event_id, delivery.subscriber)
            _postpone(delivery, error)
        else:
            delivery.state = "done"
            delivery.error = ""
        delivery.attempts += 1
        delivery.save(update_fields=("state", "attempts", "not_before", "error"))
    return True


def deliver_all(limit: int = 10_000) -> int:
    """Hand over letters until none is due (or ``limit``); how many."""
    count = 0
    while count < limit and deliver_one():
        count += 1
    return count


def _letter(delivery: Delivery) -> Letter:
    record = delivery.event
    return Letter(
        event=read(record.type, record.version, record.data),
        subject=record.subject,
        seq=record.seq,
        actor=record.actor,
        occurred_at=record.occurred_at,
        origin=record.origin,
    )


def _postpone(delivery: Delivery, error: Exception) -> None:
    delivery.error = type(error).__name__  # never the message: it may quote what a person wrote
    if delivery.attempts + 1 >= ATTEMPTS:
        delivery.state = "failed"
        return
    wait = min(2**delivery.attempts, 300)
    delivery.not_before = clock.now() + timedelta(seconds=wait)
