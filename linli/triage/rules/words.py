# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as numbers in one pass: words that the reader knows, and the characters and pairs inside of them.

A text is cut with the reader's own words: from each place the longest that it knows. On raw letters that
reads as well as cutting with a dictionary of the language (.873 right against .866 of 457), and a batch is
cut at once by numpy, where a dictionary's cutter takes 60 µs a letter. What the reader does not know, it
drops: a town's training texts may have come without function words. What a letter is about stands in its
first words (its title), so these count three times.

Each feature is a hash of 32 bits: two tell its block, twenty where it stands in a table, the rest that it
is the one that stands there. So what was never learnt is seldom taken for something that was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEAD, TITLE = 12, 3  # so many first words are counted so many times
LONGEST = 4  # characters of a word of a language written without blanks
LONGEST_RUN = 12  # letters and digits of a word of others; what comes after is not read
WORDS, CHARACTERS, PAIRS = 0, 1, 2  # the blocks of a row, each of its own length
BLOCK = np.array([1.5, 1.0, 1.0], np.float32)  # lengths of the blocks
BLOCK_BITS, SPACE_BITS, PLACE_BITS = 2, 20, 18
SPACE, MOST_PLACES = 1 << SPACE_BITS, 1 << PLACE_BITS
BLANK, SIGN, RUN, CHARACTER = 0, 1, 2, 3  # kinds of signs
DAMPED = (1 + np.log(np.arange(1, 4097))).astype(np.float32)  # of how often a feature stands in a text
U = np.uint32
ONE, TWO, THREE = U(0x9E3779B1), U(0x85EBCA77), U(0xC2B2AE3D)
Hashes = NDArray[np.uint32]
Places = NDArray[np.int32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Read:
    """A batch as it was cut. ``starts`` and ``lengths`` say where in ``signs`` known words stand."""

    signs: Hashes
    owner: Numbers  # the text of each sign
    starts: Numbers
    lengths: Numbers
    hashes: Hashes  # of the words


@dataclass(frozen=True)
class Rows:
    """Features of a batch: entry ``k`` says that text ``text[k]`` holds ``key[k]``.

    Sorted by text and key. ``count`` is damped: 1 + ln(times).
    """

    size: int
    text: Numbers
    key: Numbers
    count: NDArray[np.float32]


def words_of(tidy: str) -> list[str]:
    """The words of a tidy text, to learn from. A text that came segmented keeps its words."""
    if tidy.count(" ") * 6 >= len(tidy):
        return tidy.split()
    import rjieba

    words: list[str] = rjieba.cut(tidy)
    return words


def word_hash(word: str) -> int:
    """The hash of one word."""
    found = 0
    for sign in word[:LONGEST_RUN]:
        found = (found * int(ONE) + ord(sign)) & 0xFFFFFFFF
    return int(_mixed(np.array([found], U), WORDS)[0])


def table_of(hashes: Hashes) -> Places:
    """For each place of the table which of some hashes (ascending) stands there; ``-1`` for none."""
    table: Places = np.full(SPACE, -1, np.int32)
    number = np.arange(hashes.size, dtype=np.int32)
    table[hashes & U(SPACE - 1)] = number | (hashes >> U(SPACE_BITS)).astype(np.int32) << PLACE_BITS
    return table


def known(table: Places, hashes: Hashes) -> tuple[NDArray[np.bool_], Places]:
    """Which hashes stand in a table, and for each its number (of no meaning where it does not)."""
    entry = table.take(hashes & U(SPACE - 1))
    there = entry >> PLACE_BITS == (hashes >> U(SPACE_BITS)).astype(np.int32)
    return there, entry & (MOST_PLACES - 1)


def cut(texts: Sequence[str], table: Places) -> Read:
    """Tidy texts cut into the words whose hashes stand in ``table``; all else is dropped."""
    joined = "\n".join([*texts, "", ""])
    signs = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype="<u4")
    owner = np.repeat(np.arange(len(texts) + 1), [*(len(text) + 1 for text in texts), 1])
    kinds = _kinds().take(signs, mode="clip")
    character, run = kinds == CHARACTER, kinds == RUN
    inside = np.concatenate(([False], character[1:] & character[:-1]))
    longest = _longest(signs, inside, table)
    reached = kinds == SIGN
    at = np.flatnonzero(character & ~inside)
    while at.size:
        reached[at] = True
        at = at + longest.take(at)
        at = at[inside.take(at)]
    edges = np.flatnonzero(np.diff(run, prepend=False))
    begin, end = edges[::2], np.minimum(edges[1::2], edges[::2] + LONGEST_RUN)
    one = np.flatnonzero(reached)
    starts = np.concatenate((one, begin))
    lengths = np.concatenate((longest[one], end - begin))
    found = _word_hashes(signs, starts, lengths)
    there = np.flatnonzero(known(table, found)[0])
    order = there.take(np.argsort(starts.take(there), kind="stable")) if begin.size else there
    return Read(signs, owner, starts.take(order), lengths.take(order), found.take(order))


