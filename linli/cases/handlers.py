# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from events: telling the person who brought a matter what happened with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from linli.kernel.events import Event, Letter
from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.journal import subscribe
from linli.platform.outbox import send
from linli.platform.ui.words import day_words, name_of

from .events import CalledIn, Extended, Moved, Noted, Parked, Received
from .models import Case, Reporter, Step
from .queries import case_code
from .queries.lines import last_day
from .rules.joint import Ask
from .vocab import Action, Deed, See

SUBJECT = mark("%(town)s: your matter %(number)s")
NOW_WITH = mark("Your matter %(number)s is now with %(unit)s; you get an answer by %(day)s.")
TOLD: dict[str, str] = {
    Deed.RECEIVE: mark(
        "We have your matter %(number)s (%(title)s). It is with %(unit)s; you get an answer by %(day)s. "
        "Your code for following it is %(code)s."
    ),
    Action.DISPATCH: NOW_WITH,
    Action.RAISE: NOW_WITH,
    Action.LOWER: NOW_WITH,
    Action.DECLINE: mark("Your matter %(number)s is not taken on. The reason: %(text)s"),
    Action.TRANSFER: mark("Your matter %(number)s was passed to another body. %(text)s"),
    Action.RESOLVE: mark(
        "%(unit)s has answered your matter %(number)s: %(text)s\n\n"
        "Is it solved? Please tell us on its page."
    ),
    Action.REOPEN: mark("Your matter %(number)s is taken up again. %(unit)s has it."),
    Action.MERGE: mark("Your matter %(number)s was joined to another one about the same thing."),
    Deed.CALL_IN: mark(
        "Several units now work on your matter %(number)s: %(units)s. %(unit)s leads and answers you."
    ),
    Deed.EXTEND: mark(
        "Your matter %(number)s takes longer: you get an answer by %(day)s. The reason: %(text)s"
    ),
    Deed.PARK: mark("Your matter %(number)s has to wait. What it waits for: %(text)s"),
    Deed.NOTE: mark("%(unit)s writes about your matter %(number)s: %(text)s"),
}
JOINED = mark(
    "%(unit)s has answered the matter to which yours, %(number)s, was joined. %(text)s\n\n"
    "Is it not the same after all? Please tell us on its page."
)


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
    return Deed.NOTE


@subscribe(
    "cases.tell_reporter",
    Received.type,
    Moved.type,
    CalledIn.type,
    Extended.type,
    Parked.type,
    Noted.type,
)
def tell_reporter(letter: Letter) -> None:
    """Queue one message for an event, in the person's language, if they left a contact for that.

    An answer is told as well to everybody whose matter was joined to this one; its words only if
    everybody may read them.
    """
    deed = deed_of(letter.event)
    step = Step.objects.filter(case=letter.subject, seq=letter.seq).first()
    if deed not in TOLD or step is None:
        return
    reporters = Reporter.objects.select_related("case").exclude(contact=None).filter(wants_messages=True)
    reporter = reporters.filter(case=letter.subject).first()
    mine = {f"visitor:{letter.subject}", f"account:{reporter.account_id}"} if reporter else set()
    silent = deed == Deed.NOTE and (step.sees == See.INTERNAL or step.actor in mine)
    if reporter is not None and not silent:
        name = "received" if deed == Deed.RECEIVE else deed
        _tell(reporter, name, TOLD[deed], step.text, letter, units=step.facts.get("units", ()))
    if deed == Action.RESOLVE:
        for joined in reporters.filter(case__merged_into=letter.subject).order_by("case"):
            _tell(joined, "joined", JOINED, step.text if step.sees == See.PUBLIC else "", letter)


def _tell(
    reporter: Reporter,
    name: str,
    template: str,
    text: str,
    letter: Letter,
    units: Iterable[str] = (),
) -> None:
    case = reporter.case
    spoken = "zh-hans" if case.language.startswith("zh") else "en"
    with translation.override(spoken), timezone.override(places.town().zone):
        words = _words(case, text)
        words["units"] = gettext(", ").join(name_of(people.unit_by_code(code).names) for code in units)
        send.queue(
            crypto.unseal(reporter.contact or b"", "cases_reporter", "contact", case.id),
            f"cases.{name}",
            gettext(SUBJECT) % words,
            f"{gettext(template) % words}\n{settings.SITE_URL}/track/?number={case.number}",
            unique_key=f"cases.tell:{case.id}:{letter.subject}:{letter.seq}",
            language=case.language,
            about=case.id,
        )


def _words(case: Case, text: str) -> dict[str, str]:
    day = last_day(case.due_at)
    return {
        "town": name_of(places.town().names),
        "number": case.number,
        "title": case.title,
        "unit": name_of(people.unit_by_id(case.unit_id).names),
        "day": day_words(day) if day else gettext("the legal time limit"),
        "code": case_code(case.id),
        "text": text,
    }
