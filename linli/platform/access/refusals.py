# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refusals as lines of the log: what was refused, where and to whom by plain id; never what was typed."""

from __future__ import annotations

import logging

from django.http import HttpRequest

from linli.kernel.problem import Problem

log = logging.getLogger("linli.refused")
SECURITY = {401, 403, 429}  # who are you, you may not, too often
CODES = {"wrong_password", "wrong_code", "wrong_factor", "code_worn_out"}


def note(request: HttpRequest, error: Problem) -> None:
    """Write a line if this refusal is one of security; other problems are people's mistakes."""
    if error.status not in SECURITY and error.code not in CODES:
        return
    match = request.resolver_match
    actor = getattr(request, "_linli_actor", None)
    log.info("%s at %s for %s", error.code, match and match.view_name, actor.ref if actor else "nobody")
