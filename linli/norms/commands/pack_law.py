# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ``norms/`` folder of a pack: facts of norms (no text), procedures, and the town's own pacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from linli.kernel.actor import Actor
from linli.kernel.problem import Problem, mark
from linli.platform import stamps
from linli.platform.packs import Fault, Loaded, Pack, as_date, sync

from ..models import Norm, NormVersion, Pact, PactComment, Procedure
from ..queries import LIBRARY, PROCEDURES
from ..rules.meetings import Basis, Body
from ..rules.numerals import article_of
from ..rules.pacts import PactAction, check_vote
from ..rules.structure import short_title
from ..rules.timeline import Period, fit
from ..vocab import SOFT, Level
from .library import period_of
from .pacts import move_pact, start_pact

LAW, WAYS, PACTS = "norms/library.csv", "norms/procedures.yaml", "norms/pacts.yaml"


def check_library(pack: Pack) -> list[Fault]:
    """Faults of ``norms/library.csv``: levels, dates, versions that overlap."""
    faults: list[Fault] = []
    periods: dict[str, list[Period]] = {}
    for row in pack.rows(LAW):
        if not row["code"] or not row["title"]:
            faults.append(row.fault(mark("a code and a title are needed")))
        if row["level"] not in Level._value2member_map_:
            faults.append(row.fault(mark("this value is not allowed"), f"level: {', '.join(Level)}"))
        try:
            begins, ends = as_date(row["valid_from"]), as_date(row["valid_to"])
            as_date(row["adopted"])
        except ValueError:
            faults.append(row.fault(mark("a date must be written YYYY-MM-DD")))
            continue
        if begins is None or (ends and ends <= begins):
            faults.append(row.fault(mark("valid_to must come after valid_from")))
            continue
        known = periods.setdefault(row["code"], [])
        try:
            known.append(fit(known, Period(begins, ends))[1])
        except Problem:
            faults.append(row.fault(mark("this version overlaps another one"), row["code"]))
    return faults


def load_library(pack: Pack, *, actor: Actor) -> Loaded:
    """Make norms and versions known that are not yet; what is here stays as it is."""
    loaded = Loaded("norms")
    for row in pack.rows(LAW):
        norm, _ = Norm.objects.get_or_create(
            short=short_title(row["title"]),
            defaults={name: row[name] for name in ("code", "title", "level", "issuer", "place")},
        )
        begins = date.fromisoformat(row["valid_from"])
        rows = {item.valid_from: item for item in NormVersion.objects.filter(norm=norm)}
        if begins in rows:
            loaded.count(False, False)
            continue
        known = [period_of(item) for item in rows.values()]
        closed, period = fit(known, Period(begins, as_date(row["valid_to"])))
        if closed:
            NormVersion.objects.filter(pk=rows[closed.valid_from].pk).update(valid_to=closed.valid_to)
        NormVersion.objects.create(
            norm=norm,
            adopted=as_date(row["adopted"]),
            valid_from=period.valid_from,
            valid_to=period.valid_to,
            end_stated=bool(row["valid_to"]),
            superseded_by=row["superseded_by"],
            source=row["source"],
        )
        loaded.count(True, True)
    stamps.bump(LIBRARY)
    return loaded


def check_procedures(pack: Pack) -> list[Fault]:
    """Faults of ``norms/procedures.yaml``: every step needs words, a law and an article."""
    faults: list[Fault] = []
    units = {row["code"] for row in pack.rows("units.csv")}
    seen: set[str] = set()
    for number, entry in enumerate(listed(pack, WAYS, faults), 1):
        code = entry.get("code")
        if not isinstance(code, str) or code in seen or not isinstance(entry.get("name"), dict):
            faults.append(Fault(WAYS, number, mark("a code that is used once and a name are needed")))
            continue
        seen.add(code)
        if entry.get("unit") not in units:
            faults.append(
                Fault(WAYS, number, mark("this unit is not in units.csv"), str(entry.get("unit")))
            )
        steps = entry.get("steps")
        for step in steps if isinstance(steps, list) else [{}]:
            whole = isinstance(step, dict) and isinstance(step.get("do"), dict) and step.get("law")
            if not whole or article_of(str(step.get("article", ""))) is None:
                faults.append(
                    Fault(WAYS, number, mark("every step needs words, a law and an article"), code)
                )
    return faults


