# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding what fell between: missing deliveries, new subscribers, old rows.

Runs every few minutes in the worker and whenever an operator asks (``linli doctor``). It is the
safety net under ``append``: even if the whole delivery table is lost, every letter arrives.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from linli.kernel import clock

from .models import Delivery, Subscriber
from .registry import Subscription, subscriptions

KEEP_DONE = timedelta(days=14)
MISSING = """
insert into journal_delivery (event_id, subscriber, subject, seq, state, attempts, not_before, error)
select e.id, %s, e.subject, e.seq, 'waiting', 0, %s, '' from journal_event e
where e.type = any(%s) and e.origin = any(%s) and e.recorded_at >= %s and e.recorded_at >= %s
  and not exists (
    select 1 from journal_delivery d where d.event_id = e.id and d.subscriber = %s)
on conflict do nothing
"""


def reconcile() -> int:
    """Write every delivery that should be there and is not; how many were missing."""
    return sum(_mend(subscription) for subscription in list(subscriptions().values()))


def _mend(subscription: Subscription) -> int:
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        subscriber, new = Subscriber.objects.get_or_create(name=subscription.name, defaults={"since": now})
        if new and subscription.backfill:
            subscriber.since = now - timedelta(days=365 * 200)
            subscriber.save(update_fields=("since",))
        horizon = subscriber.since if new else max(subscriber.since, now - KEEP_DONE)
        cursor.execute(
            MISSING,
            [
                subscription.name,
                now,
                sorted(subscription.types),
                sorted(subscription.origins),
                subscriber.since,
                horizon,
                subscription.name,
            ],
        )
        return cursor.rowcount


def sweep() -> int:
    """Remove deliveries that were done long ago; how many."""
    old = Delivery.objects.filter(state="done", event__recorded_at__lt=clock.now() - 2 * KEEP_DONE)
    return old.delete()[0]


def state() -> dict[str, int]:
    """How many letters wait, how many failed: for the doctor and the operator's page."""
    return {
        "waiting": Delivery.objects.filter(state="waiting").count(),
        "failed": Delivery.objects.filter(state="failed").count(),
    }
