# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message that came: into the thread of its matter, or onto the pile for a person. None is lost, none is
taken twice, and no program is answered."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.ids import new_id
from linli.kernel.problem import NOT_FOUND, Problem, mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access import throttle
from linli.platform.files import store
from linli.platform.journal.append import append
from linli.platform.outbox import reach, send
from linli.platform.outbox.channel import Arrived, Report
from linli.platform.outgoing import NoAnswer
from linli.platform.text import clean
from linli.platform.ui.words import name_of

from ..events import AddressLost, MessageCame, MessageEnded
from ..models import Arrival, ArrivalFile
from ..policy import answers_for
from ..queries.arrivals import key_of, meant_by, vouched, words_of
from ..rules import stop_word, without_secrets
from ..vocab import ArrivalState, Fate
from .reach import begin_again, stop_messages

log = logging.getLogger("linli.channels")
LONGEST, REPLY = 20_000, 5000  # signs of a message on the pile, and of one in a thread
MOST = 30  # messages of one sender in an hour
SUBJECT = mark("%(town)s: we have your message")
RECEIPT = mark(
    "We have your message. A person reads it; you get a number and hear who has it. "
    "In danger call 110, 119 or 120. To stop messages write TD."
)


def hear(found: Arrived | Report | None) -> Fate:
    """Take in whatever a channel handed over. Raises ``too_many`` for a sender who writes without end: the
    other side keeps the message and brings it again."""
    if isinstance(found, Report):
        return note_lost(found)
    return take_in(found) if found is not None else Fate.NOTHING


def fetch_messages() -> int:
    """Take in what came on every channel that has to be asked; how many. What is not taken in stays with
    the other side, and another channel does not wait for it."""
    count = 0
    for name, channel in send.CHANNELS.items():
        try:
            for found in channel.receive():
                hear(found)
                count += 1
        except (OSError, NoAnswer, Problem) as error:
            log.warning("%s could not be asked: %s", name, type(error).__name__)
    return count


