# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for people: problems explained, instants as one says them, names in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from linli.kernel import clock
from linli.kernel.problem import Problem


@dataclass(frozen=True)
class Explained:
    code: str
    status: int
    title: str
    remedy: str
    facts: Mapping[str, Any]


def explain(error: Problem) -> Explained:
    """A problem in the current language."""
    return Explained(error.code, error.status, *error.words(gettext), error.facts)


def language() -> str:
    """The current language as packs and the database name it (``zh-Hans``, ``en``)."""
    current = get_language() or "zh-hans"
    return "zh-Hans" if current.startswith("zh") else current.split("-")[0]


def name_of(names: Mapping[str, str] | None, wanted: str | None = None) -> str:
    """A name in the wanted (or current) language, else in Chinese, else in any that it has."""
    if not names:
        return ""
    return names.get(wanted or language()) or names.get("zh-Hans") or next(iter(names.values()))


def day_words(day: date) -> str:
    """A day as one says it: today, tomorrow, 3 December (with the year if it is another one)."""
    today = timezone.localtime(clock.now()).date()
    distance = (day - today).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if distance in near:
        return near[distance]
    chinese = language() == "zh-Hans"
    if day.year == today.year:
        return date_format(day, "n月j日" if chinese else "j F")
    return date_format(day, "Y年n月j日" if chinese else "j F Y")


def date_words(day: date) -> str:
    """A day with its year, for papers that are read later: 3 December 2026."""
    return date_format(day, "Y年n月j日" if language() == "zh-Hans" else "j F Y")


def moment_words(instant: datetime) -> str:
    """An instant as one says it: today 14:05, 3 December 14:05."""
    local = timezone.localtime(instant)
    return f"{day_words(local.date())} {local:%H:%M}"


def exact_words(instant: datetime) -> str:
    """An instant to the minute with its zone, for those who hover or print."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M %Z}"


def left_words(due: datetime) -> str:
    """How long is left, or how long it is overdue: in days, hours, or minutes in the last hour."""
    seconds = (due - clock.now()).total_seconds()
    hours, days = int(abs(seconds) // 3600), int(abs(seconds) // 86400)
    minutes = max(1, int(abs(seconds) // 60))
    if seconds >= 0:
        if days:
            return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
        if hours:
            return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
        return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
    if days:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
    if hours:
        return ngettext("%(n)d hour overdue", "%(n)d hours overdue", hours) % {"n": hours}
    return ngettext("%(n)d minute overdue", "%(n)d minutes overdue", minutes) % {"n": minutes}
