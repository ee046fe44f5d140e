# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for how sure a rule is."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from linli.kernel.deadlines import TimeUnit
from linli.kernel.problem import mark as message

from ..rules import LimitRule
from ..vocab import MARK_WORDS, MEASURE_WORDS, Measure, SourceMark

register = template.Library()
# Rules name kinds by code; the storey that owns the kinds lies above, so the words stand here too.
KINDS = {
    "ask": message("ask"),
    "help": message("ask for help"),
    "complain": message("complain"),
    "wrongdoing": message("report wrongdoing"),
    "suggest": message("suggest"),
    "thank": message("thank"),
    "petition": message("petition"),
}


@register.filter
def mark_words(mark: SourceMark | str) -> str:
    """What the mark of a source means."""
    return gettext(MARK_WORDS[SourceMark(mark)])


@register.filter
def measure_words(measure: Measure) -> str:
    """What a time limit is for."""
    return gettext(MEASURE_WORDS[measure])


@register.filter
def kind_of_matter(code: str) -> str:
    """The word for a kind of matter, as rules name it."""
    return gettext(KINDS.get(code, code))


@register.filter
def limit_words(rule: LimitRule) -> str:
    """A limit with its unit."""
    return _units(rule.unit, rule.limit)


@register.filter
def extension_words(rule: LimitRule) -> str:
    """The longest extension with its unit."""
    return _units(rule.unit, rule.extension)


def _units(unit: TimeUnit, count: int) -> str:
    if unit is TimeUnit.WORKING_DAY:
        words = ngettext("%(n)d working day", "%(n)d working days", count)
    elif unit is TimeUnit.DAY:
        words = ngettext("%(n)d day", "%(n)d days", count)
    else:
        words = ngettext("%(n)d hour", "%(n)d hours", count)
    return words % {"n": count}
