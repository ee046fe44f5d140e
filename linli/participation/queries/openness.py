# SPDX-License-Identifier: AGPL-3.0-or-later
"""Boards of openness as everybody reads them: each item, what was published, what is due, what is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.kernel.validity import in_force
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places

from ..models import Board, Checker, OpenItem, OpenQuestion, Posting
from ..policy import may_oversee
from ..rules.openness import Kept, Period, keeping, period_of, periods
from ..vocab.openness import Every, Family, HowKept, PostingState, QuestionState

MOST = 200
SEEN = (PostingState.PUBLISHED, PostingState.REPLACED)
UNANSWERED = (QuestionState.ASKED, QuestionState.RELEASED)


@dataclass(frozen=True)
class ItemInfo:
    """A statutory item as the pack has it."""

    id: UUID
    code: str
    family: Family
    names: Mapping[str, str]
    about: Mapping[str, str]
    every: Every
    limit: str
    finance: bool
    checks: int
    source: str
    article: str
    mark: str
    often_source: str
    often_mark: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        return in_force(self.valid_from, self.valid_to, on)


@dataclass(frozen=True)
class BoardInfo:
    """The board of a community."""

    id: UUID
    place: places.PlaceInfo
    family: Family
    unit: people.UnitInfo
    since: date
    spot: str


@dataclass(frozen=True)
class PostingHead:
    """A posting in a list."""

    id: UUID
    number: str
    item: str
    period: Period
    title: str
    state: PostingState
    edition: int
    published_at: datetime | None
    posted_until: date | None

    @property
    def up(self) -> bool:
        """Whether it still has to be up on the wall."""
        return (
            self.state is PostingState.PUBLISHED
            and self.posted_until is not None
            and places.today() <= self.posted_until
        )


@dataclass(frozen=True)
class ItemLine:
    """An item on a board: the last posting, every period that ended, what comes next."""

    item: ItemInfo
    last: PostingHead | None
    kept: tuple[Kept, ...]
    next: Kept | None
    asked: int  # questions that wait for their answer

    @property
    def overdue(self) -> tuple[Kept, ...]:
        return tuple(one for one in self.kept if one.standing is HowKept.OVERDUE)

    @property
    def in_time(self) -> int:
        """How many of the periods that ended were published in time."""
        return sum(one.standing is HowKept.ON_TIME for one in self.kept)


def items(family: Family | None = None, on: date | None = None) -> list[ItemInfo]:
    """The items of a family (or of both) that are in force on a day (today)."""
    rows = OpenItem.objects.order_by("family", "position", "code")
    if family is not None:
        rows = rows.filter(family=family)
    day = on or places.today()
    return [one for one in map(item_of, rows) if one.in_force(day)]


def item_of(row: OpenItem) -> ItemInfo:
    """An item as plain data."""
    return ItemInfo(
        row.id, row.code, Family(row.family), row.names, row.about, Every(row.every), row.limit,
        row.finance,
        row.checks, row.source, row.article, row.mark, row.often_source, row.often_mark, row.valid_from,
        row.valid_to,
    )  # fmt: skip


def due_of(item: ItemInfo, period: Period) -> date | None:
    """The last day on which a period of an item is due, by the town's own time limit and calendar."""
    if not item.limit:
        return None
    noon = datetime.combine(period.last, time(12), places.town().zone)
    found = norms.due_by(item.limit, noon)
    return places.last_day(found.due.at) if found else None


def boards() -> list[BoardInfo]:
    """The boards that are kept here, in the order of places."""
    return [board_info(row) for row in Board.objects.order_by("place_path")]


def board_info(row: Board) -> BoardInfo:
    """A board as plain data."""
    place, unit = places.place_by_id(row.place_id), people.unit_by_id(row.unit_id)
    return BoardInfo(row.id, place, Family(row.family), unit, row.since, row.spot)


def find_board(code: str) -> BoardInfo:
    """The board of a place. Raises ``not_found``."""
    known = places.tree().by_code.get(code)
    row = Board.objects.filter(place=known.id).order_by("id").first() if known else None
    if row is None:
        raise NOT_FOUND()
    return board_info(row)


def find_item(board: BoardInfo, code: str) -> ItemInfo:
    """An item of a board, also one that is no longer in force. Raises ``not_found``."""
    row = OpenItem.objects.filter(code=code, family=board.family).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return item_of(row)


