# SPDX-License-Identifier: AGPL-3.0-or-later
"""One matter with its thread, as its viewer may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND, Problem
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places

from ..models import Answers, Attachment, Case, Rating, Reporter, Step
from ..policy import Facts, Relation, may, may_contact, may_see, relations
from ..rules import COURSE
from ..rules.course import in_order
from ..rules.hiding import NO_VEIL, Veil
from ..rules.number import parse_number
from ..vocab import Action, Deed, Kind, PartState, See, State
from .access import case_code
from .course import CourseView, course_view, done_of, only
from .hiding import (
    HiddenInfo,
    covered,
    hidden_for,
    hidden_in_public,
    hidden_mark,
    hidden_of,
    veil_of,
    was_hidden,
)
from .lines import FIELDS, CaseLine, _line, people_joined, veiled
from .parts import PartInfo, assignees_of, foreign_parts, parts_for, parts_of_row, presses_of_row
from .press import PressInfo, press_info

# Whoever handled a matter does not learn how it was rated, and so has no reason to ask about it.
# What units and offices do about the rates is not part of a person's thread.
OPEN_DEEDS = {
    Deed.RECEIVE.value, Deed.IMPORT.value, Deed.PARK.value, Deed.EXTEND.value, Deed.CALL_IN.value,
}  # fmt: skip
BY_LINK = {Deed.ASK.value, Deed.REPLY.value, Deed.REVOKE.value}  # what goes to an outside body
AFTERWARDS = {Deed.FOLLOW_UP.value, Deed.APPEAL.value, Deed.SETTLE.value}
SEES_CODE = frozenset({Relation.REPORTER, Relation.OPERATOR})
SEES_RATINGS = frozenset({Relation.OPERATOR, Relation.COORDINATOR, Relation.AUDITOR, Relation.SYSTEM})


@dataclass(frozen=True)
class FileInfo:
    """An attachment: its id (for the address), what it is, whether everybody may see it."""

    id: int
    file: UUID
    kind: str
    media_type: str
    size: int
    seq: int
    by_reporter: bool
    released: bool


@dataclass(frozen=True)
class ThreadLine:
    """One line of the thread. ``text`` is empty where the viewer may not read it."""

    seq: int
    deed: str
    state: State
    at: datetime
    unit: people.UnitInfo | None
    who: Mapping[str, str] | None
    by: str
    sees: See
    text: str
    facts: Mapping[str, Any]
    files: tuple[FileInfo, ...]
    helper: people.Acting | None = None  # who acted for the person


@dataclass(frozen=True)
class CaseDetail:
    """A matter for one viewer, with what this viewer may do now."""

    line: CaseLine
    text: str
    language: str
    about: people.UnitInfo | None
    due_rule: str
    merged_into: str
    parent: str  # number of the matter that it is under, for staff
    has_children: bool
    joined: CaseDetail | None  # the matter that this one was joined to, as everybody may see it
    source: str
    source_ref: str
    has_contact: bool
    may_be_called: bool
    parts: tuple[PartInfo, ...]
    presses: tuple[PressInfo, ...]  # open and proposed ones, for staff
    thread: tuple[ThreadLine, ...]
    files: tuple[FileInfo, ...]
    relations: frozenset[Relation]
    actions: tuple[Action, ...]
    deeds: frozenset[Deed]
    may_contact: bool
    rated: bool  # the newest answer, not one before it
    code: str
    answers: tuple[Mapping[str, Any], ...] = ()  # to the questions of its category
    people: int = 0  # who joined it
    course: CourseView | None = None  # where it stands on the course of its kind
    hidden: tuple[HiddenInfo, ...] = ()  # from the public, by staff

    @property
    def is_reporter(self) -> bool:
        return Relation.REPORTER in self.relations

    @property
    def shares(self) -> tuple[PartInfo, ...]:
        """Who leads and who was asked for what, while they hold a part."""
        return tuple(part for part in self.parts if not part.ended and (part.lead or part.asked))

    @property
    def joint(self) -> bool:
        """Whether several units handle it together, each for its part."""
        return any(part.asked for part in self.shares)

    @property
    def waiting(self) -> int:
        """How many units that were asked have not answered yet; until then nobody answers for all."""
        return sum(bool(part.asked) and part.state is not PartState.ANSWERED for part in self.shares)

    @property
    def limit(self) -> norms.LimitRule | None:
        """The rule by which it is due, with its source."""
        return norms.limit(self.due_rule, places.day_of(self.line.received_at))

    @property
    def answer(self) -> ThreadLine | None:
        """The newest answer, if the matter stands answered."""
        if self.line.answered_at is None:
            return None
        answers = [line for line in self.thread if line.deed == Action.RESOLVE.value]
        return answers[-1] if answers else None


def case_detail(number: str, *, viewer: Actor) -> CaseDetail:
    """The matter with this number as the viewer may see it. Raises ``not_found`` otherwise.

    A handler sees neither ratings nor who rated; the reporter sees no internal words; a unit that was
    only called in does not see what the others told the unit that leads. What was hidden from the public
    staff do not read here either (``queries.closed.unveil``).
    """
    row = _row(number)
    facts = _facts(row)
    if row is None or not may_see(viewer, facts):
        raise NOT_FOUND()
    found = relations(viewer, facts)
    staff = Relation.REPORTER not in found
    files = _files(row["id"])
    thread, names = _thread(row["id"], files, staff=staff, also=assignees_of(row["parts"]))
    if helpers := people.who_acted((ln.by for ln in thread), viewer=viewer, purpose="handle_matter"):
        thread = [replace(ln, helper=helpers.get(ln.by)) for ln in thread]
    if not staff:  # what came with words that the reporter may not read is not for the reporter
        told = {line.seq for line in thread if line.sees is not See.INTERNAL}
        files = [file for file in files if file.by_reporter or file.seq in told]
        thread = [replace(line, files=tuple(f for f in line.files if f in files)) for line in thread]
    if found == {Relation.ASSISTING}:
        others = foreign_parts(row["parts"], viewer)
        thread = [ln for ln in thread if ln.sees is not See.INTERNAL or ln.facts.get("part") not in others]
        files = [file for file in files if any(file in line.files for line in thread)]
    if not found & SEES_RATINGS:
        thread = [line for line in thread if line.deed not in (Deed.RATE.value, Deed.FOLLOW_UP.value)]
    hidden = hidden_of(row["id"]) if row["was_hidden"] else []
    veil = NO_VEIL
    if hidden and staff and viewer.kind != "system":
        veil, hidden = veil_of(hidden), list(hidden_for(hidden, viewer, facts))
        files = [file for file in files if file.id not in veil.files]
        thread = [_under(line, veil, files) for line in thread]
    state = State(row["state"])
    actions = (do for do in COURSE.actions(state) if may(viewer, do, facts))
    course = course_view(row, map(done_of, thread), facts, viewer=viewer)
    answer = max((line.seq for line in thread if line.deed == Action.RESOLVE.value), default=0)
    line = covered(_line({name: row[name] for name in FIELDS}), veil)
    return CaseDetail(
        line=line,
        text=veil.cover(row["text"], hidden_mark()),
        language=row["language"],
        about=people.unit_by_id(row["about_id"]) if row["about_id"] else None,
        due_rule=row["due_rule"],
        merged_into=row["merged_number"] or "",
        parent=(row["parent_number"] or "") if staff else "",
        has_children=staff and row["has_children"],
        joined=_joined(row["merged_number"]),
        source=row["source"],
        source_ref=row["source_ref"],
        has_contact=bool(row["reporter"] and row["reporter"][0]["contact_kind"]),
        may_be_called=bool(row["reporter"] and row["reporter"][0]["may_be_called"]),
        parts=parts_for(row["parts"], viewer, facts, state, names),
        presses=tuple(press_info(item) for item in row["presses"]) if staff else (),
        thread=tuple(thread),
        files=tuple(files),
        relations=found,
        actions=in_order(state, only(actions, course)),
        deeds=frozenset(only((deed for deed in Deed if may(viewer, deed, facts)), course)),
        may_contact=bool(may_contact(viewer, facts)),
        rated=bool(row["rated"]) and row["rated"][0] == answer,
        code=case_code(row["id"]) if found & SEES_CODE and not viewer.acts else "",
        answers=tuple(_answer_under(answer, veil) for answer in row["answered"] or ()),
        people=row["people"],
        course=course,
        hidden=tuple(hidden),
    )


def public_case(number: str) -> CaseDetail:
    """The matter as everybody may see it: states, units, dates; words where released and not hidden."""
    row = _row(number)
    if row is None or not row["listed"] or row["restricted"]:
        raise NOT_FOUND()
    hidden = hidden_of(row["id"]) if row["was_hidden"] else []
    veil, mark = veil_of(hidden), hidden_mark()
    line = veiled(_line({name: row[name] for name in FIELDS}), veil)
    files = [file for file in _files(row["id"]) if file.released and file.id not in veil.files]
    thread = [
        replace(shown := _veiled_step(step, row["released"]), text=veil.over(shown.text, mark))
        for step in _thread(row["id"], files, staff=False)[0]
        if step.deed in Action._value2member_map_
        or step.deed in OPEN_DEEDS
        or (step.deed == Deed.NOTE.value and step.sees is See.PUBLIC)
    ]
    return CaseDetail(
        line=line,
        text=veil.over(row["text"], mark) if row["released"] and not veil.whole else "",
        language=row["language"],
        about=None,
        due_rule=row["due_rule"],
        merged_into=row["merged_number"] or "",
        parent="",
        has_children=False,
        joined=None,
        source="",
        source_ref="",
        has_contact=False,
        may_be_called=False,
        parts=(),
        presses=(),
        thread=tuple(thread),
        files=tuple(files),
        relations=frozenset(),
        actions=(),
        deeds=frozenset(),
        may_contact=False,
        rated=False,
        code="",
        people=row["people"],
        hidden=hidden_in_public(hidden),
    )


def _joined(number: str | None) -> CaseDetail | None:
    try:
        return public_case(number) if number else None
    except Problem:
        return None  # not for everybody: then the reporter is told by what is written to them


def _row(number: str) -> dict[str, Any] | None:
    reporter = Reporter.objects.filter(case=OuterRef("pk")).order_by("case")
    return (
        Case.objects.filter(number=parse_number(number))
        .order_by("id")
        .annotate(
            parts=parts_of_row(),
            presses=presses_of_row(),
            reporter=ArraySubquery(
                reporter.values(
                    who=JSONObject(
                        account=F("account_id"), contact_kind=F("contact_kind"),
                        may_be_called=F("may_be_called"),
                    )
                )
            ),
            rated=ArraySubquery(
                Rating.objects.filter(case=OuterRef("pk")).order_by("-at").values("answer_seq")[:1]
            ),
            answered_by=ArraySubquery(
                Step.objects.filter(case=OuterRef("pk"), deed=Action.RESOLVE.value)
                .order_by("-seq")
                .values("actor")[:1]
            ),
            merged_number=F("merged_into__number"),
            parent_number=F("parent__number"),
            has_children=Exists(Case.objects.filter(parent=OuterRef("pk"))),
            answered=Subquery(Answers.objects.filter(case=OuterRef("pk")).values("rows")[:1]),
            people=people_joined(),
            was_hidden=was_hidden(),
        )
        .values(
            *FIELDS, "text", "language", "place_path", "unit_path", "about_id", "about_path",
            "due_rule", "source", "source_ref", "parts", "presses", "reporter", "rated",
            "answered_by", "merged_number", "parent_number", "has_children", "answered", "people",
            "was_hidden",
        )
        .first()
    )  # fmt: skip


def _facts(row: dict[str, Any] | None) -> Facts:
    if row is None:
        return Facts("", Kind.ASK, "", "")
    account = row["reporter"][0]["account"] if row["reporter"] else None
    return Facts(
        id=str(row["id"]),
        kind=Kind(row["kind"]),
        place_path=row["place_path"],
        unit_path=row["unit_path"],
        about_path=row["about_path"],
        restricted=row["restricted"],
        hard=row["hard"],
        assisting_paths=tuple(
            part["path"] for part in row["parts"] if not part["lead"] and part["ended_at"] is None
        ),
        reporter=str(account or ""),
        answered_by=row["answered_by"][0] if row["answered_by"] else "",
    )


def _thread(
    case: UUID, files: list[FileInfo], *, staff: bool, also: Iterable[UUID] = ()
) -> tuple[list[ThreadLine], Mapping[UUID, Mapping[str, str]]]:
    """The lines, and for staff the names of those who did something (and of those ``also`` meant)."""
    rows = list(
        Step.objects.filter(case=case)
        .order_by("seq")
        .values("seq", "deed", "state", "at", "actor", "unit_id", "sees", "text", "facts")
    )
    accounts = {UUID(row["actor"].split(":")[1]) for row in rows if row["actor"].startswith("account:")}
    accounts |= set(also)
    names = people.account_names(accounts) if staff and accounts else {}
    hidden = {Deed.CORRECT.value, Deed.RELEASE.value, Deed.RATE.value, *AFTERWARDS, *BY_LINK}
    hidden |= {Deed.ASSIGN.value, Deed.PRESS.value, Deed.RESPOND.value, Deed.SPARE.value}
    hidden |= {Deed.DEFER.value, Deed.DENY.value, Deed.LINK.value, Deed.UNLINK.value}
    lines = []
    for row in rows:
        sees = See(row["sees"])
        if not staff and sees is See.INTERNAL and row["deed"] in (Deed.NOTE.value, *hidden):
            continue
        by, _, identity = row["actor"].partition(":")
        lines.append(
            ThreadLine(
                seq=row["seq"],
                deed=row["deed"],
                state=State(row["state"]),
                at=row["at"],
                unit=people.unit_by_id(row["unit_id"]) if row["unit_id"] else None,
                who=names.get(UUID(identity)) if by == "account" and names else None,
                by=row["actor"] if by == "mandate" else by,
                sees=sees,
                text=row["text"] if staff or sees is not See.INTERNAL else "",
                facts=row["facts"],
                files=tuple(file for file in files if file.seq == row["seq"]),
            )
        )
    return lines, names


def _under(line: ThreadLine, veil: Veil, files: Iterable[FileInfo]) -> ThreadLine:
    shown = tuple(file for file in line.files if file in files)
    return replace(line, text=veil.over(line.text, hidden_mark()), files=shown)


def _answer_under(answer: Mapping[str, Any], veil: Veil) -> Mapping[str, Any]:
    told = answer.get("value")
    return {**answer, "value": veil.cover(told, hidden_mark())} if isinstance(told, str) else answer


def _veiled_step(step: ThreadLine, released: bool) -> ThreadLine:
    shows = step.sees is See.PUBLIC or (released and step.deed == Action.RESOLVE.value)
    return ThreadLine(
        step.seq, step.deed, step.state, step.at, step.unit, None, "", step.sees,
        step.text if shows else "", step.facts if shows else {}, step.files,
    )  # fmt: skip


def _files(case: UUID) -> list[FileInfo]:
    rows = Attachment.objects.filter(case=case).order_by("id").values_list(
        "id", "file_id", "file__kind", "file__media_type", "file__size", "seq", "by_reporter",
        "released",
    )  # fmt: skip
    return [FileInfo(*row) for row in rows]
