# SPDX-License-Identifier: AGPL-3.0-or-later
"""The model card: what a version of the reader was measured to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from linli.kernel import clock

from ..models import Decision, Example, ReaderModel
from ..vocab import UNKNOWN_READER, Level, Source

PERCENT = ("accuracy", "macro_f1", "top2", "top3", "coverage", "accuracy_covered", "worst_f1")
TALLIES = ("sure", "branches", "mixed_examples")  # not shown as they are
BACK = timedelta(days=365)  # of the months in which first thoughts are counted
FEW = 10  # decisions of a month below which no share is told
EXCERPT = 160  # characters of an example that are shown
SIDE = 200  # edge of a plot, in its own units


@dataclass(frozen=True)
class ReaderCard:
    """A version as staff see it: figures of its own cross-check, and where examples come from."""

    number: int
    trained_at: datetime | None
    examples: int
    corrections: int
    left_out: int
    current: bool
    heads: dict[str, Any]
    shadow: dict[str, Any]


def reader_card(number: int | None = None) -> ReaderCard:
    """The card of a version, without a number of the one in use. Raises ``unknown_reader``."""
    rows = (
        ReaderModel.objects.filter(current=True)
        if number is None
        else ReaderModel.objects.filter(pk=number)
    )
    row = rows.order_by("-id").first()
    corrections = Example.objects.filter(source=Source.CORRECTION.value).count()
    if row is None:
        if number is not None:
            raise UNKNOWN_READER(reader=number)
        return ReaderCard(0, None, 0, corrections, 0, False, {}, {})
    heads = {name: _head(figures) for name, figures in row.figures.items()}
    return ReaderCard(
        row.id, row.trained_at, row.examples, corrections, row.left_out, row.current, heads, row.shadow
    )


def reader_versions() -> list[dict[str, Any]]:
    """All versions that are kept, the newest first: number, moment, examples, and how they stand."""
    rows = ReaderModel.objects.order_by("-id").values("id", "trained_at", "examples", "current", "shadow")
    return [{**row, "kept_back": any(each["falls"] for each in row["shadow"].values())} for row in rows]


@dataclass(frozen=True)
class Month:
    """How often first thoughts were what people then decided in a month (shares of 1), and of how many."""

    month: datetime
    kinds: int
    kind: float | None
    categories: int
    category: float | None


def drift() -> list[Month]:
    """Month by month, the newest first: whether the reader still reads what people write now."""
    rows = (
        Decision.objects.filter(at__gte=clock.now() - BACK, level__in=(Level.KIND, Level.CATEGORY))
        .annotate(month=TruncMonth("at"))
        .values_list("month", "level")
        .annotate(asked=Count("id"), met=Count("id", filter=Q(right=True)))
        .order_by("-month", "level")
    )
    told: dict[datetime, dict[str, tuple[int, float | None]]] = {}
    for month, level, asked, met in rows:
        told.setdefault(month, {})[level] = (asked, met / asked if asked >= FEW else None)
    none = (0, None)
    return [
        Month(month, *each.get(Level.KIND, none), *each.get(Level.CATEGORY, none))
        for month, each in told.items()
    ]


def _head(figures: dict[str, Any]) -> dict[str, Any]:
    """Shares as percents, curves as points of a plot (SVG: y grows downwards)."""
    shown = {
        key: round(100 * value, 1) if key in PERCENT else value
        for key, value in figures.items()
        if key not in TALLIES
    }
    curve = figures.get("curve", [])
    low = min([0.5, *(right for _, right in curve)])
    shown["curve_points"] = " ".join(
        f"{SIDE * covered:.0f},{SIDE * (1 - (right - low) / (1 - low)):.0f}" for covered, right in curve
    )
    shown["curve_low"] = round(100 * low)
    shown["dots"] = [
        {"x": round(SIDE * said), "y": round(SIDE * (1 - was)), "r": round(3 + 12 * share, 1)}
        for said, was, share in figures.get("reliability", [])
    ]
    shown["mixed_up"] = _mixed(figures.get("mixed_up", []), figures.get("mixed_examples", []))
    shown["labels_by_f1"] = sorted(figures.get("by_label", {}).items(), key=lambda each: each[1])
    return shown


@dataclass(frozen=True)
class Mixed:
    """What was read as something else, how often, and how the town's own examples of it begin.

    Letters that people sent are never among these: who looks after the reader need not read them.
    """

    was: str
    read: str
    times: int
    texts: tuple[str, ...]


def _mixed(pairs: list[tuple[str, str, int]], examples: list[list[str]]) -> list[Mixed]:
    """An older version kept no examples."""
    wanted = [key for each in examples for key in each]
    own = Example.objects.filter(pk__in=wanted, source=Source.PACK.value).order_by("id")
    texts = {str(key): text[:EXCERPT] for key, text in own.values_list("id", "text")}
    kept = examples or [[] for _ in pairs]
    return [
        Mixed(was, read, times, tuple(texts[key] for key in keys if key in texts))
        for (was, read, times), keys in zip(pairs, kept, strict=True)
    ]
