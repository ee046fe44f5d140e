# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came of going to a door. Written on a phone, sent whenever there is a network, counted once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import ALREADY_USED, INVALID, NOT_FOUND
from linli.kernel.transitions import NOT_NOW
from linli.places import public as places
from linli.platform import crypto
from linli.platform.files import store
from linli.platform.journal.append import append
from linli.platform.text import clean
from linli.topics import public as topics

from ..events import VisitNoted
from ..models import Door, Stop, Visit, VisitPhoto, VisitSheet
from ..policy import may_walk, works
from ..queries.doors import door_info
from ..queries.wishes import TABLE
from ..vocab import NOT_YOUR_ROUND, REFUSED_BEFORE, Need, Offer, Outcome, Rhythm, Sign, Way
from .wishes import close_door, sign_up

LONGEST = 4000
MOST_PHOTOS = 6


@dataclass(frozen=True)
class NewVisit:
    """What a worker wrote at a door.

    ``matters`` are codes of categories. ``text`` becomes a matter of its own where the household wishes it
    (``as_matter``), else a sealed note. ``wish``: how often they wish to be visited from now on.
    ``answers`` are what the rules of the version ``sheet`` let through.
    """

    outcome: Outcome
    matters: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    signs: tuple[Sign, ...] = ()
    offers: tuple[Offer, ...] = ()
    text: str = ""
    as_matter: bool = False
    wish: Rhythm | None = None
    language: str = "zh-Hans"
    sheet: UUID | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


def note_visit(
    stop: UUID, new: NewVisit, *, actor: Actor, visit_id: UUID, photos: Sequence[bytes] = (),
    named: Mapping[str, bytes] | None = None, stored: Mapping[str, UUID] | None = None,
    age: timedelta = timedelta(0),
) -> UUID | None:  # fmt: skip
    """Keep what came of a stop; the id of the matter that it became, if any.

    ``named`` are photos by the names that answers give them, ``stored`` such as are kept as files already.
    ``age`` is how long ago it was written; reckoned by one clock, so that a phone whose clock is wrong
    tells the right day. A visit lies between the day of its round and today.

    The same again with the same id changes nothing. Raises ``already_used`` for other content under the id,
    ``not_found`` and ``not_your_round`` for who does not walk the round, ``not_now`` where the stop was
    noted under another id, ``visits_refused`` where the household closed its door meanwhile.
    """
    if new.outcome is not Outcome.VISITED:  # nobody spoke: there is nothing that they said or were asked
        new = NewVisit(new.outcome)
        photos, named, stored = (), None, None
    print_ = _fingerprint(stop, new, actor, [*photos, *(named or {}).values()])
    if (known := _known(visit_id, print_)) is not None:
        return known.case_id
    _walked(stop, actor)  # before files are kept for somebody whom it does not concern
    kept = [("", store.store(photo).id) for photo in photos[:MOST_PHOTOS]]
    kept += [(name, store.store(photo).id) for name, photo in (named or {}).items()]
    kept += (stored or {}).items()
    try:
        with transaction.atomic():
            return _write(stop, new, actor, visit_id, print_, kept, age)
    except IntegrityError:  # the same came twice at one time, and the other was first
        if (known := _known(visit_id, print_)) is not None:
            return known.case_id
        raise


