# SPDX-License-Identifier: AGPL-3.0-or-later
"""Periods, amounts and reasons as one says them, on pages and on papers."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext

from linli.platform.ui.words import date_words, language

from ..rules.openness import Period
from ..vocab import RULE_WORDS, Rule


def period_words(period: Period) -> str:
    """October 2026, third quarter of 2026, first half of 2026, 2026; of something at once, the day."""
    first, last = period.first, period.last
    year = {"year": first.year}
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first == last:
        return date_words(first)
    if months == 12:
        return gettext("the year %(year)s") % year
    if months == 6:
        return (
            gettext("first half of %(year)s") if first.month == 1 else gettext("second half of %(year)s")
        ) % year
    if months == 3:
        return gettext("quarter %(n)s of %(year)s") % {**year, "n": (first.month + 2) // 3}
    return date_format(first, "Y年n月" if language() == "zh-Hans" else "F Y")


def money_words(amount: Decimal) -> str:
    """1,234.50 yuan without the word, for a column whose head names it."""
    return f"{amount:,.2f}"


def reason_of(rule: str) -> str:
    """The public rule by which a question was taken out, in words."""
    return gettext(RULE_WORDS[Rule(rule)]) if rule in Rule._value2member_map_ else ""
