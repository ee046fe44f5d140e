# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest

from linli.kernel.problem import NOT_FOUND
from linli.platform.access import actor_of

from ..queries import CaseDetail, case_detail


def staff_matter(request: HttpRequest, number: str) -> CaseDetail:
    """The matter as this member of staff sees it. Raises ``not_found``."""
    detail = case_detail(number, viewer=actor_of(request))
    if detail.is_reporter and len(detail.relations) == 1:
        raise NOT_FOUND()  # one's own matter is followed on the square, not on the desk
    return detail
