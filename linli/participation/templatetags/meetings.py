# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and looks of meetings for templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.norms import public as norms
from linli.platform.ui.templatetags.ui import icon

from ..queries.meetings import ItemLine, MeetingLine
from ..vocab.meetings import (
    CAME_WORDS,
    DECISION_WORDS,
    MATTER_WORDS,
    MEETING_STATE_WORDS,
    Came,
    Decision,
    Matter,
    MeetingState,
)

register = template.Library()
LOOKS = {
    MeetingState.DRAFT: ("", "pencil"),
    MeetingState.CALLED: ("moving", "clock"),
    MeetingState.HELD: ("good", "circle-check"),
    MeetingState.CANCELLED: ("danger", "circle-slash"),
}
DECISION_LOOKS = {
    Decision.CARRIED: ("good", "circle-check"),
    Decision.NOT_CARRIED: ("", "circle-x"),
    Decision.NOTED: ("", "file-text"),
    Decision.PUT_OFF: ("call", "clock"),
}


@register.filter
def meeting_mark(line: MeetingLine) -> SafeString:
    """Where a meeting stands: icon, word and colour."""
    look, picture = LOOKS[line.state]
    words = gettext(MEETING_STATE_WORDS[line.state])
    return format_html('<span class="state {}">{}{}</span>', look, icon(picture), words)


@register.filter
def body_name(body: str) -> str:
    return gettext(norms.BODY_WORDS[norms.Body(body)])


@register.filter
def basis_name(basis: str) -> str:
    return gettext(norms.BASIS_WORDS[norms.Basis(basis)])


@register.filter
def matter_words(matter: str) -> str:
    return gettext(MATTER_WORDS[Matter(matter)])


@register.filter
def came_words(way: str) -> str:
    return gettext(CAME_WORDS[Came(way)])


@register.filter
def clock_time(at: datetime) -> str:
    """The time of day in the town's own time."""
    return f"{timezone.localtime(at):%H:%M}"


@register.filter
def decision_mark(item: ItemLine) -> SafeString:
    """What was decided: icon, word and colour."""
    assert item.decision is not None
    look, picture = DECISION_LOOKS[item.decision]
    words = gettext(DECISION_WORDS[item.decision])
    return format_html('<span class="state {}">{}{}</span>', look, icon(picture), words)


@register.filter
def decision_line(item: ItemLine) -> str:
    """What was decided, with its figures, in one line."""
    if item.decision is None:
        return ""
    words = gettext(DECISION_WORDS[item.decision])
    if item.decision not in (Decision.CARRIED, Decision.NOT_CARRIED):
        return words
    facts = {
        "favour": item.favour, "against": item.against, "abstain": item.abstain, "present": item.present,
        "source": item.source,
    }  # fmt: skip
    figures = gettext(
        "%(favour)s in favour, %(against)s against, %(abstain)s abstaining, "
        "of %(present)s there (%(source)s)"
    )
    return f"{words}: {figures % facts}"
