# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who read a person's name and contact, in which role and why: for that person."""

from __future__ import annotations

from linli.kernel.actor import Actor
from linli.people import public as people

from .detail import CaseDetail


def looks_of(detail: CaseDetail, viewer: Actor) -> list[people.LookInfo]:
    """Who else read name and contact of a matter, newest first; empty for all but its reporter."""
    if not detail.is_reporter:
        return []
    return people.looks_told({detail.line.id: detail.line.number}, but=viewer)
