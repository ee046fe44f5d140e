# SPDX-License-Identifier: AGPL-3.0-or-later
"""A board is kept, a posting written, signed by the supervision committee, published, later corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import ALREADY_USED, FORBIDDEN, INVALID, NOT_FOUND, STALE
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.files import store
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events.openness import (
    BoardKept,
    CheckerSeated,
    PostingPublished,
    PostingSigned,
    PostingWritten,
)
from ..models import Board, Checker, Posting, PostingFile, PostingLine, Signature
from ..policy import may, may_oversee, works_there
from ..queries.openness import find_board, find_item, item_of, open_periods, seat_of
from ..rules.openness import Period, read_amounts, read_table
from ..vocab import Deed
from ..vocab.openness import (
    BAD_PERIOD,
    NOT_A_CHECKER,
    POSTING_LACKS,
    POSTING_NOT_NOW,
    POSTING_UNCHECKED,
    WORKS_THERE,
    Every,
    Family,
    PostingState,
)
from .base import COMPARTMENT
from .meetings import next_number

LONGEST = 8000
MOST_FILES = 12
MOST_SEATS = 15


@dataclass(frozen=True)
class PostingData:
    """A posting as it is to be; ``amounts`` and ``table`` as they are typed in (see ``rules.openness``)."""

    first: date
    title: str
    text: str = ""
    table: str = ""
    amounts: str = ""
    files: Sequence[UUID] = ()


@transaction.atomic
def keep_board(place: str, unit: str, since: date, spot: str, *, actor: Actor) -> UUID:
    """Keep the board of a community here from a day on, or change where it hangs and who keeps it.

    The day moves to an earlier one alone: what was expected stays expected.
    Raises ``forbidden``, ``invalid``.
    """
    where = places.place_by_code(place)
    if not may_oversee(actor, where.path):
        raise FORBIDDEN()
    family = {places.PlaceKind.COMMUNITY: Family.RESIDENTS, places.PlaceKind.VILLAGE: Family.VILLAGERS}
    if where.kind not in family or since > places.today():
        raise INVALID(field="place" if where.kind not in family else "since")
    row = Board.objects.select_for_update().filter(place=where.id).order_by("id").first()
    row = row or Board(id=new_id(), place_id=where.id, since=since)
    row.place_path, row.family = where.path, family[places.PlaceKind(where.kind)].value
    row.unit_id, row.spot = people.unit_by_code(unit).id, clean(spot)[:120]
    row.since = min(row.since, since) if row.version else since
    row.version += 1
    row.save()
    told = BoardKept(where.code, row.since.isoformat())
    append([Entry(told, row.id, next_seq(row.id), actor, clock.now())])
    return row.id


@transaction.atomic
def seat_checker(place: str, seat: int, title: str, account: UUID | None, *, actor: Actor) -> None:
    """Enter an elected member of the supervision committee; the same seat again gives it to another one.

    Nobody who holds a post there is one, nor anybody twice. Raises ``forbidden``, ``invalid``,
    ``works_there``.
    """
    board = find_board(place)
    if not may_oversee(actor, board.place.path):
        raise FORBIDDEN()
    named = clean(title)[:60]
    if not named or not 1 <= seat <= MOST_SEATS:
        raise INVALID(field="seat" if named else "title")
    if account is not None and works_there(people.actor_of_account(account), board.place.path):
        raise WORKS_THERE(field="login")
    try:
        with transaction.atomic():
            Checker.objects.update_or_create(
                board_id=board.id,
                seat=seat,
                defaults={"title": named, "account_id": account, "active": True},
            )
    except IntegrityError as error:
        raise ALREADY_USED() from error
    told = CheckerSeated(board.place.code, seat)
    append([Entry(told, board.id, next_seq(board.id), actor, clock.now())])


@transaction.atomic
def end_seat(place: str, seat: int, *, actor: Actor) -> None:
    """A member's time is over. What they signed stays signed. Raises ``forbidden``, ``invalid``."""
    board = find_board(place)
    if not may_oversee(actor, board.place.path):
        raise FORBIDDEN()
    if not Checker.objects.filter(board=board.id, seat=seat, active=True).update(
        active=False, account=None
    ):
        raise INVALID(field="seat")
    told = CheckerSeated(board.place.code, seat, ended=True)
    append([Entry(told, board.id, next_seq(board.id), actor, clock.now())])


