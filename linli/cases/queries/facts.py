# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same rules of sight as in ``policy``, as a database filter. A property test holds them equal."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from linli.kernel.actor import Actor

from ..models import Case, Part, Reporter
from ..policy import Facts
from ..vocab import Kind


def scope(viewer: Actor) -> Q:
    """Matters that exist for the viewer as staff (not as the reporter)."""
    if viewer.kind == "system":
        return Q()
    seen = Q(pk__in=[])
    for holding in viewer.holdings:
        near = Q(place_path__startswith=holding.place_path) if holding.place_path else Q(pk__in=[])
        leads = Q(unit_path__startswith=holding.unit_path) if holding.unit_path else Q(pk__in=[])
        match holding.role:
            case "operator":
                seen |= near
            case "coordinator":
                seen |= near | leads
            case "handler":
                seen |= leads | (_assists(holding.unit_path) & Q(restricted=False))
            case "community_worker" | "grid_worker":
                seen |= leads | ((near | _assists(holding.unit_path)) & Q(restricted=False))
            case "auditor":
                seen |= near & Q(restricted=False)
    for holding in viewer.holdings:
        if holding.unit_path:
            seen &= ~Q(about_path__in=_ancestors(holding.unit_path))
    return seen


def _assists(unit_path: str) -> Q:
    if not unit_path:
        return Q(pk__in=[])
    parts = Part.objects.filter(
        case=OuterRef("pk"), lead=False, ended_at=None, unit__path__startswith=unit_path
    )
    return Q(Exists(parts))


def _ancestors(path: str) -> list[str]:
    """The path itself and every path above it."""
    codes = path.strip("/").split("/")
    return ["/".join(codes[: end + 1]) + "/" for end in range(len(codes))]


def facts_of(case: Case, reporter: Reporter | None, assisting: tuple[str, ...]) -> Facts:
    """What the rules need to know of a row."""
    return Facts(
        id=str(case.id),
        kind=Kind(case.kind),
        place_path=case.place_path,
        unit_path=case.unit_path,
        about_path=case.about_path,
        restricted=case.restricted,
        assisting_paths=assisting,
        reporter=str(reporter.account_id) if reporter and reporter.account_id else "",
    )
