# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff do with a draft: write it, moderate and answer its amendments, write the next edition of what
was taken. The final words go to the norms library, through its door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND, mark
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append
from linli.platform.text import clean

from ..events import Amended, TextMoved
from ..models import Amendment, AmendmentVoice, DraftClause, DraftText
from ..policy import may
from ..rules.clauses import Taken, clashes, next_edition
from ..vocab import Deed, Rung
from ..vocab.moderation import Contribution
from ..vocab.texts import (
    AMENDMENTS_CLASH,
    AMENDMENTS_OPEN,
    NOTHING_TO_CHANGE,
    TEXT_NOT_NOW,
    USE_WORDS,
    Change,
    SaidState,
    TextState,
    Use,
)
from .base import locked
from .meetings import next_number
from .moderate import Subject, by_rule
from .telling import tell_accounts
from .texts import LONGEST, amendment_of, clauses_of, tell_text

MOST = 120  # clauses of a draft
S = SaidState

ANSWERED = mark(
    "Your amendment %(seq)s of the draft “%(title)s” is answered: %(use)s. The reason: %(answer)s"
)
OUT = mark(
    "The moderators took out your amendment %(seq)s of the draft “%(title)s” by rule %(rule)s The reason: "
    "%(reason)s\nYou can appeal on its page; another moderator decides."
)
SHOWN = mark("Your amendment %(seq)s of the draft “%(title)s” can be read and weighed by everybody now.")
FINAL = mark(
    "The draft “%(title)s”, of which you proposed or weighed amendments, has its final words: what was "
    "taken, and why not, stands on its page."
)


@dataclass(frozen=True)
class TextData:
    """A draft as it is to be: what, for which place, who answers, from when to when, its clauses."""

    title: str
    text: str
    place: str
    unit: str
    level: str
    rung: Rung
    begins: date
    ends: date
    clauses: Sequence[str]
    pact: str = ""


@transaction.atomic
def prepare_text(
    data: TextData, *, actor: Actor, text: UUID | None = None, expected_version: int | None = None
) -> str:
    """Prepare a draft, or change one that is not open yet: its number.

    With the code of a ``pact`` in the library its clauses are taken from there if none are given.
    Raises ``forbidden``, ``not_found``, ``invalid``, ``text_not_now``, ``stale``.
    """
    spot, unit = places.place_by_code(data.place), people.unit_by_code(data.unit)
    if not may(actor, Deed.PREPARE, spot.path):
        raise FORBIDDEN()
    row = locked(DraftText, text, Deed.PREPARE, actor, expected_version) if text else None
    if row is None:
        row = DraftText(id=new_id(), number=next_number("D"), state=TextState.DRAFT.value, version=0)
    if row.state != TextState.DRAFT:
        raise TEXT_NOT_NOW()
    given = [clean(one) for one in data.clauses if clean(one)]
    if data.pact:
        pact = norms.pact_detail(data.pact, places.today())
        given = given or [one.text for one in pact.clauses]
    title = clean(data.title)[:120]
    if len(title) < 2 or data.ends < data.begins:
        raise INVALID(field="ends" if len(title) > 1 else "title")
    if not 0 < len(given) <= MOST or any(len(one) > LONGEST for one in given):
        raise INVALID(field="clauses")
    row.title, row.text, row.level, row.rung = title, clean(data.text), data.level, data.rung.value
    row.place_id, row.place_path, row.unit_id, row.pact = spot.id, spot.path, unit.id, data.pact
    row.begins, row.ends = data.begins, data.ends
    _moved(row, actor)
    DraftClause.objects.filter(text=row).delete()
    DraftClause.objects.bulk_create(
        DraftClause(text=row, edition=1, number=number, words=words)
        for number, words in enumerate(given, 1)
    )
    return row.number


