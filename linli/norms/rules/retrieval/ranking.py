# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a question to articles: candidates by several ways, one order, and why each stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from .index import Floats, Index, Ints, best
from .memory import Memory, Recall

LEAST_PAIRS = 200  # from which an order is learnt
POOL = 0.15  # of the best score: what lies below is not looked at closely
KEPT = 0.55  # of the order comes from the trees, the rest from the plain sum
SUM = {"pairs": 1.0, "words": 1.0, "around": 0.2, "law": 0.12, "near": 1.5, "wide": 0.15, "echo": 0.4}


@dataclass(frozen=True)
class Why:
    """The reasons for a hit: words that were found, earlier questions like it, whether the law fits."""

    words: tuple[str, ...]
    questions: tuple[str, ...] = ()
    law: bool = False


@dataclass(frozen=True)
class Hit:
    """An article that was found, by its row in the index."""

    row: int
    score: float
    why: Why


class Ranker:
    """Searches an index; with answered questions it has learnt how to order what it finds."""

    def __init__(
        self,
        index: Index,
        questions: Sequence[str] = (),
        rows: Sequence[Sequence[int]] = (),
        seed: int = 0,
    ) -> None:
        self.index = index
        known = [(text, found) for text, found in zip(questions, rows, strict=True) if len(found)]
        self.names = list(index.words.tokens)
        self.memory = (
            Memory(index, [text for text, _ in known], [rows for _, rows in known]) if known else None
        )
        self.trees: Any = None
        if len(known) >= LEAST_PAIRS:
            self._learn(seed)
        self.threads = ThreadpoolController()  # last: it sees only libraries that are loaded

    def search(self, question: str, count: int = 10, allowed: NDArray[np.bool_] | None = None) -> list[Hit]:
        """The best articles for a question, at most ``count``, only of the ``allowed`` rows."""
        rows, scores = self.order(question, allowed)
        recalled = self.memory.recall(question) if self.memory else None
        tokens = self.index.words.asked(question)
        return [
            Hit(int(row), float(score), self._why(tokens, int(row), recalled))
            for row, score in zip(rows[:count], scores[:count], strict=True)
        ]

    def order(self, question: str, allowed: NDArray[np.bool_] | None = None) -> tuple[Ints, Floats]:
        """All candidates with their scores, the best first."""
        with self.threads.limit(limits=1):  # more threads cost more here than they bring
            rows, table, plain = self._candidates(question, None, allowed)
            if not len(rows):
                return rows, plain
            scores = plain
            if self.trees is not None:
                learnt = self.trees.decision_function(table)
                scores = KEPT * _even(learnt) + (1 - KEPT) * _even(plain)
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def _learn(self, seed: int) -> None:
        from sklearn.ensemble import HistGradientBoostingClassifier

        assert self.memory is not None
        tables, hits, weights = [], [], []
        for number, (question, answers) in enumerate(
            zip(self.memory.questions, self.memory.rows, strict=True)
        ):
            rows, table, _ = self._candidates(question, number, None)
            hit = np.isin(rows, answers)
            tables.append(table)
            hits.append(hit)
            weights.append(np.where(hit, max(len(answers), 1) ** -0.5, 1.0))
        self.trees = HistGradientBoostingClassifier(
            max_iter=160,
            learning_rate=0.06,
            max_leaf_nodes=15,
            min_samples_leaf=40,
            l2_regularization=5,
            early_stopping=False,
            random_state=seed,
        ).fit(np.vstack(tables), np.concatenate(hits), np.concatenate(weights))

    def _candidates(
        self, question: str, leave_out: int | None, allowed: NDArray[np.bool_] | None
    ) -> tuple[Ints, NDArray[np.float32], Floats]:
        """Rows, their table of features, and the plain sum of evidence.

        Sums run over all articles; what is dearer looks only at the pool of those with some evidence.
        """
        index = self.index
        words = index.words.scores(index.words.asked(question))
        pairs = index.pairs.scores(index.pairs.asked(question))
        if allowed is not None:
            words, pairs = words * allowed, pairs * allowed
        around = index.around(pairs)
        peaks = [max(float(scores.max(initial=0)), 1e-6) for scores in (words, pairs, around)]
        both = words / peaks[0] + pairs / peaks[1]
        recalled = self.memory.recall(question, leave_out) if self.memory else None
        seen = both > POOL * float(both.max(initial=0))
        echo = np.zeros(0, np.float32)
        if recalled is not None:
            echo = recalled.echo / max(float(recalled.echo.max(initial=0)), 1e-6)
            seen |= (recalled.wide > 0) | (echo > POOL)
        pool = np.flatnonzero(seen if allowed is None else seen & allowed)
        parts = [words[pool] / peaks[0], pairs[pool] / peaks[1], around[pool] / peaks[2]]
        mixed = parts[0] + parts[1]
        plain = mixed + SUM["around"] * parts[2]
        if recalled is None or self.memory is None:
            chosen = best(plain, 300)
            return pool[chosen], np.zeros((0, 0), np.float32), plain[chosen]
        law, echo = recalled.law[index.law[pool]], echo[pool]
        near, wide, closest = recalled.near[pool], recalled.wide[pool], recalled.closest[pool]
        known = plain + SUM["law"] * law
        plain = known + SUM["near"] * near + SUM["wide"] * wide + SUM["echo"] * echo
        ways = [(mixed, 150), (parts[0], 60), (known, 250), (plain, 300), (wide, 60), (closest, 60),
                (echo + 0.04 * law, 60)]  # fmt: skip
        at = np.unique(np.concatenate([best(scores, count) for scores, count in ways]))
        found, plain, known, mixed = pool[at], plain[at], known[at], mixed[at]
        tops = np.maximum.reduceat(both, index.starts)
        first = pool[best(both[pool], 300)]
        shares = np.bincount(index.stretch[first], weights=both[first] ** 2, minlength=len(index.starts))
        popular = self.memory.popular[found].copy()
        if leave_out is not None:
            popular -= np.isin(found, self.memory.rows[leave_out])
        stretch = index.stretch[found]
        columns = [
            words[found], pairs[found], around[found], *(part[at] for part in parts),
            mixed, known, plain, _places(mixed), _places(known), _places(plain),
            recalled.votes[found], closest[at], near[at], wide[at], echo[at], law[at],
            popular, self.memory.law_popular[index.law[found]],
            tops[stretch], shares[stretch], mixed - tops[stretch],
            np.full(len(found), recalled.likeness), index.lengths[found],
            (index.ends - index.starts)[stretch], found - index.starts[stretch],
        ]  # fmt: skip
        return found, np.stack(columns, axis=1).astype(np.float32), plain

    def _why(self, tokens: Sequence[int], row: int, recalled: Recall | None) -> Why:
        matrix, found = self.index.words.weights, []
        for token in tokens:
            first, last = matrix.indptr[token], matrix.indptr[token + 1]
            at = first + np.searchsorted(matrix.indices[first:last], row)
            if at < last and matrix.indices[at] == row:
                found.append((float(matrix.data[at]), self.names[token]))
        words = tuple(word for _, word in sorted(found, reverse=True)[:6])
        if recalled is None or self.memory is None:
            return Why(words)
        asked, answers = self.memory.questions, self.memory.rows
        alike = tuple(asked[number] for number in recalled.neighbours if row in answers[number])
        fits = bool(recalled.law[self.index.law[row]] >= np.sort(recalled.law)[-3:].min())
        return Why(words, alike[:2], fits)


def _places(scores: Floats) -> Floats:
    found = np.empty(len(scores), np.float32)
    found[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return found


def _even(scores: Floats) -> Floats:
    """Scores as reciprocal places, so that two orders can be mixed."""
    return (1 / (10 + _places(scores))).astype(np.float32)
