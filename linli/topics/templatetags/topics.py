# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django import template
from django.utils.translation import gettext

from linli.platform.ui.words import name_of

from ..queries import category

register = template.Library()


@register.filter
def category_words(code: str) -> str:
    """The name of a category by its code; "everything" for none."""
    found = category(code) if code else None
    return name_of(found.names) if found else code or gettext("everything")