@transaction.atomic
def write_posting(
    place: str, item: str, data: PostingData, *, actor: Actor,
    posting: UUID | None = None, expected_version: int | None = None,
) -> str:  # fmt: skip
    """Draft an item for one period,
    or with ``posting`` change a draft: its number. Signatures on what stood
    there before stand no longer.

    Raises ``forbidden``, ``invalid``, ``bad_line``, ``bad_period``, ``posting_lacks``, ``stale``.
    """
    board = find_board(place)
    if not may(actor, Deed.PREPARE, board.place.path):
        raise FORBIDDEN()
    what = find_item(board, item)
    amounts, title, text = read_amounts(data.amounts), clean(data.title)[:120], clean(data.text)[:LONGEST]
    if len(title) < 2:
        raise INVALID(field="title")
    if not (text or read_table(data.table) or amounts) or (what.finance and not amounts):
        raise POSTING_LACKS(field="amounts" if what.finance else "text")
    if posting is None:
        if what.every is Every.OCCASION:
            period = Period(data.first, data.first)
            if not board.since <= data.first <= places.today():
                raise BAD_PERIOD(field="first")
        else:
            found = [one for one in open_periods(board, what) if one.first == data.first]
            if not found:
                raise BAD_PERIOD(field="first")
            period = found[0]
        row = Posting(
            id=new_id(), number=next_number("G"), board_id=board.id, item_id=what.id, first=period.first,
            last=period.last, state=PostingState.DRAFT.value, made_at=clock.now(), version=0, content=0,
        )  # fmt: skip
    else:
        row = _locked(posting, Deed.PREPARE, actor, expected_version)
        _stands(row, PostingState.DRAFT)
    row.title, row.text, row.table = title, text, clean(data.table)[:LONGEST]
    row.content += 1
    row.writer_id = _account(actor)
    _done(row, PostingWritten(row.number, what.code, board.place.code), actor)
    PostingLine.objects.filter(posting=row).delete()
    PostingLine.objects.bulk_create(
        PostingLine(posting=row, seq=seq, flow=one.flow.value, words=one.label, amount=one.amount)
        for seq, one in enumerate(amounts, 1)
    )
    if PostingFile.objects.filter(posting=row).count() + len(data.files) > MOST_FILES:
        raise INVALID(field="files")
    store.link(data.files)
    PostingFile.objects.bulk_create(PostingFile(posting=row, file_id=file) for file in data.files)
    return row.number


@transaction.atomic
def drop_file(posting: UUID, file: int, *, actor: Actor) -> None:
    """Take a file out of a draft. Raises ``posting_not_now``, ``not_found``."""
    row = _locked(posting, Deed.PREPARE, actor)
    _stands(row, PostingState.DRAFT)
    link = PostingFile.objects.filter(pk=file, posting=row).order_by("id").first()
    if link is None:
        raise NOT_FOUND()
    place = places.place_by_id(row.board.place_id).code
    row.content += 1
    row.writer_id = _account(actor)
    _done(row, PostingWritten(row.number, row.item.code, place), actor)
    stored = link.file_id
    link.delete()
    if not PostingFile.objects.filter(file=stored).exists():  # a correction shares those of the old one
        store.unlink([stored])


@transaction.atomic
def correct_posting(posting: UUID, reason: str, *, actor: Actor) -> str:
    """Begin a newer version of a published posting, with what stands there now: the number of its draft.

    The old one stays up until the new one is signed and published. Raises ``invalid``, ``posting_not_now``.
    """
    old = _locked(posting, Deed.PREPARE, actor)
    _stands(old, PostingState.PUBLISHED)
    why = clean(reason)[:400]
    if len(why) < 2:
        raise INVALID(field="text")
    if Posting.objects.filter(corrects=old).exists():
        raise POSTING_NOT_NOW()
    now = clock.now()
    row = Posting(
        id=new_id(), number=next_number("G"), board_id=old.board_id, item_id=old.item_id, first=old.first,
        last=old.last, title=old.title, text=old.text, table=old.table, state=PostingState.DRAFT.value,
        edition=old.edition + 1, corrects=old, reason=why, made_at=now, version=0,
        writer_id=_account(actor),
    )  # fmt: skip
    place = places.place_by_id(old.board.place_id).code
    _done(row, PostingWritten(row.number, old.item.code, place), actor)
    PostingLine.objects.bulk_create(
        PostingLine(posting=row, seq=one.seq, flow=one.flow, words=one.words, amount=one.amount)
        for one in PostingLine.objects.filter(posting=old).order_by("seq")
    )
    PostingFile.objects.bulk_create(
        PostingFile(posting=row, file_id=one.file_id)
        for one in PostingFile.objects.filter(posting=old).order_by("id")
    )
    return row.number


