# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acting for another (代办): given by the person, taken on by the helper, ended by either at once.

What a helper does is looked at in its own transaction, with the mandate locked (:func:`_acted`): after it
was ended nothing is written any more, whichever command it was and however late it came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.drawing import drawing
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND, mark
from linli.places import public as places
from linli.platform import crypto, erasure
from linli.platform.access.gate import NOT_BY_MANDATE
from linli.platform.files import store
from linli.platform.journal.append import append, guard, next_seq
from linli.platform.outbox import send
from linli.platform.text import clean
from linli.platform.ui.words import date_words, language

from ..events import MandateAccepted, MandateEnded, MandateErased, MandateGiven, Registered
from ..models import Account, Contact, Mandate, MandateAct
from ..policy import may_take_mandates
from ..queries.accounts import reach_of
from ..queries.acting import called_of, holds
from ..queries.records import account_of_contact
from ..rules import contact_of, latest_day, may_be_given
from ..vocab import NO_CONTACT
from ..vocab.mandates import (
    HELPERS,
    MANDATE_OVER,
    MANDATE_WORDING,
    NEEDS_PROOF,
    NO_SUCH_HELP,
    NOT_KNOWN_BEFORE,
    OWN_WITNESS,
    Consented,
    EndedBy,
    HelperKind,
    scopes,
)
from .sessions import account_of, lock

MANDATE = "people.mandate"
GIVEN = mark(
    "You gave it to %(helper)s to act for you until %(day)s. It begins when they take it on, and you are "
    "told of everything they do. End it whenever you like: on your page, at a counter or by telephone."
)
OFFERED = mark(
    "%(person)s asks you to act for them until %(day)s. Sign in with this number or address and take it on "
    "under “My data”; you need not."
)
OVER = mark("From now on %(helper)s does nothing for %(person)s any more. What was begun goes on.")
DONE = mark(
    "%(helper)s did this for you: %(what)s. Was it not your wish? End it at once by telephone, at any "
    "counter or on your page."
)


@dataclass(frozen=True)
class NewMandate:
    """What is given: who acts for whom (what both are called, by which contact they are known), what for,
    until when. Signed in, the person names no contact of their own."""

    person_name: str
    helper_name: str
    helper: str
    kind: HelperKind
    scopes: frozenset[str]
    until: date
    person: str = ""


@transaction.atomic
def give_mandate(new: NewMandate, *, actor: Actor) -> UUID:
    """The person, signed in, gives it to somebody to act for them; it begins when the helper takes it on.

    Raises ``no_contact``, ``no_such_help``, ``invalid`` where helper and person are one.
    """
    return _give(account_of(actor), new, Consented.OWN, actor)


@transaction.atomic
def take_mandate(
    new: NewMandate, way: Consented, *, actor: Actor, drawn: str = "", paper: UUID | None = None
) -> UUID:
    """Staff take down that a person lets somebody act for them, with the proof of it.

    ``drawn`` are the strokes of a signature on the screen, ``paper`` the scan of a paper with signature or
    thumbprint. Raises ``forbidden``, ``needs_proof``, ``not_known_before`` (ringing back proves something
    only on a number that was known before), ``own_witness``.
    """
    if not may_take_mandates(actor) or way is Consented.OWN:
        raise FORBIDDEN()
    strokes = drawing(drawn)
    if (way is Consented.SIGNATURE and not strokes) or (way is Consented.PAPER and paper is None):
        raise NEEDS_PROOF()
    known = account_of_contact(new.person)
    if way is Consented.CALLBACK and known is None:
        raise NOT_KNOWN_BEFORE()
    person = known or _account_for(new.person, new.person_name)
    return _give(person, new, way, actor, strokes, paper)


