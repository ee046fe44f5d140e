# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pabulib's ``.pb`` files: read with every fault named by its line, and written back.

Format: pabulib.org/format; three sections of semicolon-separated tables. Costs are exact decimals.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import StringIO

from ..vocab import BAD_BUDGET_FILE

SECTIONS = ("META", "PROJECTS", "VOTES")
KEYS = ("key", "project_id", "voter_id")
TYPES = ("approval", "choose-1", "cumulative", "ordinal", "scoring")
NEEDED = ("budget", "vote_type")


@dataclass(frozen=True)
class Project:
    """What can be paid for; ``published`` is what the file says of it (1 selected, 0 not, None silent)."""

    id: str
    cost: Decimal
    name: str
    published: int | None
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Ballot:
    """Projects in the order written; points beside them where the ballot has any."""

    voter: str
    projects: tuple[str, ...]
    points: tuple[Decimal, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Election:
    """One file; ``notes`` are oddities that change no result: (line, what)."""

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    notes: tuple[tuple[int, str], ...] = ()

    @property
    def budget(self) -> Decimal:
        return Decimal(self.meta["budget"].replace(",", "."))

    @property
    def vote_type(self) -> str:
        return self.meta["vote_type"]

    def scores(self) -> dict[str, Decimal]:
        """Votes, points, or Borda points (a full ballot of length L gives L, L-1, …) of every project."""
        longest = _longest(self)
        totals = {project.id: Decimal(0) for project in self.projects}
        for ballot in self.ballots:
            for at, project in enumerate(ballot.projects):
                totals[project] += _worth(self.vote_type, ballot, at, longest)
        return totals


def _longest(election: Election) -> int:
    stated = election.meta.get("max_length", "")
    if stated.isdigit():
        return int(stated)
    return max((len(each.projects) for each in election.ballots), default=0)


def _worth(vote_type: str, ballot: Ballot, at: int, longest: int) -> Decimal:
    if ballot.points:
        return ballot.points[at]
    return Decimal(longest - at) if vote_type == "ordinal" else Decimal(1)


def read_pb(text: str) -> Election:
    """Read a file; :raises Problem: bad_budget_file with line, fault and value."""
    meta: dict[str, str] = {}
    places: dict[str, int] = {}
    rows: dict[str, list[tuple[int, dict[str, str]]]] = {"PROJECTS": [], "VOTES": []}
    section, header = "", None
    for line, raw in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        stripped = raw.strip("\r ")
        if not stripped:
            continue
        if stripped in SECTIONS:
            if stripped in places:
                raise _fault(line, "section appears twice", stripped)
            section, header, places[stripped] = stripped, None, line
            continue
        if not section:
            raise _fault(line, "text before META", stripped)
        cells = _cells(stripped)
        if header is None:
            header = [cell.strip() for cell in cells]
            if section == "META" and header[0] != "key" and len(cells) > 1:
                meta[header[0]] = ";".join(cells[1:]).strip()  # some files leave the row key;value out
                places[header[0]] = line
            elif header[0] != KEYS[SECTIONS.index(section)]:
                raise _fault(line, f"{KEYS[SECTIONS.index(section)]} expected as first column", header[0])
        elif section == "META":
            if len(cells) < 2 or not cells[0].strip():
                raise _fault(line, "META needs key;value", stripped)
            if cells[0].strip() in meta:
                raise _fault(line, "key appears twice", cells[0])
            meta[cells[0].strip()] = ";".join(cells[1:]).strip()
            places[cells[0].strip()] = line
        else:
            rows[section].append((line, _row(header, cells, line)))
    return _checked(meta, places, rows)


def _cells(line: str) -> list[str]:
    """One line never swallows the next, whatever its quotes."""
    if '"' not in line:
        return line.split(";")
    try:
        return next(csv.reader([line], delimiter=";", strict=True))
    except csv.Error:
        return line.split(";")


def _row(header: list[str], cells: list[str], line: int) -> dict[str, str]:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        raise _fault(line, "more values than columns", ";".join(cells)[:60])
    return {name: cell.strip() for name, cell in zip(header, cells, strict=False)}


def _checked(
    meta: dict[str, str], places: dict[str, int], rows: dict[str, list[tuple[int, dict[str, str]]]]
) -> Election:
    last = max(places.values(), default=1)
    for section in SECTIONS:
        if section not in places:
            raise _fault(last, "section is missing", section)
    for key in NEEDED:
        if key not in meta:
            raise _fault(places["META"], "META lacks", key)
    if meta["vote_type"] not in TYPES:
        raise _fault(places["vote_type"], "unknown vote_type", meta["vote_type"])
    if _number(meta["budget"], places["budget"], "budget") <= 0:
        raise _fault(places["budget"], "budget must be above 0", meta["budget"])
    projects = _projects(rows["PROJECTS"])
    ballots, notes = _ballots(rows["VOTES"], {each.id for each in projects})
    for key, found in (("num_projects", len(projects)), ("num_votes", len(ballots))):
        if key in meta and meta[key] != str(found):
            notes.append((places[key], f"{key} says {meta[key]}, the file holds {found}"))
    return Election(meta, tuple(projects), tuple(ballots), tuple(notes))


def _projects(rows: list[tuple[int, dict[str, str]]]) -> list[Project]:
    found: dict[str, Project] = {}
    for line, row in rows:
        name = row["project_id"]
        if not name or name in found:
            raise _fault(line, "project_id is empty or appears twice", name)
        cost = _number(row.get("cost", ""), line, "cost")
        if cost <= 0:
            raise _fault(line, "cost must be above 0", str(cost))
        told = row.get("selected", "")
        if told and not told.isdigit():
            raise _fault(line, "selected must be a number", told)
        found[name] = Project(name, cost, row.get("name", ""), int(told) if told else None, row)
    return list(found.values())


def _ballots(
    rows: list[tuple[int, dict[str, str]]], known: set[str]
) -> tuple[list[Ballot], list[tuple[int, str]]]:
    found: dict[str, Ballot] = {}
    notes: list[tuple[int, str]] = []
    for line, row in rows:
        voter = row["voter_id"]
        if not voter or voter in found:
            raise _fault(line, "voter_id is empty or appears twice", voter)
        chosen = tuple(each.strip() for each in row.get("vote", "").split(",") if each.strip())
        for each in chosen:
            if each not in known:
                raise _fault(line, "vote for an unknown project", each)
        if len(set(chosen)) < len(chosen):
            raise _fault(line, "a project appears twice on one ballot", ",".join(chosen))
        points = tuple(
            _number(each, line, "points") for each in row.get("points", "").split(",") if each.strip()
        )
        if points and len(points) != len(chosen):
            raise _fault(line, "as many points as projects expected", row["points"])
        if not chosen:
            notes.append((line, "empty ballot"))
        found[voter] = Ballot(voter, chosen, points, row)
    return list(found.values()), notes


def _number(text: str, line: int, what: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _fault(line, f"{what} is not a number", text)
    return number


def _fault(line: int, fault: str, value: str) -> Exception:
    return BAD_BUDGET_FILE(line=line, fault=fault, value=value)


def write_pb(election: Election) -> str:
    """The file again: reading what was written gives the same election."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    projects = _columns([each.fields for each in election.projects], ["project_id", "cost", "name"])
    votes = _columns([each.fields for each in election.ballots], ["voter_id", "vote"])
    out.write("META\n")
    writer.writerows([("key", "value"), *election.meta.items()])
    out.write("PROJECTS\n")
    writer.writerows(
        [projects, *([each.fields.get(name, "") for name in projects] for each in election.projects)]
    )
    out.write("VOTES\n")
    writer.writerows([votes, *([each.fields.get(name, "") for name in votes] for each in election.ballots)])
    return out.getvalue()


def _columns(rows: list[Mapping[str, str]], first: list[str]) -> list[str]:
    return list(dict.fromkeys([*first, *(name for row in rows for name in row)]))
