# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of a panel by lot for templates."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from ..vocab import CANDIDATE_WORDS, CandidateState

register = template.Library()


@register.filter
def candidate_words(state: str) -> str:
    return gettext(CANDIDATE_WORDS[CandidateState(state)])


@register.filter
def chance(share: float) -> str:
    """A chance in percent, with two digits behind the point."""
    return f"{share * 100:.2f}%"
