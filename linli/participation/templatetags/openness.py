# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and looks of openness and of the doors for templates."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.platform.ui.templatetags.ui import icon

from ..queries.doors import CallLine, OfferLine
from ..queries.open_questions import QuestionLine
from ..queries.openness import PostingHead
from ..queries.saying import money_words, period_words, reason_of
from ..rules.openness import Kept, Period
from ..vocab.doors import CALL_WORDS, GIFT_WORDS, OFFER_WORDS, CallState, Gift, OfferState
from ..vocab.openness import (
    EVERY_WORDS,
    FAMILY_WORDS,
    FLOW_WORDS,
    KEPT_WORDS,
    POSTING_WORDS,
    QUESTION_WORDS,
    Every,
    Family,
    Flow,
    HowKept,
    PostingState,
    QuestionState,
)

register = template.Library()
KEPT_LOOKS = {
    HowKept.ON_TIME: ("good", "circle-check"),
    HowKept.LATE: ("call", "clock"),
    HowKept.OVERDUE: ("danger", "triangle-alert"),
    HowKept.WAITING: ("", "clock"),
}
POSTING_LOOKS = {
    PostingState.DRAFT: ("", "pencil"),
    PostingState.PUBLISHED: ("good", "circle-check"),
    PostingState.REPLACED: ("", "git-merge"),
}
QUESTION_LOOKS = {
    QuestionState.ASKED: ("", "eye"),
    QuestionState.RELEASED: ("moving", "clock"),
    QuestionState.ANSWERED: ("good", "circle-check"),
    QuestionState.HIDDEN: ("", "circle-slash"),
}
OFFER_LOOKS = {
    OfferState.OFFERED: ("moving", "clock"),
    OfferState.ACCEPTED: ("good", "circle-check"),
    OfferState.DECLINED: ("", "circle-x"),
    OfferState.DONE: ("good", "clipboard-check"),
    OfferState.WITHDRAWN: ("", "undo-2"),
}


def _state(look: str, picture: str, words: str) -> SafeString:
    return format_html('<span class="state {}">{}{}</span>', look, icon(picture), words)


@register.filter
def kept_mark(one: Kept) -> SafeString:
    """How a period was kept: icon, word and colour."""
    return _state(*KEPT_LOOKS[one.standing], gettext(KEPT_WORDS[one.standing]))


@register.filter
def posting_mark(head: PostingHead) -> SafeString:
    """Where a posting stands."""
    return _state(*POSTING_LOOKS[head.state], gettext(POSTING_WORDS[head.state]))


@register.filter
def question_mark(line: QuestionLine) -> SafeString:
    """Where a question stands; an overdue answer says so."""
    if line.late:
        return _state("danger", "triangle-alert", gettext("the answer is overdue"))
    return _state(*QUESTION_LOOKS[line.state], gettext(QUESTION_WORDS[line.state]))


@register.filter
def offer_mark(line: OfferLine) -> SafeString:
    """Where an offer stands."""
    return _state(*OFFER_LOOKS[line.state], gettext(OFFER_WORDS[line.state]))


@register.filter
def call_mark(line: CallLine) -> SafeString:
    """Where a call stands; one whose last day is over is not open."""
    if line.state is CallState.OPEN and not line.open:
        return _state("call", "clock", gettext("its last day is over; the result follows"))
    look = ("moving", "clock") if line.open else ("good", "clipboard-check")
    return _state(*look, gettext(CALL_WORDS[line.state]))


@register.filter
def hidden_why(line: QuestionLine) -> str:
    """The public rule by which a question was taken out."""
    return reason_of(line.answer)


@register.filter
def every_words(every: Every) -> str:
    return gettext(EVERY_WORDS[every])


@register.filter
def family_words(family: Family) -> str:
    return gettext(FAMILY_WORDS[family])


@register.filter
def flow_words(flow: Flow) -> str:
    return gettext(FLOW_WORDS[flow])


@register.filter
def gift_words(gift: Gift) -> str:
    return gettext(GIFT_WORDS[gift])


@register.filter
def period(one: Period) -> str:
    """A period as one says it: October 2026, third quarter of 2026."""
    return period_words(one)


@register.filter
def money(amount: Decimal) -> str:
    """An amount in yuan with its thousands."""
    return money_words(amount)
