# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of a survey, reckoned from nothing but its open file, and what may stand in that file.

Errors are those of the design: Taylor linearisation of a weighted share or mean with strata and the finite
population (Särndal, Swensson and Wretman 1992, 5.5-5.7). They do not credit the fit to margins, so they are
rather too large. An open survey has no error of this kind: whoever wanted to answered.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .raking import design_effect, rake

HIDDEN, NOT_ASKED, NO_OPINION, NONE_SHOWN = "*", "-", "~", "."
DONT_KNOW, REFUSED = ("dk", "dont_know"), ("refused", "no_answer")
LEAST = 10  # people behind whatever is published
Z = 1.959964  # of a 95 % interval
Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """A question that is counted: ``one`` or ``many`` of its choices, or a ``number``."""

    name: str
    kind: str
    choices: tuple[str, ...]


# --- the open file -----------------------------------------------------------------------------------


def published(
    columns: Sequence[Column], rows: Sequence[Row], weights: np.ndarray, background: Sequence[str],
    least: int, shuffle: Callable[[list[Any]], None],
) -> list[Row]:  # fmt: skip
    """The rows that everybody may have: in an order by chance, nothing in them that fewer than ``least``
    people share. None at all if fewer answered.

    A combination of stratum and background that is rarer is hidden together with the next rarest, and these
    rows share their mean weight; a rare answer likewise. Numbers at both ends are cut to the ``least``-th.
    """
    if len(rows) < least:
        return []
    made = [dict(row) for row in rows]
    for column in columns:
        if column.kind == "many":
            _hide_many(made, column, least)
        elif column.kind == "number":
            _cut_ends(made, column.name, least)
        else:
            _hide_one(made, column.name, least)
    keys = ("stratum", *background)
    groups = Counter(tuple(row[key] for key in keys) for row in made)
    rare = _pooled(groups, least)
    masked = [at for at, row in enumerate(made) if tuple(row[key] for key in keys) in rare]
    shown = weights.astype(float).copy()
    if masked:
        shown[masked] = shown[masked].mean()
        for at in masked:
            made[at] |= dict.fromkeys(background, HIDDEN)
    strata = _pooled(Counter(row["stratum"] for row in made), least)
    for at, row in enumerate(made):
        row["stratum"] = HIDDEN if row["stratum"] in strata else row["stratum"]
        row["weight"] = f"{shown[at]:.6f}"
    shuffle(made)
    return made


def _pooled(groups: Mapping[Any, int], least: int) -> set[Any]:
    """The groups that are too small, with the next smallest until together they are not."""
    order = sorted(groups, key=lambda one: (groups[one], str(one)))
    pooled: set[Any] = set()
    size = 0
    for one in order:
        if groups[one] >= least and (not pooled or size >= least):
            break
        pooled.add(one)
        size += groups[one]
    return pooled


def _hide_one(rows: list[Row], name: str, least: int) -> None:
    said = Counter(row[name] for row in rows)
    silent = [one for one in said if one in (*DONT_KNOW, *REFUSED)]
    if any(said[one] < least for one in silent):
        for row in rows:
            row[name] = NO_OPINION if row[name] in silent else row[name]
    kept = ("", NOT_ASKED, NO_OPINION, *silent)
    rare = _pooled({one: count for one, count in said.items() if one not in kept}, least)
    for row in rows:
        row[name] = HIDDEN if row[name] in rare else row[name]


def _hide_many(rows: list[Row], column: Column, least: int) -> None:
    said = Counter(one for row in rows for one in set(row[column.name].split()))
    for row in rows:
        if row[column.name] in ("", NOT_ASKED):
            continue
        shown = [one for one in row[column.name].split() if said[one] >= least]
        row[column.name] = " ".join(shown) or NONE_SHOWN


def _cut_ends(rows: list[Row], name: str, least: int) -> None:
    known = sorted(float(row[name]) for row in rows if row[name] not in ("", NOT_ASKED))
    if len(known) < 2 * least:
        for row in rows:
            row[name] = HIDDEN if row[name] not in ("", NOT_ASKED) else row[name]
        return
    low, high = known[least - 1], known[-least]
    for row in rows:
        if row[name] not in ("", NOT_ASKED):
            row[name] = f"{min(high, max(low, float(row[name]))):g}"


# --- weights -----------------------------------------------------------------------------------------


def weights_of(
    rows: Sequence[Row], strata: Mapping[str, int], margins: Mapping[str, Mapping[str, float]]
) -> np.ndarray:
    """A weight for each answer: the households it stands for in its stratum, brought to the margins.

    Who gave no answer to a question of a margin keeps their share of it. Raises ``margins_disagree``.
    """
    answered = Counter(row["stratum"] for row in rows)
    start = np.array([strata.get(row["stratum"], 0) / answered[row["stratum"]] or 1.0 for row in rows])
    if not margins or not len(rows):
        return start
    total = float(start.sum())
    groups, targets = [], []
    for name, wanted in margins.items():
        order = {choice: at for at, choice in enumerate(wanted)}
        group = np.array([order.get(row[name], len(order)) for row in rows])
        silent = float(start[group == len(order)].sum()) / total
        scale = total * (1 - silent) / (sum(wanted.values()) or 1)
        groups.append(group)
        targets.append(np.array([*(float(each) * scale for each in wanted.values()), total * silent]))
    return rake(groups, targets, start)


# --- figures -----------------------------------------------------------------------------------------


