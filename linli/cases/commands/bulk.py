# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking matters over in bulk: some hundreds in one transaction, written set by set.

Each becomes a matter with its part, the lines of its thread and one event (origin *import*, which
sends no message). Doing it again changes nothing: source and reference are unique.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from django.db import connection, transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.bulk import copy_rows
from linli.platform.journal.append import append
from linli.platform.text import clean, document
from linli.topics import public as topics
from linli.triage import public as triage

from ..events import Imported as ImportedEvent
from ..models import Case, Part, Step, Ticket
from ..rules import kept_route, make_number, title_of
from ..rules.importing import Draft
from ..vocab import Action, Channel, Deed, Kind, PartState, See, State
from .base import compartment_of
from .receive import UNLISTED, signs_in
from .tickets import ticket_row

CLOSED = (State.CLOSED, State.DECLINED, State.WITHDRAWN)
NAMESPACE = UUID("6f1d4a52-9c1e-5b0a-8a55-6c696e6c6932")


@dataclass
class Imported:
    """What a batch did."""

    created: int = 0
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


def new_drafts(drafts: Sequence[Draft], source: str) -> list[Draft]:
    """The drafts that are not there yet, each reference once; to be asked before reading them."""
    by_ref = {draft.ref: draft for draft in drafts}
    there = (
        Case.objects.filter(source=source, source_ref__in=list(by_ref))
        .order_by("source_ref")
        .values_list("source_ref", flat=True)
    )
    known = set(there)
    return [draft for ref, draft in by_ref.items() if ref not in known]


def import_cases(
    drafts: Sequence[Draft],
    readings: Sequence[Read],
    *,
    actor: Actor,
    source: str,
    language: str,
) -> Imported:
    """Take a batch over in one transaction, with what :func:`read_drafts` made of it.

    A draft that came in meanwhile by another import makes the batch fail whole and be tried again.
    """
    if not drafts:
        return Imported()
    with transaction.atomic():
        numbers = _sequence(len(drafts))
        cases = [
            _case_row(draft, read, number, source, language)
            for draft, read, number in zip(drafts, readings, numbers, strict=True)
        ]
        together = list(zip(cases, drafts, readings, strict=True))
        copy_rows(Case, cases)
        copy_rows(Part, [_part_row(case, read) for case, _, read in together])
        copy_rows(Step, [row for item in together for row in _step_rows(*item, actor)])
        now = clock.now()
        copy_rows(Ticket, [ticket_row(case, draft, now) for case, draft, _ in together])
        append([_entry(case, read, actor) for case, _, read in together])
    return Imported(len(cases), sum(bool(read.duty) for read in readings))


def _entry(case: dict[str, Any], read: Read, actor: Actor) -> Entry:
    event = ImportedEvent(
        number=case["number"],
        kind=case["kind"],
        category=read.category.code if read.category else "",
        place=read.place.code,
        unit=read.unit.code,
        state=case["state"],
    )
    at, closed_to = case["received_at"], compartment_of(case["hard"], case["restricted"])
    return Entry(event, case["id"], case["version"], actor, at, "import", closed_to)


def read_drafts(drafts: Sequence[Draft], somewhere: str = "") -> list[Read]:
    """Category, place and unit of each draft: what the file says, else what the reader is sure of.

    Where nothing says where a draft is, it is put to the place ``somewhere`` (a code), or the town.
    """
    texts = [f"{draft.title}\n{draft.text}" for draft in drafts]
    wanted = [not draft.category or draft.kind is None for draft in drafts]
    guesses = iter(triage.read_many([text for text, ask in zip(texts, wanted, strict=True) if ask]))
    located = _locate(drafts)
    tree, categories = places.tree(), topics.tree()
    answers = cache(people.responsible)  # for these drafts only: duties change
    readings = []
    for draft, text, ask, at_point in zip(drafts, texts, wanted, located, strict=True):
        guess = next(guesses) if ask else triage.Reading()
        category = categories.by_code.get(draft.category or guess.category)
        place = tree.by_code.get(at_point or draft.place)
        if place is None:
            found = triage.place_in(f"{draft.place}\n{draft.address}\n{text}")
            place = tree.by_code[found] if found else tree.by_code.get(somewhere, tree.root)
        kind = draft.kind or (Kind(guess.kind) if guess.kind else Kind.HELP)
        answer = answers(category.code if category else None, place.code, places.day_of(draft.received_at))
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


