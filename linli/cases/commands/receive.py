# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a matter, from whatever channel: one transaction, one event, idempotent by its id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import ALREADY_USED
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.files import store
from linli.platform.journal.append import append
from linli.platform.text import clean, document
from linli.topics import public as topics
from linli.triage import public as triage

from ..events import Received
from ..models import Answers, Attachment, Case, Part, Reporter, Step
from ..queries.access import case_code
from ..queries.callers import blind_contact
from ..queries.course import Done, next_due
from ..rules import Sign, hard_signs, kept_route, make_number, title_of
from ..vocab import NAME_NEEDED, TEXT_TOO_SHORT, Channel, Deed, Hard, Kind, PartState, See, State
from .base import compartment_of, set_due

UNLISTED = {Kind.WRONGDOING, Kind.PETITION, Kind.INFORMATION}
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class ReporterData:
    """What a person told of themselves; everything may be empty."""

    name: str = ""
    contact: str = ""
    account: UUID | None = None
    wants_messages: bool = True
    may_be_called: bool = True


@dataclass(frozen=True)
class NewCase:
    """A matter as it is brought. ``place`` and ``category`` are codes that a person chose; ``answers``
    are rows of ``platform.forms.answer_rows``."""

    kind: Kind
    text: str
    channel: Channel
    language: str
    title: str = ""
    category: str | None = None
    place: str | None = None
    point: tuple[float, float] | None = None
    address: str = ""
    about: str | None = None
    reporter: ReporterData = field(default_factory=ReporterData)
    files: Sequence[UUID] = ()
    hint: str | None = None
    answers: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Receipt:
    """What the person takes home: number, code, who has it, until when."""

    id: UUID
    number: str
    code: str
    unit: str
    due_at: datetime | None
    danger: tuple[str, ...]
    hard: str = ""


def receive_case(
    new: NewCase, *, actor: Actor, case_id: UUID | None = None, origin: str = "live"
) -> Receipt:
    """Receive a matter. Sent again with the same id it gives the same receipt.

    The same id with other content, or from somebody else, raises ``already_used`` and says no more.
    """
    identity = case_id or new_id()
    fingerprint = _fingerprint(new, actor)
    if case_id is not None and (known := _known(identity, fingerprint)):
        return known
    new = replace(
        new,
        text=clean(new.text)[:LONGEST_TEXT],
        title=clean(new.title)[:200],
        address=clean(new.address)[:200],
    )
    if len(new.text) < 2 and not new.title and not new.files:
        raise TEXT_TOO_SHORT()
    person = new.reporter
    if new.kind is Kind.INFORMATION and not (person.name and (person.contact or person.account)):
        raise NAME_NEEDED()
    case, lead_unit = _build(new, identity, fingerprint, origin)
    try:
        with transaction.atomic():
            case.number = next_number()
            _write(case, new, actor, lead_unit)
    except IntegrityError:
        if known := _known(identity, fingerprint):  # two copies of one submission met
            return known
        raise
    return receipt_of(case)


def receipt_of(case: Case) -> Receipt:
    """The receipt of a matter that was received."""
    return Receipt(
        case.id,
        case.number,
        case_code(case.id),
        people.unit_by_id(case.unit_id).code,
        case.due_at,
        tuple(case.suggestion.get("danger", ())),
        case.hard,
    )


def next_number(count: int = 1) -> str:
    """The next number that a matter gets."""
    return next_numbers(count)[0]


def next_numbers(count: int) -> list[str]:
    """Numbers for several matters at once."""
    year = places.today().year
    with connection.cursor() as cursor:
        cursor.execute("select nextval('cases_number') from generate_series(1, %s)", [count])
        return [make_number(year, row[0]) for row in cursor.fetchall()]


def _known(identity: UUID, fingerprint: bytes) -> Receipt | None:
    case = Case.objects.defer("words", "text").filter(pk=identity).first()
    if case is None:
        return None
    if bytes(case.fingerprint) != fingerprint:
        raise ALREADY_USED()
    return receipt_of(case)


def _fingerprint(new: NewCase, actor: Actor) -> bytes:
    content: dict[str, Any] = asdict(new)
    del content["hint"]
    if not content["answers"]:
        del content["answers"]
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(f"{actor.ref}\0{text}".encode()).digest()


