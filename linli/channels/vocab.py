# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the telephone desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.problem import mark, problem


class CallState(StrEnum):
    """Where a call stands."""

    OPEN = "open"
    DROPPED = "dropped"  # hung up half-way: what was taken down is kept
    ENDED = "ended"


class Wrap(StrEnum):
    """How a call ended (wrap-up code)."""

    MATTER = "matter"
    TOLD = "told"
    KNOWN = "known"
    CONNECTED = "connected"
    ELSEWHERE = "elsewhere"
    BACK = "back"
    DROPPED = "dropped"
    WRONG = "wrong"
    SILENT = "silent"


WRAP_WORDS = {
    Wrap.MATTER: mark("a matter was received"),
    Wrap.TOLD: mark("told at once, nothing left to do"),
    Wrap.KNOWN: mark("told where their matter stands"),
    Wrap.CONNECTED: mark("put through to 110, 119, 120 or 122"),
    Wrap.ELSEWHERE: mark("told who else to turn to"),
    Wrap.BACK: mark("to be called back"),
    Wrap.DROPPED: mark("cut off half-way"),
    Wrap.WRONG: mark("wrong number"),
    Wrap.SILENT: mark("nobody spoke"),
}
BY_HAND = (Wrap.TOLD, Wrap.KNOWN, Wrap.CONNECTED, Wrap.ELSEWHERE, Wrap.WRONG, Wrap.SILENT)


class SheetState(StrEnum):
    """Where a page that was handed in stands."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    RECEIVED = "received"
    AWAY = "away"


SHEET_WORDS = {
    SheetState.WAITING: mark("waits to be read"),
    SheetState.READING: mark("is being read"),
    SheetState.READ: mark("read; a person looks at it"),
    SheetState.RECEIVED: mark("received"),
    SheetState.AWAY: mark("put away"),
}


class Outcome(StrEnum):
    """What came of ringing somebody back."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    LATER = "later"
    WRONG = "wrong"
    GIVEN_UP = "given_up"


OUTCOME_WORDS = {
    Outcome.REACHED: mark("reached"),
    Outcome.NO_ANSWER: mark("no answer"),
    Outcome.BUSY: mark("busy"),
    Outcome.LATER: mark("asked to ring later"),
    Outcome.WRONG: mark("another person's number"),
    Outcome.GIVEN_UP: mark("given up after several tries"),
}
ENDS = {Outcome.REACHED, Outcome.WRONG, Outcome.GIVEN_UP}


class Why(StrEnum):
    """Why somebody is rung back."""

    CUT_OFF = "cut_off"
    ASKED = "asked"
    ANSWER = "answer"
    CONSENT = "consent"


WHY_WORDS = {
    Why.CUT_OFF: mark("the call was cut off"),
    Why.ASKED: mark("the person asked for it"),
    Why.ANSWER: mark("an answer is to be told"),
    Why.CONSENT: mark("a consent is to be checked"),
}

# What to say, by kind (a code of ``cases.Kind``). Hard routes stand before all of them.
OPENING = mark("Good day, this is {town}. What happened, where, and since when?")
SCRIPTS: dict[str, tuple[str, ...]] = {
    "ask": (
        mark("Answer at once if you know it from the service guide; name the source."),
        mark("If not: say who will answer, and by which day."),
    ),
    "help": (
        mark("Is anybody in danger now? Then the emergency number first."),
        mark("The exact spot: street, number, floor, what stands beside it."),
        mark("May the office call back? On which number, at what time?"),
    ),
    "complain": (
        mark("About whom? That office will neither handle nor see it."),
        mark("What was expected, what happened, and what would put it right?"),
    ),
    "wrongdoing": (
        mark("It can stay without a name. Do not press for one."),
        mark("Only few people will see this; who reports in good faith is protected."),
    ),
    "suggest": (
        mark("What would be better, for whom, and where?"),
        mark("May it be published without the name?"),
    ),
    "thank": (mark("Whom, for what? Read it back."),),
    "petition": (
        mark("A petition is decided in writing: name, address, request and facts are needed."),
        mark("Say what runs its own course: courts, arbitration, review."),
    ),
    "information": (
        mark("Name and contact are needed. How shall the answer come: letter, e-mail, counter?"),
    ),
}
CLOSING = mark(
    "Read back number and code. Say who has it and by which day an answer comes. Ask: anything else?"
)


@dataclass(frozen=True)
class PaperRequest:
    """A form to print: what can be ticked, and what is written (words, and how many lines)."""

    title: str
    choices: tuple[str, ...]
    fields: tuple[tuple[str, int], ...]


# What is otherwise done on a screen; linli/channels/twins.toml says for which route.
REQUESTS = {
    "matter": PaperRequest(
        mark("About my matter"),
        (
            mark("I add something, or correct what I said."),
            mark("My name or contact changed."),
            mark("Erase my name and contact from it."),
            mark("I object to what was hidden of it."),
            mark("I take it back."),
            mark("It is not solved: take it up again."),
        ),
        ((mark("Number and code"), 1), (mark("What you want to say"), 6)),
    ),
    "account": PaperRequest(
        mark("About my account and my data"),
        (
            mark("My name or contact is wrong, or is to be erased."),
            mark("I give a consent, or take one back."),
            mark("I want a copy of what is kept about me."),
            mark("Close my account and erase what is kept about me."),
        ),
        (
            (mark("Name"), 1),
            (mark("Telephone or e-mail by which the account is known"), 1),
            (mark("What you want to say"), 5),
        ),
    ),
    "mandate": PaperRequest(
        mark("About acting for another"),
        (mark("I let somebody act for me."), mark("Nobody is to act for me any more.")),
        (
            (mark("Your name and telephone"), 1),
            (mark("Who acts for you (name, telephone), and what they are to you"), 2),
            (mark("What for, and until which day"), 3),
        ),
    ),
    "news": PaperRequest(
        mark("Follow what happens, or stop it"),
        (mark("Tell me what happens at this place or with this matter."), mark("Tell me nothing more.")),
        (
            (mark("Place, or number of the matter"), 2),
            (mark("Name and address, or telephone, to which we write"), 2),
        ),
    ),
    "part": PaperRequest(
        mark("Take part on paper"),
        (
            mark("I say something about a draft."),
            mark("I support a proposal, or make one."),
            mark("I say whether a promise was kept."),
        ),
        (
            (mark("Which draft, proposal or promise (title or number)"), 2),
            (mark("What you want to say"), 6),
            (mark("Name and address, if it asks for them"), 1),
        ),
    ),
}

CALL_OVER = problem(
    "call_over",
    409,
    mark("This call has ended already; what was taken down was received or closed."),
    mark("Begin a new call, and look for the matter by its number."),
)
LOG_UNREADABLE = problem(
    "call_log_unreadable",
    422,
    mark("This file is no log of calls: %(why)s."),
    mark("It needs a column for the time a call came and one for the time it was answered."),
)