def board_lines(board: BoardInfo, only: ItemInfo | None = None) -> list[ItemLine]:
    """Every item of a board in force today (or ``only`` one), with how it was kept and what is due."""
    rows = Posting.objects.filter(board=board.id, state__in=SEEN).order_by("-last", "-edition", "id")
    asking = OpenQuestion.objects.filter(board=board.id, state__in=UNANSWERED)
    if only is not None:
        rows, asking = rows.filter(item=only.id), asking.filter(item=only.id)
    posted: dict[UUID, list[PostingHead]] = {}
    for row in rows.select_related("item"):
        posted.setdefault(row.item_id, []).append(head_of(row))
    asked = Counter(asking.order_by("id").values_list("item_id", flat=True))
    wanted = [only] if only is not None else items(board.family)
    return [_line(board, one, posted.get(one.id, []), asked[one.id]) for one in wanted]


def _line(board: BoardInfo, item: ItemInfo, posted: Sequence[PostingHead], asked: int) -> ItemLine:
    today = places.today()
    first_day = {  # the first edition counts: a correction is no second publication
        one.period.first: places.day_of(one.published_at)
        for one in posted
        if one.edition == 1 and one.published_at
    }
    ended = [
        keeping(period, due_of(item, period), first_day.get(period.first), today)
        for period in periods(item.every, board.since, today)
        if item.in_force(period.last)
    ]
    missing = next((one for one in ended if one.published_on is None), None)
    coming = missing
    if coming is None and item.every is not Every.OCCASION:
        running = period_of(item.every, today)
        coming = keeping(running, due_of(item, running), first_day.get(running.first), today)
    return ItemLine(
        item, next((one for one in posted if one.state is PostingState.PUBLISHED), None), tuple(ended),
        coming, asked,
    )  # fmt: skip


def open_periods(board: BoardInfo, item: ItemInfo) -> list[Period]:
    """The periods for which an item can be drafted now: ended or running, and not yet published."""
    today = places.today()
    if item.every is Every.OCCASION:
        return [Period(today, today)]
    taken = set(
        Posting.objects.filter(board=board.id, item=item.id).order_by("id").values_list("first", flat=True)
    )
    all_of_them = [*periods(item.every, board.since, today), period_of(item.every, today)]
    return [one for one in all_of_them if one.first not in taken and item.in_force(one.last)]


def head_of(row: Posting) -> PostingHead:
    """A posting in a list."""
    return PostingHead(
        row.id, row.number, row.item.code, Period(row.first, row.last), row.title, PostingState(row.state),
        row.edition, row.published_at, row.posted_until,
    )  # fmt: skip


def history(board: BoardInfo, item: ItemInfo) -> list[PostingHead]:
    """Everything that was published of an item, the newest first; replaced ones too."""
    rows = Posting.objects.filter(board=board.id, item=item.id, state__in=SEEN).select_related("item")
    return [head_of(row) for row in rows.order_by("-last", "-edition", "id")[:MOST]]


def seat_of(board: UUID, viewer: Actor) -> Checker | None:
    """The viewer's own seat in the supervision committee of a board."""
    if viewer.kind != "account":
        return None
    rows = Checker.objects.filter(board=board, account=UUID(viewer.id), active=True)
    return rows.order_by("seat").first()


def seats_of_board(board: UUID) -> list[Checker]:
    """The seats of a supervision committee that are filled."""
    return list(Checker.objects.filter(board=board, active=True).order_by("seat"))


def drafts_of(board: BoardInfo) -> list[PostingHead]:
    """What is being prepared for a board."""
    rows = Posting.objects.filter(board=board.id, state=PostingState.DRAFT).select_related("item")
    return [head_of(row) for row in rows.order_by("made_at", "id")]


def without_board(viewer: Actor) -> list[places.PlaceInfo]:
    """Communities and villages the viewer oversees whose board is not kept here yet."""
    kept = set(Board.objects.order_by("id").values_list("place", flat=True))
    kinds = (places.PlaceKind.COMMUNITY, places.PlaceKind.VILLAGE)
    return [
        one
        for one in places.tree()
        if one.kind in kinds and one.id not in kept and may_oversee(viewer, one.path)
    ]


def staff_of(board: BoardInfo) -> tuple[list[UUID], list[UUID]]:
    """Accounts of those who work for a board's committee, and for the unit above it."""
    own = [one.id for one in people.colleagues(board.unit.code)]
    above = people.colleagues(board.unit.parent) if board.unit.parent else []
    return own, [one.id for one in above]


def oversees(viewer: Actor, board: BoardInfo) -> bool:
    """Whether the viewer answers for the level above a board."""
    return may_oversee(viewer, board.place.path)
