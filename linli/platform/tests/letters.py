# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events, subscribers and threads for the tests of the journal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import TYPES, Entry, Event, Letter, event
from linli.platform.access.models import Look
from linli.platform.journal import subscribe, subscriptions
from linli.platform.journal.append import append

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
CLERK = Actor("account", "0192aaaa")


@event("tests.grown")
class Grown(Event):
    """What the tests tell."""

    step: str


@event("tests.other")
class Other(Event):
    """Something else."""

    step: str


OWN = {kind.type: TYPES.pop(kind.type) for kind in (Grown, Other)}


@contextmanager
def only_own() -> Iterator[None]:
    """What tests declare is not part of the product, and the product's handlers stay out of tests."""
    types, handlers = dict(TYPES), dict(subscriptions())
    subscriptions().clear()
    TYPES.update(OWN)
    yield
    TYPES.clear()
    TYPES.update(types)
    subscriptions().clear()
    subscriptions().update(handlers)


def write(subject: UUID, *seqs: int, origin: str = "live", kind: type[Any] = Grown) -> list[int]:
    """Events of one subject, ``step`` telling the number."""
    with transaction.atomic():
        return append(
            [Entry(kind(step=f"s{seq}"), subject, seq, CLERK, clock.now(), origin) for seq in seqs]
        )


def listen(name: str, *types: str, **more: Any) -> list[tuple[UUID, int]]:
    """A subscriber; what it has taken so far."""
    taken: list[tuple[UUID, int]] = []
    subscribe(name, *(types or ("tests.grown",)), **more)(
        lambda letter: taken.append((letter.subject, letter.seq))
    )
    return taken


def listen_with(name: str, handler: Callable[[Letter], Any]) -> None:
    subscribe(name, "tests.grown")(handler)


def count_it(letter: Letter) -> None:
    """An effect in the database: one row for each time that the letter took effect."""
    Look.objects.create(
        actor=f"seq:{letter.seq}", subject_type="t", subject=letter.subject, fields=[], purpose="p", at=NOW
    )


def at_once(work: Callable[[], Any], number: int = 2) -> None:
    """Run it in threads that begin together, each with a connection of its own."""
    gate = threading.Barrier(number)
    faults: list[Exception] = []

    def run() -> None:
        try:
            gate.wait(10)
            work()
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    assert not faults
