# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and looks of matters for templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.forms import AskedKind
from linli.platform.ui.templatetags.ui import icon
from linli.platform.ui.words import day_words, language, name_of
from linli.topics import public as topics

from ..forms.questions import ASKED_WORDS
from ..queries import CaseLine, Clock, ThreadLine
from ..rules import ROUTES
from ..rules.joint import (
    PART_DEED_WORDS,
    PART_WORDS,
    REASON_WORDS,
    TRIGGER_WORDS,
    Reason,
    Trigger,
)
from ..rules.rates import Rate
from ..vocab import (
    ACTION_ICONS,
    ACTION_WORDS,
    CHANNEL_WORDS,
    DONE_WORDS,
    GROUND_WORDS,
    GROUNDS,
    HIDE_STATE_WORDS,
    KIND_WORDS,
    STATE_LOOKS,
    STATE_WORDS,
    Action,
    Channel,
    Deed,
    Ground,
    Hard,
    HideReason,
    HideState,
    Kind,
    PartState,
    State,
)
from ..vocab.commitments import PROGRESS_WORDS, PROMISE_LOOKS, PROMISE_WORDS, VOICE_WORDS, Promise

register = template.Library()
PROMISE_GROUPS = {
    "open": mark("to be kept"),
    "late": mark("overdue"),
    "fulfilled": mark("kept"),
    "dropped": mark("not kept"),
    "all": mark("all"),
}
OUTCOME_WORDS = {
    "open": mark("open"),
    "answered": mark("answered"),
    "ended": mark("taken back"),
    "expired": mark("run out"),
}
WAY_WORDS = {
    "email": mark("by e-mail"),
    "sms": mark("by text message"),
    "console": mark("to the console, until text messages are set up"),
}
DEED_ICONS = {
    Deed.RECEIVE: "inbox",
    Deed.IMPORT: "inbox",
    Deed.NOTE: "message-square",
    Deed.CORRECT: "pencil",
    Deed.RELEASE: "eye",
    Deed.EXTEND: "clock",
    Deed.DEFER: "clock",
    Deed.DENY: "circle-x",
    Deed.PARK: "circle-parking",
    Deed.RESUME: "play",
    Deed.RATE: "star",
    Deed.FOLLOW_UP: "phone",
    Deed.APPEAL: "star",
    Deed.SETTLE: "star",
    Deed.ERASE: "trash-2",
    Deed.REACH: "contact",
    Deed.ASK: "message-circle",
    Deed.REPLY: "message-circle-reply",
    Deed.REVOKE: "circle-x",
    Deed.CALL_IN: "users",
    Deed.BORROW: "users",
    Deed.AGREE: "circle-check",
    Deed.CONTRIBUTE: "message-circle-reply",
    Deed.REFUSE: "undo-2",
    Deed.HOLD: "anchor",
    Deed.EXCUSE: "circle-x",
    Deed.ASSIGN: "user",
    Deed.PRESS: "triangle-alert",
    Deed.RESPOND: "message-square",
    Deed.SPARE: "circle-slash",
    Deed.LINK: "link",
    Deed.UNLINK: "link",
    Deed.UPDATE: "inbox",
    Deed.URGE: "triangle-alert",
    Deed.STEP: "file-text",
    Deed.HIDE: "lock",
    Deed.OBJECT: "message-square",
    Deed.JUDGE: "list-checks",
}


@register.filter
def state_mark(state: State) -> SafeString:
    """A state as icon, word and tone."""
    name, tone = STATE_LOOKS[state]
    return format_html('<span class="state {}">{}{}</span>', tone, icon(name), gettext(STATE_WORDS[state]))


@register.filter
def kind_word(kind: Kind) -> str:
    return gettext(KIND_WORDS[kind])


@register.filter
def ground_word(ground: str) -> str:
    """Why a matter should not count in a unit's rates."""
    return gettext(GROUND_WORDS[Ground(ground)])


@register.filter
def hide_reason_word(reason: str) -> str:
    """Why something is hidden from the public."""
    return gettext(GROUNDS[HideReason(reason)].words)


@register.filter
def hide_state_word(state: str) -> str:
    """What became of something hidden."""
    return gettext(HIDE_STATE_WORDS[HideState(state)])


@register.filter
def hard_word(route: str) -> str:
    """What a hard route is about."""
    return gettext(ROUTES[Hard(route)].word)


@register.filter
def asked_word(kind: str) -> str:
    """What the answer to a question looks like."""
    return gettext(ASKED_WORDS[AskedKind(kind)])


@register.filter
def way_word(channel: str) -> str:
    """How a message goes out."""
    return gettext(WAY_WORDS.get(channel, channel))


@register.filter
def outcome_word(outcome: str) -> str:
    """What became of a question by link."""
    return gettext(OUTCOME_WORDS[outcome])


@register.filter
def part_word(state: PartState) -> str:
    """Where a unit's part stands."""
    return gettext(PART_WORDS[state])


