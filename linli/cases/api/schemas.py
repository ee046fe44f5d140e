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
from ..rules.joint import MOST_CALLED, Ask, PressState, Reason, Trigger
from ..vocab import Action, Channel, Deed, Hard, HideReason, HideState, Kind, PartState, See, State

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
    """A matter in a list; by when an office takes which next step of a course of law, if that is first."""

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
    step_due_at: datetime | None
    step_next: str
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
    """A clock (of the person, the leading unit, a part, a step of a course); why it stands, until when."""

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
    named: Annotated[str, Field(max_length=60)] = ""  # the step of the course, where it could be several
    public: bool = False


class NoteIn(Schema):
    """A note and who may read it."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    sees: See = See.INTERNAL


class PartOut(Schema):
    """A unit's share in a matter; ``deeds`` is what the caller may do with it now."""

    id: UUID
    unit: str
    lead: bool
    asked: str
    task: str
    state: PartState
    begun_at: datetime
    due_at: datetime | None
    ended: bool
    overdue: bool
    answer_seq: int | None
    deeds: list[Deed]


class PressOut(Schema):
    """A unit that is pressed, or that is proposed to be."""

    id: UUID
    unit: str
    trigger: Trigger
    state: PressState
    text: str
    by: date | None
    at: datetime
    late: bool


class PartsOut(Schema):
    """Who has a share in a matter, and who is pressed."""

    number: str
    version: int
    parts: list[PartOut]
    presses: list[PressOut]


class CallIn(Schema):
    """A unit that is asked: for what, and by a day earlier than the matter's own."""

    unit: Code
    task: Annotated[str, Field(min_length=1, max_length=2_000)]
    day: date | None = None


class PartsIn(Schema):
    """Units that are called in (``call_in``), or one of a level above asked for help (``borrow``)."""

    asked: Ask = Ask.CALL_IN
    units: Annotated[list[CallIn], Field(min_length=1, max_length=MOST_CALLED)]
    text: Annotated[str, Field(max_length=20_000)] = ""


class PartActionIn(Schema):
    """What is done with a part. ``refuse`` needs a reason of the table; all but ``agree`` need words."""

    deed: Literal["agree", "contribute", "refuse", "hold", "excuse"]
    text: Annotated[str, Field(max_length=20_000)] = ""
    reason: Reason | Literal[""] = ""
    files: Annotated[list[UUID], Field(max_length=12)] = []


class PressIn(Schema):
    """What a unit is pressed for, and by when it reports back; ``part`` for one that was called in."""

    trigger: Trigger
    by: date
    text: Annotated[str, Field(min_length=1, max_length=2_000)]
    part: UUID | None = None


class WordsIn(Schema):
    """A few words."""

    text: Annotated[str, Field(min_length=1, max_length=2_000)]


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
