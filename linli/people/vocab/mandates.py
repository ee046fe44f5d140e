# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acting for another (代办): who may, for how long, what for, and how the person's consent is proved.

A mandate is an agency by mandate in writing: it names the helper, what for and until when, and is signed
by the person (民法典 163, 165); it ends with its day and whenever either of the two says so (173).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from linli.kernel.problem import mark, problem


class HelperKind(StrEnum):
    """What the helper is to the person."""

    FAMILY = "family"
    LAWYER = "lawyer"
    VOLUNTEER = "volunteer"
    GRID_WORKER = "grid_worker"


@dataclass(frozen=True)
class HelperRule:
    """The word for a kind of helper, the longest term in months, the most people one may act for at a
    time, and scopes that they are never given: whoever works for the community gathers no voices."""

    words: str
    months: int
    people: int
    never: frozenset[str] = frozenset()


HELPERS = {
    HelperKind.FAMILY: HelperRule(mark("family"), 12, 6),
    HelperKind.LAWYER: HelperRule(mark("lawyer"), 12, 60, frozenset({"taking_part", "visits"})),
    HelperKind.VOLUNTEER: HelperRule(mark("volunteer"), 3, 6, frozenset({"taking_part"})),
    HelperKind.GRID_WORKER: HelperRule(mark("grid worker"), 3, 30, frozenset({"taking_part"})),
}
MANDATE_WORDING = 1  # of what the person signs; another wording is another number


class Consented(StrEnum):
    """How the person's consent is proved."""

    OWN = "own"
    SIGNATURE = "signature"
    PAPER = "paper"
    CALLBACK = "callback"


CONSENTED_WORDS = {
    Consented.OWN: mark("said so signed in"),
    Consented.SIGNATURE: mark("signed on the screen at the counter"),
    Consented.PAPER: mark("signature or thumbprint on paper, scanned"),
    Consented.CALLBACK: mark("was rung back on the number known before"),
}


class EndedBy(StrEnum):
    """How a mandate ended before its day."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    HELPER = "helper"
    REPLACED = "replaced"
    CLOSED = "closed"


ENDED_WORDS = {
    EndedBy.WEB: mark("ended by the person"),
    EndedBy.PHONE: mark("ended by the person by telephone"),
    EndedBy.COUNTER: mark("ended by the person at a counter"),
    EndedBy.HELPER: mark("laid down by the helper"),
    EndedBy.REPLACED: mark("replaced by a newer one"),
    EndedBy.CLOSED: mark("ended with an account that was closed"),
}


@dataclass(frozen=True)
class Scope:
    """A kind of service that a mandate opens. ``acts`` are the types of events a helper may bring about
    in it, with words for each; those of ``begins`` begin something that the helper may follow; ``called``
    gives what a subject is called (a number), or nothing."""

    code: str
    words: str
    acts: Mapping[str, str]
    begins: frozenset[str] = frozenset()
    called: Callable[[UUID], str] = lambda subject: ""


_scopes: dict[str, Scope] = {}


def open_scope(scope: Scope) -> None:
    """Say that helpers may do something; whoever keeps it says so, and nobody else can."""
    _scopes[scope.code] = scope


def scopes() -> dict[str, Scope]:
    """Every scope that a mandate may name, by its code."""
    return dict(sorted(_scopes.items()))


MANDATE_OVER = problem(
    "mandate_over",
    403,
    mark("You no longer act for this person: it was ended, or its day has come."),
    mark("Nothing was done. End acting for them; they can give it anew at any time."),
)
NO_SUCH_HELP = problem(
    "no_such_help",
    422,
    mark("This cannot be given like that."),
    mark(
        "Choose what for, and a day not later than %(until)s. To %(words)s not everything can be given, "
        "and nobody of them acts for more than %(people)s people."
    ),
)
OWN_WITNESS = problem(
    "own_witness",
    409,
    mark("Whoever takes the consent down is neither the helper nor the person."),
    mark("Ask a colleague to take it down."),
)
NOT_KNOWN_BEFORE = problem(
    "not_known_before",
    409,
    mark("Ringing back proves a consent only on a number that was known here before."),
    mark("Take the signature or thumbprint at the counter or at the door."),
)
NEEDS_PROOF = problem(
    "needs_proof",
    422,
    mark("The proof of the consent is missing."),
    mark("Let the person sign on the screen, or add the scanned paper."),
)
