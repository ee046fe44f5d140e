# SPDX-License-Identifier: AGPL-3.0-or-later
"""How alike letters are, and which of them are about the same issue: the exact pass over a window.

The likeness of two letters adds up what was measured to count: shared characters (.4), shared pairs
and triples (.4), like titles (.2), how much of what is rare in one title stands in the other letter
(.15 for the poorer of both directions, .05 for the richer), less .08 if each names a district and
none is named by both. Rare pairs and triples are names of places and firms. Letters are then joined by
average linkage, so that a chain of half-alike letters does not make an issue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .text import tidy

LONGEST = 800  # characters of a body that are compared
TITLES = 3  # times that a title counts
# A pair a hair below the bar keeps all that would join after it apart: at .30 and .17 the largest issues
# fell to pieces when other letters were missing (docs/benchmarks.md). These hold with a tenth left out.
SMALL_BAR, SMALL = 0.285, 2  # mean likeness from which two letters are joined …
LARGE_BAR, LARGE = 0.18, 16  # … and from which letters join a large issue, told in many ways
HARDLY = 0.1  # likeness below which one letter tells nothing about another
RARE = 0.014  # share of letters in which a rare pair or triple may stand
BITS = 20
COMMON = 0.1  # pairs and triples in more letters than this tell nothing
U = np.uint64
ONE, TWO, MIX = U(0x9E3779B97F4A7C15), U(0xC2B2AE3D27D4EB4F), U(0xBF58476D1CE4E5B9)
BLANKS = re.compile(r"\s+")
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Letter:
    """A letter to be grouped. ``districts`` are codes or names of the districts that it names."""

    id: str
    title: str
    body: str
    districts: frozenset[str] = frozenset()


def issues_of(letters: Sequence[Letter]) -> NDArray[np.int64]:
    """The number of the issue of each letter (0, 1, …, by first appearance).

    Memory grows with the square of the letters: some thousands at once.
    """
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    if len(letters) < 2:
        return np.zeros(len(letters), np.int64)
    far = 2 - likeness(letters)
    np.fill_diagonal(far, 0)
    found = _cut(linkage(squareform(far, checks=False), "average"), len(letters))
    _, first, number = np.unique(found, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[number])


def likest(letter: Letter, others: Sequence[Letter], most: int) -> list[tuple[str, float]]:
    """The ids of the letters that are most like one, with how alike they are; none that is hardly alike.

    For some hundred letters, as people wrote them.
    """
    if not others:
        return []
    empty = Letter("", "", "")  # what is alike with it is nothing but the form of a letter
    read = [replace(each, title=tidy(each.title), body=tidy(each.body)) for each in (letter, *others)]
    alike = likeness([*read, empty])[0, 1:]
    least = alike[-1] + HARDLY
    best = np.argsort(-alike[:-1], kind="stable")[:most].tolist()
    return [(others[at].id, round(float(alike[at]), 3)) for at in best if alike[at] >= least]


def bar_for(size: int) -> float:
    """The mean likeness that joins letters to a group of ``size``; a large issue is told in more ways."""
    grown = np.log(max(size, SMALL) / SMALL) / np.log(LARGE / SMALL)
    return float(SMALL_BAR + (LARGE_BAR - SMALL_BAR) * min(grown, 1.0))


def _cut(tree: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    """The group of each letter: the highest joints of the tree below which every joint is good."""
    sizes = np.ones(2 * size - 1, np.int64)
    good = np.ones(2 * size - 1, bool)
    for node, (left, right, far, count) in enumerate(tree, size):
        pair = [int(left), int(right)]
        sizes[node] = count
        good[node] = good[pair].all() and 2 - far >= bar_for(int(sizes[pair].max()))
    group = np.arange(2 * size - 1)
    for node in range(2 * size - 2, size - 1, -1):
        if good[node]:
            group[tree[node - size, :2].astype(int)] = group[node]
    return group[:size]


def likeness(letters: Sequence[Letter]) -> Matrix:
    """The likeness of every two letters, 0 to about 1.2, symmetric."""
    titles = [BLANKS.sub("", letter.title) for letter in letters]
    bodies = [BLANKS.sub("", letter.body)[:LONGEST] for letter in letters]
    whole = [f"{title} " * TITLES + body for title, body in zip(titles, bodies, strict=True)]
    once = [f"{title} {body}" for title, body in zip(titles, bodies, strict=True)]
    total = 0.4 * _cosine(_weighed(_grams(whole, 1, 1)))
    total += 0.4 * _cosine(_weighed(_grams(whole, 2, 3), COMMON))
    total += 0.2 * _cosine(_weighed(_grams(titles, 1, 3)))
    held = _held(_grams(titles, 2, 3), _grams(once, 2, 3))
    total += 0.15 * np.minimum(held, held.T) + 0.05 * np.maximum(held, held.T)
    total -= 0.08 * _conflict([letter.districts for letter in letters])
    return np.asarray(np.maximum(total, 0), dtype=np.float32)


def _grams(texts: Sequence[str], shortest: int, longest: int) -> Any:
    """Counts (texts, hashed pieces of ``shortest`` to ``longest`` characters)."""
    from scipy.sparse import csr_matrix

    signs = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le"), dtype="<u4").astype(U)
    owner = np.cumsum(signs == 10) - (signs == 10)
    end = signs == 10
    found, whose = [], []
    hashed, inside = np.zeros(signs.size, U), np.ones(signs.size, bool)
    for size in range(1, longest + 1):
        shift = size - 1
        hashed = hashed[: signs.size - shift] * TWO + signs[shift:] * ONE
        inside = inside[: signs.size - shift] & ~end[shift:]
        if size >= shortest:
            mixed = ((hashed + U(size)) ^ ((hashed + U(size)) >> U(29))) * MIX
            found.append(((mixed >> U(32)) & U((1 << BITS) - 1))[inside].astype(np.int64))
            whose.append(owner[: inside.size][inside])
    columns, rows = np.concatenate(found), np.concatenate(whose)
    counts = csr_matrix((np.ones(columns.size, np.float32), (rows, columns)), shape=(len(texts), 1 << BITS))
    counts.sum_duplicates()
    return counts


def _weighed(counts: Any, common: float = 1.0) -> Any:
    """Log-damped counts times rarity, rows of length 1, without pieces of only one letter."""
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    size = counts.shape[0]
    rarity = np.log((1 + size) / (1 + seen)) + 1
    rarity[(seen < 2) & (common < 1) | (seen > max(2, common * size))] = 0
    matrix = counts.copy()
    matrix.data = (1 + np.log(matrix.data)) * rarity.astype(np.float32)[matrix.indices]
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.where(lengths == 0, 1, lengths), np.diff(matrix.indptr)).astype(np.float32)
    return matrix


def _cosine(matrix: Any) -> Matrix:
    return np.asarray((matrix @ matrix.T).toarray(), dtype=np.float32)


def _held(titles: Any, once: Any) -> Matrix:
    """The share of what is rare in title ``i`` that stands in letter ``j``."""
    seen = np.bincount(once.indices, minlength=once.shape[1])
    size = once.shape[0]
    rare = (seen >= 2) & (seen <= max(3, RARE * size))
    weight = np.where(rare, np.log(size / np.maximum(seen, 1)), 0).astype(np.float32)
    asked, holds = titles.copy(), once.copy()
    asked.data = weight[asked.indices]
    asked.eliminate_zeros()
    holds.data = rare[holds.indices].astype(np.float32)
    holds.eliminate_zeros()
    all_of_it = np.asarray(asked.sum(axis=1)).ravel() + 1e-6
    return np.asarray((asked @ holds.T).toarray() / all_of_it[:, None], dtype=np.float32)


def _conflict(districts: Sequence[frozenset[str]]) -> Matrix:
    """1 where both letters name districts and none in common."""
    from scipy.sparse import csr_matrix

    names = {name: at for at, name in enumerate(sorted(set().union(*districts)))}
    rows = [row for row, named in enumerate(districts) for _ in named]
    columns = [names[name] for named in districts for name in sorted(named)]
    held = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), (len(districts), len(names) + 1))
    shared = (held @ held.T).toarray() > 0
    some = np.array([bool(named) for named in districts])
    return (some[:, None] & some[None, :] & ~shared).astype(np.float32)
