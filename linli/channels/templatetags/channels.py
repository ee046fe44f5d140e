# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of the channels for templates."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from ..vocab import SHEET_WORDS, STATE_OF_MESSAGE, WAYS, WHY_WORDS, SheetState, Why

register = template.Library()


@register.filter
def why_word(why: str) -> str:
    """Why somebody is rung back."""
    return gettext(WHY_WORDS[Why(why)])


@register.filter
def sheet_word(state: str) -> str:
    """Where a page on paper stands."""
    return gettext(SHEET_WORDS[SheetState(state)])


@register.filter
def way_word(channel: str) -> str:
    """A channel."""
    return gettext(WAYS[channel])


@register.filter
def lost_word(state: str) -> str:
    """Why a message reached nobody."""
    return gettext(STATE_OF_MESSAGE[state])
