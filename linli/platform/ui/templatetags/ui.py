# SPDX-License-Identifier: AGPL-3.0-or-later
"""Template tags that every template has without loading them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BooleanField
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.kernel import clock

from .. import words
from ..aloud import video_of
from ..easy import EASY
from ..slots import Entry, entries

register = template.Library()


@register.simple_tag
@cache  # a page shows a hundred of them, and there are some dozens in all
def icon(name: str) -> SafeString:
    """An icon of our sprite; always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.inclusion_tag("ui/easy.html", takes_context=True)
def easy(context: Any) -> dict[str, Any]:
    """What a key page has for whoever would rather read easy words, or look at signs: often nothing."""
    match = context["request"].resolver_match
    page = match.url_name if match and match.url_name else ""
    own = (context["town"]["easy"] or {}).get(page)
    said = words.name_of(own) if own else gettext(EASY[page]) if page in EASY else ""
    shows = context["prefers"].easy_words
    return {"words": said if shows else "", "page": page if page and video_of(page) else ""}


@register.filter
def name(names: Any) -> str:
    """A name in the reader's language."""
    return words.name_of(names)


@register.filter
def optional(field: BoundField) -> bool:
    """Whether a field may be left empty for good: those of a form's ``either`` may not all be, and of a
    box that one may tick it goes without saying."""
    either = getattr(field.form, "either", ())
    return not (field.field.required or field.name in either or isinstance(field.field, BooleanField))


@register.filter
def moment(instant: datetime) -> SafeString:
    """An instant in words, exact for machines and on hover."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        instant.isoformat(),
        words.exact_words(instant),
        words.moment_words(instant),
    )


@register.filter
def day(value: date) -> SafeString:
    """A day in words."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words.day_words(value))


@register.filter
def dated(value: date) -> SafeString:
    """A day with its year, for papers."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words.date_words(value))


@register.filter
def left(due: datetime) -> SafeString:
    """Time left until a due moment; overdue stands out in words and colour."""
    overdue = " overdue" if due < clock.now() else ""
    return format_html(
        '<time class="left{}" datetime="{}" title="{}">{}</time>',
        overdue,
        due.isoformat(),
        words.exact_words(due),
        words.left_words(due),
    )


@register.simple_tag(takes_context=True)
def fillers(context: template.Context, slot: str, **facts: Any) -> list[Entry]:
    """What storeys above put into a slot of this page."""
    return entries(slot, context["request"], **facts)


@register.simple_tag(takes_context=True)
def here(context: template.Context, url: str) -> SafeString | str:
    """``aria-current`` for the entry of the navigation that leads to this very page."""
    path = context["request"].path
    current = path == url or (url != "/" and url.count("/") > 2 and path.startswith(url))
    return SafeString('aria-current="page"') if current else ""


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """This address with some of its query changed; a value of ``None`` takes the key out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = value
    return f"?{query.urlencode()}" if query else "?"
