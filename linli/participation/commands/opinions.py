# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking part in an opinion map: a name that leads to nobody, one's last word on each statement, statements
of one's own, and sheets from counter and telephone that two people enter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_code, tidy_code
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import MapOpened, StatementModerated
from ..models import Handed, Opinion, OpinionMap, OpinionSheet, Pseudonym, Statement
from ..policy import may
from ..queries.opinions import name_digest
from ..queries.spaces import SpaceInfo
from ..rules.phases import opens
from ..vocab import (
    NAME_TAKEN,
    SHEET_SETTLED,
    SPACE_NOT_OPEN,
    STANCE_VALUE,
    STATEMENT_TWICE,
    WRONG_NAME,
    Deed,
    SpaceState,
    Stance,
    StatementState,
)
from .base import check_open

CODE_LENGTH = 16
LONGEST = 140  # signs of a statement
MOST_OWN = 5  # statements that one pseudonym may write
LEAST = 5  # people of the smallest group that may be shown


@transaction.atomic
def open_map(
    space: SpaceInfo, question: Mapping[str, str], least: int, seeds: Sequence[str], *, actor: Actor
) -> UUID:
    """Open an opinion map with its first statements. Done again it is the same one.

    ``least``: people below which no group is shown. Raises ``not_found``, ``invalid``, ``space_not_open``.
    """
    keeper(space, actor)
    if known := OpinionMap.objects.filter(space=space.id).order_by("id").first():
        return known.id
    asked = {language: clean(text)[:200] for language, text in question.items() if clean(text)}
    texts = list(dict.fromkeys(filter(None, (clean(text) for text in seeds))))
    if not asked or least < LEAST or len(texts) < 2 or max(map(len, texts)) > LONGEST:
        raise INVALID(field="question" if not asked else "least" if least < LEAST else "seeds")
    if space.state is SpaceState.CLOSED:
        raise SPACE_NOT_OPEN()
    row = OpinionMap.objects.create(
        space_id=space.id, question=asked, least=least, version=0, opened_at=clock.now()
    )
    Statement.objects.bulk_create(
        Statement(opinion_map=row, seq=seq, text=text, state=StatementState.SHOWN.value, seed=True)
        for seq, text in enumerate(texts, 1)
    )
    tell_map(row, MapOpened(space.code, len(texts)), actor)
    return row.id


@transaction.atomic
def seed(space: SpaceInfo, text: str, *, actor: Actor) -> int:
    """Staff add a statement, shown at once: its number. Raises ``invalid``, ``statement_twice``."""
    keeper(space, actor)
    row = running(space, lock=True)
    seq = _write(row, text, StatementState.SHOWN, seed=True)
    tell_map(row, StatementModerated(space.code, seq, Deed.PREPARE.value), actor)
    return seq


def take_name(space: SpaceInfo, *, actor: Actor) -> str:
    """Give a name to somebody who may take part: its code, told once and never kept.

    Raises ``space_not_open``, ``not_on_the_ladder``, ``name_taken``.
    """
    row = running(space)
    check_open(space, Deed.OPINE, actor)
    code = new_code(CODE_LENGTH)
    try:
        with transaction.atomic():
            Handed.objects.create(opinion_map=row, account_id=UUID(actor.id))
            Pseudonym.objects.create(opinion_map=row, digest=name_digest(code))
    except IntegrityError:
        raise NAME_TAKEN() from None
    return code


@transaction.atomic
def say(space: SpaceInfo, code: str, seq: int, stance: Stance) -> None:
    """Agree, pass or disagree; saved at once, and the last word counts.

    Whoever has the code holds the name; nobody is asked who they are. Raises ``wrong_name``,
    ``space_not_open``, ``invalid``.
    """
    row, name = _held(space, code)
    statement = _shown(row).filter(seq=seq).first()
    if statement is None:
        raise INVALID(field="statement")
    Opinion.objects.update_or_create(
        pseudonym=name, statement=statement, defaults={"value": STANCE_VALUE[stance]}
    )
    OpinionMap.objects.filter(pk=row.id, stale=False).update(stale=True)


