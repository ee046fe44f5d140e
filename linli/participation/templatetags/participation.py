# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and looks of taking part for templates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.places import public as places
from linli.platform.ui.templatetags.ui import icon

from ..queries import ProposalLine
from ..queries.moderation import rules_now
from ..rules.phases import Phase
from ..vocab import (
    DEED_WORDS,
    LEVEL_MEANS,
    LEVEL_WORDS,
    PART_WORDS,
    PHASE_WORDS,
    PROPOSAL_STATE_WORDS,
    RUNG_WORDS,
    SPACE_KIND_WORDS,
    SPACE_STATE_WORDS,
    VERDICT_WORDS,
    Deed,
    Level,
    Part,
    PhaseKind,
    ProposalState,
    Rung,
    SpaceKind,
    SpaceState,
    Verdict,
)

register = template.Library()
LOOKS = {
    ProposalState.WAITING: ("call", "clock"),
    ProposalState.OPEN: ("moving", "users"),
    ProposalState.MERGED: ("", "git-merge"),
    ProposalState.ANSWERED: ("good", "message-circle-reply"),
    ProposalState.HIDDEN: ("danger", "circle-slash"),
    ProposalState.RETRACTED: ("", "rotate-ccw"),
    ProposalState.RETURNED: ("call", "pencil"),
}
VERDICT_LOOKS = {
    Verdict.ACCEPTED: ("good", "circle-check"),
    Verdict.PARTLY: ("moving", "circle-check"),
    Verdict.REJECTED: ("", "circle-x"),
}
PHASE_LOOKS = {"past": "circle-check", "now": "play", "to come": "clock"}
STANDS_WORDS = {"past": mark("over"), "now": mark("now"), "to come": mark("to come")}
ORDER_WORDS = {"new": mark("the newest"), "voices": mark("most voices"), "due": mark("answer due soonest")}
GROUP_WORDS = {
    "waiting": mark("to be read by moderators"),
    "open": mark("to be answered"),
    "answered": mark("answered"),
    "hidden": mark("taken out or back"),
}


@register.filter
def space_kind(kind: str) -> str:
    return gettext(SPACE_KIND_WORDS[SpaceKind(kind)])


@register.filter
def level_words(level: str) -> str:
    return gettext(LEVEL_WORDS[Level(level)])


@register.filter
def level_means(level: str) -> str:
    return gettext(LEVEL_MEANS[Level(level)])


@register.filter
def rung_words(rung: str) -> str:
    return gettext(RUNG_WORDS[Rung(rung)])


@register.filter
def space_state(state: str) -> str:
    return gettext(SPACE_STATE_WORDS[SpaceState(state)])


@register.filter
def phase_words(kind: str) -> str:
    return gettext(PHASE_WORDS[PhaseKind(kind)])


@register.filter
def stands(phase: Phase, today: date | None = None) -> str:
    """``past``, ``now`` or ``to come``."""
    return phase.stands(today or places.today())


@register.filter
def stands_words(stand: str) -> str:
    return gettext(STANDS_WORDS[stand])


@register.filter
def stands_icon(stand: str) -> SafeString:
    return icon(PHASE_LOOKS[stand])


@register.filter
def proposal_mark(line: ProposalLine) -> SafeString:
    """Where a proposal stands, or what it was answered: icon, word and colour."""
    if line.verdict is not None and line.state is ProposalState.ANSWERED:
        look, picture = VERDICT_LOOKS[line.verdict]
        words = VERDICT_WORDS[line.verdict]
    else:
        look, picture = LOOKS[line.state]
        words = PROPOSAL_STATE_WORDS[line.state]
    return format_html('<span class="state {}">{}{}</span>', look, icon(picture), gettext(words))


@register.filter
def taking_part(part: str) -> str:
    return gettext(PART_WORDS[Part(part)])


@register.filter
def deed_words(deed: str) -> str:
    return gettext(DEED_WORDS[Deed(deed)])


@register.filter
def rule_words(rule: str) -> str:
    found = rules_now().by_code(rule)
    return f"{found.number}. {found.words}" if found else rule


@register.filter
def order_words(order: str) -> str:
    return gettext(ORDER_WORDS[order])


@register.filter
def group_words(group: str) -> str:
    return gettext(GROUP_WORDS[group])


@register.filter
def yuan(amount: Decimal | str) -> str:
    """An amount in yuan, fen only where there are any."""
    value = Decimal(amount)
    return f"¥{value:,.0f}" if value == value.to_integral_value() else f"¥{value:,.2f}"


@register.filter
def share_of(voices: int, threshold: int) -> int:
    """How far the voices are on the way to the threshold, in percent, at most 100."""
    return min(100, voices * 100 // threshold) if threshold else 0
