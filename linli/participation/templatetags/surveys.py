# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and looks of surveys for templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.platform.ui.templatetags.ui import icon

from ..queries.survey import SurveyInfo
from ..vocab.survey import (
    ANSWER_WAY_WORDS,
    SURVEY_STATE_WORDS,
    SURVEY_WAY_WORDS,
    AnswerWay,
    SurveyState,
    SurveyWay,
)

register = template.Library()
RUNS, OVER = mark("takes answers"), mark("is being counted")
LOOKS = {
    SurveyState.DRAFT: ("", "pencil"),
    SurveyState.OPEN: ("", "clock"),
    SurveyState.CLOSED: ("good", "circle-check"),
}


@register.filter
def survey_mark(survey: SurveyInfo) -> SafeString:
    """Where a survey stands: icon, word and colour."""
    look, picture = LOOKS[survey.state]
    words = SURVEY_STATE_WORDS[survey.state]
    if survey.running:
        look, picture, words = "moving", "users", RUNS
    elif survey.state is SurveyState.OPEN and survey.over:
        words = OVER
    return format_html('<span class="state {}">{}{}</span>', look, icon(picture), gettext(words))


@register.filter
def survey_way(way: str) -> str:
    return gettext(SURVEY_WAY_WORDS[SurveyWay(way)])


@register.filter
def answer_way(way: str) -> str:
    return gettext(ANSWER_WAY_WORDS[AnswerWay(way)])


@register.filter
def response_percent(survey: SurveyInfo) -> int:
    """Of 100 households that were drawn, how many answered."""
    return round(100 * survey.result["answers"] / survey.result["drawn"])


@register.filter
def figure(number: float) -> str:
    """A number with at most two places, as it is written in every language here."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
