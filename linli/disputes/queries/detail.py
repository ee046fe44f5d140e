# SPDX-License-Identifier: AGPL-3.0-or-later
"""One mediation, the list of a team, and the papers. Each opening of sealed words is a recorded look."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.ids import tidy_code
from linli.kernel.problem import NOT_FOUND
from linli.norms import public as norms
from linli.places import public as places
from linli.platform import crypto, signing
from linli.platform.access.looks import reveal

from ..models import Agreement, Conflict, Mediation, Obligation, Party, Sheet, Signature, Step
from ..policy import Relation, may, relations
from ..rules import COURSE, ENDED, after_end, digest_of
from ..vocab import WRONG_PARTY_CODE, Action, Deed, Kept, Paper, State
from .facts import facts_of, party_code, scope
from .guests import GuestInfo, guests_of, may_join
from .roster import MediatorInfo, competent


@dataclass(frozen=True)
class Line:
    """A mediation in the list of its team: nothing of what it is about."""

    number: str
    kind: str
    place: Mapping[str, str]
    state: State
    requested_at: datetime
    due_day: date | None
    due_rule: str
    session_at: datetime | None
    perform_by: date | None
    mine: bool


@dataclass(frozen=True)
class PartyInfo:
    """A party as the team sees it. Its code is shown to nobody: it opens the mediation as that party."""

    id: UUID
    seq: int
    name: str
    contact: str
    consented_at: datetime | None
    signed: bool
    handover_at: datetime | None
    reminders: bool


@dataclass(frozen=True)
class StepLine:
    """A line of the record."""

    seq: int
    deed: str
    at: datetime
    text: str


@dataclass(frozen=True)
class AgreementInfo:
    """The newest wording; ``digest`` is what a signature under it is about."""

    edition: int
    contents: Mapping[str, str]
    oral: bool
    perform_by: date | None
    digest: str


@dataclass(frozen=True)
class SignatureInfo:
    """A signature under the newest wording; ``party`` is 0 for the mediator, ``drawn`` its strokes.

    ``holds`` says whether the evidence still fits this wording and this party.
    """

    party: int
    name: str
    way: str
    at: datetime
    drawn: str
    service: str
    holds: bool


@dataclass(frozen=True)
class ObligationLine:
    """One thing that the agreement promises; ``late`` if its day went by and it is still to be done."""

    seq: int
    due_on: date
    text: str
    state: Kept
    late: bool


@dataclass(frozen=True)
class SheetLine:
    """A signed paper that was scanned back."""

    seq: int
    paper: str
    media_type: str
    at: datetime


@dataclass(frozen=True)
class Detail:
    """A mediation as one of its team sees it; a party reads no statements."""

    id: UUID
    number: str
    kind: str
    origin: str
    place: Mapping[str, str]
    state: State
    version: int
    hard: str
    summary: str
    requested_at: datetime
    due_day: date | None
    due_rule: str
    session_at: datetime | None
    session_mode: str
    applied_on: date | None
    agreed_at: datetime | None
    confirm_by: date | None
    confirm_rule: str
    ended_at: datetime | None
    mediator: MediatorInfo | None
    parties: tuple[PartyInfo, ...]
    steps: tuple[StepLine, ...]
    agreement: AgreementInfo | None
    relations: frozenset[Relation]
    actions: tuple[Action, ...]
    deeds: frozenset[Deed]
    candidates: tuple[MediatorInfo, ...]
    papers: tuple[Paper, ...]
    me: PartyInfo | None
    signatures: tuple[SignatureInfo, ...]
    sheets: tuple[SheetLine, ...]
    obligations: tuple[ObligationLine, ...]
    guests: tuple[GuestInfo, ...]
    could_join: tuple[MediatorInfo, ...]
    told: tuple[StepLine, ...]


def find(number: str) -> UUID:
    """The id of a mediation, for a command that asks itself who may touch it. Raises ``not_found``."""
    found = Mediation.objects.filter(number=number).order_by("id").values_list("id", flat=True).first()
    if found is None:
        raise NOT_FOUND()
    return found


def holder_of(number: str, code: str) -> Actor:
    """The party that number and code open, to act as. Raises ``wrong_party_code``."""
    wanted = tidy_code(code).encode()
    digits = tidy_code(number).lstrip("M")
    tidy = f"M{digits[:4]}-{digits[4:-1]}-{digits[-1:]}"
    found = None
    for party in Party.objects.filter(mediation__number=tidy).order_by("seq").values_list("id", flat=True):
        if hmac.compare_digest(party_code(party).encode(), wanted):
            found = party
    if found is None:
        raise WRONG_PARTY_CODE()
    return Actor("visitor", str(found))


def queue(*, viewer: Actor, ended: bool = False) -> list[Line]:
    """The mediations of the viewer's team, those that run or those that ended, oldest first."""
    rows = Mediation.objects.filter(scope(viewer)).select_related("mediator").order_by("requested_at", "id")
    rows = rows.filter(state__in=ENDED) if ended else rows.exclude(state__in=ENDED)
    agreements = Agreement.objects.filter(mediation__in=[row.id for row in rows]).order_by("mediation")
    by = dict(agreements.values_list("mediation_id", "perform_by"))
    return [
        Line(
            row.number, row.kind, places.place_by_id(row.place_id).names, State(row.state),
            row.requested_at,
            places.last_day(row.due_at) if row.due_at else None, row.due_rule, row.session_at,
            by.get(row.id),
            row.mediator is not None and str(row.mediator.account_id) == viewer.id,
        )
        for row in rows
    ]  # fmt: skip


