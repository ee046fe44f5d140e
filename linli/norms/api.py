# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time limits in the API. Public."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from .queries import limits

router = Router(tags=["reference"])


class LimitOut(Schema):
    """A time limit; ``unit`` is wd (working days), d (days) or h (hours)."""

    key: str
    kinds: list[str]
    categories: list[str]
    measures: str
    unit: str
    limit: int
    extension: int
    counts_from: str
    source: str
    article: str
    mark: str
    valid_from: date | None
    valid_to: date | None


@router.get("/deadlines", auth=None, response=list[LimitOut], operation_id="deadlines")
def deadlines(request: HttpRequest) -> list[LimitOut]:
    """Every time limit with its source."""
    return [
        LimitOut(
            key=rule.key,
            kinds=list(rule.kinds),
            categories=list(rule.categories),
            measures=rule.measures.value,
            unit=rule.unit.value,
            limit=rule.limit,
            extension=rule.extension,
            counts_from=rule.counts_from.value,
            source=rule.source,
            article=rule.article,
            mark=rule.mark.value,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
        )
        for rule in limits()
    ]
