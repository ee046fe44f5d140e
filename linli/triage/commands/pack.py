# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import re
from collections.abc import Iterator

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import mark
from linli.platform.packs import Fault, Loaded, Pack

from ..models import Example
from ..rules import tidy
from ..vocab import Source
from .learn import digest_of
from .train import train

BATCH = 2000
PIECES = re.compile(r"[、，,;；。.]\s*")


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of ``examples.csv``."""
    categories = {row["code"] for row in pack.rows("categories.csv")}
    faults: list[Fault] = []
    for row in pack.rows("examples.csv"):
        if not row["text"]:
            faults.append(row.fault(mark("a text is missing")))
        if row["category"] and row["category"] not in categories:
            faults.append(row.fault(mark("this category is not in categories.csv"), row["category"]))
    return faults


@transaction.atomic
def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Load ``examples.csv`` and train the reader when something is new."""
    loaded = Loaded("examples")
    known = set(
        Example.objects.filter(source=Source.PACK.value).order_by("id").values_list("digest", flat=True)
    )
    new: dict[str, Example] = {}
    for row in [*pack.rows("examples.csv"), *_named(pack)]:
        masked = tidy(row["text"])
        digest = digest_of(masked, "")
        if digest in known or digest in new or not masked:
            loaded.count(False, False)
            continue
        new[digest] = Example(
            digest=digest,
            text=masked,
            kind=row["kind"],
            category=row["category"],
            place=row["place"],
            source=Source.PACK.value,
            added_at=clock.now(),
        )
        loaded.count(True, False)
    Example.objects.bulk_create(new.values(), batch_size=BATCH)
    if new:
        train(actor=actor)
    return [loaded]


def _named(pack: Pack) -> Iterator[dict[str, str]]:
    """What categories say of themselves: name and hint, and the hint piece by piece."""
    rows = pack.rows("categories.csv")
    parents = {row["parent"] for row in rows}
    for row in rows:
        if row["code"] in parents or row["valid_to"]:
            continue
        for language in pack.languages:
            name, hint = row[f"name:{language}"], row[f"hint:{language}"]
            for text in (f"{name} {hint}", *PIECES.split(hint)):
                yield {"text": text, "kind": "", "category": row["code"], "place": ""}
