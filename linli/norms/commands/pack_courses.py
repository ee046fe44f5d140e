# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statutory courses from a pack: ``norms/courses.yaml``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from linli.kernel.problem import mark
from linli.platform import stamps
from linli.platform.packs import Fault, Loaded, Pack, sync

from ..models import Course, CourseStep
from ..queries import COURSES
from ..queries.courses import as_list, step_of
from ..rules.courses import BLANKS, OWN, blanks_of, dead_ends
from ..vocab import SourceMark, Who
from .pack_law import listed, plain

FILE = "norms/courses.yaml"
LAWFUL = ("source", "article", "mark", "valid_from", "valid_to")


def check_courses(pack: Pack) -> list[Fault]:
    """Faults of ``norms/courses.yaml``: unknown limits and words, steps without law, courses with holes."""
    faults: list[Fault] = []
    keys = {row["key"] for row in pack.rows("deadlines.csv")}
    kinds: set[str] = set()
    for number, entry in enumerate(listed(pack, FILE, faults), 1):
        steps = entry.get("steps")
        whole = isinstance(entry.get("code"), str) and isinstance(entry.get("name"), dict)
        if not whole or not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
            faults.append(Fault(FILE, number, mark("a course needs a code, a name and steps")))
            continue
        if taken := kinds & set(entry.get("kinds", ())):
            faults.append(Fault(FILE, number, mark("a kind goes one course only"), ", ".join(taken)))
        kinds |= set(entry.get("kinds", ()))
        for step in steps:
            faults += [
                Fault(FILE, number, what, f"{entry['code']}.{step.get('step')}")
                for what in _check(entry, step, keys)
            ]
        if not faults:
            faults += [
                Fault(FILE, number, mark("this step hangs in the air"), what)
                for what in dead_ends(step_of(CourseStep(**row)) for row in step_rows(entry))
            ]
    return faults


def _check(entry: dict[str, Any], step: dict[str, Any], keys: set[str]) -> Iterator[str]:
    law = {name: step.get(name, entry.get(name)) for name in LAWFUL}
    if (
        not step.get("step")
        or not isinstance(step.get("do"), dict)
        or not isinstance(step.get("done"), dict)
    ):
        yield mark("a step needs a code, and words for doing it and for having done it")
    if not law["source"] or law["mark"] not in SourceMark._value2member_map_:
        yield mark("every step names its source, and how it is known (mark)")
    begins, ends = law["valid_from"], law["valid_to"]
    if any(day is not None and not isinstance(day, date) for day in (begins, ends)):
        yield mark("a date must be written YYYY-MM-DD")
    elif begins and ends and ends <= begins:
        yield mark("valid_to must come after valid_from")
    if not step.get("who") or set(as_list(step["who"])) - set(Who._value2member_map_):
        yield mark("who is person, reception, unit or above")
    if any(step.get(name) not in (None, "", OWN, *keys) for name in ("within", "starts")):
        yield mark("this time limit is not in deadlines.csv")
    try:
        strange = [blanks_of(words) - BLANKS for words in (step.get("says") or {}).values()]
    except (ValueError, AttributeError):
        strange = [{"{"}]
    if any(strange):
        yield mark("this blank of a paper is not known")


def load_courses(pack: Pack) -> Loaded:
    """Bring courses to what the pack says; a step that left it is no longer taken, and keeps its past."""
    courses = listed(pack, FILE, [])

    def wanted(known: dict[str, Course]) -> Iterator[tuple[str, dict[str, Any]]]:
        for position, entry in enumerate(courses):
            yield (
                entry["code"],
                {
                    "position": position,
                    "names": entry["name"],
                    "kinds": list(entry.get("kinds", ())),
                    "binds": bool(entry.get("binds")),
                    "beside": list(entry.get("beside", ())),
                    "active": True,
                },
            )
        for code in known.keys() - {entry["code"] for entry in courses}:
            yield code, {"active": False}

    def steps(known: dict[str, CourseStep]) -> Iterator[tuple[str, dict[str, Any]]]:
        rows = {row["code"]: row for entry in courses for row in step_rows(entry)}
        for code, row in rows.items():
            yield code, {name: value for name, value in row.items() if name != "code"}
        for code in known.keys() - rows.keys():
            yield code, {"active": False}

    sync(Course, "courses", wanted)
    loaded, _ = sync(CourseStep, "course steps", steps)
    stamps.bump(COURSES)
    return loaded


def step_rows(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a course as rows: what the course says of its law holds where a step says nothing."""
    for position, step in enumerate(entry["steps"]):
        law = {name: step.get(name, entry.get(name)) for name in LAWFUL}
        facts = {name: value for name, value in step.items() if name not in ("step", *LAWFUL)}
        yield {
            "code": f"{entry['code']}|{step['step']}|{law['valid_from'] or ''}",
            "course": entry["code"],
            "step": step["step"],
            "position": position,
            "facts": plain(facts),
            "source": law["source"],
            "article": law["article"] or "",
            "mark": law["mark"],
            "valid_from": law["valid_from"],
            "valid_to": law["valid_to"],
            "active": True,
        }