def _write(
    stop: UUID,
    new: NewVisit,
    actor: Actor,
    visit_id: UUID,
    print_: bytes,
    files: list[tuple[str, UUID]],
    age: timedelta,
) -> UUID | None:
    row = _walked(stop, actor, lock=True)
    door = Door.objects.select_for_update().get(pk=row.door_id)
    if row.outcome:
        raise NOT_NOW(state=row.outcome, action=new.outcome.value)
    if door.closed_at is not None:
        raise REFUSED_BEFORE()
    sheet = _asked(new.sheet, row)
    now, said = clock.now(), clean(new.text)[:LONGEST]
    place = places.place_by_id(door.place_id)
    case = _matter(new, said, door, place, actor, visit_id) if new.as_matter and len(said) > 1 else None
    branches = {one.code for one in topics.tree().children(None)}
    visit = Visit(
        id=visit_id,
        stop=row,
        door=door,
        place_path=door.place_path,
        day=min(places.today(), max(row.round.day, places.day_of(now - age))),
        outcome=new.outcome.value,
        matters=sorted(set(new.matters) & branches),
        needs=sorted(set(new.needs)),
        signs=sorted(set(new.signs)),
        offers=sorted(set(new.offers)),
        case_id=case,
        note=crypto.seal(said, TABLE, "note", visit_id) if said and case is None else None,
        sheet=sheet,
        answers=_sealed(new.answers, visit_id) if sheet and new.answers else None,
        fingerprint=print_,
    )
    visit.save(force_insert=True)
    row.outcome = new.outcome.value
    row.save(update_fields=("outcome",))
    if files:
        _attach(visit.id, files)
    if new.outcome is Outcome.REFUSED:
        close_door(door, actor)
    elif new.wish is not None:
        sign_up(door.id, new.wish, actor=actor, way=Way.DOOR, again=True)
    told = VisitNoted(
        place.code, new.outcome.value, *(tuple(codes) for codes in (visit.matters, visit.needs, visit.signs,
                                                                   visit.offers))
    )  # fmt: skip
    append([Entry(told, visit.id, 1, actor, now)])
    return case


def _asked(sheet: UUID | None, stop: Stop) -> VisitSheet | None:
    """The version that was asked: any of the questions of the round. Raises ``invalid`` for others."""
    if sheet is None:
        return None
    row = VisitSheet.objects.filter(pk=sheet).order_by("pk").first()
    own = stop.round.sheet_id and VisitSheet.objects.get(pk=stop.round.sheet_id).code
    if row is None or row.code != own:
        raise INVALID(field="sheet")
    return row


def _sealed(answers: Mapping[str, Any], visit: UUID) -> bytes:
    return crypto.seal(json.dumps(dict(answers), ensure_ascii=False), TABLE, "answers", visit)


def _attach(visit: UUID, files: Iterable[tuple[str, UUID]]) -> None:
    listed = list(files)
    store.link(file for _, file in listed)
    VisitPhoto.objects.bulk_create(
        VisitPhoto(visit_id=visit, file_id=file, name=name[:120]) for name, file in listed
    )


@transaction.atomic
def add_photos(visit_id: UUID, stored: Mapping[str, UUID], *, actor: Actor) -> None:
    """More photos of a visit that came before, from who made it: a phone sends large ones apart.

    Raises ``not_found`` for others. A visit at which nobody was met keeps none.
    """
    row = Visit.objects.select_for_update().filter(pk=visit_id).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    _walked(row.stop_id, actor)
    if row.outcome == Outcome.VISITED:
        _attach(row.id, stored.items())


def _matter(
    new: NewVisit, said: str, door: Door, place: places.PlaceInfo, actor: Actor, visit_id: UUID
) -> UUID:
    """What the household wants taken up, as a matter of its own, through the door of cases."""
    case = uuid5(visit_id, "matter")
    cases.receive_case(
        cases.NewCase(
            kind=cases.Kind.HELP,
            text=said,
            channel=cases.Channel.FIELD,
            language=new.language,
            place=place.code,
            address=door_info(door).label,
        ),
        actor=actor,
        case_id=case,
    )
    return case


def _walked(stop: UUID, actor: Actor, *, lock: bool = False) -> Stop:
    rows = Stop.objects.select_for_update(of=("self",)) if lock else Stop.objects.all()
    row = rows.select_related("round").filter(pk=stop).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if may_walk(actor, str(row.round.worker_id), row.round.place_path):
        return row
    raise NOT_YOUR_ROUND() if works(actor, row.round.place_path) else NOT_FOUND()  # handed over meanwhile


def _known(visit_id: UUID, print_: bytes) -> Visit | None:
    row = Visit.objects.filter(pk=visit_id).order_by("id").first()
    if row is not None and bytes(row.fingerprint) != print_:
        raise ALREADY_USED()
    return row


def _fingerprint(stop: UUID, new: NewVisit, actor: Actor, photos: Sequence[bytes]) -> bytes:
    digests = [hashlib.sha256(photo).hexdigest() for photo in photos]
    told = asdict(new)
    if new.sheet is None:  # as it was before there were sheets: what waits on a phone meanwhile is the same
        del told["sheet"], told["answers"]
    text = json.dumps([str(stop), told, actor.ref, digests], sort_keys=True, default=str)
    return crypto.blind(text, "visit")
