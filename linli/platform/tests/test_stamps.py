# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reference data in memory: never asked for twice, never older than a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction

from linli.platform import stamps
from linli.platform.access.models import Look
from linli.platform.stamps.models import Stamp
from linli.platform.testing.queries import counted

from .letters import NOW


@pytest.fixture(autouse=True)
def _swept(committed: None) -> Iterator[None]:
    yield
    Stamp.objects.filter(name__startswith="tests").delete()


def change() -> None:
    """A row more, and the stamp that says so."""
    with transaction.atomic():
        Look.objects.create(actor="x", subject_type="t", subject=uuid4(), fields=[], purpose="p", at=NOW)
        stamps.bump("tests")


def snapshot(also: tuple[str, ...] = ()) -> int:
    return stamps.cached("tests:rows", Look.objects.count, *also)


def elsewhere(work: Callable[[], Any]) -> None:
    """In another thread with another connection, as another process would; done when this returns."""
    faults: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not faults


def by_another_process() -> None:
    """The change as it looks from here when another process made it: nothing in our memory moves."""
    with transaction.atomic():
        Look.objects.create(actor="x", subject_type="t", subject=uuid4(), fields=[], purpose="p", at=NOW)
        held = dict(stamps._snapshots), stamps._asked_at
        stamps.bump("tests")
        stamps._snapshots.update(held[0])
        stamps._asked_at = held[1]


def seconds_until(wanted: int) -> float:
    began = time.monotonic()
    while snapshot() != wanted:
        assert time.monotonic() - began < 10, f"still {snapshot()}"
        time.sleep(0.01)
    return time.monotonic() - began


def test_a_snapshot_is_loaded_once_and_then_held() -> None:
    loads: list[int] = []

    def load() -> str:
        loads.append(1)
        return "value"

    stamps.cached("tests", load)
    with counted() as statements:
        assert [stamps.cached("tests", load) for _ in range(100)] == ["value"] * 100
    assert (len(loads), len(statements)) == (1, 0)


def test_an_own_change_is_seen_at_once() -> None:
    assert snapshot() == 0
    change()
    assert snapshot() == 1
    with transaction.atomic():
        change()
        assert snapshot() == 2
    assert snapshot() == 2


def test_a_change_over_another_connection_is_seen_within_a_second() -> None:
    assert snapshot() == 0
    elsewhere(by_another_process)
    assert snapshot() == 0, "the test means something only if the change is not seen at once"
    assert seconds_until(1) <= stamps.FRESH + 0.3


def test_a_change_that_is_not_committed_is_not_seen_and_later_it_is() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            by_another_process()
            begun.set()
            go_on.wait(10)
        connections.close_all()

    other = threading.Thread(target=slowly)
    assert snapshot() == 0
    other.start()
    begun.wait(10)
    stamps.forget()
    assert snapshot() == 0
    go_on.set()
    other.join(10)
    assert seconds_until(1) <= stamps.FRESH + 0.3


def test_what_was_rolled_back_is_gone_within_a_second() -> None:
    assert snapshot() == 0
    with pytest.raises(RuntimeError), transaction.atomic():
        change()
        assert snapshot() == 1
        raise RuntimeError
    assert seconds_until(0) <= stamps.FRESH + 0.3


def test_a_change_elsewhere_after_one_that_was_rolled_back_here_is_not_taken_for_it() -> None:
    change()
    assert snapshot() == 1
    with pytest.raises(RuntimeError), transaction.atomic():
        change()
        change()
        Look.objects.all().delete()
        assert snapshot() == 0
        raise RuntimeError
    for _ in range(2):  # as many as were rolled back: a mere counter stands where it stood here
        elsewhere(by_another_process)
    assert seconds_until(3) <= stamps.FRESH + 0.3


def test_a_change_while_a_snapshot_is_loading_is_not_lost() -> None:
    assert snapshot() == 0
    change()

    def load() -> int:
        found = Look.objects.count()

        def meanwhile() -> None:
            by_another_process()
            stamps._asked_at = float("-inf")
            stamps.cached("tests:other", int)  # another reader asks what changed

        if found == 1:
            elsewhere(meanwhile)
        return found

    assert stamps.cached("tests:slow", load) == 1
    began = time.monotonic()
    while stamps.cached("tests:slow", load) != 2:
        assert time.monotonic() - began < stamps.FRESH + 0.3, "it holds what was true before the change"
        time.sleep(0.01)


def test_only_what_depends_on_the_change_is_loaded_anew() -> None:
    loads: list[str] = []

    def load(name: str) -> Callable[[], None]:
        return lambda: loads.append(name)

    def read() -> list[str]:
        loads.clear()
        stamps.cached("tests_a:one", load("a"))
        stamps.cached("tests_b:one", load("b"))
        stamps.cached("tests_c", load("c"), "tests_a", "tests_b")
        return list(loads)

    def bump(name: str) -> None:
        held = dict(stamps._snapshots)
        stamps.bump(name)
        stamps._snapshots.update(held)

    assert read() == ["a", "b", "c"]
    assert read() == []
    bump("tests_a")
    assert read() == ["a", "c"]
    bump("tests_b")
    assert read() == ["b", "c"]
    bump("tests_other")
    assert read() == []


# --- what may be a little old --------------------------------------------------------------------


def test_a_held_value_is_loaded_once_until_its_time_is_over() -> None:
    loads: list[int] = []

    def load() -> int:
        loads.append(1)
        return len(loads)

    assert [stamps.held("tests:held", 60, load) for _ in range(3)] == [1, 1, 1]
    assert stamps.held("tests:brief", 0, load) == 2
    assert stamps.held("tests:brief", 0, load) == 3
    stamps.forget()
    assert stamps.held("tests:held", 60, load) == 4


def test_no_more_values_are_held_than_the_bound_and_the_oldest_goes_first() -> None:
    for number in range(stamps.MOST_HELD + 1):
        stamps.held(f"tests:{number}", 60, lambda number=number: number)
    assert stamps.held("tests:1", 60, lambda: "anew") == 1
    assert stamps.held("tests:0", 60, lambda: "anew") == "anew"
