# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hearings: staff put the papers out in time, everybody says something about a place or a point, comments
that say the same get one answer, and a report ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import ALREADY_USED, FORBIDDEN, INVALID, NOT_FOUND, mark
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.files import store
from linli.platform.journal.append import append
from linli.platform.text import clean
from linli.platform.ui.words import date_words

from ..events import Heard, HearingMoved
from ..models import Hearing, HearingAnswer, HearingComment, HearingPaper
from ..policy import may
from ..queries.facts import at_least
from ..rules.meetings import earliest_day
from ..vocab import NOT_ON_THE_LADDER, RUNG_WORDS, Deed, Rung
from ..vocab.moderation import Contribution
from ..vocab.texts import (
    COMMENTS_OPEN,
    HEARING_NOT_NOW,
    HEARING_NOTICE,
    USE_WORDS,
    SaidState,
    TextState,
    Use,
)
from .base import COMPARTMENT, LONGEST, locked
from .meetings import next_number
from .moderate import Subject, by_rule
from .telling import tell_accounts

MOST_PAPERS, MOST_CATEGORIES = 12, 12
NOTICE = "hearing.notice"  # in the norms' table of time limits
S = SaidState
SHOWN = mark("What you said in the hearing “%(title)s” (%(seq)s) can be read by everybody now.")
OUT = mark(
    "The moderators took out what you said in the hearing “%(title)s” (%(seq)s) by rule %(rule)s The "
    "reason: %(reason)s\nYou can appeal on its page; another moderator decides."
)
ANSWERED = mark("What you said in the hearing “%(title)s” (%(seq)s) is answered: %(use)s. %(answer)s")
REPORTED = mark("The report of the hearing “%(title)s”, in which you said something, is published.")


@dataclass(frozen=True)
class HearingData:
    """A hearing as it is to be: ``categories`` by language; ``meets_at`` in UTC, if people meet."""

    title: str
    text: str
    place: str
    unit: str
    categories: Sequence[Mapping[str, str]]
    begins: date
    ends: date
    meets_at: datetime | None = None
    spot: str = ""


@dataclass(frozen=True)
class NewComment:
    """Something said: its category (from 1), words, the code of a place, the point (longitude, latitude in
    WGS 84) if somebody pointed; ``paper`` where staff take it down."""

    category: int
    words: str
    place: str
    point: tuple[float, float] | None = None
    paper: str = ""


@transaction.atomic
def prepare_hearing(
    data: HearingData, *, actor: Actor, hearing: UUID | None = None, expected_version: int | None = None
) -> str:
    """Prepare a hearing, or change one that was not announced: its number.

    Raises ``forbidden``, ``not_found``, ``invalid``, ``hearing_not_now``, ``stale``.
    """
    spot, unit = places.place_by_code(data.place), people.unit_by_code(data.unit)
    if not may(actor, Deed.PREPARE, spot.path):
        raise FORBIDDEN()
    row = locked(Hearing, hearing, Deed.PREPARE, actor, expected_version) if hearing else None
    if row is None:
        row = Hearing(id=new_id(), number=next_number("G"), state=TextState.DRAFT.value, version=0)
    if row.state != TextState.DRAFT:
        raise HEARING_NOT_NOW()
    names = [
        {language: clean(name)[:60] for language, name in one.items() if clean(name)}
        for one in data.categories
    ]
    row.title, row.text = clean(data.title)[:120], clean(data.text)[:LONGEST]
    row.categories = [one for one in names if one][:MOST_CATEGORIES]
    if len(row.title) < 2 or not row.categories or data.ends < data.begins:
        raise INVALID(
            field="title" if len(row.title) < 2 else "categories" if not row.categories else "ends"
        )
    row.place_id, row.place_path, row.unit_id = spot.id, spot.path, unit.id
    row.begins, row.ends, row.meets_at, row.spot = (
        data.begins,
        data.ends,
        data.meets_at,
        clean(data.spot)[:120],
    )
    _moved(row, actor)
    return row.number


@transaction.atomic
def add_paper(hearing: UUID, title: str, content: bytes, *, actor: Actor) -> None:
    """Put a paper with a hearing that was not announced. Raises ``hearing_not_now``, ``invalid``, and what
    :func:`linli.platform.files.store.store` raises."""
    row = locked(Hearing, hearing, Deed.PREPARE, actor)
    count = HearingPaper.objects.filter(hearing=row).count()
    if row.state != TextState.DRAFT or count >= MOST_PAPERS:
        raise HEARING_NOT_NOW()
    named = clean(title)[:120]
    if len(named) < 2:
        raise INVALID(field="title")
    file = store.store(content)
    store.link([file.id])
    HearingPaper.objects.create(hearing=row, seq=count + 1, title=named, file=file)
    _moved(row, actor)


