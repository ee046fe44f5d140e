# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from events: telling the person who brought a matter what happened with it."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.events import Event, Letter
from linli.people.events import AccountClosed
from linli.platform.journal import subscribe
from linli.platform.outbox import send
from linli.privacy.events import PersonTold

from .commands import erase_reporter_of, join_issue
from .events import Asked, CalledIn, Extended, Hidden, Judged, Moved, Noted, Parked, Received, Stepped
from .queries.records import SOURCE, official_notice
from .queries.subscriptions import messages_to_subscribers
from .queries.telling import messages_for
from .rules.joint import Ask
from .vocab import Deed


def deed_of(event: Event) -> str:
    """The deed that an event tells of, as the thread names it."""
    match event:
        case Moved():
            return event.action
        case Received():
            return Deed.RECEIVE
        case CalledIn():
            return Deed.BORROW if event.asked == Ask.BORROW else Deed.CALL_IN
        case Extended():
            return Deed.EXTEND
        case Parked():
            return Deed.PARK
        case Asked():
            return Deed.ASK
        case Stepped():
            return Deed.STEP
        case Hidden():
            return Deed.HIDE
        case Judged():
            return Deed.JUDGE
    return Deed.NOTE


@subscribe("cases.join_issue", Received.type)
def join(letter: Letter) -> None:
    """What came joins its issue at once; what was taken over from elsewhere waits for the night."""
    join_issue(letter.subject)


@subscribe(
    "cases.tell_reporter",
    Received.type,
    Moved.type,
    CalledIn.type,
    Extended.type,
    Parked.type,
    Noted.type,
    Asked.type,
    Stepped.type,
    Hidden.type,
    Judged.type,
)
def tell_reporter(letter: Letter) -> None:
    """Queue the messages of an event, each once; see :func:`messages_for`."""
    for told in messages_for(letter.subject, deed_of(letter.event), letter.seq):
        send.tell(told, f"cases.tell:{told.about}:{letter.subject}:{letter.seq}")


@subscribe("cases.tell_subscribers", Received.type, Moved.type, Extended.type, Parked.type)
def tell_subscribers(letter: Letter) -> None:
    """Queue what an event of a public matter tells its subscribers, each once."""
    deed = deed_of(letter.event)
    for key, told in messages_to_subscribers(letter.subject, deed, letter.seq, letter.occurred_at):
        send.tell(told, f"cases.sub:{key}:{letter.subject}:{letter.seq}")


@subscribe("cases.tell_given", PersonTold.type)
def tell_given(letter: Letter) -> None:
    """Tell who brought a matter that an authority was given something of it."""
    event = letter.event
    assert isinstance(event, PersonTold)
    told = official_notice(UUID(event.about)) if event.source == SOURCE else None
    if told is not None:
        send.tell(told, f"cases.given:{letter.subject}")


@subscribe("cases.forget_reporter", AccountClosed.type)
def forget_reporter(letter: Letter) -> None:
    """Whoever closed their account is forgotten in every matter that they brought."""
    erase_reporter_of(letter.subject)
