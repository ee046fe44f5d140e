# SPDX-License-Identifier: AGPL-3.0-or-later
"""An index in memory: BM25 over two ways of cutting text, and what stands around an article.

Robertson and Zaragoza, *The Probabilistic Relevance Framework* (2009): BM25 with k1 1.3 and b 0.75.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .words import asked, pairs, words

K1, B = 1.3, 0.75
TITLE = 0.5  # a word of the title counts as half a word of the text
AROUND = (0.5, 0.3, 0.2)  # what articles one, two and three places away lend to an article
Floats = NDArray[np.float32]
Ints = NDArray[np.intp]


class Field:
    """BM25 weights of one way of cutting, by token: ``weights[:, token]`` are those of all articles."""

    def __init__(
        self, cut: Callable[[str], list[str]], titles: Sequence[str], texts: Iterable[str]
    ) -> None:
        self.cut = cut
        self.tokens: dict[str, int] = {}
        known = {title: Counter(self._ids(cut(title))) for title in set(titles)} if TITLE else {}
        indptr, indices, counts = [0], [], []
        for title, text in zip(titles, texts, strict=True):
            found: Counter[int] = Counter(self._ids(cut(text)))
            held = dict.fromkeys(known[title], 0.0) | {
                token: float(count) for token, count in found.items()
            }
            for token, count in known[title].items():
                held[token] += TITLE * count
            indices.append(np.fromiter(held.keys(), np.int32, len(held)))
            counts.append(np.fromiter(held.values(), np.float32, len(held)))
            indptr.append(indptr[-1] + len(held))
        shape = (len(titles), len(self.tokens))
        data = np.concatenate(counts) if counts else np.zeros(0, np.float32)
        columns = np.concatenate(indices) if indices else np.zeros(0, np.int32)
        matrix = sp.csr_matrix((data, columns, np.array(indptr)), shape=shape)
        frequency = np.bincount(columns, minlength=shape[1])
        self.idf = np.log(1 + (shape[0] - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        self.rarest = float(self.idf.max(initial=1.0))
        lengths = np.asarray(matrix.sum(axis=1)).ravel()
        bound = K1 * (1 - B + B * lengths / max(lengths.mean() if len(lengths) else 1, 1e-6))
        rows = np.repeat(np.arange(shape[0]), np.diff(matrix.indptr))
        matrix.data = (matrix.data * (K1 + 1) / (matrix.data + bound[rows]) * self.idf[columns]).astype(
            np.float32
        )
        self.weights = matrix.tocsc()

    def _ids(self, tokens: Iterable[str]) -> list[int]:
        return [self.tokens.setdefault(token, len(self.tokens)) for token in tokens]

    def asked(self, question: str) -> list[int]:
        """The known tokens of a question."""
        return [self.tokens[token] for token in asked(self.cut(question)) if token in self.tokens]

    def scores(self, tokens: Iterable[int], factors: Iterable[float] | None = None) -> Floats:
        """The sum of weights over tokens, for all articles; ``factors`` weigh the tokens."""
        found = np.zeros(self.weights.shape[0], np.float32)
        start, rows, data = self.weights.indptr, self.weights.indices, self.weights.data
        many = factors if factors is not None else (1.0 for _ in iter(int, 1))
        for token, factor in zip(tokens, many, strict=False):
            reach = slice(start[token], start[token + 1])
            found[rows[reach]] += factor * data[reach]
        return found


class Index:
    """Articles with the law each belongs to; rows of one law stand together, in its order."""

    def __init__(self, laws: Sequence[str], texts: Sequence[str]) -> None:
        self.words, self.pairs = Field(words, laws, texts), Field(pairs, laws, texts)
        numbers: dict[str, int] = {}
        self.law = np.array([numbers.setdefault(law, len(numbers)) for law in laws], dtype=np.intp)
        self.law_names = list(numbers)
        change = np.flatnonzero(self.law[1:] != self.law[:-1]) + 1
        self.starts = np.concatenate([[0], change]) if len(laws) else np.zeros(0, np.intp)
        self.ends = np.concatenate([change, [len(laws)]]) if len(laws) else np.zeros(0, np.intp)
        self.stretch = np.searchsorted(self.starts, np.arange(len(laws)), side="right") - 1
        self.lengths = np.array([len(text) for text in texts], dtype=np.float32)

    def __len__(self) -> int:
        return len(self.law)

    def around(self, scores: Floats) -> Floats:
        """What the neighbours of an article in its law lend to it."""
        found = np.zeros_like(scores)
        for distance, share in enumerate(AROUND, 1):
            same = self.stretch[distance:] == self.stretch[:-distance]
            found[:-distance] += share * scores[distance:] * same
            found[distance:] += share * scores[:-distance] * same
        return found


def best(scores: Floats, count: int) -> Ints:
    """The rows of the highest scores, the highest first; equal ones in the order of rows."""
    count = min(count, len(scores))
    if not count:
        return np.zeros(0, np.intp)
    part = np.argpartition(-scores, count - 1)[:count]
    return part[np.lexsort((part, -scores[part]))]
