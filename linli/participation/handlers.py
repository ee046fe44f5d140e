# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from events: everybody who took part is told what happened to what they said."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from linli.cases.events import CommitmentMoved
from linli.kernel.actor import Actor
from linli.kernel.events import Letter
from linli.people.events import AccountClosed
from linli.platform.forms.definition import Definition
from linli.platform.journal import subscribe
from linli.platform.openrosa.receivers import Arrival, Published, Receiver, receive
from linli.platform.outbox import send
from linli.platform.outbox.send import Told

from .commands import forget_account
from .commands.listing import list_put_off
from .commands.survey import answer_survey
from .events import Answered, Decided, Escalated, MergeAsked, Merged, MergeRefused, Moderated, Reached
from .events.meetings import MeetingHeld
from .queries.survey import find_survey, surveys_for_phones, xml_of
from .queries.telling import about_commitment, about_proposal
from .vocab import Deed
from .vocab.survey import AnswerWay

DEEDS = {
    Reached: Deed.REACH,
    Escalated: Deed.ESCALATE,
    Answered: Deed.ANSWER,
    Merged: Deed.MERGE,
    MergeAsked: Deed.ASK_MERGE,
    MergeRefused: Deed.REFUSE,
    Decided: Deed.COUNT,
}


@subscribe(
    "participation.tell",
    Moderated.type,
    Reached.type,
    Escalated.type,
    Answered.type,
    Merged.type,
    MergeAsked.type,
    MergeRefused.type,
    Decided.type,
)
def tell_who_took_part(letter: Letter) -> None:
    """Queue what a step of a proposal tells, each message once."""
    event = letter.event
    deed = event.deed if isinstance(event, Moderated) else DEEDS[type(event)]
    _queue(about_proposal(letter.subject, deed), letter)


@subscribe("participation.tell_deeds", CommitmentMoved.type)
def tell_what_became_of_it(letter: Letter) -> None:
    """Queue what a step of a commitment tells those whose words it came from."""
    assert isinstance(letter.event, CommitmentMoved)
    _queue(about_commitment(letter.subject, letter.event.action, letter.seq), letter)


@subscribe("participation.list_put_off", MeetingHeld.type)
def list_what_was_put_off(letter: Letter) -> None:
    """What a meeting put off stands on the problem list of its place."""
    list_put_off(letter.subject)


@subscribe("participation.forget_account", AccountClosed.type)
def forget(letter: Letter) -> None:
    """Whoever closed their account is forgotten in everything in which they took part."""
    forget_account(letter.subject)


def _forms(viewer: Actor) -> list[Published]:
    """Surveys as forms for ODK Collect."""
    return [
        Published(
            one.form.form_id, one.form.version, one.names, partial(_same, one.form), partial(xml_of, one.id)
        )
        for one in surveys_for_phones(viewer)
    ]


def _same(form: Definition) -> Definition:
    return form


def _take(arrival: Arrival, *, actor: Actor) -> None:
    """Keep an answer that was taken down at the door; whose phone it was is not kept."""
    if not arrival.again:
        survey = find_survey(arrival.form.form_id.partition(".")[2], viewer=actor)
        answer_survey(survey, arrival.answers, arrival.identity, way=AnswerWay.PHONE)


receive(Receiver("survey", _forms, _take))


def _queue(messages: Iterable[Told], letter: Letter) -> None:
    for told in messages:
        send.tell(told, f"participation.tell:{told.about}:{letter.subject}:{letter.seq}")
