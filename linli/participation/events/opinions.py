# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with an opinion map. No event tells of a single vote or of who wrote a statement: the hour
alone would lead to a person."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.map_opened")
class MapOpened(Event):
    """An opinion map was opened, with so many statements to begin with."""

    space: str
    statements: int


@event("participation.statement_moderated")
class StatementModerated(Event):
    """A statement was added by staff, released, or taken out, by which of the public rules."""

    space: str
    seq: int
    deed: str
    rule: str = ""


@event("participation.statement_carried")
class StatementCarried(Event):
    """A statement became a proposal, which is answered as every other one."""

    space: str
    seq: int
    proposal: str


@event("participation.map_closed")
class MapClosed(Event):
    """An opinion map was closed: how many took part, how many groups, the fingerprint of its open file."""

    space: str
    people: int
    groups: int
    sha256: str
