# SPDX-License-Identifier: AGPL-3.0-or-later
"""A trained linear reader as arrays: predicting, explaining, packing. Fitting is in ``train``."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .calibration import probabilities
from .words import SPACE, Known, known_words, lengthened, rows, word_column, words_of

BATCH = 256  # texts read at once: more do not fit the processor's cache


@dataclass(frozen=True)
class Head:
    """One linear decision: a column of ``labels`` per class over the kept feature columns."""

    labels: tuple[str, ...]
    columns: NDArray[np.int32]  # kept hashed features, ascending
    rarity: NDArray[np.float32]  # (kept features): inverse document frequency
    weights: NDArray[np.float32]  # (kept features, labels)
    bias: NDArray[np.float32]
    stretch: NDArray[np.float32]  # from margins to log odds
    shift: NDArray[np.float32]
    certain: NDArray[np.float32]  # how sure the first guess is (``calibration``); may be empty
    bar: float  # probability below which the head abstains

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated probabilities (texts, labels) for tidy texts."""
        found = [np.empty((0, len(self.labels)))]
        for start in range(0, len(texts), BATCH):
            words = [self.words(text) for text in texts[start : start + BATCH]]
            found.append(probabilities(self.margins(words), self.stretch, self.shift, self.certain))
        return np.concatenate(found)

    def margins(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Uncalibrated margins (texts, labels) for texts given as words."""
        read = rows(texts)
        place = self._where[read.column]
        known = np.flatnonzero(place < self.columns.size)
        place, text = place[known], read.text[known]
        values = lengthened(read.count[known] * self.rarity[place], text, read.block[known], read.size)
        ends = np.searchsorted(text, np.arange(read.size + 1)).tolist()
        found = np.empty((read.size, len(self.labels)))
        for at, (start, end) in enumerate(pairwise(ends)):  # numpy alone: scipy costs a worker 30 MB
            found[at] = values[start:end] @ self.weights[place[start:end]]
        return found + self.bias

    def words(self, text: str) -> list[str]:
        """The words of a tidy text as this head takes them."""
        return known_words(words_of(text), self._known)

    def reasons(self, text: str, label: int, most: int = 3) -> list[str]:
        """Words of the text that speak most for a label."""
        strength: dict[str, float] = {}
        for word in dict.fromkeys(self.words(text)):
            place = int(self._where[word_column(word)])
            if len(word) > 1 and place < self.columns.size and not word[0].isdecimal():
                weight = float(self.weights[place, label] * self.rarity[place])
                if weight > 0:
                    strength[word] = weight
        return sorted(strength, key=lambda word: -strength[word])[:most]

    def pruned(self, most: int) -> Head:
        """The same head with the ``most`` features that weigh most, for a kiosk or a phone."""
        if self.columns.size <= most:
            return self
        force = np.abs(self.weights).max(axis=1) * self.rarity
        kept = np.sort(np.argpartition(-force, most)[:most])
        return replace(
            self, columns=self.columns[kept], rarity=self.rarity[kept], weights=self.weights[kept]
        )

    @cached_property
    def _known(self) -> Known:
        return Known(lambda word: bool(self._where[word_column(word)] < self.columns.size))

    @cached_property
    def _where(self) -> NDArray[np.int32]:
        """For every hashed column its place among the kept ones, or the place behind the last."""
        places = np.full(SPACE, self.columns.size, dtype=np.int32)
        places[self.columns] = np.arange(self.columns.size, dtype=np.int32)
        return places


def pack(heads: dict[str, Head]) -> bytes:
    """Heads as one compressed file of arrays: numbers and labels, no text.

    Weights are kept in steps of 1/127 of the greatest of their label, rarities in steps of 1/16.
    """
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, head in heads.items():
        scale = np.abs(head.weights).max(axis=0) / 127 + 1e-12
        arrays[f"{name}.labels"] = np.array(head.labels)
        arrays[f"{name}.columns"] = np.diff(head.columns, prepend=0).astype(np.uint32)
        arrays[f"{name}.rarity"] = np.round(head.rarity * 16).astype(np.uint8)
        arrays[f"{name}.weights"] = np.round(head.weights / scale).astype(np.int8)
        arrays[f"{name}.scale"] = scale.astype(np.float32)
        arrays[f"{name}.bias"] = head.bias
        arrays[f"{name}.stretch"] = head.stretch
        arrays[f"{name}.shift"] = head.shift
        arrays[f"{name}.certain"] = head.certain
        arrays[f"{name}.bar"] = np.array([head.bar])
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()


def unpack(content: bytes) -> dict[str, Head]:
    """The heads again. A file of an older form gives no heads: the reader has to be trained anew."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        names = sorted(name.removesuffix(".certain") for name in arrays.files if name.endswith(".certain"))
        return {
            name: Head(
                tuple(str(label) for label in arrays[f"{name}.labels"]),
                np.cumsum(arrays[f"{name}.columns"]).astype(np.int32),
                arrays[f"{name}.rarity"].astype(np.float32) / 16,
                arrays[f"{name}.weights"].astype(np.float32) * arrays[f"{name}.scale"],
                arrays[f"{name}.bias"],
                arrays[f"{name}.stretch"],
                arrays[f"{name}.shift"],
                arrays[f"{name}.certain"],
                float(arrays[f"{name}.bar"][0]),
            )
            for name in names
        }
