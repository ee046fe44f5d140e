# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of field work in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.people import public as people
from linli.platform.ui.templatetags.ui import icon

from .. import vocab

register = template.Library()
WORDS: dict[str, dict[Any, str]] = {
    "share": vocab.SHARE_WORDS,
    "basis": vocab.BASIS_WORDS,
    "housing": vocab.HOUSING_WORDS,
    "outcome": vocab.OUTCOME_WORDS,
    "rhythm": vocab.RHYTHM_WORDS,
    "ask": vocab.ASK_WORDS,
    "needs": vocab.NEED_WORDS,
    "signs": vocab.SIGN_WORDS,
    "offers": vocab.OFFER_WORDS,
    "station": people.STATION_WORDS,
}
LOOKS = {
    "visited": ("good", "circle-check"),
    "absent": ("", "home"),
    "refused": ("", "circle-slash"),
    "done": ("good", "circle-check"),
    "asked": ("moving", "clock"),
    "own": ("good", "circle-check"),
    "assist": ("moving", "users"),
    "barred": ("danger", "circle-slash"),
}


@register.filter
def worded(code: str, kind: str) -> str:
    """A code of a kind in words."""
    return gettext(WORDS[kind][code])


@register.filter
def marked(code: str, kind: str) -> SafeString:
    """A code of a kind as icon, word and colour."""
    look, sign = LOOKS[code]
    return format_html('<span class="state {}">{}{}</span>', look, icon(sign), worded(code, kind))
