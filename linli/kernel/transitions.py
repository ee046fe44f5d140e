# SPDX-License-Identifier: AGPL-3.0-or-later
"""A course as one table: (state, action) -> state. Nothing else decides what may follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from .problem import mark, problem

S = TypeVar("S", bound=Enum)
A = TypeVar("A", bound=Enum)

NOT_NOW = problem(
    "not_now",
    409,
    mark("This step is not possible as the matter stands."),
    mark("Look at where the matter stands now; the page shows what can follow."),
)


@dataclass(frozen=True)
class Course(Generic[S, A]):
    """A transition table with what can be asked of it."""

    table: Mapping[tuple[S, A], S]

    def after(self, state: S, action: A) -> S:
        """The state that follows. Raises ``not_now`` where the table has no entry."""
        try:
            return self.table[state, action]
        except KeyError:
            raise NOT_NOW(state=state.value, action=action.value) from None

    def allows(self, state: S, action: A) -> bool:
        return (state, action) in self.table

    def actions(self, state: S) -> Iterable[A]:
        """Actions possible in a state, in the order of the table."""
        return (action for (at, action) in self.table if at is state)

    def is_final(self, state: S) -> bool:
        return not any(at is state for (at, _) in self.table)
