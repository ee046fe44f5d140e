# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hearings: the list, one of them with what was said and answered, its open data."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform.files import store
from linli.platform.tables import write_csv
from linli.platform.ui.words import name_of

from ..models import Hearing, HearingComment, HearingPaper
from ..policy import Relation, may, relations
from ..vocab import Deed
from ..vocab.moderation import Contribution
from ..vocab.texts import SaidState, TextState, Use
from .moderation import ActLine, acts_about
from .said import READ, said_counts

MOST = 200
MOST_COMMENTS = 2000
COLUMNS = ("number", "category", "place", "longitude", "latitude", "words", "paper", "use", "answer", "day")


@dataclass(frozen=True)
class HearingLine:
    """A hearing in a list."""

    id: UUID
    number: str
    title: str
    place: places.PlaceInfo
    unit: people.UnitInfo
    state: TextState
    begins: date
    ends: date
    meets_at: datetime | None
    spot: str
    version: int
    comments: int = 0
    waiting: int = 0

    @property
    def runs(self) -> bool:
        """Whether something can be said today."""
        return self.state is TextState.OPEN and self.begins <= places.today() <= self.ends

    @property
    def over(self) -> bool:
        return places.today() > self.ends


@dataclass(frozen=True)
class CommentLine:
    """What somebody said; without words where it was taken out."""

    seq: int
    category: int
    category_names: Mapping[str, str]
    words: str
    place: places.PlaceInfo
    point: tuple[float, float] | None
    paper: str
    state: SaidState
    use: Use | None
    answer: str
    answer_seq: int
    mine: bool
    acts: tuple[ActLine, ...]
    made_at: datetime


@dataclass(frozen=True)
class HearingDetail:
    """One hearing with its papers and what was said in it."""

    line: HearingLine
    text: str
    categories: tuple[tuple[int, Mapping[str, str], int], ...]  # number, names, comments
    papers: tuple[tuple[int, str], ...]
    notice_rule: str
    announced_at: datetime | None
    report: str
    reported_at: datetime | None
    comments: tuple[CommentLine, ...]
    uses: tuple[tuple[Use, int], ...]
    keeps: bool
    answers: bool

    @property
    def points(self) -> list[tuple[int, tuple[float, float]]]:
        """Where somebody pointed at: number of the comment and (longitude, latitude)."""
        return [(one.seq, one.point) for one in self.comments if one.point and one.words]

    @property
    def answerable(self) -> list[CommentLine]:
        return [one for one in self.comments if one.state is SaidState.OPEN]


def hearing_lines() -> list[HearingLine]:
    """The hearings that were announced, those that run first."""
    return _lines(
        list(Hearing.objects.exclude(state=TextState.DRAFT).order_by("-state", "-ends", "id")[:MOST])
    )


def desk_hearings(viewer: Actor) -> list[HearingLine]:
    """The hearings that the viewer keeps or in which their unit answers."""
    rows = Hearing.objects.select_related("unit").order_by("-changed_at", "id")[: 5 * MOST]
    return _lines([row for row in rows if relations(viewer, row.place_path, row.unit.path)])


def find_hearing(number: str, *, viewer: Actor, kept: bool = False) -> Hearing:
    """A hearing by its number; one in preparation, and everything with ``kept``, for who keeps it or
    answers. Raises ``not_found``."""
    row = Hearing.objects.select_related("unit").filter(number=number).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if kept or row.state == TextState.DRAFT:
        related = relations(viewer, row.place_path, row.unit.path)
        if not related or (row.state == TextState.DRAFT and Relation.KEEPER not in related):
            raise NOT_FOUND()
    return row


