# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens in field work. Codes only: which door it was stands in no event."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("fieldwork.asked")
class Asked(Event):
    """A unit asked a grid to do something that is on its list of tasks."""

    task: str
    place: str
    unit: str


@event("fieldwork.answered")
class AskAnswered(Event):
    """The grid did what it was asked, or said why not."""

    state: str


@event("fieldwork.wished")
class Wished(Event):
    """A household signed up for visits."""

    rhythm: str
    way: str


@event("fieldwork.unwished")
class Unwished(Event):
    """A household wishes for visits no longer, or its wish ended with its last day."""


@event("fieldwork.planned")
class Planned(Event):
    """A round was planned for a worker: why these doors, and how many."""

    place: str
    day: str
    basis: str
    stops: int
    seed: str


@event("fieldwork.handed_over")
class HandedOver(Event):
    """A round was handed over to somebody else of the team."""

    worker: str


@event("fieldwork.sheet_made")
class SheetMade(Event):
    """Visits of a place ask further questions from now on; ``number`` is their version."""

    code: str
    number: int
    place: str


@event("fieldwork.sheet_ended")
class SheetEnded(Event):
    """Questions are asked by no further round."""

    code: str


@event("fieldwork.phone_lost")
class PhoneLost(Event):
    """Somebody's phone is lost: it is wiped when it next comes near a network."""


@event("visit.noted")
class VisitNoted(Event):
    """What a visit found, in codes, for every storey that can do something about it.

    ``matters`` are categories, the others codes of :mod:`linli.fieldwork.vocab`. Who lives there, and at
    which door, is not said; ``place`` is the grid.
    """

    place: str
    outcome: str
    matters: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
