# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form as a page without script: one page with sections, or one question a screen.

Nothing is kept between two screens but what the page itself carries, so that leaving it leaves nothing
behind. Conditions are looked at on the server: answers that bring up more questions show the page again
with
these. htmx, where it runs, asks for that whenever something changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from linli.kernel import clock

from ..ui.forms import Form
from ..ui.words import name_of
from .definition import Definition, Kind, Question, Section, walk
from .filling import MOST_TIMES, WRONG, Asked, Filled, Part, fill

PREFIX = "q-"
SHORT = "short-input"
MANY_CHOICES = 12  # from here on a list is opened, not shown
SALT = "forms.file"
PAGE, FAULTS = "forms/page.html", "forms/faults.html"  # templates to include, with ``page`` and ``faults``
Keep = Callable[[UploadedFile], str]


@dataclass(frozen=True)
class Shown:
    """A question on the page: its field, or the words of a note."""

    asked: Asked
    bound: forms.BoundField | None
    new: bool

    @property
    def note(self) -> str:
        return name_of(self.asked.question.words)

    @property
    def kept(self) -> bool:
        """Whether a photo was sent already."""
        return self.asked.question.kind is Kind.IMAGE and bool(self.asked.raw)


@dataclass(frozen=True)
class ShownPart:
    """A part of the page with its heading."""

    part: Part
    shown: tuple[Shown, ...]

    @property
    def heading(self) -> str:
        words = name_of(self.part.words)
        return f"{words} {self.part.position}".strip() if self.part.position else words


