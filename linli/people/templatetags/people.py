# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for roles and kinds of organisations."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from linli.kernel.problem import mark
from linli.platform.access.purposes import words_for, words_for_field
from linli.platform.ui.words import name_of

from ..queries import unit
from ..vocab import (
    CHANGE_WORDS,
    ORGANISATION_WORDS,
    ROLE_WORDS,
    ChangeState,
    OrganisationKind,
    Role,
)

register = template.Library()
RESIDENT = mark("resident")


@register.filter
def role(code: str) -> str:
    """The word for a role; whoever holds no post is a resident."""
    return gettext(ROLE_WORDS[Role(code)] if code in Role._value2member_map_ else RESIDENT)


@register.filter
def organisation_kind(code: str) -> str:
    """The word for a kind of organisation."""
    return gettext(ORGANISATION_WORDS[OrganisationKind(code)])


@register.filter
def unit_name(code: str) -> str:
    """The name of a unit by its code; the code where it is gone."""
    found = unit(code)
    return name_of(found.names) if found else code


@register.filter
def change_state(code: str) -> str:
    """Where a proposed change stands, in words."""
    return gettext(CHANGE_WORDS[ChangeState(code)])


@register.filter
def purpose(code: str) -> str:
    """Why somebody looked, in words; a program writes its purpose itself."""
    return gettext(words_for(code))


@register.filter
def months_word(months: int) -> str:
    """A term in words: whole years as years."""
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}


@register.filter
def field_word(code: str) -> str:
    """The word for what was looked at."""
    return gettext(words_for_field(code))


BROWSERS = {
    "wechat": mark("WeChat"),
    "huawei": mark("Huawei Browser"),
    "uc": "UC",
    "qq": mark("QQ Browser"),
    "samsung": "Samsung Internet",
    "edge": "Edge",
    "opera": "Opera",
    "firefox": "Firefox",
    "chrome": mark("Chrome or a relative of it"),
    "safari": "Safari",
}
ANOTHER = mark("another browser")


@register.filter
def browser(family: str) -> str:
    """The name of a family of browsers."""
    return gettext(BROWSERS.get(family, ANOTHER))
