# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filling a form in: what is asked now, what was answered, what is wrong with it. Pure.

Answers come as text by *path*: the name of a question, inside of repetitions ``name.0.question``. They
leave as JSON values by name; a repetition is a list of such objects. What is not asked is not kept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from linli.kernel.problem import mark

from .definition import Choice, Definition, Item, Kind, Question, Section, Words, walk
from .expressions import Expression, read
from .functions import Nodes, Value, text

Raw = Mapping[str, str | Sequence[str]]
MOST_TIMES = 50  # repetitions
LONGEST = 4000  # characters of an answer
ROUNDS = 12  # of reckoning: a form is refused if its calculations form a ring
OTHER = "other"

WRONG = {
    "required": mark("Please answer this question."),
    "not_whole": mark("This is no whole number."),
    "not_a_number": mark("This is no number."),
    "not_a_day": mark("This is no day. Write it as 2026-05-31."),
    "not_a_time": mark("This is no time of day. Write it as 14:05."),
    "not_a_choice": mark("Please choose one of the answers shown."),
    "not_a_point": mark("Write north and east in degrees, such as 29.56 106.55, or leave it empty."),
    "too_long": mark("This is too long. Please say it in fewer words."),
    "constraint": mark("This answer does not fit the question. Please look at it again."),
}


@dataclass(frozen=True)
class Asked:
    """A question that is asked now: where it stands, what was written, what it means, what is wrong."""

    path: str
    question: Question
    raw: str | tuple[str, ...]
    value: Any
    required: bool
    choices: tuple[Choice, ...]
    wrong: str = ""  # a code of ``WRONG``


@dataclass(frozen=True)
class Part:
    """Questions that stand together under a heading; ``times`` is how many repetitions there are."""

    path: str
    words: Words
    depth: int
    asked: tuple[Asked, ...]
    repeats: str = ""  # path of the repetition this is one of
    position: int = 0
    times: int = 0
    open: bool = False  # stands for the repetition itself: one more can be added or taken away


@dataclass(frozen=True)
class Filled:
    """A form as it stands."""

    parts: tuple[Part, ...]
    answers: Mapping[str, Any]
    values: Mapping[str, str]  # every answer as text by path, with what was reckoned

    @property
    def asked(self) -> Iterator[Asked]:
        return (one for part in self.parts for one in part.asked)

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong, by path."""
        return {one.path: one.wrong for one in self.asked if one.wrong}


def fill(form: Definition, given: Raw, *, now: datetime, fresh: bool = False) -> Filled:
    """What a form asks and means with these answers. ``fresh`` puts its defaults in where nothing is given;
    how often a repetition is asked stands at its path with ``.times`` (at first once).

    ``now`` is in the town's zone. Never raises for what people write.
    """
    return _Work(form, given, now, fresh).done()


def plain(value: Any) -> str:
    """An answer as the text that a form was given."""
    if isinstance(value, (list, tuple)):
        return " ".join(value)
    if isinstance(value, float):
        return text(value)
    return "" if value is None else str(value)


def raw_of(form: Definition, answers: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Answers that were kept, as they would be given again."""
    found: dict[str, str | list[str]] = {}

    def put(items: Iterable[Item], kept: Mapping[str, Any], before: str) -> None:
        for item in items:
            path = f"{before}{item.name}"
            if isinstance(item, Question):
                if item.name in kept:
                    value = kept[item.name]
                    found[path] = list(value) if isinstance(value, list) else plain(value)
            elif item.repeats:
                rows = kept.get(item.name, [])
                found[f"{path}.times"] = str(len(rows))
                for at, row in enumerate(rows):
                    put(item.items, row, f"{path}.{at}.")
            else:
                put(item.items, kept, before)

    put(form.items, answers, "")
    return found


