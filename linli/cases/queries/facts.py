# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same rules of sight as in ``policy``, as a database filter. A property test holds them equal."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from linli.kernel.actor import Actor

from ..models import Part, Reporter


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
                seen |= near | leads | (_assists(holding.unit_path) & Q(restricted=False))
            case "supervisor":
                seen |= leads
            case "handler":
                seen |= leads | (_assists(holding.unit_path) & Q(restricted=False))
            case "community_worker" | "grid_worker":
                seen |= leads | ((near | _assists(holding.unit_path)) & Q(restricted=False))
            case "auditor":
                seen |= near & Q(restricted=False)
    for holding in viewer.holdings:
        if holding.unit_path:
            seen &= ~Q(about_path__in=_ancestors(holding.unit_path))
    if viewer.kind == "account" and viewer.holdings:
        own = Reporter.objects.filter(case=OuterRef("pk"), account=UUID(viewer.id))
        seen &= ~Q(Exists(own))
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
