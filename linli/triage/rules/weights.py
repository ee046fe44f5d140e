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
from .words import BLOCK_BITS, PLACE_BITS, counted, cut, features, known, lengthened, table_of

BATCH = 256  # texts read at once: more do not fit the processor's cache


@dataclass(frozen=True)
class Head:
    """One linear decision: a column of ``labels`` per class over the kept feature columns."""

    labels: tuple[str, ...]
    columns: NDArray[np.uint32]  # hashes of the kept features, ascending
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
            margins = self.margins(texts[start : start + BATCH])
            found.append(probabilities(margins, self.stretch, self.shift, self.certain))
        return np.concatenate(found)

    def margins(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Uncalibrated margins (texts, labels) for a batch of tidy texts."""
        text, hashes, title = features(cut(texts, self._table))
        there, place = known(self._table, hashes)
        at = np.flatnonzero(there)
        read = counted(len(texts), text.take(at), place.take(at), title.take(at), PLACE_BITS)
        values = read.count * self.rarity.take(read.key)
        values = lengthened(values, read.text, self._block.take(read.key), read.size)
        ends = np.searchsorted(read.text, np.arange(read.size + 1)).tolist()
        found = np.empty((read.size, len(self.labels)))
        for row, (start, end) in enumerate(pairwise(ends)):  # numpy alone: scipy costs a worker 30 MB
            found[row] = values[start:end] @ self.weights.take(read.key[start:end], 0, mode="clip")
        return found + self.bias

    def words(self, text: str) -> list[str]:
        """The words of a tidy text as this head takes them."""
        read = cut([text], self._table)
        return [text[at : at + size] for at, size in zip(read.starts, read.lengths, strict=True)]

    def reasons(self, text: str, label: int, most: int = 3) -> list[str]:
        """Words of the text that speak most for a label."""
        words = self.words(text)
        places = known(self._table, cut([text], self._table).hashes)[1]
        weights = self.weights[places, label] * self.rarity[places]
        strength = {
            word: weight
            for word, weight in zip(words, weights.tolist(), strict=True)
            if weight > 0 and len(word) > 1 and not word[0].isdecimal()
        }
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
    def _table(self) -> NDArray[np.int32]:
        return table_of(self.columns)

    @cached_property
    def _block(self) -> NDArray[np.int64]:
        return (self.columns >> (32 - BLOCK_BITS)).astype(np.int64)


def pack(heads: dict[str, Head]) -> bytes:
    """Heads as one compressed file of arrays: numbers and labels, no text.

    Weights are kept in steps of 1/127 of the greatest of their label, rarities in steps of 1/16.
    """
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, head in heads.items():
        scale = np.abs(head.weights).max(axis=0) / 127 + 1e-12
        arrays[f"{name}.labels"] = np.array(head.labels)
        arrays[f"{name}.columns"] = np.diff(head.columns, prepend=np.uint32(0))
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
                np.cumsum(arrays[f"{name}.columns"], dtype=np.uint32),
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
