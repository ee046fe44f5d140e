# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to matters. Ids and codes only: no words, no persons but the actor's plain id."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("cases.received")
class Received(Event):
    """A matter came in and is in the queue of its first receiver."""

    number: str
    kind: str
    channel: str
    category: str
    place: str
    unit: str


@event("cases.imported")
class Imported(Event):
    """A matter was taken over from another system as it stood there."""

    number: str
    kind: str
    category: str
    place: str
    unit: str
    state: str


@event("cases.moved")
class Moved(Event):
    """A matter went from one state to another. ``unit`` leads after the step."""

    action: str
    before: str
    after: str
    unit: str


@event("cases.noted")
class Noted(Event):
    """A note was written; ``see`` says who may read it."""

    see: str


@event("cases.corrected")
class Corrected(Event):
    """Category, kind, place or hard route were corrected by a person."""

    kind: str
    category: str
    place: str
    was_kind: str
    was_category: str
    was_place: str
    about: str = ""
    was_about: str = ""
    hard: str = ""
    was_hard: str = ""


@event("cases.released")
class Released(Event):
    """Text or photos were released to the public, or taken back."""

    text: bool
    files: int


@event("cases.extended")
class Extended(Event):
    """The time limit was put off."""

    due: str
    limit: int


@event("cases.parked")
class Parked(Event):
    """A matter that cannot be settled now was parked until a day of review."""

    review: str


@event("cases.resumed")
class Resumed(Event):
    """A parked matter goes on."""


@event("cases.rated")
class Rated(Event):
    """The person said how it went. Counted in rates; never shown to the handler as one rating."""

    contacted: bool
    solved: str
    satisfied: int


@event("cases.contact_erased")
class ContactErased(Event):
    """Name and contact of the person were erased, as the person wished."""


@event("cases.followed_up")
class FollowedUp(Event):
    """The person was asked about an answer and did not rate it."""

    outcome: str


@event("cases.appealed")
class Appealed(Event):
    """The unit asked that a matter not count in its rates."""

    ground: str


@event("cases.settled")
class Settled(Event):
    """The office above decided on such an appeal."""

    upheld: bool


@event("cases.question_written")
class QuestionWritten(Event):
    """A question about a category was written, changed, moved, or is asked no more."""

    category: str
    kind: str
    active: bool


@event("cases.template_written")
class TemplateWritten(Event):
    """A template of answers got a new version, or is offered no more."""

    action: str
    category: str
    number: int
    active: bool


@event("cases.subscribed")
class Subscribed(Event):
    """Somebody is told about a public matter or a place from now on."""

    about: str


@event("cases.unsubscribed")
class Unsubscribed(Event):
    """A subscription was ended by its link."""


@event("cases.asked")
class Asked(Event):
    """Somebody without an account was asked by a link: the person, or an outside body."""

    to: str


@event("cases.replied")
class Replied(Event):
    """A question by link was answered."""

    to: str


@event("cases.link_ended")
class LinkEnded(Event):
    """A question by link was taken back."""

    to: str
