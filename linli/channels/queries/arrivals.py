# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages that came and wait for a person; which matter one means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.platform import crypto
from linli.platform.access.looks import reveal
from linli.platform.outbox.channel import Arrived
from linli.platform.outbox.models import Message
from linli.platform.outbox.reach import blind_of

from ..models import Arrival, ArrivalFile
from ..policy import TAKERS, answers_for
from ..rules import numbers_in
from ..vocab import ArrivalState
from .calls import CALL

MOST = 100  # messages on one page
LATELY = timedelta(
    days=30
)  # how long an answer by SMS or chat is taken for one to the last message of ours


@dataclass(frozen=True)
class ArrivalLine:
    """A message on the pile, without its words."""

    id: UUID
    channel: str
    came_at: datetime


@dataclass(frozen=True)
class Words:
    """Who wrote, and what."""

    sender: str
    subject: str
    text: str


@dataclass(frozen=True)
class ArrivalInfo:
    """A message with its words and files; ``refused`` counts files that could not be taken."""

    line: ArrivalLine
    words: Words
    files: tuple[tuple[UUID, str], ...]  # id and kind
    refused: int


def key_of(key: str) -> bytes:
    """The hash by which the same message is known again."""
    return crypto.blind(key, "channels.arrival")


def arrivals(viewer: Actor) -> list[ArrivalLine]:
    """Messages of the viewer's desk that wait for a person, the oldest first."""
    mine = Q(pk__in=[])
    for holding in viewer.at(*TAKERS):
        if holding.place_path:
            mine |= Q(place_path__startswith=holding.place_path)
    rows = Arrival.objects.filter(mine, state=ArrivalState.WAITING.value).order_by("came_at", "id")[:MOST]
    return [_line(row) for row in rows]


def arrival_of(arrival: UUID, *, viewer: Actor) -> ArrivalInfo:
    """One message with its words; the look is recorded. Raises ``not_found``."""
    row = Arrival.objects.filter(pk=arrival, state=ArrivalState.WAITING.value).order_by("pk").first()
    if row is None or not answers_for(viewer, row.place_path):
        raise NOT_FOUND()
    words = reveal(viewer, "message", row.id, ["contact", "text"], lambda: words_of(row), purpose=CALL)
    files = ArrivalFile.objects.filter(arrival=row).order_by("id").values_list("file_id", "file__kind")
    return ArrivalInfo(_line(row), words, tuple(files), row.refused)


def arrival_file(arrival: UUID, file: UUID, *, viewer: Actor) -> UUID:
    """A file of a message that waits; its id once more, for who may look at it. Raises ``not_found``."""
    info = arrival_of(arrival, viewer=viewer)
    if file not in {one for one, _ in info.files}:
        raise NOT_FOUND()
    return file


def words_of(row: Arrival) -> Words:
    """The words of a message. Only within ``reveal`` or the command that needs them."""
    if not row.words or not row.sender:
        return Words("", "", "")
    found = json.loads(crypto.unseal(row.words, "channels_arrival", "words", row.id))
    sender = crypto.unseal(row.sender, "channels_arrival", "sender", row.id)
    return Words(sender, found["subject"], found["text"])


def vouched(arrived: Arrived, sender: str) -> bool:
    """Whether it is certain who writes. SMS and chat vouch for their senders; by e-mail only the answer to
    a message of ours does, from the address to which it went: else anybody could end another's messages."""
    if arrived.channel != "email":
        return True
    return Message.objects.filter(pk__in=arrived.answers, blind=blind_of(sender)).exists()


def meant_by(arrived: Arrived, sender: str, text: str) -> UUID | None:
    """The matter that a message certainly belongs to; nothing where there is a doubt.

    Anybody can write any sender into a letter: by e-mail only the answer to a message of ours counts, from
    the address to which it went (its id carries a proof that only that message had). By SMS and chat the
    other side vouches for the sender: the number of a matter counts, or else the only matter about which
    we wrote lately. It must be a matter that was brought with this contact.
    """
    contact = people.contact_of(sender)
    if contact is None:
        return None
    blind = blind_of(sender)
    if arrived.channel == "email":
        sent = Message.objects.filter(pk__in=arrived.answers, blind=blind)
        named, numbers = list(sent.order_by("id").values_list("about", flat=True)), []
    elif numbers := numbers_in(text):
        named = []
    else:
        sent = Message.objects.filter(blind=blind, sent_at__gt=clock.now() - LATELY)
        named = list(sent.order_by("about").values_list("about", flat=True).distinct()[:20])
    ids = [identity for identity in named if identity is not None]
    found = cases.brought_with(contact[1], ids=ids, numbers=numbers)
    return found[0] if len(found) == 1 else None


def _line(row: Arrival) -> ArrivalLine:
    return ArrivalLine(row.id, row.channel, row.came_at)