def features(read: Read) -> tuple[Numbers, Hashes, NDArray[np.bool_]]:
    """All features of a batch as they stand: the text of each, its hash, whether it is in a title."""
    starts, lengths = read.starts, read.lengths
    whose = read.owner.take(starts)
    first = np.searchsorted(whose, np.arange(whose[-1] + 1 if whose.size else 0))
    title = np.arange(whose.size) - first.take(whose) < HEAD
    spread = np.repeat(np.arange(starts.size), lengths)
    offset = np.arange(spread.size) - (np.cumsum(lengths) - lengths).take(spread)
    places = starts.take(spread) + offset
    pair = np.flatnonzero(offset < (lengths - 1).take(spread))
    ones = read.signs.take(places)
    twos = ones.take(pair) * ONE + read.signs.take(places.take(pair) + 1)
    word = np.concatenate((np.arange(starts.size), spread, spread.take(pair)))
    hashes = np.concatenate((read.hashes, _mixed(ones, CHARACTERS), _mixed(twos, PAIRS)))
    return whose.take(word), hashes, title.take(word)


def counted(size: int, text: Numbers, key: NDArray[Any], title: NDArray[np.bool_], bits: int) -> Rows:
    """Features of ``size`` texts, each once, with how often it stands there: ``TITLE`` times in a title.

    Keys have ``bits`` bits.
    """
    narrow: Any = U if size << (bits + 1) <= 1 << 32 else np.int64
    both: NDArray[Any] = (text.astype(narrow) << narrow(bits)) | key.astype(narrow)
    both = both << narrow(1) | title.astype(narrow)
    both.sort()
    times = np.where(both & narrow(1), TITLE, 1)
    both >>= narrow(1)
    first = np.flatnonzero(np.concatenate(([True], both[1:] != both[:-1]))[: both.size])
    if first.size:
        times = np.add.reduceat(times, first)
    both = both.take(first)
    return Rows(
        size,
        (both >> narrow(bits)).astype(np.int64),
        (both & narrow((1 << bits) - 1)).astype(np.int64),
        DAMPED.take(times - 1, mode="clip"),
    )


def lengthened(
    values: NDArray[np.float32], text: Numbers, block: Numbers, size: int
) -> NDArray[np.float32]:
    """Values scaled so that each block of each of ``size`` texts has its length (``BLOCK``)."""
    part = text * BLOCK.size + block
    lengths = np.sqrt(np.bincount(part, values * values, BLOCK.size * size))
    scale = np.tile(BLOCK, size) / np.where(lengths == 0, 1, lengths)
    return np.asarray(values * scale.astype(np.float32).take(part))


def _longest(signs: Hashes, inside: NDArray[np.bool_], table: Places) -> Numbers:
    """How many characters the longest known word has that begins at each sign; at least one."""
    longest = np.ones(signs.size, np.int64)
    at = np.flatnonzero(inside) - 1
    found = signs.take(at)
    for length in range(2, LONGEST + 1):
        found = found * ONE + signs.take(at + (length - 1))
        longest[at[known(table, _mixed(found, WORDS))[0]]] = length
        more = np.flatnonzero(inside.take(at + length))
        at, found = at.take(more), found.take(more)
    return longest


def _word_hashes(signs: Hashes, starts: Numbers, lengths: Numbers) -> Hashes:
    found = signs.take(starts)
    longer = np.arange(starts.size)
    for length in range(2, int(lengths.max(initial=1)) + 1):
        longer = longer[lengths.take(longer) >= length]
        found[longer] = found.take(longer) * ONE + signs.take(starts.take(longer) + (length - 1))
    return _mixed(found, WORDS)


def _mixed(numbers: Hashes, block: int) -> Hashes:
    """Finish a hash so that its bits depend on all of it; the highest two tell the block."""
    numbers = (numbers ^ (numbers >> U(15))) * TWO + U(block << 24)  # a word of one sign is not that sign
    numbers ^= numbers >> U(13)
    numbers *= THREE
    numbers ^= numbers >> U(16)
    return np.asarray(numbers >> U(BLOCK_BITS) | U(block << (32 - BLOCK_BITS)), U)


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of each sign of the basic plane; all others, and the last, are characters."""
    kinds = np.full(1 << 16, CHARACTER, np.uint8)
    for code in range((1 << 16) - 1):
        sign = chr(code)
        if sign.isspace() or not sign.isprintable():
            kinds[code] = BLANK
        elif not sign.isalnum():
            kinds[code] = SIGN
        elif code < 0x2E80:
            kinds[code] = RUN
    return kinds
