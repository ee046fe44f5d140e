# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question as plain data, the field that asks it, and the row that keeps its answer.

A row holds the question as it read when it was answered: staff may change it the next day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.problem import mark

from ..ui.words import name_of

LONGEST_ANSWER = 1000  # characters
Words = Mapping[str, str]
YES_NO = (("1", mark("yes")), ("2", mark("no")))


class AskedKind(StrEnum):
    """What an answer looks like; a notice has none."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    NOTICE = "notice"


@dataclass(frozen=True)
class Asked:
    """A question. ``stops`` are the answers (by number from 1) with which nothing is sent; ``notice`` is
    what is said instead."""

    key: str
    kind: AskedKind
    words: Words
    hints: Words
    choices: tuple[Words, ...]
    stops: tuple[str, ...]
    notice: Words
    required: bool


def field_name(asked: Asked) -> str:
    """The name of a question's field; no field of ours begins so."""
    return f"q-{asked.key}"


def question_fields(questions: Sequence[Asked]) -> dict[str, forms.Field]:
    """The fields of questions by name, in the current language; a notice is a field that takes nothing."""
    return {field_name(asked): _field(asked) for asked in questions}


def _field(asked: Asked) -> forms.Field:
    common: dict[str, Any] = {
        "label": name_of(asked.words),
        "help_text": name_of(asked.hints),
        "required": asked.required and asked.kind is not AskedKind.NOTICE,
    }
    match asked.kind:
        case AskedKind.CHOICE | AskedKind.YES_NO:
            field: forms.Field = forms.ChoiceField(
                choices=_choices(asked), widget=forms.RadioSelect, **common
            )
        case AskedKind.NUMBER:
            field = forms.DecimalField(
                widget=forms.NumberInput(attrs={"class": "short-input"}), max_digits=12, **common
            )
        case AskedKind.DATE:
            field = forms.DateField(
                widget=forms.DateInput(attrs={"type": "date", "class": "short-input"}), **common
            )
        case AskedKind.NOTICE:
            field = forms.Field(widget=forms.HiddenInput, **common)
        case _:
            field = forms.CharField(
                max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 2}), **common
            )
    return field


def _choices(asked: Asked) -> list[tuple[str, str]]:
    if asked.kind is AskedKind.YES_NO:
        return [(value, gettext(word)) for value, word in YES_NO]
    return [(str(number), name_of(words)) for number, words in enumerate(asked.choices, 1)]


def stop_notice(asked: Asked, value: Any) -> str:
    """What to say instead of sending, if this answer stops it; else empty."""
    if value in (None, "") or str(value) not in asked.stops:
        return ""
    return name_of(asked.notice) or str(_("With this answer it cannot be sent here."))


def answer_rows(questions: Sequence[Asked], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answers that were given, JSON-ready: question and answer in words of every language."""
    rows = []
    for asked in questions:
        value = values.get(field_name(asked))
        if value in (None, "") or asked.kind is AskedKind.NOTICE:
            continue
        told = value.isoformat() if isinstance(value, date) else str(value)
        row = {"question": asked.key, "kind": asked.kind.value, "words": dict(asked.words), "value": told}
        if asked.kind is AskedKind.CHOICE:
            row["told"] = dict(asked.choices[int(told) - 1])
        rows.append(row)
    return rows


def choice_lines(typed: Mapping[str, str]) -> list[dict[str, str]]:
    """Choices from one text per language, a choice a line. Raises ``ValueError`` where the languages have
    different numbers of them; a language that was left empty takes the words of the others."""
    columns = {
        language: [line.strip() for line in text.splitlines() if line.strip()]
        for language, text in typed.items()
    }
    given = {language: lines for language, lines in columns.items() if lines}
    if len({len(lines) for lines in given.values()}) > 1:
        raise ValueError("languages differ")
    count = max((len(lines) for lines in given.values()), default=0)
    return [{language: lines[at] for language, lines in given.items()} for at in range(count)]