def figures(
    columns: Sequence[Column], rows: Sequence[Row], strata: Mapping[str, int], sample: bool
) -> list[dict[str, Any]]:
    """What is published of each question: counts, weighted shares or means, errors and intervals of a
    sample. ``strata`` says how many households each stands for."""
    weights = np.array([float(row["weight"]) for row in rows], dtype=float)
    names = [row["stratum"] for row in rows]
    design = _Design(names, strata) if sample else None
    return [_figure(column, rows, weights, design) for column in columns]


def effect(rows: Sequence[Row]) -> float:
    """How many times larger errors are than with equal weights (Kish)."""
    return round(design_effect(np.array([float(row["weight"]) for row in rows])), 4) if rows else 1.0


class _Design:
    """Strata of the rows, and how much of each was not asked."""

    def __init__(self, names: Sequence[str], strata: Mapping[str, int]) -> None:
        self.groups = []
        for name in sorted(set(names)):
            at = np.array([place for place, one in enumerate(names) if one == name])
            self.groups.append((at, max(0.0, 1 - len(at) / strata[name]) if strata.get(name) else 1.0))

    def error(self, part: np.ndarray) -> float:
        """The standard error of a sum of linearised values."""
        variance = 0.0
        for at, left in self.groups:
            if len(at) > 1:
                spread = part[at] - part[at].mean()
                variance += left * len(at) / (len(at) - 1) * float((spread**2).sum())
        return math.sqrt(variance)


def _figure(
    column: Column, rows: Sequence[Row], weights: np.ndarray, design: _Design | None
) -> dict[str, Any]:
    said = [row[column.name] for row in rows]
    silent = {
        "blank": sum(one == "" for one in said),
        "not_asked": sum(one == NOT_ASKED for one in said),
        "dont_know": sum(one in DONT_KNOW for one in said),
        "refused": sum(one in REFUSED for one in said),
        "no_opinion": sum(one == NO_OPINION for one in said),
    }
    opinion = _flags(bool(set(one.split()) - {NOT_ASKED, NO_OPINION, *DONT_KNOW, *REFUSED}) for one in said)
    told: dict[str, Any] = {
        "question": column.name,
        "kind": column.kind,
        "opinions": int(opinion.sum()),
        **silent,
    }
    if column.kind == "number":
        return told | _number(said, opinion, weights, design)
    lines = []
    choices = [one for one in column.choices if one not in (*DONT_KNOW, *REFUSED)]
    for choice in [*choices, *([HIDDEN] if HIDDEN in said else [])]:
        has = _flags(choice in one.split() for one in said)
        count = int((has & opinion).sum())
        line: dict[str, Any] = {"choice": choice, "count": count}
        if count:
            line |= _share(has, opinion, weights, design)
        lines.append(line)
    return told | {"choices": lines}


def _flags(given: Iterable[bool]) -> np.ndarray:
    return np.fromiter(given, dtype=bool)


def _share(
    has: np.ndarray, opinion: np.ndarray, weights: np.ndarray, design: _Design | None
) -> dict[str, float]:
    base = float(weights[opinion].sum())
    share = float(weights[opinion & has].sum()) / base
    if design is None:
        return {"share": round(share, 6)}
    error = design.error(np.where(opinion, weights * (has - share) / base, 0.0))
    low, high = interval(share, error, int(opinion.sum()))
    return {
        "share": round(share, 6),
        "error": round(error, 6),
        "low": round(low, 6),
        "high": round(high, 6),
    }


def interval(share: float, error: float, count: int) -> tuple[float, float]:
    """A 95 % interval that stays between 0 and 1: on the logit scale; where all say the same, Wilson's."""
    if 0 < share < 1 and error > 0:
        middle, reach = math.log(share / (1 - share)), Z * error / (share * (1 - share))
        return _logistic(middle - reach), _logistic(middle + reach)
    if 0 < share < 1:
        return share, share  # everybody was asked
    reach = Z**2 / (count + Z**2)
    return (0.0, reach) if share <= 0 else (1 - reach, 1.0)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, value))))


def _number(
    said: Sequence[str], opinion: np.ndarray, weights: np.ndarray, design: _Design | None
) -> dict[str, Any]:
    known = opinion & _flags(one != HIDDEN for one in said)
    if not known.any():
        return {"hidden": int((opinion & ~known).sum())}
    values = np.array([float(one) if ok else 0.0 for one, ok in zip(said, known, strict=True)])
    base = float(weights[known].sum())
    mean = float((weights * values)[known].sum()) / base
    order = np.argsort(values[known], kind="stable")
    run = np.cumsum(weights[known][order]) / base
    quarters = [float(values[known][order][min(len(run) - 1, int(np.searchsorted(run,
    q - 1e-12)))]) for q in (0.25, 0.5, 0.75)]  # fmt: skip
    told: dict[str, Any] = {"mean": round(mean, 4), "quarters": quarters}
    if design is not None:
        error = design.error(np.where(known, weights * (values - mean) / base, 0.0))
        told |= {
            "error": round(error, 4),
            "low": round(mean - Z * error, 4),
            "high": round(mean + Z * error, 4),
        }
    return told


def shown_strata(rows: Sequence[Row], households: Mapping[str, int]) -> dict[str, int]:
    """The households that each stratum of the open file stands for, hidden ones together."""
    names = {row["stratum"] for row in rows}
    found = {name: count for name, count in households.items() if name in names}
    lost = sum(count for name, count in households.items() if name not in names)
    return found | ({HIDDEN: lost} if HIDDEN in names and lost else {})
