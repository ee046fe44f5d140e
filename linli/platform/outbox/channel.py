# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every channel does, whatever it speaks: send, receive, say how it is.

A channel that is called from outside (mail handed over by a mail server, a gateway's webhook) receives
nothing by itself; what came there is the same :class:`Arrived`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Parcel:
    """A message to one address. ``stop`` is the web address that ends messages to it, empty for one that
    the person asked for this moment."""

    id: UUID
    address: str
    subject: str
    body: str
    language: str = ""
    stop: str = ""


@dataclass(frozen=True)
class Arrived:
    """A message that came. ``key`` is the same whenever the same message comes; ``answers`` are ids of ours
    that it answers, proved by their token; ``auto`` says that a program wrote it."""

    channel: str
    sender: str
    text: str
    key: str
    subject: str = ""
    files: tuple[bytes, ...] = ()
    answers: tuple[UUID, ...] = ()
    auto: bool = False


@dataclass(frozen=True)
class Report:
    """A message of ours did not arrive: its id or the id that the other side gave it, a short code of why,
    and whether trying the address again is of no use."""

    channel: str
    why: str
    lasting: bool
    message: UUID | None = None
    outside: str = ""


@dataclass(frozen=True)
class Health:
    """Whether the other side answers, and what it said."""

    well: bool
    words: str


class Refused(Exception):
    """The other side will never take this message: there is no such address. Raised by ``send``."""


class Channel(Protocol):
    """One way to people."""

    def send(self, parcel: Parcel) -> str:
        """Hand a message over; the id by which the other side reports on it, or nothing. Raises
        :class:`Refused` for an address that does not exist; whatever else it raises is tried again."""

    def receive(self) -> Iterable[Arrived | Report]:
        """What came since the last time. What is not taken in (the caller stops) comes again."""

    def health(self) -> Health:
        """Ask the other side, within some seconds."""


class Console:
    """Prints messages: what is sent where nothing else is wired."""

    def send(self, parcel: Parcel) -> str:
        print(f"\n--- message to {parcel.address}: {parcel.subject}\n{parcel.body}\n---", flush=True)
        return ""

    def receive(self) -> Iterable[Arrived | Report]:
        return ()

    def health(self) -> Health:
        return Health(False, "prints messages, nobody gets them")
