# SPDX-License-Identifier: AGPL-3.0-or-later
"""One matter by its number as an authority can ask for it: found, read part by part, its person told.

There is no way from a person to their matters here; see docs/ethics.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform.outbox.send import Told
from linli.privacy import public as privacy

from ..models import Answers, Case, Reporter, Step
from ..rules.number import parse_number
from ..vocab import Hard, See
from .closed import unsealed
from .telling import message_to

SOURCE = "matter"
GIVEN = mark(
    "An authority asked for data of your matter %(number)s with a legal instrument and was given them. "
    "Who, by what right and what stands on the page of your matter, under what we keep about you."
)


def find_record(number: str) -> privacy.Found | None:
    """The matter with this number, or ``None``. A report about an official is for few."""
    case = Case.objects.filter(number=parse_number(number)).order_by("id").first()
    if case is None:
        return None
    return privacy.Found(case.id, case.place_path, case.about_path, case.hard == Hard.OFFICIAL)


def read_record(case: UUID, parts: Sequence[str]) -> dict[str, Any]:
    """These parts of a matter, as plain data. Words for staff alone are in none. Only within ``reveal``."""
    row = Case.objects.get(pk=case)
    return {part: READERS[part](row) for part in parts}


def official_notice(case: UUID) -> Told | None:
    """What the person who brought a matter is told when it was given to an authority, if they left a
    contact. It does not say what the matter is about: somebody else may read it."""
    reporter = Reporter.objects.select_related("case").exclude(contact=None).filter(case=case).first()
    return message_to(reporter, "given", GIVEN, "", {}) if reporter else None


def _words(case: Case) -> dict[str, Any]:
    answers = Answers.objects.filter(case=case).order_by("case").values_list("rows", flat=True).first()
    return {"received": case.received_at.isoformat(), "kind": case.kind, "text": case.text,
            "answers": answers or []}  # fmt: skip


def _place(case: Case) -> dict[str, Any]:
    point = [case.longitude, case.latitude] if case.longitude is not None else ""
    return {"place": places.place_by_id(case.place_id).names, "address": case.address, "point": point}


def _course(case: Case) -> list[dict[str, str]]:
    steps = Step.objects.filter(case=case).exclude(sees=See.INTERNAL.value).order_by("seq")
    return [
        {
            "at": step.at.isoformat(),
            "what": step.deed,
            "unit": people.unit_by_id(step.unit_id).code if step.unit_id else "",
            "text": step.text,
        }
        for step in steps
    ]


PARTS = {
    "reporter": mark("Who brought it: name and contact"),
    "words": mark("What they said"),
    "place": mark("Where: address and point"),
    "course": mark("What was done and answered"),
}
READERS: dict[str, Callable[[Case], Any]] = {
    "reporter": lambda case: unsealed([case.id])[case.id],
    "words": _words,
    "place": _place,
    "course": _course,
}
