# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of problem lists in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.platform.ui.templatetags.ui import icon

from ..vocab.items import ITEM_LOOKS, ITEM_STEP_WORDS, ITEM_WORDS, SOURCE_WORDS, ItemState, Source

register = template.Library()
GROUPS = {
    "open": mark("Being solved"),
    "late": mark("Overdue"),
    "done": mark("To be checked"),
    "closed": mark("Solved"),
    "declined": mark("Cannot be solved"),
}


@register.filter
def item_mark(state: str) -> SafeString:
    """Where a problem stands: icon, word and colour."""
    look, picture = ITEM_LOOKS[ItemState(state)]
    words = gettext(ITEM_WORDS[ItemState(state)])
    return format_html('<span class="state {}">{}{}</span>', look, icon(picture), words)


@register.filter
def item_step(action: str) -> str:
    return gettext(ITEM_STEP_WORDS[action])


@register.filter
def item_source(source: str) -> str:
    return gettext(SOURCE_WORDS[Source(source)])


@register.filter
def item_group(group: str) -> str:
    return gettext(GROUPS[group])