@transaction.atomic
def open_text(text: UUID, *, actor: Actor) -> None:
    """Open a draft to everybody. Raises ``text_not_now``."""
    row = locked(DraftText, text, Deed.PREPARE, actor)
    if row.state != TextState.DRAFT:
        raise TEXT_NOT_NOW()
    row.state, row.opened_at = TextState.OPEN.value, clock.now()
    _moved(row, actor)


@transaction.atomic
def moderate_amendment(text: UUID, seq: int, *, actor: Actor, rule: str = "", reason: str = "") -> None:
    """Let everybody read an amendment, or with a ``rule`` and a reason take it out; its author is told.

    Raises ``not_found``, ``forbidden`` for whoever wrote it, ``invalid``.
    """
    row = locked(DraftText, text, Deed.HIDE, actor)
    amendment = amendment_of(row, seq, *((S.WAITING, S.OPEN) if rule else (S.WAITING, S.HIDDEN)))
    _not_own(amendment, actor)
    facts = {"seq": str(seq), "title": row.title}
    if rule:
        page = reverse("text", args=[row.number]) + f"#amendment-{seq}"
        subject = Subject(Contribution.AMENDMENT, amendment.id, f"{row.number}/{seq}", page, row.place_path)
        line = by_rule(subject, Deed.HIDE, rule, reason, actor=actor)
        facts |= {"rule": f"{line.number}: {line.words}", "reason": clean(reason)}
    amendment.state = (S.HIDDEN if rule else S.OPEN).value
    amendment.save(update_fields=("state",))
    deed = Deed.HIDE if rule else Deed.RELEASE
    tell_text(row, Amended(row.number, seq, deed.value, rule), actor)
    _write(amendment, row, OUT if rule else SHOWN, deed.value, facts)


@transaction.atomic
def answer_amendment(text: UUID, seq: int, use: Use, answer: str, *, actor: Actor, words: str = "") -> None:
    """The drafters say whether an amendment is taken, and why. Taken in part it has other ``words``.

    Until the next edition is written an answer can be given anew. Raises ``not_found``, ``forbidden``,
    ``invalid``, ``amendments_clash``, ``nothing_to_change``, ``text_not_now``.
    """
    row = _staff(text, actor)
    amendment = amendment_of(row, seq, S.OPEN, S.ANSWERED)
    _not_own(amendment, actor)
    if amendment.edition != row.edition:
        raise TEXT_NOT_NOW()
    said, other = clean(answer)[:4000], clean(words)[: LONGEST + 1]
    if len(said) < 2:
        raise INVALID(field="text")
    used = amendment.words if use is Use.TAKEN else other if use is Use.PARTLY else ""
    kind = Change(amendment.kind)
    if use is Use.PARTLY:
        if not 1 < len(used) <= LONGEST:
            raise NOTHING_TO_CHANGE()
        kind = Change.REPLACE if kind is Change.STRIKE else kind
    if use is not Use.NOT:
        one = Taken(seq, kind, amendment.clause, used)
        others = [two for two in _taken(row) if two.seq != seq]
        if clash := clashes(one, others):
            raise AMENDMENTS_CLASH(other=clash)
        if not next_edition(clauses_of(row), [*others, one]):
            raise NOTHING_TO_CHANGE()
    amendment.state, amendment.verdict, amendment.answer = S.ANSWERED.value, use.value, said
    amendment.used, amendment.answered_at = used, clock.now()
    amendment.save()
    tell_text(row, Amended(row.number, seq, Deed.ANSWER.value, use=use.value), actor)
    facts = {"seq": str(seq), "title": row.title, "use": USE_WORDS[use], "answer": said}
    _write(amendment, row, ANSWERED, f"answer:{row.version}", facts)


