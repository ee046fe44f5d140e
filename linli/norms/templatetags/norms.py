# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for how sure a rule is."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from linli.kernel.deadlines import TimeUnit
from linli.kernel.problem import mark as message

from ..rules import LimitRule
from ..rules.comparison import Change
from ..rules.meetings import BODY_WORDS, Body
from ..rules.pacts import ACTION_WORDS, STATE_WORDS, PactAction, PactState
from ..vocab import LEVEL_WORDS, MARK_WORDS, MEASURE_WORDS, WHO_WORDS, Level, Measure, SourceMark, Who

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
    "information": message("request information"),
    "mediation": message("mediation"),
    "mediation_labour": message("mediation of work and wages"),
    "mediation_confirm": message("joint application to the court after mediation"),
    "assessment": message("impact assessment"),
    "meeting": message("meeting"),
    "openness": message("question about what is published"),
    "hiding": message("objection to what was hidden"),
    "official_request": message("request of an authority for personal data"),
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


USE_WORDS = {"taken": message("taken up"), "partly": message("partly"), "not": message("not")}
CHANGE_WORDS = {
    Change.MOVED: message("another number"),
    Change.CHANGED: message("changed"),
    Change.ADDED: message("new"),
    Change.REMOVED: message("gone"),
}


@register.filter
def level_words(level: Level | str) -> str:
    """What kind of norm it is."""
    return gettext(LEVEL_WORDS[Level(level)])


@register.filter
def pact_state(state: PactState | str) -> str:
    """Where a pact stands."""
    return gettext(STATE_WORDS[PactState(state)])


@register.filter
def pact_action(action: PactAction | str) -> str:
    """What a step of a pact is called."""
    return gettext(ACTION_WORDS[PactAction(action)][0])


@register.filter
def pact_doer(action: PactAction | str) -> str:
    """Who takes a step of a pact."""
    return gettext(ACTION_WORDS[PactAction(action)][1])


@register.filter
def body_words(body: Body | str) -> str:
    """What a meeting is called."""
    return gettext(BODY_WORDS[Body(body)])


@register.filter
def use_words(use: str) -> str:
    """How a comment was used."""
    return gettext(USE_WORDS[use]) if use in USE_WORDS else ""


@register.filter
def change_words(change: Change | str) -> str:
    """What became of an article."""
    return gettext(CHANGE_WORDS[Change(change)])


@register.filter
def in_words(words: str) -> str:
    """A message of a table in the reader's language."""
    return gettext(words) if words else ""


@register.filter
def who_words(who: Who) -> str:
    """Who takes a step of a course."""
    return gettext(WHO_WORDS[who])
