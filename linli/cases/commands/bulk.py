# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking matters over in bulk: some hundreds in one transaction, written set by set.

Each becomes a matter with its part, the lines of its thread and one event (origin *import*, which
sends no message). Doing it again changes nothing: source and reference are unique.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from django.db import connection, transaction

from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.text import clean, document
from linli.topics import public as topics
from linli.triage import public as triage

from ..events import Imported as ImportedEvent
from ..models import Case, Part, Step
from ..rules import make_number, title_of
from ..rules.importing import Draft
from ..vocab import Action, Channel, Deed, Kind, PartState, See, State
from .receive import UNLISTED

NAMESPACE = UUID("6f1d4a52-9c1e-5b0a-8a55-6c696e6c6932")


@dataclass
class Imported:
    """What a batch did."""

    created: int = 0
    already_there: int = 0
    routed: int = 0


@dataclass(frozen=True)
class Read:
    """What was made of a draft: category, place and unit, and why."""

    kind: Kind
    category: topics.CategoryInfo | None
    place: places.PlaceInfo
    unit: people.UnitInfo
    duty: str
    suggestion: dict[str, Any]


def import_cases(drafts: Sequence[Draft], *, actor: Actor, source: str, language: str) -> Imported:
    """Take a batch over in one transaction. Drafts that are there already are counted and left."""
    done = Imported()
    by_ref = {draft.ref: draft for draft in drafts}
    done.already_there = len(drafts) - len(by_ref)
    with transaction.atomic():
        there = set(
            Case.objects.filter(source=source, source_ref__in=list(by_ref))
            .order_by("source_ref")
            .values_list("source_ref", flat=True)
        )
        done.already_there += len(there)
        new = [draft for ref, draft in by_ref.items() if ref not in there]
        if not new:
            return done
        readings = _read(new)
        cases = _cases(new, readings, source, language)
        Case.objects.bulk_create(cases)
        _parts_and_steps(cases, new, readings, actor)
        append(
            [
                Entry(
                    ImportedEvent(
                        number=case.number,
                        kind=case.kind,
                        category=read.category.code if read.category else "",
                        place=read.place.code,
                        unit=read.unit.code,
                        state=case.state,
                    ),
                    case.id,
                    case.version,
                    actor,
                    case.received_at,
                    "import",
                )
                for case, read in zip(cases, readings, strict=True)
            ]
        )
        done.created = len(cases)
        done.routed = sum(bool(read.duty) for read in readings)
    return done


def _read(drafts: Sequence[Draft]) -> list[Read]:
    """Category, place and unit of each draft: what the file says, else what the reader is sure of."""
    texts = [f"{draft.title}\n{draft.text}" for draft in drafts]
    wanted = [not draft.category or draft.kind is None for draft in drafts]
    guesses = iter(triage.read_many([text for text, ask in zip(texts, wanted, strict=True) if ask]))
    located = _locate(drafts)
    tree, categories = places.tree(), topics.tree()
    readings = []
    for draft, text, ask, at_point in zip(drafts, texts, wanted, located, strict=True):
        guess = next(guesses) if ask else triage.Reading()
        category = categories.by_code.get(draft.category or guess.category)
        place = tree.by_code.get(at_point or draft.place)
        if place is None:
            found = triage.place_in(f"{draft.place}\n{draft.address}\n{text}")
            place = tree.by_code[found] if found else tree.root
        kind = draft.kind or (Kind(guess.kind) if guess.kind else Kind.HELP)
        on = draft.received_at.date()
        answer = people.responsible(category.code if category else None, place.code, on)
        readings.append(
            Read(
                kind,
                category,
                place,
                answer.unit,
                str(answer.duty.id) if answer.duty else "",
                guess.as_dict() if ask else {},
            )
        )
    return readings


def _locate(drafts: Sequence[Draft]) -> list[str]:
    """Codes of the places at the drafts' points; empty where there is none."""
    found = [""] * len(drafts)
    index = [number for number, draft in enumerate(drafts) if draft.point]
    if index:
        finder = places.locator()
        hits = finder.many(np.array([drafts[number].point for number in index], dtype=float))
        for number, hit in zip(index, hits, strict=True):
            found[number] = finder.codes[hit] if hit >= 0 else ""
    return found


def _cases(drafts: Sequence[Draft], readings: Sequence[Read], source: str, language: str) -> list[Case]:
    cases = []
    for draft, read, sequence in zip(drafts, readings, _sequence(len(drafts)), strict=True):
        text, title = clean(draft.text), clean(draft.title) or title_of(clean(draft.text))
        state = draft.state
        if state is State.RECEIVED and read.duty:
            state = State.DISPATCHED
        due = norms.deadline(
            norms.Measure.ANSWER,
            read.kind.value,
            read.category.code if read.category else None,
            draft.received_at,
        )
        closed = draft.closed_at if state in (State.CLOSED, State.DECLINED, State.WITHDRAWN) else None
        cases.append(
            Case(
                id=uuid5(NAMESPACE, f"{source}\0{draft.ref}"),
                number=make_number(draft.received_at.year, sequence),
                kind=read.kind.value,
                title=title,
                text=text,
                language=language,
                category_id=read.category.id if read.category else None,
                category_path=read.category.path if read.category else "",
                place_id=read.place.id,
                place_path=read.place.path,
                longitude=draft.point[0] if draft.point else None,
                latitude=draft.point[1] if draft.point else None,
                address=clean(draft.address),
                channel=Channel.IMPORT.value,
                state=state.value,
                version=2 if draft.answer else 1,
                unit_id=read.unit.id,
                unit_path=read.unit.path,
                restricted=read.kind is Kind.WRONGDOING,
                listed=read.kind not in UNLISTED,
                received_at=draft.received_at,
                answered_at=draft.answered_at or closed,
                closed_at=closed,
                due_at=due.due.at if due else None,
                due_rule=due.rule.key if due else "",
                due_provisional=due.due.provisional if due else False,
                suggestion=read.suggestion,
                fingerprint=b"",
                origin="import",
                source=source,
                source_ref=draft.ref,
                words=document((title, "A"), (text, "B"), (draft.address, "C")),
            )
        )
    return cases


def _sequence(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('cases_number') from generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _parts_and_steps(
    cases: Sequence[Case], drafts: Sequence[Draft], readings: Sequence[Read], actor: Actor
) -> None:
    parts, steps = [], []
    for case, draft, read in zip(cases, drafts, readings, strict=True):
        parts.append(
            Part(
                case=case,
                unit_id=read.unit.id,
                lead=True,
                state=(PartState.ANSWERED if case.answered_at else PartState.OPEN).value,
                because={"reason": "duty", "duty": read.duty} if read.duty else {"reason": "intake"},
                begun_at=case.received_at,
                due_at=case.due_at,
            )
        )
        steps.append(_step(case, 1, Deed.IMPORT, case.received_at, actor, read, ""))
        if draft.answer:
            at = draft.answered_at or draft.closed_at or draft.received_at
            steps.append(_step(case, 2, Action.RESOLVE, at, actor, read, clean(draft.answer)))
    Part.objects.bulk_create(parts)
    Step.objects.bulk_create(steps)


def _step(
    case: Case, seq: int, deed: Deed | Action, at: datetime, actor: Actor, read: Read, text: str
) -> Step:
    return Step(
        case=case,
        seq=seq,
        deed=deed.value,
        state=case.state,
        at=at,
        actor=actor.ref,
        unit_id=read.unit.id,
        sees=(See.REPORTER if text else See.PUBLIC).value,
        text=text,
        facts={"source": case.source} if deed is Deed.IMPORT else {},
    )
