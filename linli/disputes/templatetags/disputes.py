# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of mediation in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from linli.kernel.problem import mark

from ..rules import CONTENTS, WAYS
from ..vocab import (
    ACTION_WORDS,
    DECISION_WORDS,
    DEED_WORDS,
    GUEST_WORDS,
    KEPT_WORDS,
    KIND_WORDS,
    MODE_WORDS,
    PAPER_WORDS,
    SIGNING_WORDS,
    STATE_WORDS,
    Action,
    Decision,
    Deed,
    Guesting,
    Kept,
    Kind,
    Mode,
    Paper,
    Signing,
    State,
)

register = template.Library()
STEPS = mark("step by step")


@register.filter
def mediation_state(state: str) -> str:
    return gettext(STATE_WORDS[State(state)])


@register.filter
def quarrel(kind: str) -> str:
    return gettext(KIND_WORDS[Kind(kind)])


@register.filter
def mode_words(mode: str) -> str:
    return gettext(MODE_WORDS[Mode(mode)])


@register.filter
def paper_words(paper: str) -> str:
    return gettext(PAPER_WORDS[Paper(paper)])


@register.filter
def signing_words(way: str) -> str:
    return gettext(SIGNING_WORDS[Signing(way)])


@register.filter
def guest_words(kind: str) -> str:
    return gettext(GUEST_WORDS[Guesting(kind)])


@register.filter
def kept_words(state: str) -> str:
    return gettext(KEPT_WORDS[Kept(state)])


RATES = {
    "success": (mark("Settled"), mark("Of the mediations that came to an end, those with an agreement.")),
    "performance": (
        mark("Agreements kept"),
        mark("Of the agreements performed or broken, those performed."),
    ),
    "recurrence": (
        mark("Came back"),
        mark("Of those asked about later, where the quarrel came back."),
    ),
}


@register.filter
def rate_words(name: str) -> str:
    return gettext(RATES[name][0])


@register.filter
def rate_about(name: str) -> str:
    """Of what a rate is the share."""
    return gettext(RATES[name][1])


@register.filter
def decision_words(decision: str) -> str:
    return gettext(DECISION_WORDS[Decision(decision)])


@register.filter
def braced(name: str) -> str:
    """A name as it stands in the wording of a paper."""
    return f"{{{name}}}"


@register.filter
def step_words(deed: str) -> str:
    """What an action or a deed is called."""
    return gettext(
        DEED_WORDS[Deed(deed)] if deed in Deed._value2member_map_ else ACTION_WORDS[Action(deed)]
    )


@register.filter
def content_words(code: str) -> str:
    return gettext(CONTENTS.get(code, STEPS))


@register.filter
def ways_on(state: str) -> list[str]:
    """The ways that are open as a mediation stands."""
    return [gettext(words) for words in WAYS.get(State(state), ())]
