# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and looks of drafts, hearings and moderation for templates."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.platform.ui.templatetags.ui import icon

from ..vocab.moderation import ACT_WORDS, CONTRIBUTION_WORDS, OUTCOME_WORDS, Contribution, Outcome
from ..vocab.texts import (
    CHANGE_WORDS,
    SAID_WORDS,
    TEXT_STATE_WORDS,
    USE_WORDS,
    Change,
    SaidState,
    TextState,
    Use,
)

register = template.Library()
LOOKS = {
    SaidState.WAITING: ("call", "clock"),
    SaidState.OPEN: ("moving", "users"),
    SaidState.HIDDEN: ("danger", "circle-slash"),
    SaidState.ANSWERED: ("good", "message-circle-reply"),
    SaidState.RETRACTED: ("", "rotate-ccw"),
}
USE_LOOKS = {
    Use.TAKEN: ("good", "circle-check"),
    Use.PARTLY: ("moving", "circle-check"),
    Use.NOT: ("", "circle-x"),
}
STATE_LOOKS = {
    TextState.DRAFT: ("", "pencil"),
    TextState.OPEN: ("moving", "users"),
    TextState.CLOSED: ("good", "circle-check"),
}
PIECES = {"equal": "{}", "insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}


@register.simple_tag
def said_mark(state: SaidState, use: Use | None = None) -> SafeString:
    """Where an amendment or a comment stands, or how it was used: icon, word and colour."""
    if use is not None and state is SaidState.ANSWERED:
        (look, picture), words = USE_LOOKS[use], USE_WORDS[use]
    else:
        (look, picture), words = LOOKS[state], SAID_WORDS[state]
    return _mark(look, picture, words)


@register.filter
def text_mark(state: str) -> SafeString:
    """Where a draft or a hearing stands."""
    found = TextState(state)
    return _mark(*STATE_LOOKS[found], TEXT_STATE_WORDS[found])


def _mark(look: str, picture: str, words: str) -> SafeString:
    return format_html('<span class="state {}">{}{}</span>', look, icon(picture), gettext(words))


@register.filter
def change_words(kind: str) -> str:
    return gettext(CHANGE_WORDS[Change(kind)])


@register.filter
def use_words(use: str) -> str:
    return gettext(USE_WORDS[Use(use)])


@register.filter
def contribution_words(kind: str) -> str:
    return gettext(CONTRIBUTION_WORDS[Contribution(kind)])


@register.filter
def outcome_of(outcome: str) -> str:
    return gettext(OUTCOME_WORDS[Outcome(outcome)])


@register.filter
def act_words(deed: str) -> str:
    return gettext(ACT_WORDS[deed])


@register.filter
def redline(pieces: Sequence[tuple[str, str]]) -> SafeString:
    """What changed: what fell out struck, what came in underlined, both said to a screen reader."""
    return format_html_join("", "{}", ((format_html(PIECES[kind], text),) for kind, text in pieces))
