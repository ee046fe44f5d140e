# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to matters. Ids and codes only: no words, no persons but the actor's plain id."""

from __future__ import annotations

from linli.kernel.events import Event, event

from .commitments import CommitmentJudged as CommitmentJudged
from .commitments import CommitmentMade as CommitmentMade
from .commitments import CommitmentMoved as CommitmentMoved
from .items import ItemListed as ItemListed
from .items import ItemMoved as ItemMoved
from .items import ItemPublished as ItemPublished


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


@event("cases.ticket_updated")
class TicketUpdated(Event):
    """The system that a matter was taken over from set another day, urged, or sent words."""

    due: str
    urged: bool


@event("cases.reply_written")
class ReplyWritten(Event):
    """A reply file for the system that matters were taken over from was written; it is the subject."""

    source: str
    rows: int


@event("cases.moved")
class Moved(Event):
    """A matter went from one state to another. ``unit`` leads after the step."""

    action: str
    before: str
    after: str
    unit: str
    ground: str = ""
    step: str = ""


@event("cases.stepped")
class Stepped(Event):
    """A step of a statutory course was taken that leaves the state as it is."""

    course: str
    step: str
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
    """Text or photos were released to the public."""

    text: bool
    files: int


@event("cases.extended")
class Extended(Event):
    """The time limit was put off."""

    due: str
    limit: int


@event("cases.deferral_asked")
class DeferralAsked(Event):
    """The unit that leads asked for more time; the office above decides."""

    unit: str
    limit: int


@event("cases.deferral_denied")
class DeferralDenied(Event):
    """More time was not granted."""

    unit: str


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


@event("cases.reporter_erased")
class ReporterErased(Event):
    """Who brought it is no longer known: the person closed their account."""


@event("cases.contact_corrected")
class ContactCorrected(Event):
    """The person corrected how they are called and reached."""

    kind: str


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


@event("cases.called_in")
class CalledIn(Event):
    """Units were asked for parts of a matter: called in by a subdistrict, or borrowed from above."""

    asked: str
    parts: int


@event("cases.part_asked")
class PartAsked(Event):
    """One unit was asked for a part (the subject) of a matter."""

    case: str
    unit: str
    asked: str


@event("cases.part_agreed")
class PartAgreed(Event):
    """A unit of a level above agreed to do what it was asked for."""

    part: str
    unit: str


@event("cases.part_answered")
class PartAnswered(Event):
    """A unit answered for its part."""

    part: str
    unit: str


@event("cases.part_refused")
class PartRefused(Event):
    """A unit said that a part is not its own; the level above decides."""

    part: str
    unit: str
    ground: str


@event("cases.part_held")
class PartHeld(Event):
    """The level above decided that a part stays with its unit."""

    part: str
    unit: str


@event("cases.part_excused")
class PartExcused(Event):
    """A unit was let go from its part, with a reason."""

    part: str
    unit: str


@event("cases.part_assigned")
class PartAssigned(Event):
    """A unit named one of its people for its part, or nobody any more."""

    part: str
    unit: str
    account: str


@event("cases.linked")
class Linked(Event):
    """A matter was put under another one, by its number."""

    parent: str


@event("cases.unlinked")
class Unlinked(Event):
    """A matter stands by itself again."""


@event("cases.press_proposed")
class PressProposed(Event):
    """The nightly look found a matter that meets a trigger of pressing; the subject is the proposal."""

    case: str
    trigger: str


@event("cases.pressed")
class Pressed(Event):
    """A unit was pressed for completion and has to report back by a day."""

    unit: str
    trigger: str
    by: str


@event("cases.press_answered")
class PressAnswered(Event):
    """The unit that was pressed reported back."""

    unit: str
    trigger: str


@event("cases.spared")
class Spared(Event):
    """A person decided not to press, with a reason."""

    unit: str
    trigger: str


@event("cases.topic_planned")
class TopicPlanned(Event):
    """A plan was made for a hot issue: which one, who leads, by when."""

    issue: str
    unit: str
    due: str


@event("cases.topic_finished")
class TopicFinished(Event):
    """The result of a topic plan was published."""

    issue: str


@event("cases.hidden")
class Hidden(Event):
    """Words, a photo or the whole report were hidden from the public: which row, why, by which unit."""

    redaction: str
    what: str
    ground: str
    unit: str


@event("cases.objected")
class Objected(Event):
    """Who wrote it objected to something hidden."""

    redaction: str
    ground: str


@event("cases.judged")
class Judged(Event):
    """The level above decided on an objection: it stays hidden (upheld) or is shown again (restored)."""

    redaction: str
    ground: str
    outcome: str