def take_in(arrived: Arrived) -> Fate:
    """Take in a message; what was done with it. Raises ``too_many``."""
    contact = people.contact_of(arrived.sender)
    sender = contact[1] if contact else clean(arrived.sender)[:64]
    text = without_secrets(clean(arrived.text).replace("\0", ""))[:LONGEST]
    if arrived.auto:
        return Fate.AUTO
    reach.writes(reach.blind_of(sender))
    word = stop_word(text or arrived.subject)
    if word and vouched(arrived, sender):
        return _wish(word, sender, arrived)
    key = key_of(arrived.key)
    if Arrival.objects.filter(key=key).exists():
        return Fate.TWICE
    throttle.allow("message", sender, times=MOST, seconds=3600)
    files, refused = _kept(arrived.files)
    if not text and not files and not refused and not arrived.subject:
        return Fate.NOTHING
    row = Arrival(
        id=new_id(),
        key=key,
        channel=arrived.channel,
        place_path=_desk(),
        state=ArrivalState.WAITING.value,
        refused=refused,
        came_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            fate = _join(row, arrived, sender, text, files) or _pile(row, arrived, sender, text, files)
            _tell(row, MessageCame(arrived.channel, fate.value), SYSTEM)
    except IntegrityError:
        return Fate.TWICE  # the same message came by another process a moment ago
    if fate is Fate.WAITING:
        _receipt(sender, row)
    return fate


def note_lost(report: Report) -> Fate:
    """A message of ours did not arrive. Told again, or about a message that we do not know, it changes
    nothing."""
    with transaction.atomic():
        message = send.lost(
            report.message, report.outside, report.channel, report.why, lasting=report.lasting
        )
        if message is None:
            return Fate.NOTHING
        append([Entry(AddressLost(message.channel, report.why[:40]), message.id, 1, SYSTEM, clock.now())])
    return Fate.LOST


def _wish(word: str, sender: str, arrived: Arrived) -> Fate:
    blind = reach.blind_of(sender)
    if word == "stop":
        stop_messages(blind, tell=sender, key=arrived.key)
        return Fate.STOPPED
    begin_again(blind, tell=sender, key=arrived.key)
    return Fate.BEGUN


def _desk() -> str:
    """Whose desk it is: that of the whole town."""
    return places.tree().root.path


def _kept(files: Sequence[bytes]) -> tuple[list[UUID], int]:
    """Files that passed their checks, and how many did not."""
    kept, refused = [], 0
    for content in files:
        try:
            kept.append(store.store(content).id)
        except Problem as error:
            if error.status >= 500:
                raise  # the disk is full, the scanner is away: the letter comes again
            refused += 1
    return kept, refused


def _join(row: Arrival, arrived: Arrived, sender: str, text: str, files: Sequence[UUID]) -> Fate | None:
    """Into the thread of the matter that it answers, as its reporter's words; nothing if that is not
    certain, or the matter takes no words any more."""
    case = meant_by(arrived, sender, text)
    if case is None:
        return None
    who = Actor("visitor", str(case))
    try:
        with transaction.atomic():
            cases.note_case(case, text[:REPLY], cases.See.REPORTER, actor=who, files=files, deed_id=row.id)
    except Problem as error:
        log.info("a message waits for a person: %s", error.code)
        return None
    row.state = ArrivalState.JOINED.value
    row.save(update_fields=("state",))
    return Fate.JOINED


def _pile(row: Arrival, arrived: Arrived, sender: str, text: str, files: Sequence[UUID]) -> Fate:
    words = {"subject": without_secrets(clean(arrived.subject))[:200], "text": text}
    row.sender = crypto.seal(sender, "channels_arrival", "sender", row.id)
    row.words = crypto.seal(json.dumps(words, ensure_ascii=False), "channels_arrival", "words", row.id)
    row.save(update_fields=("sender", "words"))
    store.link(files)
    ArrivalFile.objects.bulk_create(ArrivalFile(arrival=row, file_id=file) for file in files)
    return Fate.WAITING


def _receipt(sender: str, row: Arrival) -> None:
    """Say plainly that it came, once a day to an address: two programs that answer each other stop here."""
    if people.contact_of(sender) is None:
        return
    day = places.today().isoformat()
    language = "zh-Hans"
    with translation.override("zh-hans"):
        town = name_of(places.town().names)
        send.queue(
            sender,
            "channels.receipt",
            gettext(SUBJECT) % {"town": town},
            gettext(RECEIPT),
            unique_key=f"channels.receipt:{day}:{reach.blind_of(sender).hex()}",
            language=language,
            about=row.id,
        )


@transaction.atomic
def put_message_away(arrival: UUID, *, actor: Actor) -> None:
    """A message of which no matter comes (empty, advertising, twice the same): its words go."""
    row = _waiting(arrival, actor)
    _end(row, ArrivalState.AWAY, actor)


@transaction.atomic
def join_message(arrival: UUID, number: str, *, actor: Actor) -> None:
    """Put a message into the thread of a matter that exists. From the contact that brought the matter it
    is its reporter's word; from anybody else it is a note for staff. Raises ``not_found``."""
    row = _waiting(arrival, actor)
    found = words_of(row)
    detail = cases.case_detail(number, viewer=actor)
    contact = people.contact_of(found.sender)
    mine = bool(contact and cases.brought_with(contact[1], ids=[detail.line.id]))
    who = Actor("visitor", str(detail.line.id)) if mine else actor
    sees = cases.See.REPORTER if mine else cases.See.INTERNAL
    files = _end(row, ArrivalState.JOINED, actor)
    text = "\n".join(part for part in (found.subject, found.text) if part)[:REPLY]
    cases.note_case(detail.line.id, text, sees, actor=who, files=files, deed_id=row.id)


@transaction.atomic
def message_became(arrival: UUID) -> None:
    """A matter came of a message (they share their id): its files go with the matter."""
    rows = Arrival.objects.select_for_update(of=("self",))
    row = rows.filter(pk=arrival, state=ArrivalState.WAITING.value).order_by("pk").first()
    if row is None:
        return
    files = _end(row, ArrivalState.RECEIVED, SYSTEM)
    if files:
        cases.note_case(arrival, "", cases.See.REPORTER, actor=SYSTEM, files=files)


def let_go(arrival: UUID) -> None:
    """Words, sender and files of a message go, for the one who erases; done again, it changes nothing."""
    kept = ArrivalFile.objects.filter(arrival=arrival)
    store.unlink(kept.order_by("id").values_list("file_id", flat=True))
    kept.delete()
    waits = Arrival.objects.filter(pk=arrival, state=ArrivalState.WAITING.value)
    waits.update(state=ArrivalState.AWAY.value)
    Arrival.objects.filter(pk=arrival).update(sender=None, words=None)


def _waiting(arrival: UUID, actor: Actor) -> Arrival:
    rows = Arrival.objects.select_for_update(of=("self",)).filter(pk=arrival)
    row = rows.filter(state=ArrivalState.WAITING.value).order_by("pk").first()
    if row is None or not answers_for(actor, row.place_path):
        raise NOT_FOUND()
    return row


def _end(row: Arrival, state: ArrivalState, actor: Actor) -> list[UUID]:
    """Let go of words, sender and files; the files, which belong to nothing now."""
    kept = ArrivalFile.objects.filter(arrival=row)
    files = list(kept.order_by("id").values_list("file_id", flat=True))
    let_go(row.id)
    row.version += 1
    row.state, row.sender, row.words = state.value, None, None
    row.save(update_fields=("version", "state"))
    _tell(row, MessageEnded(state.value), actor)
    return files


def _tell(row: Arrival, event: Event, actor: Actor) -> None:
    append([Entry(event, row.subject, row.version, actor, clock.now())])
