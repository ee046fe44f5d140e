# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as numbers in one pass: words, pairs of words and the characters inside of words, hashed.

All texts of a batch go through numpy together; every stage (kind, category, likeness of letters)
uses the same rows. What a letter is about stands in its first words (its title), so these count
three times: measured on 8,269 letters, half a point of accuracy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = 21
SPACE = 1 << BITS  # hashed features
HEAD = 12  # so many first words are counted three times
MOST_WORDS = 1200
MOST_REMEMBERED = 100_000
WORDS, CHARACTERS = 0, 1  # the two blocks of a row, each of its own length
BLOCK = np.array([1.5, 1.0], np.float32)  # lengths of the blocks
GAP = 32  # the code of a blank
U = np.uint64
BASE = 0x9E3779B97F4A7C15  # odd, so it has an inverse modulo 2^64
BACK = pow(BASE, -1, 1 << 64)
ALL = 2**64 - 1
TWO, THREE, MIX = U(0xC2B2AE3D27D4EB4F), U(0x165667B19E3779F9), U(0xBF58476D1CE4E5B9)


@dataclass(frozen=True)
class Rows:
    """Features of a batch: entry ``k`` says that text ``text[k]`` holds ``column[k]`` so often.

    Sorted by text, block and column. ``count`` is damped: 1 + ln(times).
    """

    size: int
    text: NDArray[np.int64]
    block: NDArray[np.int64]
    column: NDArray[np.int64]
    count: NDArray[np.float32]


def words_of(tidy: str) -> list[str]:
    """The words and signs of a tidy text. A text that came segmented keeps its words."""
    if tidy.count(" ") * 6 >= len(tidy):
        return tidy.split()[:MOST_WORDS]
    import rjieba

    words: list[str] = rjieba.cut(tidy)
    return words[:MOST_WORDS]


class Known(dict[str, bool]):
    """Whether a word is worth reading, remembered: short words and signs only if they are known.

    A town's training texts may have come without function words; then the reader drops them too.
    """

    def __init__(self, knows: Callable[[str], bool]) -> None:
        super().__init__()
        self.knows = knows

    def __missing__(self, word: str) -> bool:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        self[word] = answer = word[0].isalnum() if len(word) > 2 else self.knows(word)
        return answer


def known_words(words: Sequence[str], known: Known) -> list[str]:
    """The words that are worth reading."""
    return [word for word in words if known[word]]


def word_column(word: str) -> int:
    """The hashed column of one word."""
    found = 7
    for place, sign in enumerate(word):
        found += ord(sign) * pow(BASE, place, 1 << 64)
    found &= ALL
    found = ((found ^ (found >> 29)) * int(MIX)) & ALL
    return (found ^ (found >> 32)) & (SPACE - 1)


def rows(texts: Sequence[Sequence[str]]) -> Rows:
    """The features of texts given as words."""
    joined = [" " + " ".join([*words[:HEAD], *words[:HEAD], *words]) + " " for words in texts]
    signs = np.frombuffer("".join(joined).encode("utf-32-le"), dtype="<u4").astype(U)
    owner = np.repeat(np.arange(len(joined)), [len(text) for text in joined])
    if not any(texts):
        none = np.empty(0, np.int64)
        return Rows(len(texts), none, none, none, np.empty(0, np.float32))
    owners, columns = zip(*_characters(signs, owner), *_words(signs, owner), strict=True)
    blocks = np.repeat([CHARACTERS] * 3 + [WORDS] * 2, [len(each) for each in owners])
    keys = ((np.concatenate(owners) << 1) | blocks) << BITS | np.concatenate(columns)
    keys.sort()
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    times = np.diff(np.append(first, keys.size))
    keys = keys[first]
    return Rows(
        len(texts),
        keys >> (BITS + 1),
        (keys >> BITS) & 1,
        keys & (SPACE - 1),
        (1.0 + np.log(times)).astype(np.float32),
    )


def weighed(read: Rows, weight: NDArray[np.float32]) -> Any:
    """Rows as a sparse matrix (texts, columns): counts times ``weight``, each block of its length.

    A column of weight 0 is as good as absent: it does not lengthen the row either.
    """
    from scipy.sparse import csr_matrix

    values = lengthened(read.count * weight[read.column], read.text, read.block, read.size)
    indptr = np.searchsorted(read.text, np.arange(read.size + 1))
    return csr_matrix((values, read.column, indptr), shape=(read.size, SPACE))


def lengthened(
    values: NDArray[np.float32], text: NDArray[np.int64], block: NDArray[np.int64], size: int
) -> NDArray[np.float32]:
    """Values scaled so that each block of each of ``size`` texts has its length (``BLOCK``)."""
    part = text * 2 + block
    lengths = np.sqrt(np.bincount(part, values * values, 2 * size))
    scale = np.tile(BLOCK, size) / np.where(lengths == 0, 1, lengths)
    return np.asarray(values * scale.astype(np.float32)[part])


def _characters(
    signs: NDArray[np.uint64], owner: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Characters, pairs and triples inside of words, with the blanks at their edges."""
    blank = signs == GAP
    ones, twos, threes = ~blank, ~(blank[:-1] & blank[1:]), ~blank[1:-1]
    pairs = signs[:-1] * U(BASE) + signs[1:] * TWO
    triples = pairs[:-1] * THREE + signs[2:]
    return [
        (owner[ones], _mixed(signs[ones] * U(BASE) + U(1))),
        (owner[:-1][twos], _mixed(pairs[twos] + U(2))),
        (owner[:-2][threes], _mixed(triples[threes] + U(3))),
    ]


def _words(
    signs: NDArray[np.uint64], owner: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Words and pairs of neighbouring words. A word's hash is a polynomial, from sums over the text."""
    blank = signs == GAP
    starts = np.flatnonzero(blank[:-1] & ~blank[1:]) + 1
    ends = np.flatnonzero(~blank[:-1] & blank[1:]) + 1
    powers = _powers(BASE, signs.size)
    sums = np.concatenate((np.zeros(1, U), np.cumsum(signs * powers)))
    hashes = (sums[ends] - sums[starts]) * _powers(BACK, signs.size)[starts]
    whose = owner[starts]
    together = whose[:-1] == whose[1:]
    pairs = hashes[:-1] * TWO + hashes[1:] * THREE
    return [
        (whose, _mixed(hashes + U(7))),
        (whose[:-1][together], _mixed(pairs[together] + U(8))),
    ]


def _powers(base: int, size: int) -> NDArray[np.uint64]:
    powers = np.full(size, base, U)
    powers[:1] = 1
    return np.multiply.accumulate(powers)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Finish a hash so that its low bits depend on all of it."""
    numbers = (numbers ^ (numbers >> U(29))) * MIX
    return ((numbers ^ (numbers >> U(32))) & U(SPACE - 1)).astype(np.int64)
