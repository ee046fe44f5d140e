# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.events import Event, event


@event("norms.version_added")
class VersionAdded(Event):
    """A version of a norm was loaded: from which day on, with how many articles."""

    norm: str
    valid_from: str
    articles: int


@event("norms.pact_moved")
class PactMoved(Event):
    """A pact went a step of its course; ``edition`` is the text that it was about."""

    pact: str
    place: str
    action: str
    state: str
    edition: int


@event("norms.pact_edited")
class PactEdited(Event):
    """The draft of a pact got another text: which edition, with how many clauses."""

    pact: str
    edition: int
    clauses: int
