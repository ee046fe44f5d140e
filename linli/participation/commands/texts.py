# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts and their amendments: staff write and open a text, residents amend it clause by clause and weigh
each other's amendments, each is answered with a reason, and the next edition is made of what was taken.
The final words go to the norms library, through its door."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import ALREADY_USED, INVALID, NOT_FOUND
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import Amended
from ..models import Amendment, AmendmentVoice, DraftClause, DraftText
from ..policy import may
from ..queries.facts import at_least
from ..vocab import NOT_ON_THE_LADDER, RUNG_WORDS, Deed, Rung
from ..vocab.texts import (
    NOTHING_TO_CHANGE,
    TEXT_NOT_NOW,
    Change,
    SaidState,
    TextState,
)
from .base import COMPARTMENT

LONGEST = 600  # signs of a clause
S = SaidState


@dataclass(frozen=True)
class NewAmendment:
    """What is proposed for a clause of the edition that stands; ``paper`` where staff take it down."""

    clause: int
    kind: Change
    words: str
    reason: str
    paper: str = ""


@transaction.atomic
def amend(text: UUID, new: NewAmendment, *, actor: Actor, identity: UUID | None = None) -> int:
    """Propose an amendment of one clause: its number. The moderators read it first.

    Sent again it is the same one. Raises ``text_not_now``, ``not_on_the_ladder``, ``nothing_to_change``,
    ``not_found``, ``already_used``.
    """
    row = _open(text)
    paper = clean(new.paper)[:80]
    if paper and not may(actor, Deed.PAPER, row.place_path):
        raise NOT_FOUND()
    if not paper:
        _admitted(row, actor)
    words, reason = clean(new.words)[: LONGEST + 1], clean(new.reason)[:LONGEST]
    key = identity or new_id()
    account = None if paper else UUID(actor.id)
    if known := Amendment.objects.filter(pk=key).order_by("pk").first():
        if known.account_id != account or (known.words, known.reason) != (words, reason):
            raise ALREADY_USED()
        return known.seq
    clauses = clauses_of(row)
    least = 0 if new.kind is Change.ADD else 1
    if not least <= new.clause <= len(clauses):
        raise INVALID(field="clause")
    same = new.kind is Change.REPLACE and words == clauses[new.clause - 1]
    wordless = new.kind is not Change.STRIKE and not 1 < len(words) <= LONGEST
    if same or wordless or len(reason) < 2:
        raise NOTHING_TO_CHANGE()
    seq = 1 + (Amendment.objects.filter(text=row).aggregate(last=Max("seq"))["last"] or 0)
    Amendment.objects.create(
        id=key,
        text=row,
        seq=seq,
        edition=row.edition,
        clause=new.clause,
        kind=new.kind.value,
        words="" if new.kind is Change.STRIKE else words,
        reason=reason,
        account_id=account,
        paper=paper,
        state=S.WAITING.value,
        made_at=clock.now(),
    )
    tell_text(row, Amended(row.number, seq, Deed.AMEND.value), actor if paper else VISITOR)
    return seq


@transaction.atomic
def weigh(text: UUID, seq: int, value: int, *, actor: Actor) -> None:
    """Say that one is for an amendment (1), against it (-1), or neither any more (0).

    One voice a person, the last one holds. Raises ``text_not_now``, ``not_on_the_ladder``, ``not_found``.
    """
    row = _open(text)
    _admitted(row, actor)
    amendment = amendment_of(row, seq, S.OPEN)
    own = AmendmentVoice.objects.filter(amendment=amendment, account=UUID(actor.id))
    if value == 0:
        own.delete()
    elif value in (1, -1):
        AmendmentVoice.objects.update_or_create(
            amendment=amendment, account_id=UUID(actor.id), defaults={"value": value}
        )
    else:
        raise INVALID(field="value")


@transaction.atomic
def enter_voices(text: UUID, seq: int, sheet: str, for_it: int, against: int, *, actor: Actor) -> None:
    """Enter a sheet of paper with so many for an amendment and so many against it; the same sheet again is
    corrected, not added. Raises ``not_found``, ``invalid``, ``text_not_now``."""
    row, named = _open(text), clean(sheet)[:80]
    if not may(actor, Deed.PAPER, row.place_path):
        raise NOT_FOUND()
    if not named or not (0 <= for_it <= 2000 and 0 <= against <= 2000):
        raise INVALID(field="sheet" if not named else "for_it")
    amendment = amendment_of(row, seq, S.OPEN)
    AmendmentVoice.objects.filter(amendment=amendment, sheet=named).delete()
    AmendmentVoice.objects.bulk_create(
        AmendmentVoice(amendment=amendment, sheet=named, value=value, count=count)
        for value, count in ((1, for_it), (-1, against))
        if count
    )
    tell_text(row, Amended(row.number, seq, Deed.PAPER.value), actor)


@transaction.atomic
def retract_amendment(text: UUID, seq: int, *, actor: Actor) -> None:
    """Its author takes an amendment back while it has no answer. Raises ``not_found``."""
    row = _open(text)
    amendment = amendment_of(row, seq, S.WAITING, S.OPEN)
    if actor.kind != "account" or amendment.account_id != UUID(actor.id):
        raise NOT_FOUND()
    amendment.state = S.RETRACTED.value
    amendment.save(update_fields=("state",))
    tell_text(row, Amended(row.number, seq, Deed.RETRACT.value), VISITOR)


def clauses_of(row: DraftText) -> list[str]:
    """The words of the clauses of the newest edition."""
    rows = DraftClause.objects.filter(text=row, edition=row.edition).order_by("number")
    return list(rows.values_list("words", flat=True))


def _open(text: UUID) -> DraftText:
    row = DraftText.objects.select_for_update().filter(pk=text).order_by("pk").first()
    if row is None or row.state == TextState.DRAFT:
        raise NOT_FOUND()
    if row.state != TextState.OPEN or not row.begins <= places.today() <= row.ends:
        raise TEXT_NOT_NOW()
    return row


def _admitted(row: DraftText, actor: Actor) -> None:
    if not at_least(actor, Rung(row.rung), row.place_path):
        raise NOT_ON_THE_LADDER(who=gettext(RUNG_WORDS[Rung(row.rung)]))


def amendment_of(row: DraftText, seq: int, *states: SaidState) -> Amendment:
    """An amendment by its number, locked, in one of these states. Raises ``not_found``."""
    found = Amendment.objects.select_for_update().filter(text=row, seq=seq, state__in=states)
    one = found.order_by("seq").first()
    if one is None:
        raise NOT_FOUND()
    return one


def tell_text(row: DraftText, event: Amended, actor: Actor) -> None:
    """Write the event of an amendment; its subject is the draft."""
    row.version += 1
    row.save(update_fields=("version",))
    append([Entry(event, row.id, row.version, actor, clock.now(), compartment=COMPARTMENT)])
