# SPDX-License-Identifier: AGPL-3.0-or-later
"""Meetings that decide: who must take part and how many must agree, by the law in force on the day.

城市居民委员会组织法 26-29 and 村民委员会组织法 25-32 as in force from 2026-01-01, before that the laws of
1989/2018 and 2010/2018; owners by heads and by area: 民法典 278. Who deliberates (议事协商) decides nothing
by law: what comes of it is carried out, followed up or put before a meeting (居组法 32, 村组法 33).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from linli.kernel.problem import mark
from linli.kernel.validity import in_force


class Body(StrEnum):
    """The meeting that decides."""

    RESIDENTS = "residents"
    RESIDENTS_DELEGATES = "residents_delegates"
    VILLAGERS = "villagers"
    VILLAGERS_DELEGATES = "villagers_delegates"
    VILLAGERS_GROUP = "villagers_group"
    OWNERS = "owners"
    MEMBERS = "members"
    DELIBERATION = "deliberation"


class Basis(StrEnum):
    """Who is counted: persons of 18 and older, representatives of households, delegates, or owners."""

    PERSONS = "persons"
    HOUSEHOLDS = "households"
    DELEGATES = "delegates"
    OWNERS = "owners"


BODY_WORDS = {
    Body.RESIDENTS: mark("residents' meeting"),
    Body.RESIDENTS_DELEGATES: mark("residents' delegates' meeting"),
    Body.VILLAGERS: mark("villagers' meeting"),
    Body.VILLAGERS_DELEGATES: mark("villagers' delegates' meeting"),
    Body.VILLAGERS_GROUP: mark("meeting of a villagers' group"),
    Body.OWNERS: mark("owners' assembly"),
    Body.MEMBERS: mark("members' assembly"),
    Body.DELIBERATION: mark("deliberation meeting"),
}
BASIS_WORDS = {
    Basis.PERSONS: mark("persons of 18 and older"),
    Basis.HOUSEHOLDS: mark("representatives of households"),
    Basis.DELEGATES: mark("delegates or members"),
    Basis.OWNERS: mark("owners, by heads and by area"),
}
# Bodies that may be called at any time where it cannot wait, with the article that says so.
URGENT = {Body.RESIDENTS: "城市居民委员会组织法 26"}
NEW, CIVIL_CODE = date(2026, 1, 1), date(2021, 1, 1)
HALF, THIRDS, QUARTERS = Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)


@dataclass(frozen=True)
class Quorum:
    """Who has to be present: more than ``share`` (``strict``), or at least it. Of those who take part more
    than ``majority`` must agree, or with ``at_least`` that much; with ``area`` both hold for the area too.
    ``special`` is for the weighty matters that a law names; ``advisory`` where nothing is decided by law.
    ``mark`` says how sure the source is."""

    body: Body
    basis: Basis
    share: Fraction
    strict: bool
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    mark: str = "V"
    majority: Fraction = HALF
    at_least: bool = False
    special: bool = False
    area: bool = False
    advisory: bool = False

    def reached(self, eligible: int | Decimal, present: int | Decimal) -> bool:
        """Whether enough take part; heads or square metres."""
        return _enough(self.share, self.strict, eligible, present)

    def agreed(self, present: int | Decimal, favour: int | Decimal) -> bool:
        """Whether enough of those who take part agree; heads or square metres."""
        return present > 0 and _enough(self.majority, not self.at_least, present, favour)

    def needed(self, eligible: int) -> int:
        """The least number of heads that makes the quorum."""
        return _least(self.share, self.strict, eligible)

    def votes_needed(self, present: int) -> int:
        """The least number of heads that must agree."""
        return _least(self.majority, not self.at_least, present)


def _enough(share: Fraction, strict: bool, whole: int | Decimal, part: int | Decimal) -> bool:
    need = share * Fraction(whole)
    return Fraction(part) > need if strict else Fraction(part) >= need


def _least(share: Fraction, strict: bool, whole: int) -> int:
    return math.floor(share * whole) + 1 if strict else math.ceil(share * whole)


_B, _K = Body, Basis
QUORUMS = (
    Quorum(_B.RESIDENTS, _K.PERSONS, HALF, True, "城市居民委员会组织法 26、27", NEW),
    Quorum(_B.RESIDENTS, _K.HOUSEHOLDS, HALF, True, "城市居民委员会组织法 26、27", NEW),
    Quorum(_B.RESIDENTS_DELEGATES, _K.DELEGATES, THIRDS, False, "城市居民委员会组织法 28、29", NEW),
    Quorum(_B.VILLAGERS, _K.PERSONS, HALF, True, "村民委员会组织法 25、26", NEW),
    Quorum(_B.VILLAGERS, _K.HOUSEHOLDS, THIRDS, False, "村民委员会组织法 25、26", NEW),
    Quorum(_B.VILLAGERS_DELEGATES, _K.DELEGATES, THIRDS, False, "村民委员会组织法 29、30", NEW),
    Quorum(_B.VILLAGERS_GROUP, _K.PERSONS, THIRDS, False, "村民委员会组织法 32", NEW),
    Quorum(_B.VILLAGERS_GROUP, _K.HOUSEHOLDS, THIRDS, False, "村民委员会组织法 32", NEW),
    Quorum(_B.RESIDENTS, _K.PERSONS, HALF, True, "城市居民委员会组织法 10 (1989)", None, NEW, "M"),
    Quorum(_B.RESIDENTS, _K.HOUSEHOLDS, HALF, True, "城市居民委员会组织法 10 (1989)", None, NEW, "M"),
    Quorum(_B.VILLAGERS, _K.PERSONS, HALF, True, "村民委员会组织法 22 (2018)", None, NEW, "M"),
    Quorum(_B.VILLAGERS, _K.HOUSEHOLDS, THIRDS, False, "村民委员会组织法 22 (2018)", None, NEW, "M"),
    Quorum(
        _B.VILLAGERS_DELEGATES, _K.DELEGATES, THIRDS, False, "村民委员会组织法 26 (2018)", None, NEW, "M"
    ),
    Quorum(_B.MEMBERS, _K.DELEGATES, HALF, True, "章程", None, None, "M"),
    Quorum(_B.OWNERS, _K.OWNERS, THIRDS, False, "民法典 278", CIVIL_CODE, area=True),
    Quorum(
        _B.OWNERS, _K.OWNERS, THIRDS, False, "民法典 278", CIVIL_CODE, majority=QUARTERS, at_least=True,
        special=True, area=True,
    ),
    Quorum(
        _B.DELIBERATION, _K.PERSONS, Fraction(0), True, "城市居民委员会组织法 32、村民委员会组织法 33", NEW,
        advisory=True,
    ),
)  # fmt: skip


def meeting_rule(body: Body, basis: Basis, on: date, *, special: bool = False) -> Quorum | None:
    """The rule for a meeting on a day; for a weighty matter the stricter one, where the law has one."""
    found = [
        row
        for row in QUORUMS
        if (row.body, row.basis) == (body, basis) and in_force(row.valid_from, row.valid_to, on)
    ]
    return next((row for row in found if row.special is special), found[0] if found else None)


def bases_of(body: Body, on: date) -> tuple[Basis, ...]:
    """The ways of counting that the law of a day knows for a body."""
    rows = [row for row in QUORUMS if row.body is body and in_force(row.valid_from, row.valid_to, on)]
    return tuple(dict.fromkeys(row.basis for row in rows))
