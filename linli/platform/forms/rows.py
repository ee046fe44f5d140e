# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of an XLSForm become a definition; every fault is gathered with its row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from linli.kernel.problem import Problem

from .checks import check
from .definition import CHOSEN, Choice, Definition, Item, Kind, Question, Section
from .faults import (
    EMPTY,
    LABEL_MISSING,
    LIST_MISSING,
    NAME_BAD,
    NAME_TWICE,
    NESTING,
    OTHER_FILTERED,
    TYPE_REFUSED,
    TYPE_UNKNOWN,
)
from .filling import OTHER

Cells = dict[str, str]
NAME = re.compile(r"[^\W\d][\w-]{0,59}")
TYPES = {
    "text": Kind.TEXT, "string": Kind.TEXT, "integer": Kind.INTEGER, "int": Kind.INTEGER,
    "decimal": Kind.DECIMAL, "date": Kind.DATE, "time": Kind.TIME, "note": Kind.NOTE,
    "geopoint": Kind.GEOPOINT, "location": Kind.GEOPOINT, "image": Kind.IMAGE, "photo": Kind.IMAGE,
    "calculate": Kind.CALCULATE, "acknowledge": Kind.ACKNOWLEDGE, "trigger": Kind.ACKNOWLEDGE,
}  # fmt: skip
# What the standard has to watch who works with a form. Times of a form are ODK's own and harmless.
WATCHING = {
    "start_geopoint", "audit", "background_audio", "background_geopoint", "deviceid", "device_id",
    "subscriberid", "simserial", "sim_serial", "phonenumber", "phone_number", "username", "email",
}  # fmt: skip
PASSED = {"start", "end", "today"}
BEGIN = re.compile(r"begin[ _](group|repeat)(?: .*)?$")
END = re.compile(r"end[ _](group|repeat)$")
SELECT = re.compile(r"select[ _](one|multiple) +(\S+)( +or[ _](?:specify[ _])?other)?$")
YES = ("yes", "true", "true()", "1", "required")
CHINESE = re.compile(r"[\u3400-\u9fff]")
OTHER_WORDS = {"zh-Hans": "其他", "en": "Other"}
WHICH_WORDS = {"zh-Hans": "请写明是哪一种", "en": "Please say which"}


@dataclass(frozen=True)
class Sheets:
    """The three sheets, each row with its number."""

    survey: list[tuple[int, Cells]]
    choices: list[tuple[int, Cells]]
    settings: list[tuple[int, Cells]]

    def setting(self, *names: str) -> str:
        cells = self.settings[0][1] if self.settings else {}
        return next((cells[name] for name in names if cells.get(name)), "")


@dataclass
class _Open:
    """A group or repetition whose end has not come yet."""

    row: int
    kind: str
    cells: Cells
    items: list[Item] = field(default_factory=list)


def build(sheets: Sheets, form_id: str, version: str) -> tuple[Definition, list[Problem]]:
    """The definition and every fault; a form with faults is not to be used."""
    work = _Build(sheets)
    items = work.read()
    title = sheets.setting("form_title") or form_id
    languages = tuple(sorted(work.languages, key=lambda one: one != "zh-Hans")) or ("zh-Hans",)
    form = Definition(form_id, version, {language_of("", title): title}, languages, tuple(items))
    if not any(True for _ in form.questions()) and not work.faults:
        work.faults.append(EMPTY())
    faults = work.faults + check(form, work.row_of)
    return form, sorted(faults, key=lambda one: int(one.facts.get("row") or 0))


