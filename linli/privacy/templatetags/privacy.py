# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for instruments, states, grounds and kinds of data."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.platform.access.purposes import words_for

from ..queries import Source
from ..vocab import (
    ASSESSMENT_WORDS,
    GROUND_WORDS,
    INSTRUMENT_WORDS,
    KIND_WORDS,
    REQUEST_WORDS,
    AssessmentState,
    DataKind,
    Ground,
    Instrument,
    RequestState,
)

register = template.Library()
FIELDS = {
    "reference": mark("whom or what it names"),
    "what_for": mark("what for"),
    "scan": mark("the scanned instrument"),
}


@register.filter
def instrument(code: str) -> str:
    """The word for a legal instrument."""
    return gettext(INSTRUMENT_WORDS[Instrument(code)])


@register.filter
def request_state(code: str) -> str:
    """How a request stands, in words."""
    return gettext(REQUEST_WORDS[RequestState(code)])


@register.filter
def assessment_state(code: str) -> str:
    """How a version of an assessment stands, in words."""
    return gettext(ASSESSMENT_WORDS[AssessmentState(code)])


@register.filter
def ground(code: str) -> str:
    """Why it is lawful, in words."""
    return gettext(GROUND_WORDS[Ground(code)])


@register.filter
def data_kinds(kinds: Iterable[DataKind]) -> str:
    """Kinds of data in one line."""
    return gettext(", ").join(gettext(KIND_WORDS[kind]) for kind in kinds)


@register.filter
def parts_of(codes: Iterable[str], source: Source) -> str:
    """Parts of a source, or what else was looked at, in one line."""
    return gettext(", ").join(gettext({**FIELDS, **source.parts}.get(code, code)) for code in codes)


@register.filter
def use(code: str) -> str:
    """A purpose in words."""
    return gettext(words_for(code))
