# SPDX-License-Identifier: AGPL-3.0-or-later
"""A trained linear reader as arrays: predicting, explaining, packing. Training is in ``commands``."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .text import SPACE, Features, grams


@dataclass(frozen=True)
class Head:
    """One linear decision: a column of ``labels`` per class over the kept feature columns."""

    labels: tuple[str, ...]
    columns: NDArray[np.int32]  # kept hashed features, ascending
    weights: NDArray[np.float32]  # (kept features, labels)
    bias: NDArray[np.float32]
    temperature: float
    bar: float  # probability below which the head abstains

    def probabilities(self, read: Features) -> NDArray[np.float64]:
        """Calibrated probabilities of the labels for the features of a tidy text."""
        index, values = self._kept(*read)
        margins = (values @ self.weights[index] + self.bias) / self.temperature
        powers = np.exp(margins - margins.max())
        return np.asarray(powers / powers.sum(), dtype=np.float64)

    def reasons(self, text: str, label: int, most: int = 3) -> list[str]:
        """Pairs and triples of characters in the text that speak most for a label."""
        strength: dict[str, float] = {}
        for size, columns in enumerate(grams(text)[1:], 2):
            place, known = self._places(columns)
            weights = np.where(known, self.weights[place, label], 0.0)
            for start in np.argsort(-weights)[: 4 * most]:
                piece = text[start : start + size]
                if weights[start] > 0 and piece.isalnum():
                    strength[piece] = float(weights[start])
        chosen: list[str] = []
        for piece in sorted(strength, key=lambda piece: -strength[piece]):
            if len(chosen) == most:
                break
            if not any(piece in other or other in piece for other in chosen):
                chosen.append(piece)
        return chosen

    def _kept(
        self, columns: NDArray[np.int32], values: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        place, known = self._places(columns)
        return place[known], values[known]

    def _places(self, columns: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where columns stand among the kept ones, and which of them are kept at all."""
        place = self._where[columns]
        known = place >= 0
        return np.where(known, place, 0), known

    @cached_property
    def _where(self) -> NDArray[np.int64]:
        """For every hashed column its place among the kept ones, or -1."""
        places = np.full(SPACE, -1, dtype=np.int64)
        places[self.columns] = np.arange(self.columns.size)
        return places


def pack(heads: dict[str, Head]) -> bytes:
    """Heads as one compressed file of arrays: numbers and labels, no text."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, head in heads.items():
        arrays[f"{name}.labels"] = np.array(head.labels)
        arrays[f"{name}.columns"] = head.columns
        arrays[f"{name}.weights"] = head.weights.astype(np.float16)
        arrays[f"{name}.bias"] = head.bias
        arrays[f"{name}.scale"] = np.array([head.temperature, head.bar])
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()


def unpack(content: bytes) -> dict[str, Head]:
    """The heads again."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        names = sorted({name.split(".")[0] for name in arrays.files})
        return {
            name: Head(
                tuple(str(label) for label in arrays[f"{name}.labels"]),
                arrays[f"{name}.columns"],
                arrays[f"{name}.weights"].astype(np.float32),
                arrays[f"{name}.bias"],
                float(arrays[f"{name}.scale"][0]),
                float(arrays[f"{name}.scale"][1]),
            )
            for name in names
        }