def _case_row(draft: Draft, read: Read, sequence: int, source: str, language: str) -> dict[str, Any]:
    text = "\n\n".join(filter(None, (clean(draft.text), clean(draft.added))))
    title = clean(draft.title) or title_of(text)
    address = clean(draft.address)
    state = draft.state
    if state in (State.RECEIVED, State.REOPENED):
        state = State.DISPATCHED if read.duty else State.RECEIVED
    code = read.category.code if read.category else None
    due = norms.deadline(norms.Measure.ANSWER, read.kind.value, code, draft.received_at)
    closed = draft.closed_at if state in CLOSED else None
    hard = kept_route(signs_in(f"{title}\n{text}"))
    return {
        "id": uuid5(NAMESPACE, f"{source}\0{draft.ref}"),
        "number": make_number(draft.received_at.year, sequence),
        "kind": read.kind.value,
        "title": title,
        "text": text,
        "language": language,
        "category_id": read.category.id if read.category else None,
        "category_path": read.category.path if read.category else "",
        "place_id": read.place.id,
        "place_path": read.place.path,
        "longitude": draft.point[0] if draft.point else None,
        "latitude": draft.point[1] if draft.point else None,
        "address": address,
        "channel": Channel.IMPORT.value,
        "state": state.value,
        "version": 2 if draft.answer else 1,
        "unit_id": read.unit.id,
        "unit_path": read.unit.path,
        "about_id": None,
        "about_path": "",
        "urgent": False,
        "restricted": read.kind is Kind.WRONGDOING,
        "hard": hard,
        "listed": read.kind not in UNLISTED and not hard,
        "released": False,
        "received_at": draft.received_at,
        "answered_at": draft.answered_at or closed,
        "closed_at": closed,
        "due_at": draft.due_at or (due.due.at if due else None),
        "due_rule": due.rule.key if due and not draft.due_at else "",
        "due_provisional": due.due.provisional if due and not draft.due_at else False,
        "parked_until": None,
        "merged_into_id": None,
        "suggestion": read.suggestion,
        "fingerprint": b"",
        "origin": "import",
        "source": source,
        "source_ref": draft.ref,
        "words": document(title, text, address),
    }


def _sequence(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('cases_number') from generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _part_row(case: dict[str, Any], read: Read) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": case["id"],
        "unit_id": read.unit.id,
        "lead": True,
        "state": (PartState.ANSWERED if case["answered_at"] else PartState.OPEN).value,
        "assignee_id": None,
        "because": {"reason": "duty", "duty": read.duty} if read.duty else {"reason": "intake"},
        "begun_at": case["received_at"],
        "due_at": case["due_at"],
        "ended_at": None,
    }


def _step_rows(case: dict[str, Any], draft: Draft, read: Read, actor: Actor) -> Iterator[dict[str, Any]]:
    """The line of taking it over, and the answer where the file holds one."""
    shared = {
        "case_id": case["id"],
        "state": case["state"],
        "actor": actor.ref,
        "unit_id": read.unit.id,
        "deed_id": None,
    }
    yield {
        **shared,
        "seq": 1,
        "deed": Deed.IMPORT.value,
        "at": draft.received_at,
        "sees": See.PUBLIC.value,
        "text": "",
        "facts": {"source": case["source"]},
    }
    if draft.answer:
        yield {
            **shared,
            "seq": 2,
            "deed": Action.RESOLVE.value,
            "at": draft.answered_at or draft.closed_at or draft.received_at,
            "sees": See.REPORTER.value,
            "text": clean(draft.answer),
            "facts": {},
        }
