# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.platform import stamps
from linli.platform.journal.append import append, next_seq

from ..events import ReaderTrained
from ..models import Example, ReaderModel
from ..queries import STAMP
from ..rules import Head, fit, pack

READER = uuid5(UUID(int=0), "linli.triage.reader")  # the one subject of all trainings
KEEP = 5  # versions kept for rolling back


def train(*, actor: Actor) -> dict[str, Any]:
    """Train a reader from all examples and put it to use; its figures by head.

    Reading and fitting happen outside of the transaction; only the result is written inside.
    """
    rows = list(Example.objects.order_by("id").values_list("text", "kind", "category"))
    heads: dict[str, Head] = {}
    figures: dict[str, Any] = {}
    for name, column in (("kind", 1), ("category", 2)):
        labelled = [(row[0], row[column]) for row in rows if row[column]]
        fitted = fit([text for text, _ in labelled], [label for _, label in labelled])
        if fitted is not None:
            heads[name], figures[name] = fitted
    if not heads:
        return {}
    with transaction.atomic():
        ReaderModel.objects.filter(current=True).update(current=False)
        row = ReaderModel.objects.create(
            weights=pack(heads),
            figures=figures,
            examples=len(rows),
            trained_at=clock.now(),
            current=True,
        )
        old = ReaderModel.objects.order_by("-id").values_list("id", flat=True)[KEEP:]
        ReaderModel.objects.filter(pk__in=list(old)).delete()
        event = ReaderTrained(row.id, len(rows))
        append([Entry(event, READER, next_seq(READER), actor, clock.now())])
        stamps.bump(STAMP)
    return figures