@transaction.atomic
def sign_posting(posting: UUID, agrees: bool, text: str = "", *, actor: Actor) -> None:
    """A member of the supervision committee signs what stands there now, or refuses and says why.

    Raises ``not_a_checker``, ``not_found``, ``invalid``, ``posting_not_now``, ``already_used``.
    """
    row = Posting.objects.select_for_update(of=("self",)).select_related("board", "item")
    found = row.filter(pk=posting).order_by("id").first()
    seat = seat_of(found.board_id, actor) if found else None
    if found is None or (seat is None and found.state == PostingState.DRAFT):
        raise NOT_FOUND()
    if seat is None or works_there(actor, found.board.place_path):
        raise NOT_A_CHECKER()
    _sign(found, seat, agrees, text, "", VISITOR)


@transaction.atomic
def sign_on_paper(
    posting: UUID, seat: int, paper: str, *, actor: Actor, agrees: bool = True, text: str = ""
) -> None:
    """Staff enter a signature from a paper, not those who wrote what is signed.

    Raises ``forbidden``, ``invalid``, ``posting_not_now``, ``already_used``.
    """
    row = _locked(posting, Deed.PAPER, actor)
    if row.writer_id is not None and row.writer_id == _account(actor):
        raise FORBIDDEN()
    held = Checker.objects.filter(board=row.board_id, seat=seat, active=True).order_by("id").first()
    named = clean(paper)[:80]
    if held is None or not named:
        raise INVALID(field="seat" if held is None else "paper")
    _sign(row, held, agrees, text, named, actor)


def _sign(row: Posting, seat: Checker, agrees: bool, text: str, paper: str, actor: Actor) -> None:
    _stands(row, PostingState.DRAFT)
    said = clean(text)[:400]
    if not agrees and len(said) < 2:
        raise INVALID(field="text")
    given = {"agrees": agrees, "text": said, "paper": paper, "at": clock.now()}
    _, fresh = Signature.objects.get_or_create(
        posting=row, checker=seat, content=row.content, defaults=given
    )
    if not fresh:
        raise ALREADY_USED()
    _done(row, PostingSigned(row.number, agrees, bool(paper)), actor)


@transaction.atomic
def publish_posting(posting: UUID, *, actor: Actor, expected_version: int | None = None) -> None:
    """Publish what enough members signed as it stands. It stays up for the statutory days at least.

    Raises ``posting_unchecked``, ``posting_not_now``, ``bad_period``, ``stale``.
    """
    row = _locked(posting, Deed.PUBLISH, actor, expected_version)
    _stands(row, PostingState.DRAFT)
    board, item = row.board, item_of(row.item)
    now, today = clock.now(), places.today()
    if row.last > today:
        raise BAD_PERIOD()
    given = Signature.objects.filter(posting=row, content=row.content)
    have = 0 if given.filter(agrees=False).exists() else given.count()
    if have < item.checks:
        raise POSTING_UNCHECKED(have=have, need=item.checks)
    limit = norms.limit(f"meeting.posted.{board.family}", today)
    if limit is not None and limit.in_force(today):
        # the day of posting is not counted (民法典 201); "no fewer than" days, so nothing is cut short
        row.posted_until, row.posted_rule = today + timedelta(days=limit.limit), limit.key
    row.state, row.published_at = PostingState.PUBLISHED.value, now
    until = row.posted_until.isoformat() if row.posted_until else ""
    corrects = ""
    if row.corrects is not None:
        old = Posting.objects.select_for_update().get(pk=row.corrects.pk)
        _stands(old, PostingState.PUBLISHED)
        old.state, old.changed_at = PostingState.REPLACED.value, now
        old.save(update_fields=("state", "changed_at"))
        corrects = old.number
    place = places.place_by_id(board.place_id).code
    _done(row, PostingPublished(row.number, item.code, place, until, corrects), actor)


def _locked(posting: UUID, deed: Deed, actor: Actor, expected_version: int | None = None) -> Posting:
    """A posting, locked, for who keeps its board. Raises ``not_found``, ``stale``."""
    rows = Posting.objects.select_for_update(of=("self",)).select_related("board", "item", "corrects")
    row = rows.filter(pk=posting).order_by("id").first()
    if row is None or not may(actor, deed, row.board.place_path):
        raise NOT_FOUND()
    if expected_version is not None and expected_version != row.version:
        raise STALE(version=row.version)
    return row


def _stands(row: Posting, state: PostingState) -> None:
    if row.state != state:
        raise POSTING_NOT_NOW()


def _done(row: Posting, event: Event, actor: Actor) -> None:
    row.version += 1
    row.changed_at = clock.now()
    row.save()
    # which member signed by account is told by no event
    append([Entry(event, row.id, row.version, actor, row.changed_at, compartment=COMPARTMENT)])


def _account(actor: Actor) -> UUID | None:
    return UUID(actor.id) if actor.kind == "account" else None
