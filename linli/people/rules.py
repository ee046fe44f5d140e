# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answers for a matter, and what a typed contact means: tables and pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .vocab import ContactKind, DutyRole


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as the choice needs it; codes instead of rows. ``category`` is empty for all."""

    id: UUID
    unit: str
    unit_path: str
    category: str
    place: str
    role: DutyRole
    source: str
    article: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


Table = Mapping[tuple[str, str], Sequence[DutyLine]]


def table_of(duties: Iterable[DutyLine]) -> Table:
    """Duties by (category, place)."""
    table: dict[tuple[str, str], list[DutyLine]] = {}
    for duty in duties:
        table.setdefault((duty.category, duty.place), []).append(duty)
    return table


def choose(
    table: Table,
    categories: Sequence[str],
    places: Sequence[str],
    on: date,
    *,
    without: str | None = None,
) -> tuple[DutyLine | None, list[DutyLine]]:
    """The leading duty and the assisting ones for a matter.

    ``categories`` and ``places`` run from the finest up. The finest matching category decides, then
    the finest matching place. A unit at or below the path ``without`` is passed over, because it is
    the one complained about.
    """
    lead: DutyLine | None = None
    assisting: list[DutyLine] = []
    for category in (*categories, ""):
        for place in places:
            for duty in table.get((category, place), ()):
                if not duty.in_force(on) or (without and duty.unit_path.startswith(without)):
                    continue
                if duty.role is DutyRole.ASSISTING:
                    if lead is None or duty.category == lead.category:
                        assisting.append(duty)
                elif lead is None:
                    lead = duty
        if lead is not None:
            break
    helpers = {duty.unit: duty for duty in reversed(assisting) if not lead or duty.unit != lead.unit}
    return lead, sorted(helpers.values(), key=lambda duty: duty.unit)


def conflicts(table: Table) -> list[tuple[DutyLine, DutyLine]]:
    """Pairs of leading duties for the same category and place whose terms overlap."""
    found = []
    for duties in table.values():
        leads = [duty for duty in duties if duty.role is DutyRole.LEAD]
        for index, one in enumerate(leads):
            found += [(one, other) for other in leads[index + 1 :] if _overlap(one, other)]
    return found


def clashes(table: Table, line: DutyLine) -> list[DutyLine]:
    """Leading duties that a further leading one would claim the same place and category with; the
    same duty of the same unit a second time clashes too, whatever the role."""
    there = table.get((line.category, line.place), ())
    return [
        other
        for other in there
        if other.id != line.id
        and _overlap(line, other)
        and (other.role is line.role is DutyRole.LEAD or (other.unit, other.role) == (line.unit, line.role))
    ]


def _overlap(one: DutyLine, other: DutyLine) -> bool:
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_to or date.max, other.valid_to or date.max)
    return begins < ends


# What a browser calls itself, the more special one first: nearly all of them also say "Safari".
BROWSERS = {
    "MicroMessenger/": "wechat",
    "HuaweiBrowser/": "huawei",
    "UCBrowser/": "uc",
    "QQBrowser/": "qq",
    "SamsungBrowser/": "samsung",
    "Edg": "edge",
    "OPR/": "opera",
    "Firefox/": "firefox",
    "FxiOS/": "firefox",
    "Chrome/": "chrome",
    "CriOS/": "chrome",
    "Safari/": "safari",
}


def browser_of(agent: str) -> str:
    """The family of a browser by its ``User-Agent``; nothing finer, which would tell people apart."""
    return next((family for sign, family in BROWSERS.items() if sign in agent), "other")


def is_over(begun: float | None, used: int | None, now: float, *, longest: int, idle: int) -> bool:
    """Whether a session has ended by the clock: so many seconds after it ``begun`` (an instant), or after
    its last use, which is known by its slot of :data:`SLOT` seconds and ends no earlier for that."""
    if begun is None or used is None:
        return False
    return now >= begun + longest or now >= (used + 1) * SLOT + idle


SLOT = 600  # seconds: how finely the last use of a session is kept


def is_due(since: object, on: date) -> bool:
    """Whether what a town asks for since a day (``2027-01-01``; ``None`` for never) is asked for ``on``."""
    return isinstance(since, str) and bool(DAY.fullmatch(since)) and date.fromisoformat(since) <= on


DAY = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")
MINUTES = (15, 30, 60, 120)  # for how long an administrator's rights can be opened at once

MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})", re.ASCII)
PHONE = re.compile(r"\+?\d{7,15}", re.ASCII)
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")


def contact_of(typed: str) -> tuple[ContactKind, str] | None:
    """What a person typed as a contact, in one form: ``+8613900000000`` or a lower-case address."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if EMAIL.fullmatch(text):
        return ContactKind.EMAIL, text.lower()
    digits = re.sub(r"[\s()\-\u2010-\u2015.]", "", text)
    if found := MOBILE.fullmatch(digits):
        return ContactKind.PHONE, f"+86{found[1]}"
    if PHONE.fullmatch(digits):
        return ContactKind.PHONE, digits
    return None
