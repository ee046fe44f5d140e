# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts with their amendments: the list, one of them, what changed from edition to edition."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, Sum

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places

from ..models import Amendment, AmendmentVoice, DraftClause, DraftText
from ..policy import Relation, may, relations
from ..rules.clauses import pieces
from ..vocab import Deed, Rung
from ..vocab.moderation import Contribution
from ..vocab.texts import Change, SaidState, TextState, Use
from .facts import at_least
from .moderation import ActLine, acts_about
from .said import READ, said_counts

MOST = 200


@dataclass(frozen=True)
class TextLine:
    """A draft in a list."""

    id: UUID
    number: str
    title: str
    place: places.PlaceInfo
    unit: people.UnitInfo
    state: TextState
    begins: date
    ends: date
    edition: int
    version: int
    pact: str
    amendments: int = 0
    waiting: int = 0

    @property
    def runs(self) -> bool:
        """Whether amendments can be proposed today."""
        return self.state is TextState.OPEN and self.begins <= places.today() <= self.ends


@dataclass(frozen=True)
class AmendmentLine:
    """An amendment as the viewer may read it; ``words`` and ``reason`` are empty where it was taken out."""

    seq: int
    edition: int
    clause: int
    kind: Change
    words: str
    reason: str
    old: str  # the clause that it is about
    pieces: tuple[tuple[str, str], ...]
    paper: str
    state: SaidState
    use: Use | None
    answer: str
    used: str
    applied: int | None
    made_at: datetime
    for_it: int
    against: int
    mine: bool
    said: int  # what the viewer said to it
    acts: tuple[ActLine, ...]


@dataclass(frozen=True)
class ClauseLine:
    """A clause of an edition with what changed in it, and the amendments proposed for it."""

    number: int
    words: str
    before: int
    by: tuple[int, ...]
    pieces: tuple[tuple[str, str], ...]
    amendments: tuple[AmendmentLine, ...]


@dataclass(frozen=True)
class TextDetail:
    """A draft in one of its editions; ``struck`` are clauses of the edition before that fell out."""

    line: TextLine
    text: str
    level: str
    rung: Rung
    shown: int
    clauses: tuple[ClauseLine, ...]
    at_start: tuple[AmendmentLine, ...]  # additions before the first clause
    struck: tuple[tuple[str, int], ...]  # words, number of the amendment
    admitted: bool
    keeps: bool
    answers: bool

    @property
    def editions(self) -> range:
        return range(1, self.line.edition + 1)

    @property
    def all_amendments(self) -> list[AmendmentLine]:
        found = [*self.at_start, *(one for clause in self.clauses for one in clause.amendments)]
        return sorted(found, key=lambda one: one.seq)


def text_lines() -> list[TextLine]:
    """The drafts that everybody sees, those that run first."""
    rows = DraftText.objects.exclude(state=TextState.DRAFT).order_by("-state", "-ends", "id")[:MOST]
    return _lines(list(rows))


def desk_texts(viewer: Actor) -> list[TextLine]:
    """The drafts that the viewer keeps or whose amendments their unit answers."""
    rows = DraftText.objects.select_related("unit").order_by("-changed_at", "id")[: 5 * MOST]
    return _lines([row for row in rows if relations(viewer, row.place_path, row.unit.path)])


def find_text(number: str, *, viewer: Actor, kept: bool = False) -> DraftText:
    """A draft by its number; one in preparation, and everything with ``kept``, for who keeps it or answers.

    Raises ``not_found``.
    """
    row = DraftText.objects.select_related("unit").filter(number=number).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if kept or row.state == TextState.DRAFT:
        related = relations(viewer, row.place_path, row.unit.path)
        if not related or (row.state == TextState.DRAFT and Relation.KEEPER not in related):
            raise NOT_FOUND()
    return row


