# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and looks of general votes for templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.platform.ui.templatetags.ui import icon

from ..queries.votes import VoteLine
from ..vocab.votes import (
    COUNTING_WORDS,
    OUTCOME_WORDS,
    VOTE_KIND_WORDS,
    VOTE_STATE_WORDS,
    Outcome,
    VoteKind,
    VoteState,
)

register = template.Library()
OVER = mark("is over, to be counted")
AHEAD = mark("is announced")


@register.filter
def vote_mark(line: VoteLine) -> SafeString:
    """Where a vote stands: icon, word and colour."""
    if line.state is VoteState.OPEN and not line.runs:
        look, picture, words = ("call", "clock", OVER) if line.over else ("", "clock", AHEAD)
    else:
        look, picture = {
            VoteState.DRAFT: ("", "pencil"),
            VoteState.OPEN: ("moving", "list-checks"),
            VoteState.COUNTED: ("good", "circle-check"),
        }[line.state]
        words = VOTE_STATE_WORDS[line.state]
    return format_html('<span class="state {}">{}{}</span>', look, icon(picture), gettext(words))


@register.filter
def vote_kind(kind: str) -> str:
    return gettext(VOTE_KIND_WORDS[VoteKind(kind)])


@register.filter
def counting_words(kind: str) -> str:
    return gettext(COUNTING_WORDS[VoteKind(kind)])


@register.filter
def outcome_words(outcome: str) -> str:
    return gettext(OUTCOME_WORDS[Outcome(outcome)])


@register.filter
def command_word(kind: str) -> str:
    """The rule as the command line names it."""
    return kind.replace("_", "-")


@register.filter
def place_of(places: Mapping[int, int], seq: int) -> int:
    """Which place a choice has on a ranked ballot; 0 for none."""
    return places.get(seq, 0)