class FormPage:
    """A form that somebody fills in. ``done`` when everything asked was shown and nothing is wrong.

    ``keep`` stores a photo and gives its id; without it photos are not asked for.
    """

    def __init__(
        self, form: Definition, request: HttpRequest, *, steps: bool = False, keep: Keep | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.form, self.steps, self.keep = form, steps, keep
        self.posted = request.method == "POST" and "turn" in request.POST
        data = request.POST if self.posted else QueryDict()
        self.turn = data.get("turn", "") if self.posted else ""
        self.seen = set(data.get("seen", "").split())
        self.given = self._given(data, request.FILES) if self.posted else dict(given or {})
        self._repeat()
        self.filled = self._fill()
        self.at = self._step(data.get("at", "")) if steps else ""
        self.form_fields = self._fields()

    # --- what came ----------------------------------------------------------------------------------

    def _given(self, data: QueryDict, files: Any) -> dict[str, Any]:
        several = {
            item.name
            for item, _ in walk(self.form.items)
            if isinstance(item, Question) and item.kind is Kind.MANY
        }
        photos = {
            item.name
            for item, _ in walk(self.form.items)
            if isinstance(item, Question) and item.kind is Kind.IMAGE
        }
        given: dict[str, Any] = {}
        for key in data:
            if key.startswith(PREFIX):
                path = key.removeprefix(PREFIX)
                name = path.rpartition(".")[2]
                given[path] = data.getlist(key) if name in several else data.get(key, "")
                if name in photos:
                    given[path] = _opened(data.get(key, ""))
        for key, sent in files.items() if self.keep else ():
            path = key.removeprefix(PREFIX)
            if key.startswith(PREFIX) and path.rpartition(".")[2] in photos and self.keep:
                given[path] = self.keep(sent)
        return given

    def _repeat(self) -> None:
        """One repetition more, or one less."""
        word, _, path = self.turn.partition(":")
        if word in ("more", "less") and path:
            count = str(self.given.get(f"{path}.times", "1"))
            now = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 1
            self.given[f"{path}.times"] = str(
                min(MOST_TIMES, now + 1) if word == "more" else max(0, now - 1)
            )

    def _fill(self) -> Filled:
        return fill(self.form, self.given, now=here_now(), fresh=not self.posted)

    # --- one question a screen ----------------------------------------------------------------------

    def _step(self, at: str) -> str:
        """Which question is on the screen; empty for the last screen, where all answers are shown."""
        order = self.order()
        word, _, path = self.turn.partition(":")
        if word in ("go", "more", "less"):
            if word == "go":
                return path if path in order else order[0]
            start = f"{path}.{int(self.given[f'{path}.times']) - 1}."
            return next((one for one in order if word == "more" and one.startswith(start)), path)
        if not self.posted or (at and at not in order):
            return order[0] if order else ""
        if word == "send":
            return next(iter(self.filled.wrong), "")
        if word == "refresh" or not at:
            return at
        place = order.index(at)
        if word == "back":
            return order[max(0, place - 1)]
        if at in self.filled.wrong:
            return at
        return order[place + 1] if place + 1 < len(order) else ""

    def order(self) -> list[str]:
        """Paths of the screens: each question, and each repetition that can be made longer."""
        found: list[str] = []
        for part in self.filled.parts:
            found += [part.path] if part.open else [one.path for one in part.asked]
        return found

    # --- what is shown ------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        if self.turn != "send" or self.filled.wrong:
            return False
        return self.steps or not self.fresh_tokens

    @property
    def fresh_tokens(self) -> set[str]:
        """What is asked now and was not on the page before."""
        return {_token(one) for one in self.filled.asked} - self.seen if self.posted else set()

    @property
    def more(self) -> bool:
        """Whether answers brought up more questions than somebody has seen."""
        return self.turn == "send" and not self.steps and bool(self.fresh_tokens)

    @property
    def tokens(self) -> str:
        return " ".join(sorted({_token(one) for one in self.filled.asked} | self.seen))

    @property
    def conditional(self) -> bool:
        """Whether anything on the page depends on an answer."""
        return any(
            item.relevant or (isinstance(item, Section) and item.times)
            or (isinstance(item, Question) and (item.choice_filter or item.calculation))
            for item, _ in walk(self.form.items)
        )  # fmt: skip

    @property
    def judged(self) -> bool:
        """Whether faults are told now."""
        return self.turn == "send" or (self.steps and self.turn == "next")

    @property
    def place(self) -> tuple[int, int]:
        """Which screen of how many."""
        order = self.order()
        return (order.index(self.at) + 1 if self.at in order else len(order)), len(order)

    def _here(self, path: str) -> bool:
        return not self.steps or path == self.at

    def _fields(self) -> Form:
        data: dict[str, Any] = {}
        made = Answers(data=data)
        fresh = self.fresh_tokens
        for one in self.filled.asked:
            if one.question.kind is Kind.NOTE or not self._here(one.path):
                continue
            if one.question.kind is Kind.IMAGE and self.keep is None:
                continue
            name = f"{PREFIX}{one.path}"
            made.fields[name] = make_field(one)
            data[name] = list(one.raw) if one.question.kind is Kind.MANY else one.raw
        made.full_clean()
        for one in self.filled.asked if self.judged else ():
            name = f"{PREFIX}{one.path}"
            new_here = self.turn == "send" and not self.steps and _token(one) in fresh
            if one.wrong and name in made.fields and not (new_here and one.wrong == "required"):
                made.add_error(name, wrong_words(one))
        return made

    @property
    def parts(self) -> list[ShownPart]:
        """The page, part by part."""
        fresh = self.fresh_tokens if self.turn == "send" else set()
        found = []
        for part in self.filled.parts:
            shown = tuple(
                Shown(one, self._bound(one), _token(one) in fresh)
                for one in part.asked
                if self._here(one.path) and (one.question.kind is Kind.NOTE or self._bound(one))
            )
            if shown or (part.open and self._here(part.path)):
                found.append(ShownPart(part, shown))
        return found

    def _bound(self, one: Asked) -> forms.BoundField | None:
        name = f"{PREFIX}{one.path}"
        return self.form_fields[name] if name in self.form_fields.fields else None

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the page carries of answers that it does not show."""
        found = [(f"{PREFIX}{part.path}.times", str(part.times)) for part in self.filled.parts if part.open]
        for one in self.filled.asked:
            name = f"{PREFIX}{one.path}"
            if one.question.kind is Kind.IMAGE:
                found += [(name, signing.dumps(one.raw, salt=SALT))] if one.raw else []
            elif not self._here(one.path) and one.question.kind is not Kind.NOTE:
                values: Iterable[str] = one.raw if isinstance(one.raw, tuple) else (one.raw,)
                found += [(name, value) for value in values] or [(name, "")]
        return found

    @property
    def summary(self) -> list[tuple[Asked, str, str]]:
        """Every answer in words, for looking at before it is sent."""
        return [
            (one, name_of(one.question.words), answer_words(one))
            for one in self.filled.asked
            if one.question.kind is not Kind.NOTE
        ]


class Boxes(forms.CheckboxSelectMultiple):
    """Any of several, each as large a target as one of a choice."""

    template_name = "forms/many.html"


class Answers(Form):
    """Fields without rules of their own: the form's own rules have judged already."""

    def _clean_fields(self) -> None:
        return


def wrong_words(one: Asked) -> str:
    """What is wrong with an answer, in the form's own words where it has any."""
    if one.wrong == "constraint" and one.question.constraint_words:
        return name_of(one.question.constraint_words)
    return gettext(WRONG[one.wrong])


def answer_words(one: Asked) -> str:
    """An answer in words; empty if there is none."""
    if one.value in (None, []):
        return ""
    if one.choices:
        words = {choice.name: name_of(choice.words) for choice in one.choices}
        chosen = one.value if isinstance(one.value, list) else [one.value]
        return gettext(", ").join(str(words.get(each, each)) for each in chosen)
    if one.question.kind is Kind.ACKNOWLEDGE:
        return gettext("yes")
    return gettext("1 photo") if one.question.kind is Kind.IMAGE else str(one.raw)


def _token(one: Asked) -> str:
    return f"{one.path}~{len(one.choices)}" if one.question.choice_filter else one.path


def here_now() -> datetime:
    """Now in the town's zone, as forms reckon with it."""
    return timezone.localtime(clock.now()).replace(tzinfo=None)


def _opened(signed: str) -> str:
    try:
        return str(signing.loads(signed, salt=SALT, max_age=86_400)) if signed else ""
    except signing.BadSignature:
        return ""


def make_field(one: Asked) -> forms.Field:
    """The control that asks a question."""
    question = one.question
    common: dict[str, Any] = {
        "label": name_of(question.words),
        "help_text": name_of(question.hints),
        "required": one.required,
    }
    attrs: dict[str, Any] = {"readonly": True} if question.read_only else {}
    match question.kind:
        case Kind.ONE | Kind.MANY:
            choices = [(each.name, name_of(each.words)) for each in one.choices]
            if question.kind is Kind.MANY:
                return forms.MultipleChoiceField(choices=choices, widget=Boxes, **common)
            if len(choices) >= MANY_CHOICES or "minimal" in question.appearance:
                return forms.ChoiceField(choices=[("", "—"), *choices], widget=forms.Select, **common)
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case Kind.ACKNOWLEDGE:
            return forms.CharField(widget=forms.CheckboxInput, **common)
        case Kind.IMAGE:
            return forms.FileField(widget=forms.FileInput(attrs={"accept": "image/*"}), **common)
        case Kind.TEXT if "multiline" in question.appearance:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3, **attrs}), **common)
    kinds: dict[Kind, dict[str, Any]] = {
        Kind.INTEGER: {"inputmode": "numeric", "class": SHORT},
        Kind.DECIMAL: {"inputmode": "decimal", "class": SHORT},
        Kind.DATE: {"type": "date", "class": SHORT},
        Kind.TIME: {"type": "time", "class": SHORT},
        Kind.GEOPOINT: {"inputmode": "text", "class": SHORT, "placeholder": "29.56 106.55"},
    }
    return forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "off", **kinds.get(question.kind, {}), **attrs}),
        **common,
    )
