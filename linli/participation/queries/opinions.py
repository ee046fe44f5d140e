# SPDX-License-Identifier: AGPL-3.0-or-later
"""An opinion map as everybody reads it, the next statement for who holds a name, what waits at the desk."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count

from linli.kernel.actor import Actor
from linli.kernel.ids import tidy_code
from linli.kernel.problem import NOT_FOUND
from linli.places import public as places
from linli.platform import crypto

from ..models import Handed, Opinion, OpinionMap, OpinionSheet, Pseudonym, Statement
from ..rules.phases import opens, over
from ..vocab import STANCE_OF, WRONG_NAME, Deed, SpaceState, Stance, StatementState
from .moderation import ActLine, acts_on_sentences
from .spaces import SpaceInfo


@dataclass(frozen=True)
class StatementLine:
    """A statement; ``proposal`` is the number of what came of it."""

    seq: int
    text: str
    state: StatementState
    seed: bool
    rule: str
    reason: str
    proposal: str
    stance: Stance | None = None  # of who holds the name that looks


@dataclass(frozen=True)
class MapInfo:
    """An opinion map. ``result`` is what ``rules.talk.summary`` says, empty before it was computed."""

    id: UUID
    question: Mapping[str, str]
    least: int
    open: bool
    closed_at: datetime | None
    computed_at: datetime | None
    result: Mapping[str, Any]
    sha256: str
    statements: tuple[StatementLine, ...]

    @property
    def shown(self) -> list[StatementLine]:
        """Statements that everybody is asked about."""
        return [one for one in self.statements if one.state is StatementState.SHOWN]

    @property
    def taken_out(self) -> list[StatementLine]:
        """Statements taken out by the moderators, for the public log."""
        return [one for one in self.statements if one.state is StatementState.TAKEN_OUT]


@dataclass(frozen=True)
class Card:
    """What who holds a name is asked next, what they said so far, and what became of what they wrote."""

    next: StatementLine | None
    said: tuple[StatementLine, ...]
    total: int
    written: tuple[StatementLine, ...]
    acts: tuple[ActLine, ...]  # what the moderators did with them, against which an appeal can be made


@dataclass(frozen=True)
class SheetState:
    """Sheets at the desk: those that count, and those that wait for another pair of eyes."""

    counted: int
    taken: int
    mine: tuple[str, ...]
    others: tuple[str, ...]
    differ: tuple[str, ...]


def map_of(space: SpaceInfo) -> MapInfo | None:
    """The opinion map of a space, if there is one."""
    row = OpinionMap.objects.filter(space=space.id).order_by("id").first()
    if row is None:
        return None
    now_open = row.closed_at is None and space.state is SpaceState.OPEN
    return MapInfo(
        row.id,
        row.question,
        row.least,
        now_open and opens(Deed.OPINE, space.phases, places.today()),
        row.closed_at,
        row.computed_at,
        row.result,
        hashlib.sha256(row.votes.encode()).hexdigest() if row.votes else "",
        tuple(_line(one) for one in _statements(row.id)),
    )


def has_map(space: SpaceInfo) -> str:
    """``open``, ``closed`` or nothing: whether a space has an opinion map, for the way to it."""
    row = OpinionMap.objects.filter(space=space.id).order_by("id").values_list("closed_at").first()
    return "" if row is None else "closed" if row[0] else "open"


def is_over(space: SpaceInfo) -> bool:
    """Whether nobody can take part in a map of the space any more."""
    return space.state is SpaceState.CLOSED or over(Deed.OPINE, space.phases, places.today())


def card_of(space: SpaceInfo, code: str) -> Card:
    """What who holds a name is asked next: what fewest have answered, then by a lot of each name's own.

    Raises ``wrong_name``.
    """
    rows = Pseudonym.objects.filter(opinion_map__space=space.id, digest=name_digest(code), paper=False)
    name = rows.order_by("id").first()
    if name is None:
        raise WRONG_NAME()
    said = dict(Opinion.objects.filter(pseudonym=name).order_by("id").values_list("statement_id", "value"))
    counted = Opinion.objects.filter(statement__opinion_map=name.opinion_map_id)
    votes = dict(
        counted.values("statement").annotate(n=Count("pk")).order_by().values_list("statement", "n")
    )
    statements = _statements(name.opinion_map_id)
    shown = [one for one in statements if one.state == StatementState.SHOWN]
    left = [one for one in shown if one.pk not in said]
    lot = {one.pk: hashlib.sha256(f"{name.id}:{one.seq}".encode()).digest() for one in left}
    left.sort(key=lambda one: (votes.get(one.pk, 0), lot[one.pk]))
    return Card(
        _line(left[0]) if left else None,
        tuple(_line(one, said[one.pk]) for one in shown if one.pk in said),
        len(shown),
        tuple(_line(one) for one in statements if one.author_id == name.id),
        tuple(acts_on_sentences(space.code, (one.seq for one in statements if _out(one, name)))),
    )


def wrote_sentence(space: str, seq: int, code: str) -> bool:
    """Whether the name that a code opens wrote a sentence of the map of a space."""
    rows = Statement.objects.filter(opinion_map__space__code=space, seq=seq)
    return bool(code) and rows.filter(author__digest=name_digest(code)).exists()


def _out(one: Statement, name: Pseudonym) -> bool:
    return one.author_id == name.id and one.state == StatementState.TAKEN_OUT


def was_handed(space: SpaceInfo, viewer: Actor) -> bool:
    """Whether the viewer was given a name: they alone are told."""
    if viewer.kind != "account":
        return False
    return Handed.objects.filter(opinion_map__space=space.id, account=UUID(viewer.id)).exists()


def handed_to(viewer: Actor) -> list[str]:
    """The spaces of maps for which the viewer was given a name: they alone are told."""
    if viewer.kind != "account":
        return []
    rows = Handed.objects.filter(account=UUID(viewer.id)).order_by("opinion_map__space__code")
    return list(rows.values_list("opinion_map__space__code", flat=True))


def sheet_state(space: SpaceInfo, *, viewer: Actor) -> SheetState:
    """What waits for a second pair of eyes; for who keeps the space. No answer is shown to anybody."""
    rows = OpinionSheet.objects.filter(opinion_map__space=space.id).order_by("serial", "id")
    by: dict[str, set[str]] = {}
    for serial, clerk in rows.values_list("serial", "clerk_id"):
        by.setdefault(serial, set()).add(str(clerk))
    own = {serial for serial, clerks in by.items() if clerks == {viewer.id}}
    differ = {serial for serial, clerks in by.items() if len(clerks) > 1}
    names = Pseudonym.objects.filter(opinion_map__space=space.id)
    return SheetState(
        names.filter(paper=True).count(),
        names.filter(paper=False).count(),
        tuple(sorted(own)),
        tuple(sorted(set(by) - own - differ)),
        tuple(sorted(differ)),
    )


def matrix_of(opinion_map: UUID) -> tuple[np.ndarray, list[int]]:
    """What everybody said last to the statements that are shown: people x statements, and their numbers."""
    shown = Statement.objects.filter(opinion_map=opinion_map, state=StatementState.SHOWN).order_by("seq")
    seqs = list(shown.values_list("seq", flat=True))
    column = {seq: at for at, seq in enumerate(seqs)}
    said = Opinion.objects.filter(pseudonym__opinion_map=opinion_map, statement__state=StatementState.SHOWN)
    rows: dict[UUID, int] = {}
    cells = [
        (rows.setdefault(name, len(rows)), column[seq], value)
        for name, seq, value in said.order_by().values_list("pseudonym", "statement__seq", "value")
    ]
    matrix = np.full((len(rows), len(seqs)), np.nan, dtype=np.float32)
    for person, at, value in cells:
        matrix[person, at] = value
    return matrix, seqs


def comments_csv(opinion_map: UUID, counts: Sequence[Mapping[str, int]] = ()) -> str:
    """``comments.csv`` as Pol.is writes it; -1 are statements taken out, without their words."""
    from csv import writer

    known = {one["seq"]: one for one in counts}
    if not known:
        matrix, seqs = matrix_of(opinion_map)
        known = {
            seq: {"agree": int((matrix[:, at] == 1).sum()), "disagree": int((matrix[:, at] == -1).sum())}
            for at, seq in enumerate(seqs)
        }
    out = io.StringIO()
    write = writer(out, lineterminator="\n")
    write.writerow(["comment-id", "agrees", "disagrees", "moderated", "comment-body"])
    for one in _statements(opinion_map):
        shown = one.state == StatementState.SHOWN
        said = known.get(one.seq, {})
        write.writerow(
            [
                one.seq,
                said.get("agree", 0),
                said.get("disagree", 0),
                1 if shown else -1,
                one.text if shown else "",
            ]
        )
    return out.getvalue()


def opinions_zip(space: SpaceInfo) -> bytes:
    """The open file of a closed map: a folder as Pol.is exports it. Raises ``not_found`` before that."""
    row = OpinionMap.objects.filter(space=space.id).exclude(closed_at=None).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("participants-votes.csv", row.votes), ("comments.csv", row.comments)):
            archive.writestr(zipfile.ZipInfo(f"{space.code}/{name}", (2000, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def name_digest(code: str) -> bytes:
    """The hash by which a name is found; the code itself is kept nowhere."""
    return crypto.blind(code if code.startswith("sheet:") else tidy_code(code), "opinion name")


def _statements(opinion_map: UUID) -> list[Statement]:
    rows = Statement.objects.filter(opinion_map=opinion_map).select_related("proposal")
    return list(rows.order_by("seq"))


def _line(row: Statement, value: int | None = None) -> StatementLine:
    return StatementLine(
        row.seq,
        row.text,
        StatementState(row.state),
        row.seed,
        row.rule,
        row.reason,
        row.proposal.number if row.proposal else "",
        None if value is None else STANCE_OF[value],
    )
