# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an opinion map shows: groups that are large enough, what all of them share, what sets each apart.

Everything here is worked out from the open file alone, so that a stranger who has it sees the same. Rows
are sorted by what they say before anything else: the order in which people came changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import Any

import numpy as np

from .opinions import groups_of, plane, representative

SHARED = 0.6  # of each group, from which a statement is shared by all
MOST = 5  # statements that are named as shared
APART = 1.2  # times likelier to agree than the others, from which a statement sets a group apart
SPAN = 1000  # units of the drawing across


def sorted_rows(matrix: np.ndarray) -> np.ndarray:
    """The people of a matrix in an order that follows from what they said; who said nothing is left out."""
    kept = matrix[(~np.isnan(matrix)).any(axis=1)]
    return kept[np.lexsort(np.nan_to_num(kept, nan=2.0).T[::-1])] if len(kept) else kept


def summary(matrix: np.ndarray, seqs: Sequence[int], least: int) -> dict[str, Any]:
    """Groups, shared statements, statements that set a group apart, counts; plain data for the page.

    ``matrix`` is sorted as by :func:`sorted_rows`; ``seqs`` are the numbers of its statements. A group of
    fewer than ``least`` people is not shown, nor what sets it apart.
    """
    counts = [_counts(matrix[:, at], seq) for at, seq in enumerate(seqs)]
    told: dict[str, Any] = {
        "people": len(matrix), "votes": int((~np.isnan(matrix)).sum()), "counts": counts,
        "groups": [], "small": 0, "stability": 0.0, "shared": [], "apart": [], "points": [],
    }  # fmt: skip
    if len(matrix) < 2 * least or len(seqs) < 2:
        return told
    found = groups_of(matrix)
    sizes = np.bincount(found.of[found.of >= 0], minlength=found.k)
    shown = [group for group in range(found.k) if sizes[group] >= least]
    points = _drawn(plane(matrix)[0])
    told["stability"] = round(found.stability, 3)
    told["small"] = int(sizes.sum() - sizes[shown].sum())
    told["groups"] = [_group(points[found.of == group], group) for group in shown]
    told["points"] = [
        [*map(int, point), int(group)]
        for point, group in zip(points, found.of, strict=True)
        if group in shown
    ]
    told["shared"] = shared(matrix, found.of, shown, seqs) if len(shown) > 1 else []
    told["apart"] = [
        {"group": one.group, "seq": seqs[one.statement], "agree": round(one.agree, 3), "votes": one.votes}
        for one in representative(matrix, found)
        if one.group in shown and one.lift >= APART and one.votes >= min(least, 5)
    ]
    return told


def shared(
    matrix: np.ndarray, of: np.ndarray, shown: Sequence[int], seqs: Sequence[int]
) -> list[dict[str, Any]]:
    """Statements with which (or against which) at least SHARED of every group stands, the surest first.

    The share is the lowest of all groups, each with two made-up people of both minds (Laplace), so that
    few votes prove little.
    """
    rows: list[dict[str, Any]] = []
    for at, seq in enumerate(seqs):
        for side, value in (("agree", 1), ("disagree", -1)):
            shares = [
                (np.sum(matrix[of == group, at] == value) + 1)
                / (np.sum(~np.isnan(matrix[of == group, at])) + 2)
                for group in shown
            ]
            if min(shares) >= SHARED:
                rows.append({"seq": seq, "side": side, "share": round(float(min(shares)), 3)})
    return sorted(rows, key=lambda row: (-row["share"], row["seq"]))[:MOST]


def votes_csv(matrix: np.ndarray, seqs: Sequence[int]) -> str:
    """``participants-votes.csv`` as Pol.is writes it; people are numbered in the order of the rows."""
    out = StringIO()
    out.write(",".join(["participant", "group-id", *map(str, seqs)]) + "\n")
    for at, row in enumerate(matrix):
        cells = ["" if np.isnan(value) else str(int(value)) for value in row]
        out.write(",".join([str(at), "", *cells]) + "\n")
    return out.getvalue()


def _counts(column: np.ndarray, seq: int) -> dict[str, int]:
    return {
        "seq": seq, "agree": int(np.sum(column == 1)), "pass": int(np.sum(column == 0)),
        "disagree": int(np.sum(column == -1)),
    }  # fmt: skip


def _drawn(points: np.ndarray) -> np.ndarray:
    """Points in the units of the drawing, the widest direction across, both to the same measure."""
    low, high = points.min(axis=0), points.max(axis=0)
    wide = max(float((high - low).max()), 1e-9)
    return np.rint((points - (low + high) / 2) / wide * SPAN).astype(int)


def _group(points: np.ndarray, group: int) -> dict[str, int]:
    """A group of the drawing: its middle and how far it spreads."""
    x, y = points.mean(axis=0)
    across, along = np.maximum(2 * points.std(axis=0), SPAN / 16)
    return {
        "group": group, "size": len(points), "x": int(x), "y": int(y), "rx": int(across), "ry": int(along),
    }  # fmt: skip