class _Build:
    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.faults: list[Problem] = []
        self.languages: set[str] = set()
        self.row_of: dict[str, int] = {}
        self.lists = self.read_lists()

    def blame(self, kind: Any, row: int, value: str, **facts: Any) -> None:
        self.faults.append(kind(row=row, value=value, **facts))

    # --- choices ------------------------------------------------------------------------------------

    def read_lists(self) -> dict[str, tuple[Choice, ...]]:
        lists: dict[str, list[Choice]] = {}
        for row, cells in self.sheets.choices:
            name, listed = cells.get("name", ""), cells.get("list_name", "")
            if not name and not listed:
                continue
            known = lists.setdefault(listed, [])
            if not name or re.search(r"\s", name) or len(name) > 60:
                self.blame(NAME_BAD, row, name or "–", sheet="choices")
                continue
            if any(one.name == name for one in known):
                self.blame(NAME_TWICE, row, name, sheet="choices")
                continue
            words = self.words(cells, "label")
            if not words:
                self.blame(LABEL_MISSING, row, name, sheet="choices")
            columns = {
                key: cell
                for key, cell in cells.items()
                if "::" not in key and key not in ("list_name", "name", "label")
            }
            known.append(Choice(name, words, columns))
        return {name: tuple(found) for name, found in lists.items()}

    # --- questions ----------------------------------------------------------------------------------

    def read(self) -> list[Item]:
        stack = [_Open(0, "", {})]
        for row, cells in self.sheets.survey:
            kind = " ".join(cells.get("type", "").split())
            if not kind:
                if any(cells.get(key) for key in ("name", "label")):
                    self.blame(TYPE_UNKNOWN, row, "–")
                continue
            if begin := BEGIN.match(kind):
                stack.append(_Open(row, begin[1], cells))
            elif end := END.match(kind):
                self.end(stack, row, end[1], kind)
            else:
                stack[-1].items += self.question(row, kind, cells)
        for left in stack[1:]:
            self.blame(NESTING, left.row, left.cells.get("name", "–"))
        return stack[0].items

    def end(self, stack: list[_Open], row: int, kind: str, said: str) -> None:
        if len(stack) < 2 or stack[-1].kind != kind:
            self.blame(NESTING, row, said)
            return
        closed = stack.pop()
        name = self.name(closed.row, closed.cells)
        if not closed.items:
            self.blame(NESTING, closed.row, name)
        section = Section(
            name,
            self.words(closed.cells, "label"),
            closed.cells.get("relevant", ""),
            kind == "repeat",
            closed.cells.get("repeat_count", "") if kind == "repeat" else "",
            tuple(closed.items),
        )
        stack[-1].items.append(section)

    def question(self, row: int, said: str, cells: Cells) -> Iterable[Item]:
        found = SELECT.match(said)
        low = said.lower().replace(" ", "_").replace("-", "_")
        if low in WATCHING:
            self.blame(TYPE_REFUSED, row, said)
            return ()
        if low in PASSED:
            return ()
        name = self.name(row, cells)
        kind = (Kind.ONE if found[1] == "one" else Kind.MANY) if found else TYPES.get(low)
        if kind is None:
            self.blame(TYPE_UNKNOWN, row, said)
            return ()
        words = self.words(cells, "label")
        if not words and kind is not Kind.CALCULATE:
            self.blame(LABEL_MISSING, row, name, sheet="survey")
        choices: tuple[Choice, ...] = ()
        if found:
            choices = self.lists.get(found[2], ())
            if not choices:
                self.blame(LIST_MISSING, row, found[2])
        return self.made(row, name, kind, words, choices, bool(found and found[3]), cells)

    def made(
        self, row: int, name: str, kind: Kind, words: Cells, choices: tuple[Choice, ...], other: bool,
        cells: Cells,
    ) -> Iterator[Item]:  # fmt: skip
        if other and cells.get("choice_filter"):
            self.blame(OTHER_FILTERED, row, name)
        if other and not any(one.name == OTHER for one in choices):
            choices += (Choice(OTHER, OTHER_WORDS, {}),)
        yield Question(
            name,
            kind,
            words,
            self.words(cells, "hint"),
            _truth(cells.get("required", "")),
            cells.get("relevant", ""),
            cells.get("constraint", ""),
            self.words(cells, "constraint_message"),
            cells.get("calculation", ""),
            cells.get("default", ""),
            choices if kind in CHOSEN else (),
            cells.get("choice_filter", ""),
            bool(_truth(cells.get("read_only", ""))),
            cells.get("appearance", ""),
        )
        if other:
            self.row_of.setdefault(f"{name}_other", row)
            yield Question(
                f"{name}_other", Kind.TEXT, WHICH_WORDS, {}, relevant=f"selected(${{{name}}}, '{OTHER}')"
            )

    def name(self, row: int, cells: Cells) -> str:
        name = cells.get("name", "")
        if not NAME.fullmatch(name):
            self.blame(NAME_BAD, row, name or "–", sheet="survey")
        elif name in self.row_of:
            self.blame(NAME_TWICE, row, name, sheet="survey")
        self.row_of.setdefault(name, row)
        return name

    def words(self, cells: Cells, column: str) -> Cells:
        """What a column says in each language; one without a language is that which it is written in."""
        found: Cells = {}
        for key, cell in cells.items():
            head, _, language = key.partition("::")
            if head == column and cell:
                found[language_of(language, cell)] = cell
        self.languages |= found.keys()
        return found


def language_of(named: str, said: str) -> str:
    """A language as linli names it: by its code in brackets, its name, or the script of the words."""
    code = re.search(r"\(([\w-]+)\)\s*$", named)
    low = (code[1] if code else named).strip().lower()
    if low.startswith(("zh", "chi", "cmn")) or CHINESE.search(low):
        return "zh-Hans"
    if low.startswith("en"):
        return "en"
    if low in ("", "default"):
        return "zh-Hans" if CHINESE.search(said) else "en"
    return low


def _truth(said: str) -> str:
    """A column of yes and no, or a condition, as a condition; empty for no."""
    low = said.strip().lower()
    if low in YES:
        return "true()"
    return "" if low in ("", "no", "false", "false()", "0") else said
