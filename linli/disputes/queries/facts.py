# SPDX-License-Identifier: AGPL-3.0-or-later
"""What ``policy`` needs to know, and the same rules of sight as a database filter."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.ids import code_from
from linli.platform import crypto

from ..models import Conflict, Guest, Mediation, Mediator, Party
from ..policy import Facts


def heads() -> tuple[tuple[str, str], ...]:
    """Accounts that head a committee, with the place of each."""
    rows = Mediator.objects.filter(head=True, active=True).order_by("id")
    return tuple((str(account), path) for account, path in rows.values_list("account_id", "place_path"))


def facts_of(mediation: Mediation) -> Facts:
    """What the rules need to know of a mediation."""
    parties = list(
        Party.objects.filter(mediation=mediation).order_by("seq").values_list("id", "account_id")
    )
    stood_back = Conflict.objects.filter(mediation=mediation).order_by("id")
    chosen = mediation.mediator
    return Facts(
        mediation.place_path,
        frozenset(str(party) for party, _ in parties),
        str(chosen.account_id) if chosen and chosen.active else "",
        heads(),
        frozenset(str(account) for account in stood_back.values_list("mediator__account_id", flat=True)),
        frozenset(str(account) for _, account in parties if account),
        frozenset(
            map(str, _joint().filter(mediation=mediation).values_list("mediator__account", flat=True))
        ),
        str(mediation.id),
    )


def _joint() -> QuerySet[Guest]:
    """Those who mediate jointly now."""
    return Guest.objects.filter(
        joined_at__isnull=False, left_at=None, mediator__isnull=False, mediator__active=True
    ).order_by("id")


def scope(viewer: Actor) -> Q:
    """Mediations whose team the viewer is of. A property test holds it equal to ``policy.relations``."""
    if viewer.kind != "account":
        return Q(pk__in=[])
    account = UUID(viewer.id)
    seen = Q(mediator__account=account, mediator__active=True)
    seen |= Q(Exists(_joint().filter(mediation=OuterRef("pk"), mediator__account=account)))
    for head, path in heads():
        if head == viewer.id:
            seen |= Q(place_path__startswith=path)
    own = Party.objects.filter(mediation=OuterRef("pk"), account=account)
    stood_back = Conflict.objects.filter(mediation=OuterRef("pk"), mediator__account=account)
    return seen & ~Q(Exists(own)) & ~Q(Exists(stood_back))


def party_code(party: UUID) -> str:
    """The code that opens a mediation for one party; made from its id by our key, never stored."""
    return code_from(crypto.blind(str(party), "party code"))
