# SPDX-License-Identifier: AGPL-3.0-or-later
"""Boards of openness as everybody reads them: each item, what was published, what is due, what is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.kernel.validity import in_force
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places

from ..models import Board, Checker, OpenItem, OpenQuestion, Posting, PostingFile, PostingLine, Signature
from ..policy import Relation, may_oversee, relations
from ..rules.openness import Amount, Kept, Period, Sums, keeping, period_of, periods, read_table, sums
from ..vocab.openness import Every, Family, Flow, HowKept, PostingState, QuestionState

MOST = 200
SEEN = (PostingState.PUBLISHED, PostingState.REPLACED)
SHOWN = (QuestionState.RELEASED, QuestionState.ANSWERED)
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


@dataclass(frozen=True)
class SignatureLine:
    """One signature on a posting; the elected post, no name."""

    seat: int
    title: str
    agrees: bool
    text: str
    paper: str
    at: datetime
    stands: bool  # it is on what stands there now


@dataclass(frozen=True)
class PostingInfo:
    """A posting with all that belongs to it."""

    head: PostingHead
    board: BoardInfo
    item: ItemInfo
    text: str
    table: tuple[tuple[str, ...], ...]
    raw_table: str
    amounts: tuple[Amount, ...]
    files: tuple[tuple[int, str], ...]  # number and kind
    signatures: tuple[SignatureLine, ...]
    reason: str
    corrects: str
    corrected_by: str
    rule: norms.LimitRule | None
    due_on: date | None
    writer: UUID | None
    version: int

    @property
    def sums(self) -> Sums:
        return sums(self.amounts)

    @property
    def most(self) -> Decimal:
        """The largest amount, for drawing them to one scale."""
        return max((one.amount for one in self.amounts), default=Decimal(0))

    @property
    def signed(self) -> int:
        """Members who signed what stands there now; a refusal among them makes it none."""
        now = [one for one in self.signatures if one.stands]
        return 0 if any(not one.agrees for one in now) else len(now)

    @property
    def days_late(self) -> int:
        if self.head.published_at is None:
            return 0
        return keeping(
            self.head.period, self.due_on, places.day_of(self.head.published_at), places.today()
        ).days_late


@dataclass(frozen=True)
class QuestionLine:
    """A question as everybody reads it; its words are empty until they were read by the committee."""

    id: UUID
    number: str
    item: str
    posting: str
    text: str
    state: QuestionState
    asked_on: date
    due_on: date | None
    due_rule: str
    answer: str
    answered_on: date | None
    escalated: bool
    paper: str
    late: bool


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


def find_posting(number: str, *, viewer: Actor, kept: bool = False) -> PostingInfo:
    """One posting. A draft is there for who keeps the board and for who signs it. Raises ``not_found``."""
    row = Posting.objects.select_related("board", "item", "corrects").filter(number=number).first()
    if row is None:
        raise NOT_FOUND()
    keeper = Relation.KEEPER in relations(viewer, row.board.place_path)
    draft = row.state == PostingState.DRAFT
    if (kept and not keeper) or (draft and not keeper and seat_of(row.board_id, viewer) is None):
        raise NOT_FOUND()
    lines = PostingLine.objects.filter(posting=row).order_by("seq")
    files = PostingFile.objects.filter(posting=row).order_by("id").values_list("id", "file__kind")
    item = item_of(row.item)
    after = Posting.objects.filter(corrects=row).exclude(state=PostingState.DRAFT).order_by("id")
    day = places.day_of(row.published_at) if row.published_at else places.today()
    return PostingInfo(
        head_of(row), board_info(row.board), item, row.text,
        tuple(tuple(cells) for cells in read_table(row.table)), row.table,
        tuple(Amount(Flow(one.flow), one.label, one.amount) for one in lines),
        tuple(files), _signatures(row), row.reason, row.corrects.number if row.corrects else "",
        after.values_list("number", flat=True).first() or "", norms.limit(row.posted_rule, day),
        due_of(item, Period(row.first, row.last)) if item.every is not Every.OCCASION else None,
        row.writer_id, row.version,
    )  # fmt: skip


def _signatures(row: Posting) -> tuple[SignatureLine, ...]:
    rows = Signature.objects.filter(posting=row).select_related("checker").order_by("at", "id")
    return tuple(
        SignatureLine(
            one.checker.seat, one.checker.title, one.agrees, one.text, one.paper, one.at,
            one.content == row.content,
        )
        for one in rows
    )  # fmt: skip


def seat_of(board: UUID, viewer: Actor) -> Checker | None:
    """The viewer's own seat in the supervision committee of a board."""
    if viewer.kind != "account":
        return None
    rows = Checker.objects.filter(board=board, account=UUID(viewer.id), active=True)
    return rows.order_by("seat").first()


def seats_of_board(board: UUID) -> list[Checker]:
    """The seats of a supervision committee that are filled."""
    return list(Checker.objects.filter(board=board, active=True).order_by("seat"))


