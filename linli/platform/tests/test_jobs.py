# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of workers that died are given back to the queue, once, and never stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from linli.platform.jobs.jobs import give_back, reconcile_journal


@pytest.fixture
def queue(committed: None) -> Iterator[None]:
    """An empty queue, and an empty one after the test."""
    clear = "truncate procrastinate_jobs, procrastinate_workers cascade"
    ask(clear)
    yield
    ask(clear)


def ask(statement: str, *given: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall() if cursor.description else []


def worker(seconds_ago: int) -> object:
    """A worker that was last heard of so long ago."""
    heard = "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s))"
    return ask(f"{heard} returning id", seconds_ago)[0][0]


def job_of(holder: object) -> int:
    """A job that this worker is at."""
    job = reconcile_journal.defer(timestamp=0)
    ask("update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s", holder, job)
    return job


def states() -> dict[object, object]:
    return dict(ask("select id, status::text from procrastinate_jobs"))  # type: ignore[arg-type]


def rescue() -> None:
    async_to_sync(give_back)(app.job_manager)


def test_the_job_of_a_dead_worker_is_tried_again(queue: None) -> None:
    dead, living = job_of(worker(120)), job_of(worker(1))
    rescue()
    assert states() == {dead: "todo", living: "doing"}


def test_the_job_of_a_worker_that_is_not_even_known_any_more_is_tried_again(queue: None) -> None:
    holder = worker(120)
    lost = job_of(holder)
    ask("delete from procrastinate_workers where id = %s", holder)
    rescue()
    assert states() == {lost: "todo"}


def test_a_successor_in_the_queue_takes_its_place_and_the_next_one_is_rescued_too(queue: None) -> None:
    first = job_of(worker(120))
    waiting = reconcile_journal.defer(timestamp=0)
    other = reconcile_journal.configure(queueing_lock="other").defer(timestamp=0)
    ask("update procrastinate_jobs set status = 'doing', worker_id = null where id = %s", other)
    rescue()
    assert states() == {waiting: "todo", other: "todo"}, first
