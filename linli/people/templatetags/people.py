# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for roles and kinds of organisations."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext, ngettext

from linli.kernel.problem import mark
from linli.platform.access.purposes import words_for
from linli.platform.ui.words import name_of

from ..queries import unit
from ..queries.own import HELPER
from ..vocab import (
    CHANGE_WORDS,
    ORGANISATION_WORDS,
    ROLE_WORDS,
    ChangeState,
    OrganisationKind,
    Role,
)
from ..vocab.mandates import (
    CONSENTED_WORDS,
    ENDED_WORDS,
    HELPERS,
    Consented,
    EndedBy,
    HelperKind,
    scopes,
)

register = template.Library()
RESIDENT = mark("resident")
HELPS = mark("whoever acts for the person")


@register.filter
def role(code: str) -> str:
    """The word for a role; whoever holds no post is a resident."""
    if code in Role._value2member_map_:
        return gettext(ROLE_WORDS[Role(code)])
    return gettext(HELPS if code == HELPER else RESIDENT)


@register.filter
def helper_word(kind: str) -> str:
    """What a helper is to the person."""
    return gettext(HELPERS[HelperKind(kind)].words)


@register.filter
def scope_words(codes: Iterable[str]) -> str:
    """What a mandate is given for."""
    known = scopes()
    return gettext("; ").join(gettext(known[code].words) for code in codes if code in known)


@register.filter
def consented_word(way: str) -> str:
    """How the person's consent is proved."""
    return gettext(CONSENTED_WORDS[Consented(way)])


@register.filter
def ended_word(how: str) -> str:
    """How a mandate ended."""
    return gettext(ENDED_WORDS[EndedBy(how)])


@register.filter
def marked(words: str) -> str:
    """Words that were marked, in the reader's language."""
    return gettext(words)


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


FIELD_WORDS = {
    "name": mark("Name"),
    "contact": mark("Contact"),
    "text": mark("Text"),
    "title": mark("Title"),
    "address": mark("Address"),
    "point": mark("Point on the map"),
    "hidden": mark("What was hidden from the public"),
}


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
    return gettext(FIELD_WORDS[code]) if code in FIELD_WORDS else code


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