def detail(number: str, *, viewer: Actor) -> Detail:
    """One mediation, for its team and its parties. For everybody else there is none: ``not_found``."""
    row = Mediation.objects.select_related("mediator").filter(number=number).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    facts = facts_of(row)
    found = relations(viewer, facts)
    if not found:
        raise NOT_FOUND()
    fields = ("summary", "parties", "agreement", *(() if Relation.PARTY in found else ("statements",)))
    return reveal(
        viewer,
        "disputes.mediation",
        row.id,
        fields,
        lambda: _read(row, found, viewer, [what for what in Deed if _possible(viewer, what, facts)]),
        purpose="mediation",
    )


def _possible(viewer: Actor, what: Deed, facts: object) -> bool:
    return what is not Deed.REQUEST and may(viewer, what, facts)  # type: ignore[arg-type]


def _read(row: Mediation, found: frozenset[Relation], viewer: Actor, deeds: list[Deed]) -> Detail:
    facts = facts_of(row)
    party = Relation.PARTY in found
    state = State(row.state)
    agreement = _agreement(row)
    people_in = tuple(
        PartyInfo(
            one.id,
            one.seq,
            crypto.unseal(one.name, "disputes_party", "name", one.id),
            crypto.unseal(one.contact, "disputes_party", "contact", one.id)
            if one.contact and (not party or str(one.id) == viewer.id)
            else "",
            one.consented_at,
            agreement is not None and one.signed_edition == agreement.edition,
            one.handover_at,
            one.reminders,
        )
        for one in Party.objects.filter(mediation=row).order_by("seq")
    )
    rows = Step.objects.filter(mediation=row).order_by("seq")
    read = tuple(
        StepLine(
            step.seq, step.deed, step.at,
            crypto.unseal(step.text, "disputes_step", "text", step.id) if step.text else "",
        )
        for step in (rows.filter(deed=Deed.DISCLOSE) if party else rows)
    )  # fmt: skip
    steps = () if party else read
    suited = competent(row.kind, row.place_path)
    gone = set(Conflict.objects.filter(mediation=row).order_by("id").values_list("mediator_id", flat=True))
    chosen = next((one for one in suited if one.id == row.mediator_id), None)
    return Detail(
        row.id,
        row.number,
        row.kind,
        row.origin,
        places.place_by_id(row.place_id).names,
        state,
        row.version,
        row.hard,
        crypto.unseal(row.summary, "disputes_mediation", "summary", row.id),
        row.requested_at,
        places.last_day(row.due_at) if row.due_at else None,
        row.due_rule,
        row.session_at,
        row.session_mode,
        row.applied_on,
        row.agreed_at,
        row.confirm_by,
        _confirm_rule(row),
        row.ended_at,
        chosen,
        people_in,
        steps,
        agreement,
        found,
        tuple(action for action in COURSE.actions(state) if may(viewer, action, facts)),
        frozenset(deeds),
        tuple(one for one in suited if one.id not in gone),
        after_end(state, agreement is not None and agreement.oral),
        next((one for one in people_in if str(one.id) == viewer.id), None) if party else None,
        _signatures(row, agreement, people_in),
        () if party else _sheets(row.id),
        _obligations(row.id),
        guests_of(row.id, tuple(one.id for one in people_in)),
        tuple(one for one in may_join(row) if one.id not in gone) if Deed.GUEST in deeds else (),
        tuple(step for step in read if step.deed == Deed.DISCLOSE),
    )


