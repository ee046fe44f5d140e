# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where personal data lie that an authority can ask for: each storey names its own source.

A source finds one thing by what an instrument names, and reads chosen parts of it. There is none that
lists what belongs to a person: a request names one matter, or the records of one account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.kernel.problem import NOT_FOUND


@dataclass(frozen=True)
class Found:
    """One thing that a request can be about: where it belongs, whom it complains about, and whether it
    is for the supervision body and the data officer alone."""

    subject: UUID | None
    place_path: str
    about_path: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Source:
    """Data of one storey. ``parts`` and ``words`` give the words (marked) for codes and for names in an
    extract; ``find`` gives ``None`` where there is no such thing; ``read`` is called within ``reveal``."""

    code: str
    title: str
    reference: str
    hint: str
    parts: Mapping[str, str]
    words: Mapping[str, str]
    find: Callable[[str], Found | None]
    read: Callable[[UUID, Sequence[str]], dict[str, Any]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Name a source; called once by the storey that holds the data."""
    if source.code in _sources:
        raise ValueError(f"{source.code!r} is named twice")
    _sources[source.code] = source


def sources() -> list[Source]:
    """All sources, in the order of their codes."""
    return [_sources[code] for code in sorted(_sources)]


def source(code: str) -> Source:
    """One source. Raises ``not_found``."""
    if code not in _sources:
        raise NOT_FOUND()
    return _sources[code]
