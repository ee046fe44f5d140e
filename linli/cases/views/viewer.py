# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who looks at a matter: an account with its posts, or a visitor who showed number and code."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import actor_of
from linli.platform.access.gate import NOT_BY_MANDATE

from ..queries import CaseDetail, case_detail
from ..queries.access import SHOWN, holders

MOST_SHOWN = 20


def let_in(request: HttpRequest, case: UUID) -> None:
    """Remember in this browser's session that number and code of a matter were shown."""
    shown = [item for item in request.session.get(SHOWN, []) if item != str(case)]
    request.session[SHOWN] = [*shown, str(case)][-MOST_SHOWN:]


def own_matter(request: HttpRequest, number: str) -> tuple[CaseDetail, Actor]:
    """The matter as its reporter sees it, with the actor to act as. Raises ``not_found``."""
    for candidate in holders(actor_of(request), request.session):
        try:
            detail = case_detail(number, viewer=candidate)
        except Problem:
            continue
        if detail.is_reporter:
            return detail, candidate
    raise NOT_FOUND()


def own_alone(request: HttpRequest, number: str) -> tuple[CaseDetail, Actor]:
    """The same for what tells who the person is: not for whoever acts for them (``not_by_mandate``)."""
    detail, actor = own_matter(request, number)
    if actor.acts:
        raise NOT_BY_MANDATE()
    return detail, actor
