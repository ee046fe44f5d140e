# SPDX-License-Identifier: AGPL-3.0-or-later
"""One posting with its amounts, files and signatures; what waits for a signature; amounts as open data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.norms import public as norms
from linli.places import public as places

from ..models import Checker, Posting, PostingFile, PostingLine, Signature
from ..policy import Relation, relations
from ..rules.openness import Amount, Period, Sums, keeping, read_table, sums
from ..vocab.openness import Every, Flow, PostingState
from .openness import BoardInfo, ItemInfo, PostingHead, board_info, due_of, head_of, item_of, seat_of


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
    def ready(self) -> bool:
        """Whether enough members signed what stands there now."""
        return self.signed >= self.item.checks

    @property
    def days_late(self) -> int:
        if self.head.published_at is None:
            return 0
        return keeping(
            self.head.period, self.due_on, places.day_of(self.head.published_at), places.today()
        ).days_late


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
        tuple(Amount(Flow(one.flow), one.words, one.amount) for one in lines),
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


def posting_file(number: str, file: int, *, viewer: Actor) -> PostingFile:
    """A file of a posting that the viewer may see. Raises ``not_found``."""
    found = find_posting(number, viewer=viewer)
    row = PostingFile.objects.select_related("file").filter(pk=file, posting=found.head.id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def finances(board: BoardInfo) -> list[tuple[PostingHead, Amount]]:
    """Every amount that stands published on a board (not of replaced postings), oldest first."""
    rows = (
        PostingLine.objects.filter(posting__board=board.id, posting__state=PostingState.PUBLISHED)
        .select_related("posting__item")
        .order_by("posting__first", "posting__number", "seq")
    )
    return [(head_of(one.posting), Amount(Flow(one.flow), one.words, one.amount)) for one in rows]
