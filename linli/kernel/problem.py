# SPDX-License-Identifier: AGPL-3.0-or-later
"""An expected failure: a code, an HTTP status, facts, and words that say what to do.

A capability declares its problems once, in ``vocab``::

    STALE = problem("stale", 409, mark("…what happened…"), mark("…what to do…"))
    raise STALE(version=3)

Words are English message ids; the edge that shows the problem translates them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


def mark(message: str) -> str:
    """Mark a message for the translation catalogue without translating it here."""
    return message


@dataclass(frozen=True)
class ProblemType:
    """What all occurrences of one problem share. Calling it makes an occurrence."""

    code: str
    status: int
    title: str
    remedy: str

    def __call__(self, **facts: Any) -> Problem:
        return Problem(self, facts)


class Problem(Exception):
    """One occurrence of a problem; ``facts`` fill the words and reach the API as they are."""

    def __init__(self, kind: ProblemType, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(kind.code, dict(facts or {}))
        self.kind = kind
        self.facts = dict(facts or {})

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def status(self) -> int:
        return self.kind.status

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value}" for key, value in self.facts.items())
        return f"{self.code}: {self.kind.title} ({facts})" if facts else f"{self.code}: {self.kind.title}"

    def words(self, translate: Callable[[str], str] = str) -> tuple[str, str]:
        """What happened and what to do, in the language of ``translate``, filled with the facts."""
        facts = _Known(self.facts)
        return translate(self.kind.title) % facts, translate(self.kind.remedy) % facts


class _Known(dict[str, Any]):
    """Facts for filling words; one that is not known leaves an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


REGISTRY: dict[str, ProblemType] = {}


def problem(code: str, status: int, title: str, remedy: str) -> ProblemType:
    """Declare a problem; a code can be declared once in the whole product."""
    if code in REGISTRY:
        raise ValueError(f"problem {code!r} is declared twice")
    REGISTRY[code] = ProblemType(code, status, title, remedy)
    return REGISTRY[code]


NOT_FOUND = problem(
    "not_found",
    404,
    mark("There is nothing here that you can see."),
    mark("Check the address or the number, or go back to the first page."),
)
FORBIDDEN = problem(
    "forbidden",
    403,
    mark("This is not part of your task."),
    mark("Ask your coordinator if you think that it should be."),
)
STALE = problem(
    "stale",
    409,
    mark("Somebody changed this meanwhile."),
    mark("Look at how it stands now, then decide again. Your text is still here."),
)
ALREADY_USED = problem(
    "already_used",
    409,
    mark("This submission number was used for something else."),
    mark("Send it again as a new submission."),
)
INVALID = problem(
    "invalid",
    422,
    mark("Something in the form needs another look."),
    mark("The marked fields say what is missing."),
)
SIGN_IN = problem(
    "sign_in",
    401,
    mark("Please sign in first."),
    mark("After signing in you come back to where you were."),
)
TOO_MANY = problem(
    "too_many",
    429,
    mark("That was tried too often."),
    mark("Wait a few minutes, or telephone us: people there can help at once."),
)
