# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form as plain, frozen data: sections, repetitions and questions. It knows neither Excel nor XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from linli.kernel.problem import mark

Words = Mapping[str, str]


class Kind(StrEnum):
    """What an answer looks like. A note and a calculation are asked of nobody."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    ONE = "select_one"
    MANY = "select_multiple"
    NOTE = "note"
    GEOPOINT = "geopoint"
    IMAGE = "image"
    CALCULATE = "calculate"
    ACKNOWLEDGE = "acknowledge"


KIND_WORDS = {
    Kind.TEXT: mark("words"),
    Kind.INTEGER: mark("a whole number"),
    Kind.DECIMAL: mark("a number"),
    Kind.DATE: mark("a day"),
    Kind.TIME: mark("a time of day"),
    Kind.ONE: mark("one of several"),
    Kind.MANY: mark("any of several"),
    Kind.NOTE: mark("a note to read"),
    Kind.GEOPOINT: mark("a point on the map"),
    Kind.IMAGE: mark("a photo"),
    Kind.CALCULATE: mark("reckoned from other answers"),
    Kind.ACKNOWLEDGE: mark("a tick that it was read"),
}
SILENT = frozenset({Kind.NOTE, Kind.CALCULATE})
CHOSEN = frozenset({Kind.ONE, Kind.MANY})


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from; ``columns`` are what a filter looks at."""

    name: str
    words: Words
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """A question. Conditions are expressions (``expressions.read``) or empty."""

    name: str
    kind: Kind
    words: Words
    hints: Words
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_words: Words = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    choices: tuple[Choice, ...] = ()
    choice_filter: str = ""
    read_only: bool = False
    appearance: str = ""


@dataclass(frozen=True)
class Section:
    """Questions that belong together; asked repeatedly if ``repeats``, as often as ``times`` says or as
    often as people need."""

    name: str
    words: Words
    relevant: str
    repeats: bool
    times: str
    items: tuple[Item, ...]


Item = Question | Section


@dataclass(frozen=True)
class Definition:
    """A form. ``languages`` are those of its words, as linli names them (``zh-Hans``, ``en``)."""

    form_id: str
    version: str
    words: Words
    languages: tuple[str, ...]
    items: tuple[Item, ...]

    def questions(self) -> Iterator[Question]:
        """Every question in its order."""
        for item, _ in walk(self.items):
            if isinstance(item, Question):
                yield item


def walk(items: tuple[Item, ...], repeats: tuple[str, ...] = ()) -> Iterator[tuple[Item, tuple[str, ...]]]:
    """Every item with the names of the repetitions around it."""
    for item in items:
        yield item, repeats
        if isinstance(item, Section):
            yield from walk(item.items, (*repeats, item.name) if item.repeats else repeats)


def to_json(form: Definition) -> dict[str, Any]:
    """A form as JSON values."""
    return asdict(form)


def from_json(told: Mapping[str, Any]) -> Definition:
    """The form that :func:`to_json` told."""
    items = tuple(_item(one) for one in told["items"])
    return Definition(told["form_id"], told["version"], told["words"], tuple(told["languages"]), items)


def _item(told: Mapping[str, Any]) -> Item:
    if "items" in told:
        return Section(**{**told, "items": tuple(_item(one) for one in told["items"])})
    choices = tuple(Choice(**one) for one in told["choices"])
    return Question(**{**told, "kind": Kind(told["kind"]), "choices": choices})
