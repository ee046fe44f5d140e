# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing what belongs to a person, so that no backup brings it back.

A storey says how a kind of thing is erased (:func:`eraser`); its command calls :func:`erase`, which
does so and leaves a tombstone: the kind and the id, nothing of what was there. Tombstones stand in the
database and in ``erased/list.jsonl`` of the data folder, which outlives a lost database: after a
restore everything on the list is erased again (:func:`reapply`). The journal needs no erasing, for it
holds ids and codes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.db import transaction

from linli.kernel import clock

from ..home import private

Eraser = Callable[[UUID], None]
_erasers: dict[str, Eraser] = {}


def eraser(kind: str) -> Callable[[Eraser], Eraser]:
    """Say how a kind of thing (``storey.thing``) is erased. Erasing twice must do no harm."""

    def register(do: Eraser) -> Eraser:
        if kind in _erasers:
            raise ValueError(f"{kind!r} is erased in two ways")
        _erasers[kind] = do
        return do

    return register


def erase(kind: str, subject: UUID) -> None:
    """Erase and leave a tombstone, in the transaction of the command that was asked to."""
    from .models import Tombstone

    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("what is erased and its tombstone go together")
    _erasers[kind](subject)
    stone, fresh = Tombstone.objects.get_or_create(
        kind=kind, subject=subject, defaults={"erased_at": clock.now()}
    )
    if fresh:
        line = _line(stone.kind, stone.subject, stone.erased_at)
        transaction.on_commit(lambda: _write([line]), robust=True)  # ``mend`` makes up for a failure


def is_erased(kind: str, subject: UUID) -> bool:
    """Whether something was erased on purpose, and did not just never exist."""
    from .models import Tombstone

    return Tombstone.objects.filter(kind=kind, subject=subject).exists()


def reapply(lines: Iterable[Mapping[str, str]]) -> int:
    """Erase everything on a list again, and what the database itself remembers; how many things.

    A kind that no storey of this linli knows is kept on the list and counted with the others.
    """
    from .models import Tombstone

    with transaction.atomic():
        for line in lines:
            Tombstone.objects.get_or_create(
                kind=line["kind"], subject=UUID(line["subject"]), defaults={"erased_at": line["at"]}
            )
    stones = list(Tombstone.objects.order_by("id"))
    for stone in stones:
        if do := _erasers.get(stone.kind):
            with transaction.atomic():
                do(stone.subject)
    mend()
    return len(stones)


def mend() -> int:
    """Write tombstones to the list that are not on it, for example after a crash; how many."""
    from .models import Tombstone

    path = private("erased") / "list.jsonl"
    there = set(path.read_text("ascii").splitlines()) if path.exists() else set()
    stones = Tombstone.objects.order_by("id").values_list("kind", "subject", "erased_at")
    missing = [line for line in (_line(*stone) for stone in stones) if line not in there]
    _write(missing)
    return len(missing)


def _line(kind: str, subject: UUID, at: object) -> str:
    moment = at.isoformat() if hasattr(at, "isoformat") else str(at)
    return json.dumps({"kind": kind, "subject": str(subject), "at": moment})


def _write(lines: list[str]) -> None:
    """Add lines and have them on the disk; one write each, so that two processes never mix theirs."""
    if not lines:
        return
    path = private("erased") / "list.jsonl"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, "".join(f"{line}\n" for line in lines).encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
