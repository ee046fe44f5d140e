# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts or looks. An actor is plain data, so that rules can be pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["account", "visitor", "key", "system", "mandate"]


@dataclass(frozen=True)
class Holding:
    """A post held today: a role at a place and, where the role needs one, in a unit.

    ``place_path`` and ``unit_path`` are slash-separated codes from the root, ending in a slash;
    holding a post gives sight of the subtree below.
    """

    role: str
    place_path: str = ""
    unit_path: str = ""
    unit_code: str = ""


@dataclass(frozen=True)
class Behalf:
    """For whom somebody acts (代办) and what that opens: nothing but its scopes, and of matters only those
    begun by such acting.

    ``person`` is the account for whom, empty once the mandate holds no longer; ``units`` are paths of the
    units in which the helper works; ``begun`` are ids of what the helper began for this person.
    """

    person: str = ""
    scopes: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()
    begun: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Actor:
    """A person with an account, a visitor without one, an API key, a helper acting for somebody by a
    mandate, or linli itself.

    A helper is named by the mandate and holds no posts, so whatever was not opened to a scope is closed.

    ``resting`` are posts whose rights are closed: held, but good for nothing until their holder
    opens them for a time (``awake``). No rule has to know of it, for no rule looks at them.
    """

    kind: Kind
    id: str
    holdings: tuple[Holding, ...] = ()
    scopes: frozenset[str] = frozenset()
    resting: tuple[Holding, ...] = ()
    behalf: Behalf = Behalf()

    @property
    def ref(self) -> str:
        """The plain id that the journal keeps, for example ``account:0192…``."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def signed_in(self) -> bool:
        return self.kind in ("account", "key")

    @property
    def acts(self) -> bool:
        """Whether somebody acts here for another person."""
        return self.kind == "mandate"

    def person(self, scope: str) -> str:
        """The account whose right this is: one's own, or of whom somebody acts for within ``scope``;
        empty for everybody else."""
        if self.kind == "account":
            return self.id
        return self.behalf.person if self.acts and scope in self.behalf.scopes else ""

    @property
    def is_staff(self) -> bool:
        return self.kind == "system" or bool(self.holdings or self.resting)

    def roles(self) -> frozenset[str]:
        return frozenset(holding.role for holding in self.holdings)

    def has(self, *roles: str) -> bool:
        return self.kind == "system" or any(holding.role in roles for holding in self.holdings)

    def awake(self) -> Actor:
        """The same actor with every post open."""
        return replace(self, holdings=self.holdings + self.resting, resting=()) if self.resting else self

    def at(self, *roles: str) -> Iterable[Holding]:
        return (holding for holding in self.holdings if holding.role in roles)


SYSTEM = Actor("system", "linli")
VISITOR = Actor("visitor", "")


def within(path: str, root: str) -> bool:
    """Whether a place or unit path lies at or below ``root``; an empty root holds nothing."""
    return bool(root) and path.startswith(root)
