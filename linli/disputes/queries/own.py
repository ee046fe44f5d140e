# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediations in which a person is a party by their account: for that person alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from linli.kernel.actor import Actor
from linli.places import public as places

from ..models import Mediation, Party
from .detail import detail


def own_parties(viewer: Actor) -> list[Actor]:
    """The parties that the viewer is by their account, to act as: in each mediation of their own. Whoever
    acts for a person stays that: what they may see is asked of each mediation."""
    if viewer.acts:
        return [viewer]
    if viewer.kind != "account":
        return []
    rows = Party.objects.filter(account=UUID(viewer.id)).order_by("id").values_list("id", flat=True)
    return [Actor("visitor", str(party)) for party in rows]


def own_mediations(viewer: Actor) -> list[tuple[str, str, str]]:
    """Number, kind and state of each, the newest first."""
    account = viewer.person("mediation")
    if not account:
        return []
    mine = Party.objects.filter(account=UUID(account)).order_by("id").values("mediation")
    rows = Mediation.objects.filter(pk__in=mine).order_by("-requested_at", "id")
    if viewer.acts:
        rows = rows.filter(pk__in=viewer.behalf.begun)
    return list(rows.values_list("number", "kind", "state"))


def copy_of_own(viewer: Actor) -> list[dict[str, Any]]:
    """What the mediations keep about the person, as plain data; of the other side nothing."""
    told: list[dict[str, Any]] = []
    for party in own_parties(viewer):
        number = Mediation.objects.filter(pk__in=Party.objects.filter(pk=party.id).values("mediation"))
        found = detail(number.order_by("id").values_list("number", flat=True)[0], viewer=party)
        assert found.me is not None
        line: dict[str, Any] = {
            "number": found.number,
            "kind": found.kind,
            "state": found.state.value,
            "received": str(places.day_of(found.requested_at)),
            "name": found.me.name,
            "contact": found.me.contact,
        }
        if found.me.seq == 1:
            line["text"] = found.summary
        if found.agreement and found.agreed_at:
            line["agreement"] = {name: text for name, text in found.agreement.contents.items() if text}
        told.append(line)
    return told


def number_of(mediation: UUID) -> str:
    """What a mediation is called, for lists of what somebody did; empty if there is none."""
    rows = Mediation.objects.filter(pk=mediation).order_by("id").values_list("number", flat=True)
    return rows.first() or ""