@register.filter
def part_deed(deed: Deed) -> str:
    """What can be done with a unit's part."""
    return gettext(PART_DEED_WORDS[deed])


@register.filter
def reason_word(reason: str) -> str:
    """Why a unit gave something back; empty for what is no reason of the table."""
    known = reason in Reason._value2member_map_
    return gettext(REASON_WORDS[Reason(reason)]) if known else ""


@register.filter
def trigger_word(trigger: str) -> str:
    """What a unit is pressed for."""
    return gettext(TRIGGER_WORDS[Trigger(trigger)])


@register.filter
def until_day(due: str) -> str:
    """The last day before a due moment that a line of the thread names."""
    return day_words(places.last_day(datetime.fromisoformat(due)))


@register.filter
def unit_words(codes: list[str]) -> str:
    """Names of units by their codes."""
    return gettext(", ").join(name_of(people.unit_by_code(code).names) for code in codes)


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key; nothing where it holds nothing."""
    return found.get(key, ())


@register.filter
def next_step(line: CaseLine) -> str:
    """What an office has to do next with a matter that goes a course of law; empty for others."""
    course = norms.course_of(line.kind)
    step = norms.step_named(course.code, line.step_next, places.today()) if course else None
    return name_of(step.do) if step else ""


@register.filter
def soonest_part(clocks: Sequence[Clock]) -> Clock | None:
    """The clock of the unit that was called in and is to answer first."""
    waiting = [item for item in clocks if item.whose == "part" and not item.done]
    return min(waiting, key=lambda item: item.due_at, default=None)


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent."""
    return f"{share:.0%}"


@register.filter
def hundredths(share: float) -> str:
    """A share from 0 to 1 on a drawing a hundred wide."""
    return f"{share * 100:.1f}"


@register.filter
def width(rate: Rate) -> str:
    """How wide the interval of a rate is on a drawing a hundred wide."""
    return hundredths((rate.high or 0) - (rate.low or 0))


@register.filter
def channel_word(channel: str) -> str:
    return gettext(CHANNEL_WORDS[Channel(channel)])


@register.filter
def action_word(action: Action) -> str:
    return gettext(ACTION_WORDS[action])


@register.filter
def action_icon(action: Action) -> SafeString:
    return icon(ACTION_ICONS[action])


@register.filter
def done_words(line: ThreadLine) -> str:
    """What a line of the thread says was done."""
    facts = line.facts
    if step := norms.step_named(facts.get("course", ""), facts.get("step", ""), places.day_of(line.at)):
        return name_of(step.done)
    deed = Action(line.deed) if line.deed in Action._value2member_map_ else Deed(line.deed)
    unit = name_of(line.unit.names) if line.unit else gettext("the unit")
    return gettext(DONE_WORDS[deed]) % {"unit": unit}


@register.filter
def deed_icon(line: ThreadLine) -> SafeString:
    if line.deed in Action._value2member_map_:
        return icon(ACTION_ICONS[Action(line.deed)])
    return icon(DEED_ICONS[Deed(line.deed)])


@register.filter
def category_chain(category: topics.CategoryInfo) -> str:
    """A category with the ones above it."""
    return " › ".join(name_of(item.names) for item in topics.tree().chain(category))


@register.filter
def category_icon(category: topics.CategoryInfo | None) -> SafeString:
    """The icon of a category's top."""
    top: Any = topics.tree().chain(category)[0] if category else None
    return icon(top.icon if top and top.icon else "message-square")


@register.filter
def title_of(line: Any) -> str:
    """A matter's title; where words are not released, what it is about."""
    if line.title:
        return str(line.title)
    if line.category:
        return name_of(line.category.names)
    return gettext("A matter of the kind: %(kind)s") % {"kind": gettext(KIND_WORDS[line.kind])}


@register.filter
def public_line(line: CaseLine) -> SafeString:
    """A matter in the public list."""
    shown = {
        "number": line.number,
        "title": title_of(line),
        "icon": category_icon(line.category),
        "state": line.state,
        "place": name_of(line.place.names),
        "unit": name_of(line.unit.names),
        "received_at": line.received_at,
    }
    return _public_line(tuple(shown.items()), language(), places.today())


@lru_cache(maxsize=4096)  # the newest are asked for by many; the day is in it for "today" and "yesterday"
def _public_line(shown: tuple[tuple[str, Any], ...], *_: Any) -> SafeString:
    return render_to_string("cases/public_line.html", dict(shown))


@register.filter
def promise_mark(state: str) -> SafeString:
    """Where a commitment stands: icon, word and colour."""
    look, picture = PROMISE_LOOKS[Promise(state)]
    return format_html(
        '<span class="state {}">{}{}</span>', look, icon(picture), gettext(PROMISE_WORDS[Promise(state)])
    )


@register.filter
def progress_words(action: str) -> str:
    return gettext(PROGRESS_WORDS[action])


@register.filter
def voice_words(solved: str) -> str:
    return gettext(VOICE_WORDS[solved])


@register.filter
def promise_group(group: str) -> str:
    return gettext(PROMISE_GROUPS[group])
