# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form as one sheet: every question at once, for a page that stands on a phone without a network.

What an answer makes superfluous the page hides where it can (``data-when``, an expression of the form), and
what was not asked is not kept, whatever was written there: that is decided where it arrives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from ..ui.words import name_of
from .definition import Definition, Item, Kind, Question, Section
from .filling import Asked, Filled, fill
from .page import PREFIX, Answers, here_now, make_field, wrong_words


@dataclass(frozen=True)
class Line:
    """A heading, a note or a question, and when it is asked."""

    words: str
    when: str
    bound: forms.BoundField | None = None
    heading: bool = False


class Sheet:
    """A form on one page, filled in or not. ``filled`` is what it means, ``wrong`` whether anything is."""

    def __init__(self, form: Definition, data: QueryDict | None = None, files: Any = None) -> None:
        self.form, self.posted = form, data is not None
        self.files: dict[str, Any] = {}
        given = self._given(data, files or {}) if data is not None else {}
        self.filled: Filled = fill(form, given, now=here_now(), fresh=not self.posted)
        self.form_fields = self._fields(given)

    def _given(self, data: QueryDict, files: Any) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for one in self.form.questions():
            key = f"{PREFIX}{one.name}"
            if one.kind is Kind.IMAGE:
                sent = files.get(key)
                if sent is not None:
                    self.files[one.name] = sent
                    given[one.name] = f"{one.name}.jpg"
            elif key in data:
                given[one.name] = data.getlist(key) if one.kind is Kind.MANY else data.get(key, "")
        return given

    def _fields(self, given: Mapping[str, Any]) -> Answers:
        asked = {one.path: one for one in self.filled.asked}
        data: dict[str, Any] = {}
        made = Answers(data=data)
        for one in self.form.questions():
            if one.kind in (Kind.NOTE, Kind.CALCULATE):
                continue
            key = f"{PREFIX}{one.name}"
            now = asked.get(one.name) or Asked(
                one.name, one, given.get(one.name, ""), None, False, one.choices
            )
            made.fields[key] = make_field(now)
            made.fields[key].required = False  # judged by the form's own rules, not by the field's
            if one.kind is not Kind.IMAGE:
                data[key] = list(now.raw) if one.kind is Kind.MANY else now.raw
        made.full_clean()
        for path, judged in asked.items() if self.posted else ():
            if judged.wrong and f"{PREFIX}{path}" in made.fields:
                made.add_error(f"{PREFIX}{path}", wrong_words(judged))
        return made

    @property
    def wrong(self) -> bool:
        return bool(self.filled.wrong)

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.filled.answers

    @property
    def lines(self) -> list[Line]:
        """What stands on the page, from top to bottom."""
        found: list[Line] = []

        def walk(items: tuple[Item, ...], around: tuple[str, ...]) -> None:
            for item in items:
                conditions = (*around, item.relevant) if item.relevant else around
                when = " and ".join(f"({one})" for one in conditions)
                if isinstance(item, Section):
                    if item.words:
                        found.append(Line(name_of(item.words), when, heading=True))
                    walk(item.items, conditions)
                elif item.kind is Kind.NOTE:
                    found.append(Line(name_of(item.words), when))
                elif item.kind is not Kind.CALCULATE:
                    found.append(Line("", when, self._bound(item)))

        walk(self.form.items, ())
        return found

    def _bound(self, one: Question) -> forms.BoundField:
        return self.form_fields[f"{PREFIX}{one.name}"]