@transaction.atomic
def write_statement(space: SpaceInfo, code: str, text: str) -> int:
    """Write a statement of one's own; moderators read it before anybody else does. Its author agrees.

    Raises ``wrong_name``, ``space_not_open``, ``invalid`` (too long, too many), ``statement_twice``.
    """
    _, name = _held(space, code)
    row = running(space, lock=True)
    if Statement.objects.filter(author=name).count() >= MOST_OWN:
        raise INVALID(field="text")
    seq = _write(row, text, StatementState.WAITING, author=name)
    mine = Statement.objects.get(opinion_map=row, seq=seq)
    Opinion.objects.create(pseudonym=name, statement=mine, value=STANCE_VALUE[Stance.AGREE])
    return seq


@transaction.atomic
def key_sheet(space: SpaceInfo, serial: str, said: Mapping[int, Stance], *, actor: Actor) -> bool:
    """Enter a sheet from counter or telephone; whether two people have now entered it alike.

    Until then each may correct what they entered, and sees nothing of the other's. Raises ``not_found``,
    ``invalid``, ``sheet_settled``, ``space_not_open``.
    """
    if not may(actor, Deed.PAPER, space.place.path):
        raise NOT_FOUND()
    if actor.kind != "account":
        raise FORBIDDEN()
    row, named = running(space, lock=True), tidy_code(serial)[:20]
    asked = {one.seq: one for one in _shown(row)}
    if not named or not said or not set(said) <= set(asked):
        raise INVALID(field="serial" if not named else "said")
    digest = name_digest(f"sheet:{row.id}:{named}")
    if Pseudonym.objects.filter(digest=digest).exists():
        raise SHEET_SETTLED()
    values = {str(seq): STANCE_VALUE[stance] for seq, stance in sorted(said.items())}
    OpinionSheet.objects.update_or_create(
        opinion_map=row, serial=named, clerk_id=UUID(actor.id), defaults={"said": values}
    )
    sheets = OpinionSheet.objects.filter(opinion_map=row, serial=named)
    if not any(one.said == values for one in sheets.exclude(clerk=UUID(actor.id)).order_by("id")):
        return False
    name = Pseudonym.objects.create(opinion_map=row, digest=digest, paper=True)
    Opinion.objects.bulk_create(
        Opinion(pseudonym=name, statement=asked[int(seq)], value=value) for seq, value in values.items()
    )
    sheets.delete()
    OpinionMap.objects.filter(pk=row.id).update(stale=True)
    return True


def running(space: SpaceInfo, *, lock: bool = False) -> OpinionMap:
    """The map of a space, while one can take part in it. Raises ``space_not_open``."""
    rows = OpinionMap.objects.select_for_update() if lock else OpinionMap.objects
    row = rows.filter(space=space.id, closed_at=None).order_by("id").first()
    if row is None or space.state is not SpaceState.OPEN or not _open_now(space):
        raise SPACE_NOT_OPEN()
    return row


def keeper(space: SpaceInfo, actor: Actor) -> None:
    """Raises ``not_found`` for whoever does not keep the space."""
    if not may(actor, Deed.PREPARE, space.place.path):
        raise NOT_FOUND()


def tell_map(row: OpinionMap, event: Event, actor: Actor) -> None:
    """The event of a map, under its next number."""
    row.version += 1
    row.save(update_fields=("version",))
    append([Entry(event, row.id, row.version, actor, clock.now())])


def _open_now(space: SpaceInfo) -> bool:
    return opens(Deed.OPINE, space.phases, places.today())


def _held(space: SpaceInfo, code: str) -> tuple[OpinionMap, Pseudonym]:
    row = running(space)
    name = Pseudonym.objects.filter(opinion_map=row, digest=name_digest(code), paper=False).first()
    if name is None:
        raise WRONG_NAME()
    return row, name


def _shown(row: OpinionMap) -> QuerySet[Statement]:
    return Statement.objects.filter(opinion_map=row, state=StatementState.SHOWN).order_by("seq")


def _write(
    row: OpinionMap,
    text: str,
    state: StatementState,
    *,
    seed: bool = False,
    author: Pseudonym | None = None,
) -> int:
    said = clean(text)
    if not 2 <= len(said) <= LONGEST or "\n" in said:
        raise INVALID(field="text")
    there = Statement.objects.filter(opinion_map=row)
    if there.filter(text=said).exists():
        raise STATEMENT_TWICE()
    seq = (there.aggregate(last=Max("seq"))["last"] or 0) + 1
    Statement.objects.create(
        opinion_map=row, seq=seq, text=said, state=state.value, seed=seed, author=author
    )
    return int(seq)