def load_procedures(pack: Pack) -> Loaded:
    """Bring procedures to what the pack says; one that left it is no longer shown."""
    entries = listed(pack, WAYS, [])

    def wanted(known: dict[str, Procedure]) -> Iterator[tuple[str, dict[str, Any]]]:
        for position, entry in enumerate(entries):
            facts = {name: value for name, value in entry.items() if name not in ("code", "name")}
            yield (
                entry["code"],
                {"position": position, "names": entry["name"], "facts": plain(facts), "active": True},
            )
        for code in known.keys() - {entry["code"] for entry in entries}:
            yield code, {"active": False}

    loaded, _ = sync(Procedure, "procedures", wanted)
    stamps.bump(PROCEDURES)
    return loaded


def check_pacts(pack: Pack) -> list[Fault]:
    """Faults of ``norms/pacts.yaml``: kinds, places, steps, and votes that cannot be."""
    faults: list[Fault] = []
    spots = {row["code"] for row in pack.rows("places.csv")}
    for number, entry in enumerate(listed(pack, PACTS, faults), 1):
        if not entry.get("title") or not entry.get("clauses") or entry.get("level") not in SOFT:
            faults.append(Fault(PACTS, number, mark("a pact needs title, level and clauses")))
            continue
        if entry.get("place") not in spots:
            faults.append(Fault(PACTS, number, mark("this place is not in places.csv")))
        for step in entry.get("steps") or []:
            try:
                day = date.fromisoformat(str(step["day"]))
                if PactAction(step["do"]) is PactAction.ADOPT:
                    counts = (int(step[name]) for name in ("eligible", "present", "favour"))
                    check_vote(
                        Level(entry["level"]), Body(step["body"]), Basis(step["basis"]), day, *counts
                    )
            except (KeyError, TypeError, ValueError) as error:
                faults.append(Fault(PACTS, number, mark("this step cannot be read"), str(error)[:60]))
            except Problem as refused:
                faults.append(Fault(PACTS, number, mark("this vote does not hold"), refused.code))
    return faults


def load_pacts(pack: Pack, *, actor: Actor) -> Loaded:
    """Bring in pacts that are not here yet, with their course; one that is here is left to its people."""
    loaded = Loaded("pacts")
    for entry in listed(pack, PACTS, []):
        if Pact.objects.filter(place=entry["place"], title=entry["title"]).exists():
            loaded.count(False, False)
            continue
        code = start_pact(entry["title"], entry["level"], entry["place"], entry["clauses"], actor=actor)
        for said in entry.get("comments") or []:
            PactComment.objects.create(
                pact=Pact.objects.get(code=code),
                clause=said.get("clause", 0),
                edition=1,
                text=said["text"],
                made_on=said["day"],
                use=said.get("use", ""),
                answer=said.get("answer", ""),
            )
        for step in entry.get("steps") or []:
            move_pact(
                code,
                PactAction(step["do"]),
                on=date.fromisoformat(str(step["day"])),
                note=step.get("note", ""),
                facts={key: step[key] for key in step.keys() - {"do", "day", "note"}},
                actor=actor,
            )
        loaded.count(True, True)
    return loaded


def listed(pack: Pack, name: str, faults: list[Fault]) -> list[dict[str, Any]]:
    """What a file of the pack lists, as mappings; else its fault."""
    found = pack.document(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        faults.append(Fault(name, 0, mark("this file must hold a list of entries")))
        return []
    return [dict(entry) for entry in found]


def plain(value: Any) -> Any:
    """Dates as text, for JSON."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