@transaction.atomic
def write_edition(text: UUID, *, actor: Actor, final: bool = False) -> int:
    """Write the next edition of what was taken, and with ``final`` end it: the number of the edition.

    Every amendment needs its answer first. Final words go to the draft of a pact in the norms library.
    Raises ``text_not_now``, ``amendments_open``.
    """
    row = locked(DraftText, text, Deed.ANSWER, actor)
    if row.state != TextState.OPEN:
        raise TEXT_NOT_NOW()
    rows = Amendment.objects.filter(text=row, edition=row.edition).order_by("seq")
    unanswered = rows.filter(state__in=(S.WAITING, S.OPEN)).values_list("seq", flat=True)
    if unanswered:
        raise AMENDMENTS_OPEN(numbers=", ".join(map(str, unanswered[:20])))
    taken = _taken(row)
    if not taken and not final:
        raise TEXT_NOT_NOW()
    if taken:
        made = next_edition(clauses_of(row), taken)
        row.edition += 1
        DraftClause.objects.bulk_create(
            DraftClause(
                text=row, edition=row.edition, number=number, words=one.words, before=one.before,
                by=list(one.by),
            )
            for number, one in enumerate(made, 1)
        )  # fmt: skip
        rows.filter(seq__in=[one.seq for one in taken]).update(applied=row.edition)
    if final:
        row.state, row.closed_at = TextState.CLOSED.value, clock.now()
        row.pact = _hand_over(row, actor)
    _moved(row, actor)
    if final:
        voices = AmendmentVoice.objects.filter(amendment__text=row).exclude(account=None)
        wrote = Amendment.objects.filter(text=row).exclude(account=None)
        who = {*voices.order_by("id").values_list("account_id", flat=True)}
        who |= {*wrote.order_by("seq").values_list("account_id", flat=True)}
        told = {"title": row.title}
        tell_accounts(filter(None, who), "participation.text_final", FINAL, "text", row.number, told)
    return row.edition


def _hand_over(row: DraftText, actor: Actor) -> str:
    """Put the final words into the draft of a pact of the library: its code."""
    place, clauses = places.place_by_id(row.place_id).code, clauses_of(row)
    if not row.pact:
        return norms.start_pact(row.title, row.level, place, clauses, actor=actor)
    info = norms.pact_detail(row.pact, places.today()).info
    norms.edit_pact(row.pact, clauses, actor=actor, expected_version=info.version)
    return row.pact


def _taken(row: DraftText) -> list[Taken]:
    """What goes into the next edition."""
    rows = Amendment.objects.filter(
        text=row, edition=row.edition, state=S.ANSWERED, verdict__in=(Use.TAKEN, Use.PARTLY)
    )
    return [
        Taken(
            one.seq,
            Change.REPLACE if one.kind == Change.STRIKE and one.used else Change(one.kind),
            one.clause,
            one.used,
        )
        for one in rows.order_by("seq")
    ]


def _staff(text: UUID, actor: Actor) -> DraftText:
    """A draft that is open, locked, for its keepers and the unit that answers."""
    row = DraftText.objects.select_for_update().filter(pk=text).order_by("pk").first()
    if row is None or not may(actor, Deed.ANSWER, row.place_path, people.unit_by_id(row.unit_id).path):
        raise NOT_FOUND()
    if row.state != TextState.OPEN:
        raise TEXT_NOT_NOW()
    return row


def _not_own(amendment: Amendment, actor: Actor) -> None:
    if actor.kind == "account" and amendment.account_id == UUID(actor.id):
        raise FORBIDDEN()


def _write(amendment: Amendment, row: DraftText, words: str, what: str, facts: dict[str, str]) -> None:
    to = [amendment.account_id] if amendment.account_id else []
    key = f"{amendment.id}:{what}"
    tell_accounts(to, "participation.amendment", words, "text", row.number, facts, key=key)


def _moved(row: DraftText, actor: Actor) -> None:
    row.version += 1
    row.changed_at = clock.now()
    row.save()
    event = TextMoved(row.number, row.state, row.edition, row.pact)
    append([Entry(event, row.id, row.version, actor, row.changed_at)])
