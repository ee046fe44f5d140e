# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has forms for phones, and what a filled one means: a storey says so here once.

``Receiver(name, forms, take)``: ``forms(viewer)`` are the published forms that the viewer may fill in;
``take(arrival, actor=)`` keeps a filled one, in the transaction in which it is noted as received. Whatever
``take`` refuses with a problem stays on the phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from linli.kernel.actor import Actor

from ..forms.definition import Definition, Words


@dataclass(frozen=True)
class EntityList:
    """What a form chooses from and follows up: rows of ``name`` (a UUID), ``label``, columns of one's own.

    A row that is gone has been dealt with, and Collect drops it.
    """

    name: str
    rows: Sequence[Mapping[str, str]]


def no_lists() -> Sequence[EntityList]:
    """A form that follows nothing up."""
    return ()


@dataclass(frozen=True)
class Published:
    """A form for phones; ``definition``, ``xml`` and ``lists`` are read when they are asked for.

    What is asked under a ``form_id`` stays as it is; a changed form gets another id, such as
    ``visit.door.2``. The one before is no longer ``listed`` then, and taken from who filled it in before.
    """

    form_id: str
    version: str
    words: Words
    definition: Callable[[], Definition]
    xml: Callable[[], str]
    lists: Callable[[], Sequence[EntityList]] = no_lists
    listed: bool = True


@dataclass(frozen=True)
class Arrival:
    """A filled form. ``identity`` is made from its id on the phone: the same form gives the same.

    ``files`` are photos by the name that the answers give them, kept but linked to nothing yet
    (``platform.files.store.link``). ``again``: the form came before and these are more of its files.
    ``version`` is that of the form on the phone; ``wrong`` what today's rules find in the answers.
    """

    form: Published
    identity: UUID
    version: str
    answers: Mapping[str, Any]
    wrong: Mapping[str, str]
    files: Mapping[str, UUID]
    again: bool


class Take(Protocol):
    def __call__(self, arrival: Arrival, *, actor: Actor) -> None: ...


@dataclass(frozen=True)
class Receiver:
    name: str
    forms: Callable[[Actor], Sequence[Published]]
    take: Take


_receivers: dict[str, Receiver] = {}


def receive(receiver: Receiver) -> None:
    """Say that a storey has forms for phones; its forms are ``name.…``, so that none takes another's."""
    _receivers[receiver.name] = receiver


def published(viewer: Actor) -> Iterator[tuple[Receiver, Published]]:
    """Every form that the viewer may fill in."""
    for name in sorted(_receivers):
        for form in _receivers[name].forms(viewer):
            yield _receivers[name], form


def find(form_id: str, viewer: Actor) -> tuple[Receiver, Published] | None:
    """The form of that id and who receives it, if the viewer may fill it in."""
    owner = _receivers.get(form_id.partition(".")[0])
    found = (one for one in owner.forms(viewer) if one.form_id == form_id) if owner else iter(())
    form = next(found, None)
    return (owner, form) if owner and form else None
