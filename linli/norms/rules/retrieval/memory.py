# SPDX-License-Identifier: AGPL-3.0-or-later
"""What answered questions teach: which articles and laws like questions led to, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .index import Floats, Index, Ints, best
from .words import asked

NEAREST = 60  # earlier questions that are asked
FLOOR = 0.03  # likeness below which an earlier question says nothing
TWIN = 0.8  # likeness from which two questions count as one, when a question is left out of learning
NEAR, WIDE = 3, 12  # how many places an answer reaches to its neighbours in the law
FADE_NEAR, FADE_WIDE = 0.6, 0.88
STIFFNESS = 0.3  # of the ridge from questions to laws
LEAST = 2e-3  # probability of a law that no like question led to
ECHOES = 48  # tokens of earlier answers that are asked as well


@dataclass(frozen=True)
class Recall:
    """What earlier questions say of one question, for all articles."""

    votes: Floats
    closest: Floats
    near: Floats
    wide: Floats
    echo: Floats
    law: Floats  # logarithm of the probability of each law
    likeness: float
    neighbours: tuple[int, ...]


class Memory:
    """Answered questions. ``rows`` are the articles that answer each."""

    def __init__(self, index: Index, questions: Sequence[str], rows: Sequence[Sequence[int]]) -> None:
        self.index, self.questions = index, list(questions)
        self.rows = [np.unique(np.asarray(found, dtype=np.intp)) for found in rows]
        self.own = []
        for field in (index.pairs, index.words):
            unknown = (token for text in questions for token in asked(field.cut(text)))
            fresh = dict.fromkeys(token for token in unknown if token not in field.tokens)
            self.own.append({token: number for number, token in enumerate(fresh)})
        self.vectors = sp.csr_matrix(sp.vstack([self._vector(text) for text in questions]))
        self.turned = sp.csr_matrix(self.vectors.T)
        self.likeness = (self.vectors @ self.turned).toarray().astype(np.float32)
        self.reach = [
            (self._reach(found, NEAR, FADE_NEAR), self._reach(found, WIDE, FADE_WIDE))
            for found in self.rows
        ]
        laws = np.zeros((len(questions), len(index.law_names)), np.float32)
        for number, found in enumerate(self.rows):
            np.add.at(laws[number], index.law[found], 1 / max(len(found), 1))
        self.inverse = np.linalg.inv(self.likeness + STIFFNESS * np.eye(len(questions), dtype=np.float32))
        self.laws, self.ridge = laws, (self.inverse @ laws).astype(np.float32)
        self.popular = np.zeros(len(index), np.float32)
        for found in self.rows:
            self.popular[found] += 1
        self.law_popular = np.bincount(
            np.concatenate([index.law[found] for found in self.rows]), minlength=len(index.law_names)
        ).astype(np.float32)
        self.by_row = sp.csr_matrix(index.pairs.weights)

    def recall(self, question: str, leave_out: int | None = None) -> Recall:
        """What is known of a question; ``leave_out`` is its own number while the ranking is learnt."""
        index = self.index
        if leave_out is None:
            alike = np.asarray((self._vector(question) @ self.turned).todense(), np.float32).ravel()
            law = alike @ self.ridge
        else:
            alike = self.likeness[leave_out].copy()
            alike[alike > TWIN] = 0
            alike[leave_out] = 0
            law = self.laws[leave_out] - self.ridge[leave_out] / self.inverse[leave_out, leave_out]
        law = np.maximum(law, 0) + LEAST
        neighbours = [int(number) for number in best(alike, NEAREST) if alike[number] > FLOOR]
        votes, closest, near, wide = (np.zeros(len(index), np.float32) for _ in range(4))
        tokens: list[NDArray[np.int32]] = []
        weights: list[Floats] = []
        for number in neighbours:
            like, found = float(alike[number]), self.rows[number]
            votes[found] += like * like
            closest[found] = np.maximum(closest[found], like)
            share = len(found) ** -0.5
            (places, amounts), (far, little) = self.reach[number]
            near[places] += like * like * share * amounts
            wide[far] += like * share * little
            for row in found[:6]:
                reach = slice(self.by_row.indptr[row], self.by_row.indptr[row + 1])
                tokens.append(self.by_row.indices[reach])
                weights.append(like * like * share * self.by_row.data[reach])
        echo = self._echo(tokens, weights)
        return Recall(
            votes,
            closest,
            near,
            wide,
            echo,
            np.log(law / law.sum()).astype(np.float32),
            float(alike[neighbours[0]]) if neighbours else 0.0,
            tuple(neighbours[:5]),
        )

    def _echo(self, tokens: list[NDArray[np.int32]], weights: list[Floats]) -> Floats:
        """The articles that speak in the words of earlier answers."""
        if not tokens:
            return np.zeros(len(self.index), np.float32)
        different, place = np.unique(np.concatenate(tokens), return_inverse=True)
        totals = np.bincount(place, weights=np.concatenate(weights)).astype(np.float32)
        echoes = best(totals, ECHOES)
        factors = totals[echoes] / totals[echoes[0]]
        return self.index.pairs.scores(different[echoes], factors)

    def _vector(self, text: str) -> sp.csr_matrix:
        """A question as a vector over words and pairs; words that stand in no law count as rare ones."""
        parts = []
        for field, own in zip((self.index.pairs, self.index.words), self.own, strict=True):
            known = len(field.tokens)
            cut = asked(field.cut(text))
            tokens = [field.tokens[token] for token in cut if token in field.tokens]
            rare = [known + own[token] for token in cut if token in own]
            values = np.concatenate([field.idf[tokens], np.full(len(rare), field.rarest, np.float32)])
            norm = float(np.sqrt((values**2).sum())) or 1.0
            places = (np.zeros(len(values), np.intp), [*tokens, *rare])
            parts.append(sp.csr_matrix((values / (norm * 2**0.5), places), shape=(1, known + len(own))))
        return sp.csr_matrix(sp.hstack(parts))

    def _reach(self, found: Ints, width: int, fade: float) -> tuple[Ints, NDArray[np.float32]]:
        amounts: dict[int, float] = {}
        for row in found:
            stretch = self.index.stretch[row]
            first, last = self.index.starts[stretch], self.index.ends[stretch]
            for place in range(max(first, row - width), min(last, row + width + 1)):
                amounts[place] = amounts.get(place, 0.0) + fade ** abs(int(place - row))
        return np.fromiter(amounts.keys(), np.intp), np.fromiter(amounts.values(), np.float32)
