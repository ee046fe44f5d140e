# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from events: telling the person who brought a matter what happened with it."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from linli.kernel.events import Letter
from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.journal import subscribe
from linli.platform.outbox import send
from linli.platform.ui.words import day_words, name_of

from .events import Moved, Received
from .models import Case, Reporter, Step
from .queries import case_code
from .queries.lines import last_day
from .vocab import Action

SUBJECT = mark("%(town)s: your matter %(number)s")
RECEIVED = mark(
    "We have your matter %(number)s (%(title)s). It is with %(unit)s; you get an answer by %(day)s. "
    "Your code for following it is %(code)s."
)
TOLD = {
    Action.DISPATCH: mark("Your matter %(number)s is now with %(unit)s; you get an answer by %(day)s."),
    Action.DECLINE: mark("Your matter %(number)s is not taken on. The reason: %(text)s"),
    Action.TRANSFER: mark("Your matter %(number)s was passed to another body. %(text)s"),
    Action.RESOLVE: mark(
        "%(unit)s has answered your matter %(number)s: %(text)s\n\n"
        "Is it solved? Please tell us on its page."
    ),
    Action.REOPEN: mark("Your matter %(number)s is taken up again. %(unit)s has it."),
    Action.MERGE: mark("Your matter %(number)s was joined to another one about the same thing."),
}


@subscribe("cases.tell_reporter", Received.type, Moved.type)
def tell_reporter(letter: Letter) -> None:
    """Queue one message for an event, in the person's language, if they left a contact for that."""
    event = letter.event
    if isinstance(event, Moved) and Action(event.action) not in TOLD:
        return
    reporter = Reporter.objects.select_related("case").filter(case=letter.subject).first()
    if reporter is None or reporter.contact is None or not reporter.wants_messages:
        return
    case = reporter.case
    template = TOLD[Action(event.action)] if isinstance(event, Moved) else RECEIVED
    step = Step.objects.filter(case=case, seq=letter.seq).first()
    with translation.override("zh-hans" if case.language.startswith("zh") else "en"):
        words = _words(case, step.text if step else "")
        send.queue(
            crypto.unseal(reporter.contact, "cases_reporter", "contact", case.id),
            f"cases.{event.action if isinstance(event, Moved) else 'received'}",
            gettext(SUBJECT) % words,
            f"{gettext(template) % words}\n{settings.SITE_URL}/track/?number={case.number}",
            unique_key=f"cases.tell:{case.id}:{letter.seq}",
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