def hearing_detail(row: Hearing, *, viewer: Actor, category: int = 0) -> HearingDetail:
    """One hearing as the viewer may read it, with the comments of a ``category`` if one is chosen."""
    keeps = may(viewer, Deed.PREPARE, row.place_path)
    account = UUID(viewer.id) if viewer.kind == "account" else None
    rows = HearingComment.objects.filter(hearing=row).select_related("answer").order_by("-seq")
    if not keeps:
        seen = Q(state__in=(*READ, SaidState.HIDDEN)) | Q(account=account, account__isnull=False)
        rows = rows.filter(seen)
    counts = Counter(dict(
        HearingComment.objects.filter(hearing=row, state__in=READ)
        .values_list("category").annotate(n=Count("pk")).order_by("category")
    ))  # fmt: skip
    uses = (
        HearingComment.objects.filter(hearing=row, state=SaidState.ANSWERED)
        .values_list("answer__use").annotate(n=Count("pk")).order_by("answer__use")
    )  # fmt: skip
    found = list((rows.filter(category=category) if category else rows)[:MOST_COMMENTS])
    acts = acts_about(Contribution.COMMENT, [one.id for one in found if one.state == SaidState.HIDDEN])
    papers = HearingPaper.objects.filter(hearing=row).order_by("seq").values_list("seq", "title")
    return HearingDetail(
        _lines([row])[0],
        row.text,
        tuple((number, names, counts[number]) for number, names in enumerate(row.categories, 1)),
        tuple((seq, title) for seq, title in papers),
        row.notice_rule,
        row.announced_at,
        row.report,
        row.reported_at,
        tuple(_comment(one, row, account, keeps, acts) for one in found),
        tuple((Use(use), count) for use, count in uses if use),
        keeps,
        may(viewer, Deed.ANSWER, row.place_path, people.unit_by_id(row.unit_id).path),
    )


def paper_of(row: Hearing, seq: int) -> tuple[IO[bytes], str, str]:
    """A paper of a hearing opened for reading, its name and media type. Raises ``not_found``."""
    papers = HearingPaper.objects.filter(hearing=row, seq=seq).select_related("file")
    found = papers.order_by("seq").first()
    if found is None:
        raise NOT_FOUND()
    return *store.open_file(found.file_id), found.file.media_type


def open_data(detail: HearingDetail, kind: str) -> str | dict[str, Any]:
    """What everybody may read as CSV, or as GeoJSON for a map program. No names are in it."""
    shown = [one for one in detail.comments if one.state in READ]
    rows = [
        (
            one.seq, name_of(one.category_names), one.place.code, *(one.point or ("", "")), one.words,
            one.paper, one.use.value if one.use else "", one.answer, one.made_at.date(),
        )
        for one in shown
    ]  # fmt: skip
    if kind == "csv":
        out = io.StringIO()
        write_csv(out, COLUMNS, rows)
        return out.getvalue()
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": list(one.point)} if one.point else None,
                "properties": {**dict(zip(COLUMNS, row, strict=True)), "day": str(row[-1])},
            }
            for one, row in zip(shown, rows, strict=True)
        ],
    }


def _comment(
    one: HearingComment, row: Hearing, account: UUID | None, keeps: bool, acts: Mapping[UUID, list[ActLine]]
) -> CommentLine:
    mine = account is not None and one.account_id == account
    veiled = one.state == SaidState.HIDDEN and not mine and not keeps
    pointed = one.longitude is not None and one.latitude is not None
    return CommentLine(
        one.seq,
        one.category,
        row.categories[one.category - 1],
        "" if veiled else one.words,
        places.place_by_id(one.place_id),
        (one.longitude, one.latitude) if pointed else None,  # type: ignore[arg-type]
        one.paper,
        SaidState(one.state),
        Use(one.answer.use) if one.answer else None,
        one.answer.text if one.answer else "",
        one.answer.seq if one.answer else 0,
        mine,
        tuple(acts.get(one.id, ())),
        one.made_at,
    )


def _lines(rows: list[Hearing]) -> list[HearingLine]:
    counts = said_counts(HearingComment.objects.filter(hearing__in=rows), "hearing")
    return [
        HearingLine(
            row.id, row.number, row.title, places.place_by_id(row.place_id), people.unit_by_id(row.unit_id),
            TextState(row.state), row.begins, row.ends, row.meets_at, row.spot, row.version,
            *counts.get(row.id, (0, 0)),
        )
        for row in rows
    ]  # fmt: skip