class _Work:
    """One filling: reckon what is relevant and calculated until nothing changes, then judge each answer."""

    def __init__(self, form: Definition, given: Raw, now: datetime, fresh: bool) -> None:
        self.form, self.given, self.now, self.fresh = form, given, now, fresh
        self.around = {item.name: around for item, around in walk(form.items)}
        self.items = {item.name: item for item, _ in walk(form.items)}
        self.values: dict[str, str] = {}
        self.times: dict[str, int] = {}

    def done(self) -> Filled:
        for _ in range(ROUNDS):
            before = dict(self.values), dict(self.times)
            self.settle(self.form.items, "", {}, True)
            if (self.values, self.times) == before:
                break
        parts: list[Part] = []
        answers = self.judge(self.form.items, "", {}, Part("", {}, 0, ()), parts)
        return Filled(tuple(parts), answers, self.values)

    # --- what is asked ------------------------------------------------------------------------------

    def settle(self, items: Iterable[Item], before: str, at: dict[str, int], shown: bool) -> None:
        """One round: each relevant question gets its value, each other one loses it."""
        for item in items:
            path = f"{before}{item.name}"
            asked = shown and self.is_asked(item, path, at)
            if isinstance(item, Question):
                if asked and item.kind is not Kind.NOTE:
                    self.values[path] = self.value_of(item, path, at)
                else:
                    self.values.pop(path, None)
            elif item.repeats:
                was = self.times.get(path, 0)
                self.times[path] = self.count(item, path, at) if asked else 0
                for place in range(max(was, self.times[path])):
                    inside = asked and place < self.times[path]
                    self.settle(item.items, f"{path}.{place}.", {**at, item.name: place}, inside)
            else:
                self.settle(item.items, before, at, asked)

    def is_asked(self, item: Item, path: str, at: dict[str, int]) -> bool:
        return not item.relevant or read(item.relevant).holds(_Sight(self, at, self.values.get(path, "")))

    def value_of(self, item: Question, path: str, at: dict[str, int]) -> str:
        sight = _Sight(self, at, self.values.get(path, ""))
        if item.calculation:
            made = text(read(item.calculation).run(sight))
            return "" if made == "NaN" else made
        given = self.given.get(path)
        if given is None and (self.fresh or item.kind is Kind.CALCULATE) and item.default:
            found = default_of(item)
            return text(found.run(sight)) if found else item.default
        return _plain_raw(given)

    def count(self, item: Section, path: str, at: dict[str, int]) -> int:
        if item.times:
            wanted = text(read(item.times).run(_Sight(self, at, "")))
        else:
            wanted = _plain_raw(self.given.get(f"{path}.times")) or "1"
        return min(MOST_TIMES, int(wanted)) if wanted.isascii() and wanted.isdigit() else 0

    # --- what was answered --------------------------------------------------------------------------

    def judge(
        self, items: Iterable[Item], before: str, at: dict[str, int], part: Part, parts: list[Part]
    ) -> dict[str, Any]:
        """The answers under ``before``; what is asked goes to ``parts``, in order."""
        answers: dict[str, Any] = {}
        asked: list[Asked] = []

        def close() -> None:
            if asked:
                words = {} if any(one.path == part.path for one in parts) else part.words
                parts.append(replace(part, words=words, asked=tuple(asked)))
                asked.clear()

        for item in items:
            path = f"{before}{item.name}"
            if not self.is_asked(item, path, at):
                continue
            if isinstance(item, Question):
                self.answer(item, path, at, asked, answers)
            elif item.repeats:
                close()
                rows, count = [], self.times.get(path, 0)
                for place in range(count):
                    one = Part(f"{path}.{place}", item.words, part.depth + 1, (), path, place + 1, count)
                    inside = {**at, item.name: place}
                    rows.append(self.judge(item.items, f"{path}.{place}.", inside, one, parts))
                if not item.times:
                    parts.append(Part(path, item.words, part.depth + 1, (), path, 0, count, True))
                answers[item.name] = rows
            else:
                close()
                inner = Part(path, item.words, part.depth + 1, ())
                answers |= self.judge(item.items, before, at, inner, parts)
        close()
        return answers

    def answer(
        self, item: Question, path: str, at: dict[str, int], asked: list[Asked], answers: dict[str, Any]
    ) -> None:
        said = self.values.get(path, "")
        if item.kind is Kind.CALCULATE:
            if said:
                answers[item.name] = said
            return
        sight = _Sight(self, at, said)
        choices = tuple(one for one in item.choices if self.offers(item, one, sight))
        required = bool(item.required) and item.kind is not Kind.NOTE and read(item.required).holds(sight)
        value, wrong = meaning(item, said, choices)
        if not wrong and said and item.constraint and not read(item.constraint).holds(sight):
            wrong = "constraint"
        if not wrong and required and value in (None, []):
            wrong = "required"
        if value not in (None, []):
            answers[item.name] = value
        raw = tuple(said.split()) if item.kind is Kind.MANY else said
        asked.append(Asked(path, item, raw, value, required, choices, wrong))

    def offers(self, item: Question, choice: Choice, sight: _Sight) -> bool:
        if not item.choice_filter or (choice.name == OTHER and not choice.columns):
            return True
        return read(item.choice_filter).holds(_Sight(self, sight.at, sight.here, choice))


