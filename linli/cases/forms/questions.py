# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of a category inside of a form, and the form in which staff write one."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.problem import mark
from linli.platform.forms import (
    Asked,
    AskedKind,
    answer_rows,
    choice_lines,
    field_name,
    question_fields,
    stop_notice,
)
from linli.platform.ui.forms import Form

from ..queries import questions_for

ASKED_WORDS = {
    AskedKind.TEXT: mark("a text"),
    AskedKind.CHOICE: mark("one of several"),
    AskedKind.YES_NO: mark("yes or no"),
    AskedKind.NUMBER: mark("a number"),
    AskedKind.DATE: mark("a day"),
    AskedKind.NOTICE: mark("a notice only: nothing is asked"),
}


class AskingForm(Form):
    """A form that asks more as soon as it is known what it is about.

    Which questions the person saw comes along in ``asked`` (a category's code). Where they chose another
    category meanwhile, ``more`` says that there are questions which nobody has put to them yet.
    """

    questions: list[Asked]
    asked_about = ""
    more = False

    def ask_about(self, category: str | None, *, anew: bool = True) -> None:
        """Put the questions of a category into the form; without ``anew`` only those that were seen."""
        self.asked_about = category or ""
        self.questions = questions_for(category)
        seen = not self.is_bound or self.data.get("asked", "") == self.asked_about
        if not seen and not anew:
            self.questions = []
        self.more = bool(self.questions) and not seen
        for name, field in question_fields(self.questions).items():
            field.required = field.required and seen
            self.fields[name] = field

    def own_fields(self) -> list[BoundField]:
        """The visible fields without the questions."""
        return [field for field in self.visible_fields() if not field.name.startswith("q-")]

    def question_rows(self) -> list[tuple[Asked, BoundField]]:
        """The questions with their fields, for the page."""
        return [(asked, self[field_name(asked)]) for asked in self.questions]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for asked in self.questions:
            if notice := stop_notice(asked, data.get(field_name(asked))):
                self.add_error(field_name(asked), notice)
        return data

    def answers(self) -> list[dict[str, Any]]:
        """What was answered, as a matter keeps it."""
        return answer_rows(self.questions, self.cleaned_data)


class QuestionForm(Form):
    """One question in every language of the town."""

    kind = forms.ChoiceField(
        label=_("What the answer is"),
        choices=lambda: [(kind.value, gettext(word)) for kind, word in ASKED_WORDS.items()],
    )
    required = forms.BooleanField(label=_("It must be answered"), required=False)
    stops = forms.CharField(
        label=_("Answers with which it is not sent"),
        help_text=_("By number, such as 1 or 1, 3. Of yes and no, yes is 1 and no is 2."),
        required=False,
        max_length=40,
    )

    def __init__(self, *args: Any, languages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        first = languages[0]
        lines = forms.Textarea(attrs={"rows": 4})
        wanted: list[tuple[str, Any, int, bool, Any]] = [
            ("words", _("Question (%(language)s)"), 200, True, None),
            ("hints", _("Hint (%(language)s)"), 200, False, None),
            ("choices", _("Choices, one a line (%(language)s)"), 1000, False, lines),
            ("notice", _("What is said instead of sending (%(language)s)"), 300, False, None),
        ]
        for name, label, most, needed, widget in wanted:
            for language in languages:
                self.fields[f"{name}:{language}"] = forms.CharField(
                    label=label % {"language": language},
                    max_length=most,
                    required=needed and language == first,
                    widget=widget or forms.TextInput(),
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            data["choices"] = choice_lines(self._by_language(data, "choices"))
        except ValueError:
            last = self.languages[-1]
            self.add_error(f"choices:{last}", gettext("Give as many choices in every language."))
            return data
        kind, stops = data.get("kind"), re.findall(r"\d+", data.get("stops", ""))
        if kind == AskedKind.CHOICE and len(data["choices"]) < 2:
            self.add_error(f"choices:{self.languages[0]}", gettext("Give at least two choices."))
        most = 2 if kind == AskedKind.YES_NO else len(data["choices"]) if kind == AskedKind.CHOICE else 0
        if any(not 0 < int(number) <= most for number in stops):
            self.add_error("stops", gettext("There is no answer with this number."))
        if stops and not any(self._by_language(data, "notice").values()):
            self.add_error(f"notice:{self.languages[0]}", gettext("Say what the person should do instead."))
        data["stops"] = stops
        return data

    def _by_language(self, data: dict[str, Any], name: str) -> dict[str, str]:
        found = {language: data.get(f"{name}:{language}", "") for language in self.languages}
        return {language: text for language, text in found.items() if text}

    def values(self) -> dict[str, Any]:
        """What :func:`write_question` takes."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "required": data["required"],
            "choices": data["choices"] if data["kind"] == AskedKind.CHOICE else [],
            "stops": data["stops"],
            **{name: self._by_language(data, name) for name in ("words", "hints", "notice")},
        }

    @staticmethod
    def initial_of(asked: Asked) -> dict[str, Any]:
        """A question as the form shows it."""
        initial: dict[str, Any] = {
            "kind": asked.kind.value,
            "required": asked.required,
            "stops": ", ".join(asked.stops),
        }
        for name in ("words", "hints", "notice"):
            initial |= {f"{name}:{key}": text for key, text in getattr(asked, name).items()}
        for language in {key for words in asked.choices for key in words}:
            initial[f"choices:{language}"] = "\n".join(words.get(language, "") for words in asked.choices)
        return initial