def to_sign(viewer: Actor) -> list[PostingHead]:
    """Drafts that the viewer, as a member of a supervision committee, has not signed as they stand."""
    if viewer.kind != "account":
        return []
    held = Checker.objects.filter(account=UUID(viewer.id), active=True)
    seats = dict(held.order_by("id").values_list("board", "id"))
    rows = Posting.objects.filter(board__in=list(seats), state=PostingState.DRAFT).select_related("item")
    signed = set(
        Signature.objects.filter(checker__in=list(seats.values()))
        .order_by("id")
        .values_list("posting", "content")
    )
    return [head_of(row) for row in rows.order_by("made_at", "id") if (row.id, row.content) not in signed]


def drafts_of(board: BoardInfo) -> list[PostingHead]:
    """What is being prepared for a board."""
    rows = Posting.objects.filter(board=board.id, state=PostingState.DRAFT).select_related("item")
    return [head_of(row) for row in rows.order_by("made_at", "id")]


def posting_file(number: str, file: int, *, viewer: Actor) -> PostingFile:
    """A file of a posting that the viewer may see. Raises ``not_found``."""
    found = find_posting(number, viewer=viewer)
    row = PostingFile.objects.select_related("file").filter(pk=file, posting=found.head.id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def questions(board: BoardInfo, item: ItemInfo | None = None, *, every: bool = False) -> list[QuestionLine]:
    """What was asked, newest first. With ``every`` (for the desk) the words of unread ones too."""
    rows = OpenQuestion.objects.filter(board=board.id).select_related("item", "posting")
    if item is not None:
        rows = rows.filter(item=item.id)
    return [question_of(row, words=every) for row in rows.order_by("-asked_at", "id")[:MOST]]


def own_questions(viewer: Actor) -> list[tuple[QuestionLine, str]]:
    """What the viewer asked with their account, and the code of the board's place; with their own words."""
    if viewer.kind != "account":
        return []
    rows = OpenQuestion.objects.filter(account=UUID(viewer.id)).select_related("item", "posting", "board")
    return [
        (question_of(row, words=True), places.place_by_id(row.board.place_id).code)
        for row in rows.order_by("-asked_at", "id")[:MOST]
    ]


def question_of(row: OpenQuestion, *, words: bool) -> QuestionLine:
    """A question as plain data."""
    state = QuestionState(row.state)
    late = state in UNANSWERED and row.due_at is not None and row.due_at < clock.now()
    return QuestionLine(
        row.id, row.number, row.item.code, row.posting.number if row.posting else "",
        row.text if words or state in SHOWN else "", state, places.day_of(row.asked_at),
        places.last_day(row.due_at) if row.due_at else None, row.due_rule, row.answer,
        places.day_of(row.answered_at) if row.answered_at else None, row.escalated_at is not None,
        row.paper, late,
    )  # fmt: skip


@dataclass(frozen=True)
class BoardWork:
    """A board at the desk: what is overdue or due next, what is drafted and asked."""

    board: BoardInfo
    overdue: tuple[tuple[ItemInfo, Kept], ...]
    drafts: int
    asked: tuple[QuestionLine, ...]


def desk_boards(*, viewer: Actor) -> list[BoardWork]:
    """The boards that the viewer keeps or oversees, those with something overdue first."""
    found = []
    for row in Board.objects.order_by("place_path"):
        if Relation.KEEPER not in relations(viewer, row.place_path):
            continue
        board = board_info(row)
        lines = board_lines(board)
        late = tuple((line.item, one) for line in lines for one in line.overdue)
        asked = tuple(one for one in questions(board, every=True) if one.state in UNANSWERED)
        found.append(BoardWork(board, late, len(drafts_of(board)), asked))
    return sorted(found, key=lambda one: not (one.overdue or any(each.late for each in one.asked)))


def without_board(viewer: Actor) -> list[places.PlaceInfo]:
    """Communities and villages the viewer oversees whose board is not kept here yet."""
    kept = set(Board.objects.order_by("id").values_list("place", flat=True))
    kinds = (places.PlaceKind.COMMUNITY, places.PlaceKind.VILLAGE)
    return [
        one
        for one in places.tree()
        if one.kind in kinds and one.id not in kept and may_oversee(viewer, one.path)
    ]


def finances(board: BoardInfo) -> list[tuple[PostingHead, Amount]]:
    """Every amount that stands published on a board (not of replaced postings), oldest first."""
    rows = (
        PostingLine.objects.filter(posting__board=board.id, posting__state=PostingState.PUBLISHED)
        .select_related("posting__item")
        .order_by("posting__first", "posting__number", "seq")
    )
    return [(head_of(one.posting), Amount(Flow(one.flow), one.label, one.amount)) for one in rows]


def staff_of(board: BoardInfo) -> tuple[list[UUID], list[UUID]]:
    """Accounts of those who work for a board's committee, and for the unit above it."""
    own = [one.id for one in people.colleagues(board.unit.code)]
    above = people.colleagues(board.unit.parent) if board.unit.parent else []
    return own, [one.id for one in above]


def oversees(viewer: Actor, board: BoardInfo) -> bool:
    """Whether the viewer answers for the level above a board."""
    return may_oversee(viewer, board.place.path)
