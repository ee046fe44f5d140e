# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes into and comes out of the operations on matters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from linli.kernel.problem import INVALID

from ..queries import CaseFilter
from ..vocab import Action, Channel, Hard, HideReason, HideState, Kind, See, State

Code = Annotated[str, Field(max_length=80)]


class ReporterIn(Schema):
    """Who brings it; everything may be left out. Contact is a mobile number or an e-mail address."""

    name: Annotated[str, Field(max_length=60)] = ""
    contact: Annotated[str, Field(max_length=200)] = ""
    wants_messages: bool = True
    may_be_called: bool = True


class CaseIn(Schema):
    """A matter as it is brought. ``files`` are ids from POST /files."""

    kind: Kind
    text: Annotated[str, Field(max_length=20_000)] = ""
    title: Annotated[str, Field(max_length=200)] = ""
    language: Annotated[str, Field(max_length=10, pattern="^[A-Za-z-]+$")] = "zh-Hans"
    category: Code | None = None
    place: Code | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    address: Annotated[str, Field(max_length=200)] = ""
    about: Code | None = None
    reporter: ReporterIn = ReporterIn()
    files: Annotated[list[UUID], Field(max_length=12)] = []


class ReceiptOut(Schema):
    """What the person takes home."""

    id: UUID
    number: str
    code: str
    unit: str
    due_at: datetime | None
    danger: list[str]
    hard: str


class LineOut(Schema):
    """A matter in a list."""

    id: UUID
    number: str
    kind: Kind
    title: str
    state: State
    category: str | None
    place: str
    unit: str
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    overdue: bool
    urgent: bool
    hard: str
    released: bool
    version: int


class StepOut(Schema):
    """One line of a thread."""

    seq: int
    deed: str
    state: State
    at: datetime
    unit: str | None
    sees: See
    text: str


class ClockOut(Schema):
    """A clock: the person's promise, the unit's that leads, a part's; why it stands and until when."""

    whose: str
    unit: str
    due_at: datetime
    stands: str
    until: date | None
    done: bool
    overdue: bool


class HiddenOut(Schema):
    """Something hidden from the public: why, on what ground, and what became of it."""

    reason: HideReason
    source: str
    article: str
    hidden_at: datetime
    state: HideState


class DetailOut(LineOut):
    """A matter with its thread and what the caller may do now."""

    text: str
    address: str
    channel: str
    due_rule: str
    due_provisional: bool
    clocks: list[ClockOut]
    actions: list[Action]
    thread: list[StepOut]
    hidden: list[HiddenOut]


class PageOut(Schema):
    """A page of a list; ``after`` leads to the next one and is empty on the last."""

    items: list[LineOut]
    after: str


class FileOut(Schema):
    """A stored file: give its id with a matter within a day."""

    id: UUID
    kind: str
    media_type: str
    size: int


class ActionIn(Schema):
    """An action of the course with what it needs."""

    action: Action
    text: Annotated[str, Field(max_length=20_000)] = ""
    unit: Code | None = None
    assist: Annotated[list[Code], Field(max_length=10)] = []
    other: Annotated[str, Field(max_length=40)] | None = None
    way: Annotated[str, Field(max_length=200)] = ""
    public: bool = False


class NoteIn(Schema):
    """A note and who may read it."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    sees: See = See.INTERNAL


class CorrectionIn(Schema):
    """What a matter really is; what is left out stays."""

    kind: Kind | None = None
    category: Code | None = None
    place: Code | None = None
    about: Annotated[str, Field(max_length=60)] | None = None
    hard: Hard | Literal[""] | None = None


class VersionOut(Schema):
    """The version after a change."""

    number: str
    version: int


class Filter(Schema):
    """Filters of a list; codes take in everything below them."""

    group: str = ""
    state: str = ""
    kind: str = ""
    category: str = ""
    place: str = ""
    unit: str = ""
    channel: str = ""
    q: Annotated[str, Field(max_length=200)] = ""
    begins: date | None = None
    ends: date | None = None
    order: str = "received"
    after: str = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50

    def wanted(self) -> CaseFilter:
        """The filter for the queries. Raises ``invalid`` for a word that is none of ours."""
        allowed: dict[str, Any] = {"state": State, "kind": Kind, "channel": Channel}
        for name, words in allowed.items():
            value = getattr(self, name)
            if value and value not in words._value2member_map_:
                raise INVALID(field=name)
        data = self.dict(exclude={"after", "limit"})
        return CaseFilter(**data)
