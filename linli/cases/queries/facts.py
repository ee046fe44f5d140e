# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same rules of sight as in ``policy``, as a database filter. A property test holds them equal."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from linli.kernel.actor import Actor

from ..models import Case, Part, Reporter
from ..policy import SEES_RESTRICTED, Relation, opens

R = Relation


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
                seen |= near & _open_to(R.OPERATOR, by_place=True)
            case "coordinator":
                seen |= near & _open_to(R.COORDINATOR, by_place=True) | leads & _open_to(R.COORDINATOR)
                seen |= _assists(holding.unit_path) & _open_to(R.ASSISTING)
            case "supervisor":
                seen |= leads & _open_to(R.COORDINATOR)
            case "handler":
                seen |= leads & _open_to(R.LEAD) | _assists(holding.unit_path) & _open_to(R.ASSISTING)
            case "community_worker" | "grid_worker":
                seen |= leads & _open_to(R.LEAD) | _assists(holding.unit_path) & _open_to(R.ASSISTING)
                seen |= near & _open_to(R.NEAR, by_place=True)
            case "auditor":
                seen |= near & _open_to(R.AUDITOR, by_place=True)
    for holding in viewer.holdings:
        if holding.unit_path:
            seen &= ~Q(about_path__in=paths_above(holding.unit_path))
    if viewer.kind == "account" and viewer.holdings:
        own = Reporter.objects.filter(case=OuterRef("pk"), account=UUID(viewer.id))
        seen &= ~Q(Exists(own))
    return seen


def is_seen(case: UUID, *, viewer: Actor) -> bool:
    """Whether a matter exists for the viewer as staff."""
    return Case.objects.filter(scope(viewer), pk=case).exists()


def _open_to(relation: Relation, *, by_place: bool = False) -> Q:
    """Matters that are not closed to a relation: by their hard route, or because they are restricted."""
    found = Q(hard__in=opens(relation, by_place=by_place))
    return found if relation in SEES_RESTRICTED else found & Q(restricted=False)


def _assists(unit_path: str) -> Q:
    if not unit_path:
        return Q(pk__in=[])
    parts = Part.objects.filter(
        case=OuterRef("pk"), lead=False, ended_at=None, unit__path__startswith=unit_path
    )
    return Q(Exists(parts))


def paths_above(*paths: str) -> list[str]:
    """The paths themselves and every path above them."""
    codes = [path.strip("/").split("/") for path in paths]
    return ["/".join(one[: end + 1]) + "/" for one in codes for end in range(len(one))]
