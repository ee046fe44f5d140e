# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drawing households by lot so that anybody with the list and the number draws the same."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

LEAST_IN_STRATUM = 2  # with fewer no error can be told


def draw(frame: Sequence[tuple[str, str]], size: int, seed: str) -> list[int]:
    """Places (from 0) in a list of (address, stratum) that are drawn: each stratum by its share, the
    addresses with the smallest SHA-256 of number and address."""
    strata: dict[str, list[int]] = defaultdict(list)
    for at, (_, stratum) in enumerate(frame):
        strata[stratum].append(at)
    shares = allot({name: len(rows) for name, rows in strata.items()}, size)
    return sorted(
        at
        for name, rows in strata.items()
        for at in sorted(rows, key=lambda one: _lot(seed, frame[one][0]))[: shares[name]]
    )


def allot(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: by its share, the largest remainders first, two at least where there
    are."""
    total = sum(sizes.values())
    size = min(size, total)
    least = {name: min(LEAST_IN_STRATUM, count) for name, count in sizes.items()}
    exact = {name: size * count / total for name, count in sizes.items()} if total else {}
    made = {name: max(least[name], min(sizes[name], int(exact[name]))) for name in sizes}
    for name in sorted(sizes, key=lambda one: (int(exact[one]) - exact[one], one)):
        if sum(made.values()) >= size:
            break
        made[name] += made[name] < sizes[name]
    return made


def fingerprint(frame: Sequence[tuple[str, str]]) -> str:
    """The SHA-256 of a list, published so that nobody can say another one was drawn from."""
    text = "".join(f"{stratum}\t{address}\n" for address, stratum in frame)
    return hashlib.sha256(text.encode()).hexdigest()


def _lot(seed: str, address: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{address}".encode()).digest()
