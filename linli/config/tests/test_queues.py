# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every queue is deleted, and what it held comes back: the table of ``docs/operations.md``."""

from __future__ import annotations

import time
from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer, PeriodicTask

from conftest import ROOT
from linli.cases.public import Action, ReporterData
from linli.cases.testing import a_case, act
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.events import TYPES, Entry, Event
from linli.kernel.ids import new_id
from linli.platform.journal import subscriptions
from linli.platform.journal.append import append
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import Delivery
from linli.platform.journal.reconcile import reconcile
from linli.platform.outbox.models import Message

OWN = "linli."


def tasks() -> list[str]:
    return sorted(name for name in app.tasks if name.startswith(OWN))


def periodic() -> list[PeriodicTask[Any, Any, Any]]:
    found = app.periodic_registry.periodic_tasks.values()
    return sorted((task for task in found if task.task.name.startswith(OWN)), key=lambda one: one.task.name)


def test_the_table_names_every_step_that_happens_later() -> None:
    table = (ROOT / "docs" / "operations.md").read_text("utf-8")
    missing = [name for name in [*tasks(), *subscriptions()] if f"`{name}`" not in table]
    assert tasks() and not missing


def test_all_regular_work_holds_a_lock_so_that_it_never_queues_up() -> None:
    assert all(task.task.queueing_lock for task in periodic())
    alone = set(tasks()) - {task.task.name for task in periodic()}
    assert alone == {"linli.triage.jobs.train_now"}, "work that no clock brings back needs a reconciler"


@pytest.fixture
def known(cast: Any) -> None:
    """A worker has run: every subscriber is known."""
    reconcile()


@pytest.fixture
def told(known: None) -> set[str]:
    """A matter whose reporter was told of what was done; the keys of the messages."""
    case = a_case(reporter=ReporterData(contact="someone@example.org")).id
    act(case, Action.DISPATCH)
    act(case, Action.RESOLVE, text="换了灯")
    deliver_all()
    return keys(case)


def keys(case: UUID | None = None) -> set[str]:
    found = Message.objects.filter(**({"about": case} if case else {}))
    return set(found.values_list("unique_key", flat=True))


def empty(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "lost",
    [
        ["delete from journal_delivery"],
        ["delete from outbox_message", "delete from journal_delivery where state = 'done'"],
        ["delete from outbox_message where template = 'cases.received'", "delete from journal_delivery"],
    ],
    ids=["letters", "messages", "some of both"],
)
def test_letters_and_messages_come_back_once(told: set[str], lost: list[str]) -> None:
    assert told
    for statement in lost:
        empty(statement)
    assert reconcile() > 0
    deliver_all()
    assert keys() == told and Message.objects.count() == len(told)
    assert reconcile() == 0


def test_letters_that_were_still_waiting_come_back(known: None) -> None:
    case = a_case(reporter=ReporterData(contact="someone@example.org")).id
    empty("delete from journal_delivery")
    assert deliver_all() == 0 and not keys(case)
    assert reconcile() > 0
    deliver_all()
    assert len(keys(case)) == 1


def anything(kind: str) -> Event:
    """An event of a type, whatever it says."""
    empty_of = {"str": "x", "int": 1, "bool": True}
    declared = TYPES[kind]
    return declared(**{field.name: empty_of.get(str(field.type)) for field in fields(declared)})  # type: ignore[arg-type]


def letters() -> set[tuple[str, int]]:
    return set(Delivery.objects.values_list("subscriber", "event"))


def test_letters_to_every_subscriber_come_back(known: None) -> None:
    wanted = {kind for one in subscriptions().values() for kind in one.types}
    append([Entry(anything(kind), new_id(), 1, SYSTEM, clock.now()) for kind in sorted(wanted)])
    before = letters()
    assert {name for name, _ in before} == set(subscriptions())
    empty("delete from journal_delivery")
    assert reconcile() == len(before)
    assert letters() == before


@pytest.mark.parametrize("number", range(len(periodic())))
def test_regular_work_comes_back_with_its_clock(committed: None, number: int) -> None:
    task, now = periodic()[number], int(time.time())
    defer = async_to_sync(PeriodicDeferrer(app.periodic_registry).defer_jobs)
    clear = "truncate procrastinate_jobs, procrastinate_periodic_defers cascade"
    empty(clear)
    try:
        defer([(task, now)])
        assert waiting() == [task.task.name]
        defer([(task, now), (task, now + 60)])
        assert waiting() == [task.task.name], "while it waits it is not queued again"
        empty("delete from procrastinate_jobs")
        defer([(task, now + 120)])
        assert waiting() == [task.task.name]
    finally:
        empty(clear)


def waiting() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_jobs order by id")
        return [name for (name,) in cursor.fetchall()]