def text_detail(row: DraftText, *, viewer: Actor, edition: int = 0) -> TextDetail:
    """One draft in an edition (the newest unless said) as the viewer may read it.

    What waits for the moderators is there for who wrote it and for the keepers.
    """
    shown = edition if 1 <= edition <= row.edition else row.edition
    keeps = may(viewer, Deed.PREPARE, row.place_path)
    rows = DraftClause.objects.filter(text=row, edition__in=(shown - 1, shown)).order_by("number")
    by_edition: dict[int, list[DraftClause]] = defaultdict(list)
    for one in rows:
        by_edition[one.edition].append(one)
    now, old = by_edition[shown], {one.number: one.words for one in by_edition[shown - 1]}
    proposed = _amendments(row, shown, {one.number: one.words for one in now}, viewer, keeps)
    stayed = {one.before for one in now}
    strikes = Amendment.objects.filter(text=row, edition=shown - 1, applied=shown).order_by("seq")
    struck = {one.clause: one.seq for one in strikes if one.kind == Change.STRIKE and not one.used}
    return TextDetail(
        _lines([row])[0],
        row.text,
        row.level,
        Rung(row.rung),
        shown,
        tuple(
            ClauseLine(
                one.number, one.words, one.before, tuple(one.by),
                tuple(pieces(old[one.before], one.words)) if one.by and one.before in old else (),
                tuple(proposed.get(one.number, ())),
            )
            for one in now
        ),
        tuple(proposed.get(0, ())),
        tuple((words, struck.get(number, 0)) for number, words in old.items() if number not in stayed),
        at_least(viewer, Rung(row.rung), row.place_path),
        keeps,
        may(viewer, Deed.ANSWER, row.place_path, people.unit_by_id(row.unit_id).path),
    )  # fmt: skip


def _amendments(
    row: DraftText, edition: int, clauses: dict[int, str], viewer: Actor, keeps: bool
) -> dict[int, list[AmendmentLine]]:
    account = UUID(viewer.id) if viewer.kind == "account" else None
    rows = Amendment.objects.filter(text=row, edition=edition).order_by("seq")
    if not keeps:
        rows = rows.filter(
            Q(state__in=(*READ, SaidState.HIDDEN)) | Q(account=account, account__isnull=False)
        )
    found = list(rows[:2000])
    ids = [one.id for one in found]
    voices = AmendmentVoice.objects.filter(amendment__in=ids)
    sums: Counter[tuple[UUID, int]] = Counter()
    counted = voices.values_list("amendment", "value").annotate(sum=Sum("count")).order_by("amendment")
    for one, value, count in counted:
        sums[one, value] = count
    said = dict(voices.filter(account=account).values_list("amendment", "value")) if account else {}
    acts = acts_about(Contribution.AMENDMENT, [one.id for one in found if one.state == SaidState.HIDDEN])
    lines: dict[int, list[AmendmentLine]] = defaultdict(list)
    for one in found:
        mine = account is not None and one.account_id == account
        veiled = one.state == SaidState.HIDDEN and not mine and not keeps
        old = clauses.get(one.clause, "") if one.kind != Change.ADD else ""
        compared = pieces(old, one.words) if one.kind == Change.REPLACE and not veiled else ()
        lines[one.clause].append(
            AmendmentLine(
                one.seq, one.edition, one.clause, Change(one.kind), "" if veiled else one.words,
                "" if veiled else one.reason, old, tuple(compared), one.paper, SaidState(one.state),
                Use(one.verdict) if one.verdict else None, one.answer, one.used, one.applied, one.made_at,
                sums[one.id, 1], sums[one.id, -1], mine, said.get(one.id, 0), tuple(acts.get(one.id, ())),
            )
        )  # fmt: skip
    return lines


def _lines(rows: list[DraftText]) -> list[TextLine]:
    counts = said_counts(Amendment.objects.filter(text__in=rows), "text")
    return [
        TextLine(
            row.id, row.number, row.title, places.place_by_id(row.place_id), people.unit_by_id(row.unit_id),
            TextState(row.state), row.begins, row.ends, row.edition, row.version, row.pact,
            *counts.get(row.id, (0, 0)),
        )
        for row in rows
    ]  # fmt: skip
