# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened, told upward. An event carries ids and codes, never words or personal data,
so that erasing a person never has to touch the journal.

    @event("cases.received", version=1)
    class Received(Event):
        kind: str
        place: str
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform
from uuid import UUID

from .actor import Actor

CODE = re.compile(r"[A-Za-z0-9_.:/+\-]{0,80}", re.ASCII)
Data = dict[str, Any]


class Event:
    """Base of all event dataclasses; a subclass is declared with :func:`event`."""

    type: ClassVar[str]
    version: ClassVar[int]
    upcasters: ClassVar[Mapping[int, Callable[[Data], Data]]] = {}

    def data(self) -> Data:
        """The payload as JSON-ready ids and codes. Raises ``ValueError`` on anything else."""
        payload = dict(self.__dict__)
        for name, value in payload.items():
            _check(name, value)
        return payload


def _check(name: str, value: object) -> None:
    if value is None or isinstance(value, (bool, int)):
        return
    if isinstance(value, str) and CODE.fullmatch(value):
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            _check(name, item)
        return
    raise ValueError(f"event field {name!r} holds something that is not an id or a code")


E = TypeVar("E", bound=type)
TYPES: dict[str, type[Event]] = {}


@dataclass_transform(frozen_default=True)
def event(name: str, version: int = 1) -> Callable[[E], E]:
    """Declare an event type under its public name (``storey.past_participle``)."""

    def declare(cls: E) -> E:
        made: Any = dataclass(frozen=True)(cls)
        made.type, made.version = name, version
        if name in TYPES:
            raise ValueError(f"event {name!r} is declared twice")
        TYPES[name] = made
        return cast(E, made)

    return declare


def read(name: str, version: int, data: Data) -> Event:
    """Rebuild an event of any age: upcasters lift the payload one version at a time."""
    cls = TYPES[name]
    while version < cls.version:
        data = cls.upcasters[version](data)
        version += 1
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    return cls(**{key: value for key, value in data.items() if key in known})


@dataclass(frozen=True)
class Entry:
    """One line for the journal: an event and its envelope."""

    event: Event
    subject: UUID
    seq: int
    actor: Actor
    occurred_at: datetime
    origin: str = "live"
    compartment: str = ""


@dataclass(frozen=True)
class Letter:
    """An event as a handler of a storey above receives it."""

    event: Event
    subject: UUID
    seq: int
    actor: str
    occurred_at: datetime
    origin: str