@transaction.atomic
def announce_hearing(hearing: UUID, *, actor: Actor) -> None:
    """Put subject and papers out, as long before the first day as the norms' table asks for.

    Raises ``hearing_not_now``, ``hearing_notice`` (from which day on it can begin stands in it).
    """
    row = locked(Hearing, hearing, Deed.PREPARE, actor)
    if row.state != TextState.DRAFT:
        raise HEARING_NOT_NOW()
    today = places.today()
    limit = norms.limit(NOTICE, today)
    limit = limit if limit and limit.in_force(today) else None
    first = earliest_day(today, limit.limit) if limit else today
    if row.begins < first:
        raise HEARING_NOTICE(
            days=limit.limit if limit else 0,
            source=f"{limit.source} {limit.article}" if limit else "",
            earliest=date_words(first),
        )
    row.state, row.announced_at = TextState.OPEN.value, clock.now()
    row.notice_rule = limit.key if limit else ""
    _moved(row, actor)


@transaction.atomic
def comment(hearing: UUID, new: NewComment, *, actor: Actor, identity: UUID | None = None) -> int:
    """Say something in a hearing: its number. The moderators read it first; sent again it is the same one.

    Raises ``not_found``, ``hearing_not_now``, ``not_on_the_ladder``, ``invalid``, ``outside_town``,
    ``already_used``.
    """
    row = Hearing.objects.select_for_update().filter(pk=hearing).order_by("pk").first()
    if row is None or row.state == TextState.DRAFT:
        raise NOT_FOUND()
    paper = clean(new.paper)[:80]
    if paper and not may(actor, Deed.PAPER, row.place_path):
        raise NOT_FOUND()
    if row.state != TextState.OPEN or not row.begins <= places.today() <= row.ends:
        raise HEARING_NOT_NOW()
    if not paper and not at_least(actor, Rung.CONTACT, row.place_path):
        raise NOT_ON_THE_LADDER(who=gettext(RUNG_WORDS[Rung.CONTACT]))
    key, words = identity or new_id(), clean(new.words)[:LONGEST]
    account = None if paper else UUID(actor.id)
    if known := HearingComment.objects.filter(pk=key).order_by("pk").first():
        if known.account_id != account or known.words != words:
            raise ALREADY_USED()
        return known.seq
    if len(words) < 2 or not 1 <= new.category <= len(row.categories):
        raise INVALID(field="words" if len(words) < 2 else "category")
    spot = places.place_by_code(new.place) if new.place else places.place_by_id(row.place_id)
    if new.point is not None:
        found = places.locate(*new.point)
        if found is None:
            raise places.OUTSIDE_TOWN()
        spot = found.place
    if not spot.path.startswith(row.place_path):
        raise INVALID(field="place")
    seq = 1 + (HearingComment.objects.filter(hearing=row).aggregate(last=Max("seq"))["last"] or 0)
    HearingComment.objects.create(
        id=key,
        hearing=row,
        seq=seq,
        category=new.category,
        words=words,
        place_id=spot.id,
        longitude=new.point[0] if new.point else None,
        latitude=new.point[1] if new.point else None,
        account_id=account,
        paper=paper,
        state=S.WAITING.value,
        made_at=clock.now(),
    )
    _tell(row, Heard(row.number, (seq,), Deed.COMMENT.value), actor if paper else VISITOR)
    return seq


@transaction.atomic
def moderate_comment(hearing: UUID, seq: int, *, actor: Actor, rule: str = "", reason: str = "") -> None:
    """Let everybody read a comment, or with a ``rule`` and a reason take it out; its author is told.

    Raises ``not_found``, ``forbidden`` for whoever wrote it, ``invalid``.
    """
    row = locked(Hearing, hearing, Deed.HIDE, actor)
    states = (S.WAITING, S.OPEN) if rule else (S.WAITING, S.HIDDEN)
    one = HearingComment.objects.filter(hearing=row, seq=seq, state__in=states).order_by("seq").first()
    if one is None:
        raise NOT_FOUND()
    if actor.kind == "account" and one.account_id == UUID(actor.id):
        raise FORBIDDEN()
    facts = {"seq": str(seq), "title": row.title}
    if rule:
        page = reverse("hearing", args=[row.number]) + f"#comment-{seq}"
        subject = Subject(Contribution.COMMENT, one.id, f"{row.number}/{seq}", page, row.place_path)
        line = by_rule(subject, Deed.HIDE, rule, reason, actor=actor)
        facts |= {"rule": f"{line.number}: {line.words}", "reason": clean(reason)}
    one.state = (S.HIDDEN if rule else S.OPEN).value
    one.save(update_fields=("state",))
    deed = Deed.HIDE if rule else Deed.RELEASE
    _tell(row, Heard(row.number, (seq,), deed.value, rule), actor)
    _write([one], row, OUT if rule else SHOWN, deed.value, facts)