def _build(new: NewCase, identity: UUID, fingerprint: bytes, origin: str) -> tuple[Case, people.UnitInfo]:
    """The row as it will be written; reading the text happens here, before any lock."""
    text, title = new.text, new.title or title_of(new.text)
    place = _place(new)
    read = f"{title}\n{text}\n{new.address}"
    suggestion = triage.suggest(read, new.place or new.hint)
    signs = signs_in(read)
    hard = kept_route(signs)
    category = topics.category_by_code(new.category) if new.category else None
    about = people.unit_by_code(new.about) if new.about else None
    intake = first_receiver(hard, new.about)
    case = Case(
        id=identity,
        kind=new.kind.value,
        title=title,
        text=text,
        language=new.language,
        category_id=category.id if category else None,
        category_path=category.path if category else "",
        place_id=place.id,
        place_path=place.path,
        longitude=new.point[0] if new.point else None,
        latitude=new.point[1] if new.point else None,
        address=new.address,
        channel=new.channel.value,
        state=State.RECEIVED.value,
        version=1,
        unit_id=intake.id,
        unit_path=intake.path,
        about_id=about.id if about else None,
        about_path=about.path if about else "",
        urgent=bool(suggestion.danger),
        restricted=new.kind is Kind.WRONGDOING,
        hard=hard,
        listed=new.kind not in UNLISTED and not hard,
        received_at=clock.now(),
        suggestion={**suggestion.as_dict(), "hard": [asdict(sign) for sign in signs]},
        fingerprint=fingerprint,
        origin=origin,
        words=document(title, text, new.address),
    )
    set_due(case, case.received_at)
    first = Done(1, Deed.RECEIVE.value, case.received_at, intake.path, "", {})
    own = (case.due_at, case.due_rule)
    case.step_due_at, case.step_next = next_due(case.kind, State.RECEIVED, [first], own)
    return case, intake


def signs_in(text: str) -> tuple[Sign, ...]:
    """The hard routes that a text calls for, with the reader's signs of danger to life."""
    return hard_signs(text, [(begin, end) for _, begin, end in triage.danger_in(text)])


def first_receiver(hard: str, about: str | None) -> people.UnitInfo:
    """Who takes a matter first: general intake, or for a report about an official the supervision body,
    unless that is the unit complained ``about`` (a code)."""
    if hard == Hard.OFFICIAL:
        body = people.units().by_code.get(str(places.town().settings.get("supervision", "")))
        accused = people.unit_by_code(about).path if about else ""
        if body is not None and not (accused and body.path.startswith(accused)):
            return body
    return people.responsible(None, None, places.today(), about=about).unit


def _place(new: NewCase) -> places.PlaceInfo:
    """Where it is: the chosen place, made finer by the point; the whole town if nobody said."""
    located = places.locate(*new.point) if new.point else None
    if new.point and located is None:
        raise places.OUTSIDE_TOWN()
    chosen = places.place_by_code(new.place) if new.place else None
    if located and (chosen is None or chosen.holds(located.place)):
        return located.place
    return chosen or places.tree().root


def _write(case: Case, new: NewCase, actor: Actor, unit: people.UnitInfo) -> None:
    case.save(force_insert=True)
    Part.objects.create(
        case=case,
        unit_id=unit.id,
        lead=True,
        state=PartState.OPEN.value,
        because={"reason": "first_receiver"},
        begun_at=case.received_at,
        due_at=case.due_at,
    )
    _write_reporter(case, new.reporter)
    if new.answers:
        Answers.objects.create(case=case, rows=[dict(row) for row in new.answers])
    if new.files:
        store.link(new.files)
        Attachment.objects.bulk_create(
            Attachment(case=case, file_id=file, seq=1, by_reporter=True) for file in new.files
        )
    Step.objects.create(
        case=case,
        seq=1,
        deed=Deed.RECEIVE.value,
        state=case.state,
        at=case.received_at,
        actor=actor.ref,
        unit_id=unit.id,
        sees=See.PUBLIC.value,
        facts={"channel": case.channel},
    )
    event = Received(
        number=case.number,
        kind=case.kind,
        channel=case.channel,
        category=new.category or "",
        place=places.place_by_id(case.place_id).code,
        unit=unit.code,
    )
    closed_to = compartment_of(case.hard, case.restricted)
    append([Entry(event, case.id, 1, actor, case.received_at, case.origin, closed_to)])


def _write_reporter(case: Case, data: ReporterData) -> None:
    if not (data.name or data.contact or data.account):
        return
    found = people.contact_of(data.contact) if data.contact else None
    if data.contact and found is None:
        raise people.NO_CONTACT()
    Reporter.objects.create(
        case=case,
        account_id=data.account,
        name=crypto.seal(data.name, "cases_reporter", "name", case.id) if data.name else None,
        contact=crypto.seal(found[1], "cases_reporter", "contact", case.id) if found else None,
        contact_kind=found[0].value if found else "",
        contact_blind=blind_contact(found[1]) if found else None,
        wants_messages=data.wants_messages,
        may_be_called=data.may_be_called,
    )