def _confirm_rule(row: Mediation) -> str:
    """The key of the rule from which the day to ask the court follows."""
    if row.agreed_at is None or row.confirm_by is None:
        return ""
    found = norms.deadline(norms.Measure.ANSWER, "mediation_confirm", None, row.agreed_at)
    return found.rule.key if found else ""


def _agreement(mediation: Mediation) -> AgreementInfo | None:
    row = Agreement.objects.filter(pk=mediation.id).order_by("pk").first()
    if row is None:
        return None
    contents = json.loads(crypto.unseal(row.contents, "disputes_agreement", "contents", mediation.id))
    digest = digest_of(mediation.number, row.edition, contents)
    return AgreementInfo(row.edition, contents, row.oral, row.perform_by, digest)


def _signatures(
    row: Mediation, agreement: AgreementInfo | None, parties: tuple[PartyInfo, ...]
) -> tuple[SignatureInfo, ...]:
    if agreement is None:
        return ()
    by = {party.id: party for party in parties}
    found = Signature.objects.filter(mediation=row, edition=agreement.edition).order_by("at", "id")
    return tuple(
        SignatureInfo(
            by[one.party_id].seq if one.party_id else 0,
            by[one.party_id].name if one.party_id else "",
            one.way,
            one.at,
            crypto.unseal(one.drawn, "disputes_signature", "drawn", one.id) if one.drawn else "",
            one.service,
            _holds(one, agreement.digest),
        )
        for one in found
    )


def _holds(one: Signature, digest: str) -> bool:
    try:
        service = signing.service(one.service)
    except KeyError:  # a service that this town no longer uses
        return False
    return service.holds(statement_of(digest, one.party_id), one.evidence)


def statement_of(digest: str, party: UUID | None) -> bytes:
    """What a party (or the mediator, ``None``) signs: the wording's digest and who they are to it."""
    return f"linli mediation agreement\n{digest}\n{party or 'mediator'}\n".encode()


def _obligations(mediation: UUID) -> tuple[ObligationLine, ...]:
    today = places.today()
    return tuple(
        ObligationLine(
            one.seq,
            one.due_on,
            crypto.unseal(one.text, "disputes_obligation", "text", one.id),
            Kept(one.state),
            one.state == Kept.OPEN and one.due_on < today,
        )
        for one in Obligation.objects.filter(mediation=mediation).order_by("seq")
    )


def _sheets(mediation: UUID) -> tuple[SheetLine, ...]:
    rows = Sheet.objects.filter(mediation=mediation).order_by("seq")
    return tuple(SheetLine(*row) for row in rows.values_list("seq", "paper", "media_type", "at"))