class _Sight:
    """What an expression sees from where it stands (:class:`expressions.Scope`)."""

    def __init__(self, work: _Work, at: dict[str, int], here: str, choice: Choice | None = None) -> None:
        self.work, self.at, self.here, self.choice = work, at, here, choice
        self.position = next(reversed(at.values()), 0) + 1

    def value(self, name: str) -> Value:
        around = self.work.around.get(name, ())
        item = self.work.items.get(name)
        if isinstance(item, Section) and item.repeats:
            places = [f"{before}{name}" for before in self.places(around)]
            return Nodes([""] * sum(self.work.times.get(path, 0) for path in places))
        found = [self.work.values.get(f"{before}{name}", "") for before in self.places(around)]
        return found[0] if len(found) == 1 and all(one in self.at for one in around) else Nodes(found)

    def places(self, around: tuple[str, ...], at: Mapping[str, int] | None = None) -> list[str]:
        """Where the repetitions around a name stand: this one, or all of them."""
        known = self.at if at is None else at
        found = [""]
        for name in around:
            found = [
                f"{before}{name}.{place}."
                for before in found
                for place in (
                    [known[name]] if name in known else range(self.work.times.get(f"{before}{name}", 0))
                )
            ]
        return found

    def column(self, name: str) -> str:
        if self.choice is None:
            return ""
        return self.choice.name if name == "name" else self.choice.columns.get(name, "")

    def label(self, choice: str, name: str) -> str:
        item = self.work.items.get(name)
        choices = item.choices if isinstance(item, Question) else ()
        words = next((one.words for one in choices if one.name == choice), {})
        return next(iter(words.values()), choice)

    def nth(self, name: str, at: int) -> str:
        around = self.work.around.get(name, ())
        if not around:
            return ""
        places = self.places(around, {**self.at, around[-1]: at - 1})
        return self.work.values.get(f"{places[0]}{name}", "") if places else ""

    def moment(self) -> str:
        return self.work.now.isoformat(timespec="seconds")


def meaning(item: Question, said: str, choices: Sequence[Choice]) -> tuple[Any, str]:
    """What an answer means as a JSON value (``None`` for none), and what is wrong with it."""
    said = said.strip()
    if not said or item.kind is Kind.NOTE:
        return None, ""
    if len(said) > LONGEST:
        return said[:LONGEST], "too_long"
    names = {one.name for one in choices}
    match item.kind:
        case Kind.INTEGER:
            return (int(said), "") if re.fullmatch(r"-?\d{1,15}", said, re.ASCII) else (None, "not_whole")
        case Kind.DECIMAL:
            plain_number = re.fullmatch(r"-?(\d{1,15}(\.\d{0,12})?|\.\d{1,12})", said, re.ASCII)
            figure = float(said) if plain_number else math.nan
            return (None, "not_a_number") if math.isnan(figure) else (figure, "")
        case Kind.DATE:
            return _parsed(date.fromisoformat, said[:10] if "T" in said else said, "not_a_day")
        case Kind.TIME:
            return _parsed(
                lambda one: time.fromisoformat(one).replace(tzinfo=None), said[:12], "not_a_time"
            )
        case Kind.ONE:
            return (said, "") if said in names else (None, "not_a_choice")
        case Kind.MANY:
            chosen = list(dict.fromkeys(said.split()))
            return (chosen, "") if set(chosen) <= names else (None, "not_a_choice")
        case Kind.GEOPOINT:
            return _point(said)
        case Kind.ACKNOWLEDGE:
            return ("OK", "") if said in ("OK", "on", "yes") else (None, "")
    return said, ""


def _parsed(parse: Any, said: str, wrong: str) -> tuple[Any, str]:
    try:
        return parse(said).isoformat()[:10], ""
    except ValueError:
        return None, wrong


def _point(said: str) -> tuple[Any, str]:
    parts = re.split(r"[\s,，]+", said)
    if 2 <= len(parts) <= 4 and all(
        re.fullmatch(r"-?\d{1,6}(\.\d{1,12})?", one, re.ASCII) for one in parts
    ):
        north, east = float(parts[0]), float(parts[1])
        if abs(north) <= 90 and abs(east) <= 180:
            return " ".join(parts), ""
    return None, "not_a_point"


def _plain_raw(given: str | Sequence[str] | None) -> str:
    if given is None:
        return ""
    return given.strip() if isinstance(given, str) else " ".join(one for one in given if one)


def default_of(item: Question) -> Expression | None:
    """The expression of a default; ``None`` where it is plain words (a date is not a subtraction)."""
    if item.kind in (Kind.DATE, Kind.TIME) and re.match(r"\d", item.default):
        return None
    if not re.search(r"\$\{|\w\(", item.default):
        return None
    return read(item.default)
