# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answers for a matter, what a typed contact means, when a night may erase: tables and functions."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.kernel.validity import in_force

from .vocab import ContactKind, DutyRole
from .vocab.mandates import HELPERS, HelperKind


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
        return in_force(self.valid_from, self.valid_to, on)


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


# Nothing in a night erases in panic. More than the ceiling waits for the next night; a clock that moved
# by more than a night or two, or far more than usual being due, waits until a person has looked.
CEILING = 2000  # of one purpose in one night
BATCH = 100  # in one transaction
FEW, SHARE = 50, 10  # so many, or a tenth of what is kept, may be due without a look
GAP, BACK = timedelta(days=3), timedelta(hours=2)  # between two nights; by which a clock may go back
LOOKED = timedelta(days=30)  # for so long a look lets one purpose go on
NIGHT = timedelta(hours=20)  # what was done since then belongs to the same night


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour some months before; the last of a month that has no such day."""
    count = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(count, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def months_after(day: date, months: int) -> date:
    """The day some months later; the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def clock_is_plausible(now: datetime, last: datetime) -> bool:
    """Whether a night follows the last one as nights do; a gap may be a clock that somebody set."""
    return -BACK <= now - last <= GAP


def is_usual(due: int, kept: int) -> bool:
    """Whether no more is due than may end without a look; due counts among what is kept."""
    return due <= max(FEW, kept // SHARE)


def latest_day(kind: HelperKind, today: date) -> date:
    """The last day that a mandate given ``today`` may name."""
    return months_after(today, HELPERS[kind].months)


def may_be_given(
    kind: HelperKind, scopes: Iterable[str], until: date, today: date, *, known: Iterable[str], people: int
) -> bool:
    """Whether a mandate can be given like that: something that is ``known``, nothing that this kind of
    helper is never given, no longer than its term, and to nobody who acts for too many (``people``)."""
    rule, wanted = HELPERS[kind], set(scopes)
    return (
        bool(wanted)
        and wanted <= set(known) - rule.never
        and today <= until <= latest_day(kind, today)
        and people < rule.people
    )
