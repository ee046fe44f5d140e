# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long what is kept of people is kept, from ``retention.csv`` of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linli.kernel.problem import mark
from linli.platform import stamps
from linli.platform.erasure.keeping import keepers
from linli.platform.packs import Fault, Loaded, Pack, as_date, sync

from ..models import RetentionRule
from ..queries.retention import STAMP
from ..vocab import Ending

MARKS = ("V", "S", "M")  # read in the law, in a reprint, or a default that the town should check


def check_retention(pack: Pack) -> list[Fault]:
    """Faults of ``retention.csv``."""
    faults: list[Fault] = []
    seen: set[str] = set()
    for row in pack.rows("retention.csv"):
        code = f"{row['purpose']}|{row['valid_from']}"
        if row["purpose"] not in keepers() or code in seen:
            known = ", ".join(keepers())
            faults.append(row.fault(mark("this is not kept, or is named twice from the same day"), known))
        seen.add(code)
        if not row["months"].isdigit() or not 0 < int(row["months"]) <= 1200:
            faults.append(row.fault(mark("this must be a whole number"), "months"))
        if row["ending"] not in Ending._value2member_map_:
            faults.append(row.fault(mark("ending is erase, anonymise or archive"), row["ending"]))
        if not row["source"] or row["mark"] not in MARKS:
            faults.append(row.fault(mark("every term names its source and is marked V, S or M")))
        try:
            begins, ends = as_date(row["valid_from"]), as_date(row["valid_to"])
        except ValueError:
            faults.append(row.fault(mark("a date must be written YYYY-MM-DD")))
        else:
            if begins and ends and ends <= begins:
                faults.append(row.fault(mark("valid_to must come after valid_from")))
    return faults


def load_retention(pack: Pack) -> Loaded:
    """Load ``retention.csv``. What left the pack ends by itself no longer."""
    rows = pack.rows("retention.csv")

    def rules(known: dict[str, RetentionRule]) -> Iterator[tuple[str, dict[str, Any]]]:
        for row in rows:
            yield (
                f"{row['purpose']}|{row['valid_from']}",
                {
                    "purpose": row["purpose"],
                    "months": int(row["months"]),
                    "ending": row["ending"],
                    "source": row["source"],
                    "article": row["article"],
                    "mark": row["mark"],
                    "valid_from": as_date(row["valid_from"]),
                    "valid_to": as_date(row["valid_to"]),
                },
            )

    loaded, known = sync(RetentionRule, "retention", rules)
    there = {f"{row['purpose']}|{row['valid_from']}" for row in rows}
    RetentionRule.objects.filter(code__in=known.keys() - there).delete()
    stamps.bump(STAMP)
    return loaded