def _give(
    person: UUID, new: NewMandate, way: Consented, actor: Actor, drawn: str = "", paper: UUID | None = None
) -> UUID:
    helper = account_of_contact(new.helper) or _account_for(new.helper, new.helper_name)
    if helper == person:
        raise INVALID(field="helper")
    witness = None if way is Consented.OWN else UUID(actor.id)
    if witness in (person, helper):
        raise OWN_WITNESS()
    for account in sorted((person, helper)):
        lock(account)
    today = places.today()
    held = Mandate.objects.filter(helper=helper, ended_at=None, until__gte=today).exclude(person=person)
    people = held.values("person").distinct().count()
    if not may_be_given(new.kind, new.scopes, new.until, today, known=scopes(), people=people):
        rule = HELPERS[new.kind]
        until = date_words(latest_day(new.kind, today))
        raise NO_SUCH_HELP(until=until, words=gettext(rule.words), people=rule.people)
    names = [clean(name)[:60] for name in (new.person_name, new.helper_name)]
    if not all(names):
        raise INVALID(field="helper_name" if names[0] else "person_name")
    for before in Mandate.objects.select_for_update().filter(person=person, helper=helper, ended_at=None):
        _end(before, EndedBy.REPLACED, actor)
    identity, now = new_id(), clock.now()
    if paper is not None:
        store.link([paper])
    called = json.dumps(dict(zip(("person", "helper"), names, strict=True)), ensure_ascii=False)
    row = Mandate.objects.create(
        id=identity,
        person_id=person,
        helper_id=helper,
        kind=new.kind.value,
        scopes=sorted(new.scopes),
        called=crypto.seal(called, "people_mandate", "called", identity),
        until=new.until,
        way=way.value,
        channel={Consented.OWN: "web", Consented.CALLBACK: "phone"}.get(way, "counter"),
        wording=MANDATE_WORDING,
        drawn=crypto.seal(drawn, "people_mandate", "drawn", identity) if drawn else None,
        paper_id=paper,
        witness_id=witness,
        given_at=now,
    )
    until = row.until.isoformat()
    _write(row, MandateGiven(row.kind, row.scopes, until, row.way, row.channel), actor, now)
    words = {"helper": names[1], "person": names[0], "day": date_words(row.until)}
    _tell(row, person, "mandate_given", gettext("Somebody is to act for you"), gettext(GIVEN) % words)
    _tell(
        row,
        helper,
        "mandate_offered",
        gettext("You are asked to act for somebody"),
        gettext(OFFERED) % words,
    )
    return identity


def _account_for(typed: str, name: str) -> UUID:
    """The account of a contact that nobody has signed in with yet; it opens to whoever gets its code."""
    account = Account(login=f"r-{new_id().hex[-12:]}", created_at=clock.now())
    account.names = {"zh-Hans": clean(name)[:60]} if clean(name) else {}
    account.set_unusable_password()
    account.save()
    kind = reach(account.pk, typed)
    append([Entry(Registered(kind), account.pk, 1, SYSTEM, account.created_at)])
    return account.pk


def reach(account: UUID, typed: str) -> str:
    """An account is reached at a number or address from now on: which of both. Raises ``no_contact``."""
    found = contact_of(typed)
    if found is None:
        raise NO_CONTACT()
    identity, (kind, value) = new_id(), found
    Contact.objects.create(
        id=identity,
        account_id=account,
        kind=kind.value,
        sealed=crypto.seal(value, "people_contact", "sealed", identity),
        blind=crypto.blind(value, "contact"),
        verified_at=clock.now(),
    )
    return kind.value


@transaction.atomic
def accept_mandate(mandate: UUID, *, actor: Actor) -> None:
    """The helper takes it on. Raises ``not_found`` for anybody else, and where it holds no more."""
    row = _locked(mandate)
    if row is None or str(row.helper_id) != actor.id or actor.kind != "account" or row.accepted_at:
        raise NOT_FOUND()
    row.accepted_at = clock.now()
    if not holds(row, places.today()):
        raise NOT_FOUND()
    row.save(update_fields=("accepted_at",))
    _write(row, MandateAccepted(), actor, row.accepted_at)


@transaction.atomic
def end_mandate(mandate: UUID, how: EndedBy, *, actor: Actor) -> None:
    """End it now: the person (``web``), the helper (``helper``), or staff to whom the person said so
    (``phone``, ``counter``). Raises ``not_found``; ended once more it stays as it was."""
    row = _locked(mandate)
    may = row is not None and {
        EndedBy.WEB: actor.kind == "account" and str(row.person_id) == actor.id,
        EndedBy.HELPER: actor.kind == "account" and str(row.helper_id) == actor.id,
        EndedBy.PHONE: may_take_mandates(actor),
        EndedBy.COUNTER: may_take_mandates(actor),
    }.get(how, False)
    if row is None or not may:
        raise NOT_FOUND()
    if row.ended_at is None:
        _end(row, how, actor)


