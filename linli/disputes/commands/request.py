# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking for mediation: by a party, or by staff who take it down or refer a matter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import check_digit, new_id
from linli.kernel.problem import ALREADY_USED, FORBIDDEN
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.text import clean

from ..events import Requested
from ..models import Mediation, Party
from ..queries.facts import party_code
from ..vocab import HARD_FIRST, TWO_PARTIES, Deed, Kind, Origin, State
from .base import LONGEST, tell, write_step

HARD = ("life", "child", "home")


@dataclass(frozen=True)
class PartyData:
    """Who a party is; the contact may be empty."""

    name: str
    contact: str = ""
    account: UUID | None = None


@dataclass(frozen=True)
class NewMediation:
    """A request. The first party asks; ``case`` is the number of the matter that it comes from."""

    kind: Kind
    place: str
    summary: str
    parties: Sequence[PartyData]
    origin: Origin = Origin.PARTY
    case: str = ""
    warned: bool = False
    applied_on: date | None = None


@dataclass(frozen=True)
class Receipt:
    """What who asked takes home."""

    number: str
    code: str


def request_mediation(new: NewMediation, *, actor: Actor, identity: UUID | None = None) -> Receipt:
    """Ask for mediation; sent again with the same id it gives the same receipt.

    Signs of violence or of a child in danger raise ``mediation_hard_first`` until the person says that
    they read where help is (反家庭暴力法 14; 未成年人保护法 11); then the request is marked for the head.
    """
    if new.origin is not Origin.PARTY and not actor.is_staff:
        raise FORBIDDEN()
    summary = clean(new.summary)[:LONGEST]
    parties = [(clean(one.name)[:80], one) for one in new.parties if clean(one.name)]
    if len(parties) < 2 or len(summary) < 2:
        raise TWO_PARTIES()
    mediation_id = identity or new_id()
    print_ = crypto.blind(json.dumps([asdict(new), actor.ref], sort_keys=True, default=str), "mediation")
    if known := _known(mediation_id, print_):
        return known
    hard = cases.kept_route(cases.signs_in(summary))
    if hard in HARD and not new.warned:
        raise HARD_FIRST(route=hard)
    matter = cases.case_detail(new.case, viewer=actor).line.id if new.case else None
    spot = places.place_by_code(new.place)
    now = clock.now()
    found = norms.deadline(norms.Measure.ANSWER, _due_kind(new.kind), None, now)
    mediation = Mediation(
        id=mediation_id,
        kind=new.kind.value,
        origin=new.origin.value,
        case_id=matter,
        place_id=spot.id,
        place_path=spot.path,
        hard=hard if hard in HARD else "",
        state=State.REQUESTED.value,
        version=1,
        summary=crypto.seal(summary, "disputes_mediation", "summary", mediation_id),
        requested_at=now,
        due_at=found.due.at if found else None,
        due_rule=found.rule.key if found else "",
        applied_on=new.applied_on,
        fingerprint=print_,
    )
    rows = [_party(mediation, seq, name, one) for seq, (name, one) in enumerate(parties, 1)]
    if new.origin is Origin.PARTY:
        rows[0].consented_at = now
    with transaction.atomic():
        mediation.number = _next_number()
        mediation.save(force_insert=True)
        Party.objects.bulk_create(rows)
        write_step(mediation, Deed.REQUEST, actor, now)
        tell(mediation, Requested(new.origin.value), actor, now)
    return Receipt(mediation.number, party_code(rows[0].id))


def _due_kind(kind: Kind) -> str:
    """The kind by which the time limits name mediations; work has a law of its own."""
    return "mediation_labour" if kind is Kind.LABOUR else "mediation"


def _party(mediation: Mediation, seq: int, name: str, data: PartyData) -> Party:
    identity = new_id()
    contact = people.contact_of(data.contact) if data.contact else None
    if data.contact and contact is None:
        raise people.NO_CONTACT()
    return Party(
        id=identity,
        mediation=mediation,
        seq=seq,
        account_id=data.account,
        name=crypto.seal(name, "disputes_party", "name", identity),
        contact=crypto.seal(contact[1], "disputes_party", "contact", identity) if contact else None,
    )


def _known(identity: UUID, fingerprint: bytes) -> Receipt | None:
    row = Mediation.objects.filter(pk=identity).order_by("pk").first()
    if row is None:
        return None
    if bytes(row.fingerprint) != fingerprint:
        raise ALREADY_USED()
    first = Party.objects.filter(mediation=row).order_by("seq").values_list("id", flat=True)[0]
    return Receipt(row.number, party_code(first))


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('disputes_number')")
        digits = f"{places.today().year}{cursor.fetchone()[0]:06d}"
    return f"M{digits[:4]}-{digits[4:]}-{check_digit(digits)}"