@transaction.atomic
def answer_comments(hearing: UUID, seqs: Sequence[int], use: Use, text: str, *, actor: Actor) -> int:
    """Answer one comment, or several that say the same, once: the number of the answer. Each is told.

    Raises ``not_found``, ``invalid``.
    """
    row = Hearing.objects.select_for_update().filter(pk=hearing).order_by("pk").first()
    if row is None or not may(actor, Deed.ANSWER, row.place_path, people.unit_by_id(row.unit_id).path):
        raise NOT_FOUND()
    if row.state != TextState.OPEN:
        raise HEARING_NOT_NOW()
    said = clean(text)[:LONGEST]
    rows = list(HearingComment.objects.filter(hearing=row, seq__in=seqs, state=S.OPEN).order_by("seq"))
    if not rows or len(rows) != len(set(seqs)) or len(said) < 2:
        raise INVALID(field="text" if rows else "comments")
    if actor.kind == "account" and any(one.account_id == UUID(actor.id) for one in rows):
        raise FORBIDDEN()
    number = 1 + HearingAnswer.objects.filter(hearing=row).count()
    answer = HearingAnswer.objects.create(hearing=row, seq=number, use=use.value, text=said, at=clock.now())
    for one in rows:
        one.state, one.answer = S.ANSWERED.value, answer
        one.save(update_fields=("state", "answer"))
    numbers = tuple(one.seq for one in rows)
    _tell(row, Heard(row.number, numbers, Deed.ANSWER.value, use=use.value), actor)
    facts = {"title": row.title, "use": USE_WORDS[use], "answer": said}
    for one in rows:
        _write([one], row, ANSWERED, Deed.ANSWER.value, {**facts, "seq": str(one.seq)})
    return number


@transaction.atomic
def report_hearing(hearing: UUID, text: str, *, actor: Actor) -> None:
    """End a hearing whose last day is past with its report; who said something is told.

    Raises ``hearing_not_now``, ``comments_open``, ``invalid``.
    """
    row = locked(Hearing, hearing, Deed.PREPARE, actor)
    if row.state != TextState.OPEN or places.today() <= row.ends:
        raise HEARING_NOT_NOW()
    comments = HearingComment.objects.filter(hearing=row)
    if waiting := comments.filter(state__in=(S.WAITING, S.OPEN)).count():
        raise COMMENTS_OPEN(count=waiting)
    row.report = clean(text)
    if len(row.report) < 2:
        raise INVALID(field="text")
    row.state, row.reported_at = TextState.CLOSED.value, clock.now()
    _moved(row, actor)
    who = comments.exclude(account=None).order_by("seq").values_list("account_id", flat=True)
    accounts = list(dict.fromkeys(one for one in who if one))
    name, facts = "participation.hearing_reported", {"title": row.title}
    tell_accounts(accounts, name, REPORTED, "hearing", row.number, facts)


def _write(
    rows: Sequence[HearingComment], row: Hearing, words: str, what: str, facts: dict[str, str]
) -> None:
    for one in rows:
        to = [one.account_id] if one.account_id else []
        key = f"{one.id}:{what}"
        tell_accounts(to, "participation.comment", words, "hearing", row.number, facts, key=key)


def _moved(row: Hearing, actor: Actor) -> None:
    row.version += 1
    row.changed_at = clock.now()
    row.save()
    event = HearingMoved(row.number, row.state, row.notice_rule)
    append([Entry(event, row.id, row.version, actor, row.changed_at)])


def _tell(row: Hearing, event: Heard, actor: Actor) -> None:
    row.version += 1
    row.save(update_fields=("version",))
    append([Entry(event, row.id, row.version, actor, clock.now(), compartment=COMPARTMENT)])