def _locked(mandate: UUID) -> Mandate | None:
    return Mandate.objects.select_for_update().filter(pk=mandate).order_by("pk").first()


def _end(row: Mandate, how: EndedBy, actor: Actor) -> None:
    row.ended_at, row.ended_by = clock.now(), how.value
    row.save(update_fields=("ended_at", "ended_by"))
    _write(row, MandateEnded(how.value), actor, row.ended_at)
    if how in (EndedBy.REPLACED, EndedBy.CLOSED):
        return
    told = gettext(OVER) % called_of(row)
    for account in (row.person_id, row.helper_id):
        _tell(row, account, f"mandate_ended:{account}", gettext("Acting for another has ended"), told)


def end_mandates_of(account: UUID, *, actor: Actor) -> None:
    """End every mandate that somebody gave or took on, inside the command that closes their account."""
    rows = Mandate.objects.select_for_update().filter(ended_at=None)
    for row in (*rows.filter(person=account).order_by("id"), *rows.filter(helper=account).order_by("id")):
        _end(row, EndedBy.CLOSED, actor)


def _write(row: Mandate, event: Event, actor: Actor, at: datetime) -> None:
    append([Entry(event, row.id, next_seq(row.id), actor, at)])


def _tell(row: Mandate, account: UUID, name: str, title: str, words: str) -> None:
    if address := reach_of([account]).get(account):
        hotline = str((places.town().settings.get("hotline") or {}).get("number", ""))
        telephone = gettext("Telephone")
        body = f"{words}\n{telephone}: {hotline}" if hotline else words
        send.queue(
            address,
            f"people.{name.partition(':')[0]}",
            title,
            body,
            unique_key=f"people.{name}:{row.id}",
            language=language(),
            about=row.id,
        )


# --- what a helper does ------------------------------------------------------------------------------


@guard("mandate")
def _acted(entries: Sequence[Entry]) -> None:
    """Whatever a helper writes: the mandate is locked and must hold and open it; the person is told."""
    for mandate in sorted({entry.actor.id for entry in entries}):
        done = [
            (one.event.type, one.subject, one.occurred_at) for one in entries if one.actor.id == mandate
        ]
        note_acts(UUID(mandate), done)


def note_acts(mandate: UUID, acts: Iterable[tuple[str, UUID, datetime]]) -> None:
    """Write down what a helper does (types of events, subjects, moments), within the transaction that does
    it. Raises ``mandate_over`` and ``not_by_mandate``, and nothing is done then."""
    row = _locked(mandate)
    if row is None or not holds(row, places.today()):
        raise MANDATE_OVER()
    opened = [scope for code, scope in scopes().items() if code in row.scopes]
    for act, subject, at in acts:
        words = next((scope.acts[act] for scope in opened if act in scope.acts), "")
        if not words:
            raise NOT_BY_MANDATE()
        line = MandateAct.objects.create(mandate=row, act=act, subject=subject, at=at)
        told = gettext(DONE) % {**called_of(row), "what": gettext(words)}
        _tell(row, row.person_id, f"mandate_act:{line.id}", gettext("Something was done for you"), told)


@erasure.eraser(MANDATE)
def erase_mandate(mandate: UUID) -> None:
    """An ended mandate goes with its proof and with the list of what was done by it."""
    _drop(Mandate.objects.filter(pk=mandate).filter(Q(until__lt=places.today()) | ~Q(ended_at=None)))


def drop_mandates_of(account: UUID) -> None:
    """Every mandate that somebody gave or took on, inside the erasing of their account."""
    _drop(Mandate.objects.filter(Q(person=account) | Q(helper=account)))


def _drop(rows: QuerySet[Mandate]) -> None:
    for row in rows.order_by("id"):
        if row.paper_id:
            store.unlink([row.paper_id])
        send.forget(row.id, sent=True)
        row.delete()


def end_kept_mandate(mandate: UUID) -> None:
    """The time for which it was kept as evidence is over."""
    erasure.erase(MANDATE, mandate)
    append([Entry(MandateErased(), mandate, next_seq(mandate), SYSTEM, clock.now())])
