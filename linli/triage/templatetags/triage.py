# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for what the reader chooses between."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from linli.platform.ui.words import name_of
from linli.topics import public as topics

from ..vocab import KIND_WORDS

register = template.Library()


@register.filter
def plain(value: float) -> str:
    """A number for a drawing, in every language with a point."""
    return f"{value:g}"


@register.filter
def choice(label: str) -> str:
    """The word for a kind, the name of a category; the label itself where it is gone."""
    if label in KIND_WORDS:
        return gettext(KIND_WORDS[label])
    found = topics.category(label)
    return name_of(found.names) if found else label
