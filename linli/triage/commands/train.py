# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.platform import stamps
from linli.platform.journal.append import append, next_seq

from ..events import ReaderChosen, ReaderKept, ReaderTrained
from ..models import Example, ReaderModel
from ..queries import STAMP, reader_in_use, top_of
from ..rules import Head, fit, pack, unpack
from ..rules.check import figures_of
from ..rules.learning import Labelled, bounded, falls, latest, split
from ..vocab import UNKNOWN_READER

READER = uuid5(UUID(int=0), "linli.triage.reader")  # the one subject of all trainings
KEEP = 12  # versions kept for rolling back


def train(*, actor: Actor) -> dict[str, Any]:
    """Train a reader from all examples and put it to use if nothing falls; its figures by head.

    A new reader is first compared with the one in use on the most recent corrections, which neither
    has seen. Reading and fitting happen outside of the transaction; only the result is written inside.
    """
    labels, left_out = bounded(_labels())
    used = reader_in_use()
    shadow: dict[str, Any] = {}
    if used is not None:
        earlier, later = split(labels, used.trained_at)
        if later:
            shadow = _compared(unpack(bytes(used.weights)), _fitted(earlier)[0], later)
    heads, figures = _fitted(labels)
    if not heads:
        return {}
    good = not any(each["falls"] for each in shadow.values())
    with transaction.atomic():
        if good:
            ReaderModel.objects.filter(current=True).update(current=False)
        row = ReaderModel.objects.create(
            weights=pack(heads),
            figures=figures,
            shadow=shadow,
            left_out=sum(left_out.values()),
            examples=len(labels),
            trained_at=clock.now(),
            current=good,
        )
        old = ReaderModel.objects.order_by("-id").filter(current=False).values_list("id", flat=True)[KEEP:]
        ReaderModel.objects.filter(pk__in=list(old)).delete()
        _tell(ReaderTrained(row.id, len(labels)) if good else ReaderKept(row.id), actor)
    return figures


@transaction.atomic
def choose_reader(number: int, *, actor: Actor) -> None:
    """Put an earlier (or a kept back) version to use. Raises ``unknown_reader``."""
    row = ReaderModel.objects.filter(pk=number).first()
    if row is None:
        raise UNKNOWN_READER(reader=number)
    if row.current:
        return
    ReaderModel.objects.filter(current=True).update(current=False)
    ReaderModel.objects.filter(pk=number).update(current=True)
    _tell(ReaderChosen(number), actor)


def _tell(event: Event, actor: Actor) -> None:
    append([Entry(event, READER, next_seq(READER), actor, clock.now())])
    stamps.bump(STAMP)


def _labels() -> list[Labelled]:
    rows = Example.objects.order_by("added_at", "id").values_list(
        "text", "kind", "category", "about", "by", "added_at", "id"
    )
    return latest(Labelled(*row) for row in rows)


def _fitted(labels: Sequence[Labelled]) -> tuple[dict[str, Head], dict[str, Any]]:
    heads: dict[str, Head] = {}
    figures: dict[str, Any] = {}
    for name in ("kind", "category"):
        known = [label for label in labels if getattr(label, name)]
        above = top_of if name == "category" else None
        fitted = fit([label.text for label in known], [getattr(label, name) for label in known], above)
        if fitted is not None:
            heads[name], told = fitted
            mixed = [[str(known[at].example) for at in each] for each in told.pop("mixed_at")]
            figures[name] = {**told, "mixed_examples": mixed}
    return heads, figures


def _compared(
    used: dict[str, Head], tried: dict[str, Head], later: Sequence[Labelled]
) -> dict[str, dict[str, Any]]:
    """By head: the figures of both on the later corrections, and what would fall."""
    found = {}
    for name in used.keys() & tried.keys():
        known = [(label.text, getattr(label, name)) for label in later if getattr(label, name)]
        if known:
            both = [_figures(heads[name], known) for heads in (used, tried)]
            found[name] = {"used": both[0], "tried": both[1], "falls": falls(*both), "texts": len(known)}
    return dict(sorted(found.items()))


def _figures(head: Head, known: Sequence[tuple[str, str]]) -> dict[str, float]:
    names = [*head.labels, *sorted({said for _, said in known} - set(head.labels))]
    probabilities = np.zeros((len(known), len(names)))
    probabilities[:, : len(head.labels)] = head.probabilities([text for text, _ in known])
    answers = np.array([names.index(said) for _, said in known])
    figures = figures_of(probabilities, answers, names)[1]
    return {
        "macro_f1": figures["macro_f1"],
        "calibration": figures["ece"],
        "worst_f1": figures["worst_f1"],
        "accuracy": figures["accuracy"],
    }
