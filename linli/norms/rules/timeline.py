# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which version is in force on a day, how versions follow each other, which of two norms prevails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from linli.kernel.problem import mark, problem

from ..vocab import RANK_OF, Level

OVERLAP = problem(
    "norm_versions_overlap",
    409,
    mark("This version would be in force at the same time as another one: %(other)s."),
    mark("Check both dates against the text. Nothing was loaded."),
)


class Lasting(Protocol):
    """Something with days in force; ``valid_to`` is the first day on which it no longer is."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


T = TypeVar("T", bound=Lasting)


@dataclass(frozen=True)
class Period:
    """Days in force, from a day on and up to, not including, another."""

    valid_from: date
    valid_to: date | None = None


def in_force(versions: Iterable[T], on: date) -> T | None:
    """The version in force on a day; none before the first, in a gap, or after a repeal."""
    for version in versions:
        if version.valid_from <= on and (version.valid_to is None or on < version.valid_to):
            return version
    return None


def fit(known: Sequence[Period], new: Period) -> tuple[Period | None, Period]:
    """How a new version joins those that are there: the one before it that now ends, and the new one.

    A version without an end is followed by the next one (立法法 103: the new goes before the old), so it
    ends where that begins. Stated dates are never changed: raises ``norm_versions_overlap``.
    """
    closed = None
    for other in sorted(known, key=lambda period: period.valid_from):
        if other.valid_from == new.valid_from:
            raise OVERLAP(other=str(other.valid_from))
        if other.valid_from < new.valid_from:
            if other.valid_to is None:
                closed = replace(other, valid_to=new.valid_from)
            elif other.valid_to > new.valid_from:
                raise OVERLAP(other=f"{other.valid_from} – {other.valid_to}")
        elif new.valid_to is None:
            new = replace(new, valid_to=other.valid_from)
        elif new.valid_to > other.valid_from:
            raise OVERLAP(other=str(other.valid_from))
    return closed, new


class Outcome(StrEnum):
    """Which of two norms prevails, or who has to say so."""

    HIGHER = "higher_wins"
    SPECIAL = "special_wins"
    NEWER = "newer_wins"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Standing:
    """What decides a conflict: level, issuer, the place where it holds, since when, how particular."""

    level: Level
    issuer: str
    place: str = ""
    since: date | None = None
    special: bool = False


def prevails(one: Standing, other: Standing) -> tuple[Outcome, int | None, str]:
    """Which of two norms prevails (0 or 1), why, and the article of 立法法 that says so.

    Where the law leaves it to a body (105, 106), nobody wins here and the body is named.
    """
    ranks = RANK_OF[one.level], RANK_OF[other.level]
    if {one.level, other.level} == {Level.LOCAL_REGULATION, Level.DEPARTMENT_RULE}:
        return Outcome.UNDETERMINED, None, "立法法 106(2)：国务院提出意见"
    if {one.level, other.level} == {Level.DEPARTMENT_RULE, Level.LOCAL_RULE}:
        return Outcome.UNDETERMINED, None, "立法法 106(3)：国务院裁决"
    if ranks[0] != ranks[1]:
        return Outcome.HIGHER, int(ranks[0] > ranks[1]), "立法法 98–100"
    if one.issuer != other.issuer:
        return Outcome.UNDETERMINED, None, "立法法 106"
    newer = None
    if one.since and other.since and one.since != other.since:
        newer = int(other.since > one.since)
    if one.special != other.special:
        special = int(other.special)
        if newer is not None and newer != special:
            return Outcome.UNDETERMINED, None, "立法法 105"
        return Outcome.SPECIAL, special, "立法法 103"
    if newer is not None:
        return Outcome.NEWER, newer, "立法法 103"
    return Outcome.UNDETERMINED, None, "立法法 106"
