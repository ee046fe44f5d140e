# SPDX-License-Identifier: AGPL-3.0-or-later
"""One deed with several matters of the queue: each its own transaction, each with its own result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID, Problem

from ..queries.access import find_case
from ..rules.joint import MOST_AT_ONCE


@dataclass(frozen=True)
class Done:
    """What became of one matter: nothing to say, or why it was left as it is."""

    number: str
    problem: Problem | None = None


def do_many(numbers: Sequence[str], do: Callable[[UUID], int], *, actor: Actor) -> list[Done]:
    """Do something with each matter; what is refused for one leaves the others untouched.

    ``do`` is a command with one matter; it asks itself what ``actor`` may do. Raises ``invalid`` for
    none or more than fifty.
    """
    wanted = list(dict.fromkeys(numbers))
    if not 0 < len(wanted) <= MOST_AT_ONCE or not actor.is_staff:
        raise INVALID(field="numbers")
    return [_one(number, do) for number in wanted]


def _one(number: str, do: Callable[[UUID], int]) -> Done:
    try:
        case_id, exact = find_case(number)
        do(case_id)
    except Problem as problem:
        return Done(number, problem)
    return Done(exact)
