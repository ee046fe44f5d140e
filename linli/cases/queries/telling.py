# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told when something happens with their matter: the exact message, before or as it leaves.

The handler that sends and the page that shows it beforehand ask the same function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.outbox.send import Told
from linli.platform.ui.words import date_words, day_words, name_of

from ..models import Case, Reporter, Step
from ..vocab import GROUNDS, Action, Deed, HideReason, See
from .access import case_code
from .hiding import hidden_mark, veils
from .lines import last_day
from .links import link_token
from .papers import gives_paper, paper_of

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
    Deed.ASK: mark(
        "%(unit)s asks you about your matter %(number)s: %(text)s\n\nPlease answer here, once: %(link)s"
    ),
    Deed.NOTE: mark("%(unit)s writes about your matter %(number)s: %(text)s"),
    Deed.HIDE: mark(
        "Something of your matter %(number)s is hidden from the public: %(ground)s. %(text)s\n\n"
        "You can object: on its page, by telephone or at any counter. The level above decides."
    ),
    Deed.JUDGE: mark("On your objection in the matter %(number)s: %(outcome)s. %(text)s"),
}
# A step of a statutory course that gives the person a paper is told by that paper, with its rights.
PAPER = mark(
    "About your matter %(number)s you get: %(paper)s.\n\n%(says)s\n%(text)s\n%(rights)s\n\n"
    "You can read and print it on the page of your matter."
)
RIGHT_UNTIL = mark("You may, until %(day)s: %(do)s (%(source)s %(article)s)")
RIGHT_OPEN = mark("You may: %(do)s (%(source)s %(article)s)")
# A message about violence at home may be read by the one it is about: it does not say what it is about.
QUIET = mark(
    "We have your matter %(number)s. It is with %(unit)s; you get an answer by %(day)s. "
    "Your code for following it is %(code)s."
)
JOINED = mark(
    "%(unit)s has answered the matter to which yours, %(number)s, was joined. %(text)s\n\n"
    "Is it not the same after all? Please tell us on its page."
)


def messages_for(case_id: UUID, deed: str, seq: int) -> list[Told]:
    """The messages that a step of a matter (its deed and number) sends, its own reporter's first.

    Told is who left a contact for it, in their language. An answer is told as well to everybody whose
    matter was joined to this one; its words only if everybody may read them.
    """
    step = Step.objects.filter(case=case_id, seq=seq).first()
    if step is None or (deed not in TOLD and not gives_paper(step)):
        return []
    reporters = Reporter.objects.select_related("case").exclude(contact=None).filter(wants_messages=True)
    reporter = reporters.filter(case=case_id).first()
    mine = {f"visitor:{case_id}", f"account:{reporter.account_id}"} if reporter else set()
    quiet = deed in (Deed.NOTE, Deed.ASK)
    own = step.actor in mine or step.actor.startswith("mandate:")  # of those the person is told by whom
    silent = quiet and (step.sees == See.INTERNAL or own)
    found = []
    if reporter is not None and not silent:
        template = QUIET if deed == Deed.RECEIVE and reporter.case.hard else TOLD.get(deed, PAPER)
        template = PAPER if gives_paper(step) else template
        name = "received" if deed == Deed.RECEIVE else deed
        found.append(message_to(reporter, name, template, step.text, step.facts, seq))
    if deed == Action.RESOLVE:
        others = reporters.filter(case__merged_into=case_id).order_by("case")
        veil = veils([case_id] if others else [])[case_id]
        words = veil.over(step.text, hidden_mark()) if step.sees == See.PUBLIC else ""
        found += [message_to(joined, "joined", JOINED, words, {}) for joined in others]
    return found


def message_to(
    reporter: Reporter, name: str, template: str, text: str, facts: Mapping[str, Any], seq: int = 0
) -> Told:
    """A message to whoever brought a matter, in their language; they must have left a contact. ``seq`` is
    the line of the thread that it is about."""
    case = reporter.case
    spoken = "zh-hans" if case.language.startswith("zh") else "en"
    with translation.override(spoken), timezone.override(places.town().zone):
        words = _words(case, text)
        if template is PAPER:
            words |= _paper_words(case.id, seq)
        codes = facts.get("units", ())
        words["units"] = gettext(", ").join(name_of(people.unit_by_code(code).names) for code in codes)
        words |= _about_hiding(facts)
        if link := facts.get("link"):
            words["link"] = settings.SITE_URL + reverse("reply", args=[link_token(UUID(link))])
        return Told(
            crypto.unseal(reporter.contact or b"", "cases_reporter", "contact", case.id),
            f"cases.{name}",
            gettext(SUBJECT) % words,
            f"{gettext(template) % words}\n{settings.SITE_URL}/track/?number={case.number}",
            case.language,
            case.id,
        )


def _paper_words(case: UUID, seq: int) -> dict[str, str]:
    paper = paper_of(case, seq)
    lines = []
    for right in paper.rights:
        law = right.rule or right.step
        told = {"do": name_of(right.step.do), "source": law.source, "article": law.article}
        day = {"day": date_words(right.until)} if right.until else {}
        lines.append(gettext(RIGHT_UNTIL if day else RIGHT_OPEN) % {**told, **day})
    return {"paper": paper.title, "says": paper.says, "rights": "\n".join(lines)}


def _about_hiding(facts: Mapping[str, Any]) -> dict[str, str]:
    """Why something was hidden, and what was decided on it."""
    outcome = gettext("it is shown again") if facts.get("restored") else gettext("it stays hidden")
    if not (code := facts.get("ground")):
        return {"outcome": outcome, "ground": ""}
    ground = GROUNDS[HideReason(code)]
    return {"outcome": outcome, "ground": f"{gettext(ground.words)} ({ground.source} {ground.article})"}


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
