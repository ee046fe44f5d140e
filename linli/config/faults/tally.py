# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of everything, asked of the tables themselves and not of the code that wrote them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import OperationalError, connection

from linli.kernel import clock
from linli.platform.files import store
from linli.platform.journal import subscriptions

from .load import Told

# Events of what is kept beside the matters: they stand for no step of one.
BESIDE = r"^cases\.(commitment|item|question|template|topic|part_asked|press_proposed)"


def settled() -> bool:
    """Whether every letter has been handed over; no, while the database does not answer."""
    try:
        return _one("select count(*) from journal_delivery where state = 'waiting'") == 0
    except OperationalError:
        connection.close()
        return False


def tally(told: list[Told]) -> dict[str, int]:
    """Counts of what was acknowledged, and of that what is lost or doubled; of events what is lost."""
    return {
        "acknowledged": len(told),
        "lost": sum(_is_lost(one) for one in told),
        "doubled": sum(_is_doubled(one) for one in told) + doubled_effects(),
        "events_lost": events_lost(told),
        "half_written": half_written(),
    }


def half_written() -> int:
    """Rows whose file is not there or not whole, and files without a row that the sweep leaves.

    A file without a row is what a process leaves that was killed between the two; the sweep of the next
    day takes it, so this looks as if it were the next day.
    """
    wrong = 0
    for key, size, digest in _all("select key, size, digest from files_file"):
        content = b""
        if default_storage.exists(key):
            with default_storage.open(key) as file:
                content = file.read()
        wrong += (len(content), hashlib.sha256(content).hexdigest()) != (size, digest)
    tomorrow = clock.now() + store.UNLINKED_FOR
    for key in list(store.strays(tomorrow)):
        default_storage.delete(key)
    known = {key for (key,) in _all("select key from files_file")}
    root = Path(default_storage.path(""))
    there = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return wrong + len(there - known)


def _is_lost(one: Told) -> bool:
    match one.what:
        case "received":
            return not _one(
                "select count(*) from cases_case where id = %s and text = %s", one.id, one.words
            )
        case "stored":
            rows = _all("select key from files_file where id = %s", one.id)
            return not rows or not default_storage.exists(rows[0][0])
        case _:
            return not _one(
                "select count(*) from cases_step where case_id = %s and seq = %s and deed = %s",
                one.id, one.version, one.deed,
            )  # fmt: skip


def _is_doubled(one: Told) -> bool:
    """Whether it was done twice; of steps that keep no words only their order tells, in ``events_lost``."""
    if one.what == "stored":
        return False
    if one.what == "received":
        return _one("select count(*) from cases_case where text = %s", one.words) > 1
    return _one("select count(*) from cases_step where text = %s", one.words) > 1


def doubled_effects() -> int:
    """Messages beyond the one that each deed is worth."""
    return _one(
        "select coalesce(sum(greatest(sent - done, 0)), 0) from"
        " (select about, replace(template, 'cases.', '') as deed, count(*) as sent"
        "  from outbox_message where about is not null and template like 'cases.%%'"
        "  group by 1, 2) as message"
        " join lateral (select count(*) as done from cases_step s where s.case_id = message.about"
        "  and s.deed = replace(message.deed, 'received', 'receive')) as step on true"
    )


def events_lost(told: list[Told]) -> int:
    """Steps without their event, events without their step, gaps, and letters that did not arrive.

    What is kept beside the matters has no steps of theirs; its gaps count as any.
    A subscriber that came with this version is owed what happened since (``journal_subscriber``).
    """
    lost = _one(
        "select count(*) from cases_step s full join"
        " (select * from journal_event where type like 'cases.%%' and type !~ %s) e"
        " on e.subject = s.case_id and e.seq = s.seq where e.id is null or s.id is null",
        BESIDE,
    )
    lost += _one(
        "select count(*) from (select subject from journal_event group by subject"
        " having count(*) <> max(seq)) as gap"
    )
    lost += _one("select count(*) from journal_delivery where state <> 'done'")
    for subscription in subscriptions().values():
        lost += _one(
            "select count(*) from journal_event e where type = any(%s) and origin = any(%s) and not exists"
            " (select 1 from journal_delivery d where d.event_id = e.id and d.subscriber = %s)"
            " and not exists"
            " (select 1 from journal_subscriber s where s.name = %s and s.since > e.recorded_at)",
            sorted(subscription.types), sorted(subscription.origins), subscription.name, subscription.name,
        )  # fmt: skip
    for one in told:
        if one.contact:
            lost += not _one(
                "select count(*) from outbox_message where about = %s and template = 'cases.received'",
                one.id,
            )
    return lost


def _all(query: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


def _one(query: str, *given: Any) -> int:
    return int(_all(query, *given)[0][0])
