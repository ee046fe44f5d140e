# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms as our pages show them: label, hint, error and control in one accessible field."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from linli.kernel.problem import Problem

from .words import explain


class Renderer(TemplatesSetting):
    form_template_name = "ui/form.html"
    field_template_name = "ui/form_field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        # A filter by place has some hundred options, and Django's own template for a choice reads three
        # more for each of them: that was half of the time of the public map.
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    """The control for a choice, the same as Django's template makes it."""
    groups = [
        format_html('<optgroup label="{}">{}</optgroup>', name, _options(options))
        if name
        else _options(options)
        for name, options, _ in widget["optgroups"]
    ]
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        flatatt(widget["attrs"]),
        mark_safe("".join(groups)),  # noqa: S308 -- escaped above
    )


def _options(options: list[dict[str, Any]]) -> SafeString:
    return mark_safe("".join(map(_option, options)))  # noqa: S308 -- each is escaped


def _option(option: dict[str, Any]) -> str:
    value = "" if option["value"] is None else conditional_escape(option["value"])
    attributes = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{value}"{attributes}>{conditional_escape(option["label"])}</option>'


class HeldSelect(forms.Select):
    """A choice among many that everybody is shown alike: drawn once for its choices and what is chosen."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # nor does any of our forms; asking would go through the choices once more

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = tuple(self.format_value(value))
        return _drawn(type(self), name, chosen, tuple((attrs or {}).items()), tuple(_flat(self.choices)))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    """Choices in words of the current language; a group has its own choices in the place of a word."""
    for value, label in choices:
        grouped = isinstance(label, (list, tuple))
        yield str(value), tuple(_flat(label)) if grouped else conditional_escape(label)


@lru_cache(maxsize=256)
def _drawn(widget: type[forms.Select], name: str, chosen: Any, attrs: Any, choices: Any) -> SafeString:
    shown = widget(choices=choices)
    return _select(shown.get_context(name, list(chosen), dict(attrs))["widget"])


class Form(forms.Form):
    """Base of our forms: errors first, ids that do not clash, optional fields named as such."""

    use_required_attribute = False
    error_css_class = "wrong"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def blame(self, error: Problem, field: object = None) -> None:
        """Say in the form what the rules refuse: at ``field``, or above all where it has none such."""
        told = explain(error)
        self.add_error(str(field) if field in self.fields else None, f"{told.title} {told.remedy}")

    def refuse(self, error: Problem) -> int:
        """The same at the field that the error names; its status. What somebody may not do or see is no
        matter of a form and goes on its way."""
        if error.status in (403, 404):
            raise error
        self.blame(error, error.facts.get("field"))
        return error.status

    def faults(self) -> str:
        """Everything that is wrong with it, in one line."""
        return " ".join(str(one) for lines in self.errors.values() for one in lines)

    def refill(self, name: str, value: Any) -> None:
        """Put another value into what was sent, for showing the form again."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(name)] = str(value)
        self.data = data


class SecretForm(Form):
    """What stands behind the ``#`` of a link: browsers send that part to nobody, so no log and no referrer
    ever holds it. The script puts it in; without scripts it is typed, or the whole link pasted."""

    secret = forms.CharField(
        label=_("The part of your link after #"),
        help_text=_("Copy the whole link in here if the page does not go on by itself."),
        max_length=400,
        widget=forms.TextInput(attrs={"data-behind": "", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_secret(self) -> str:
        return str(self.cleaned_data["secret"]).rpartition("#")[2].strip()


class DecideForm(Form):
    """The second of two people agrees to what the first proposed, or refuses it with a reason."""

    answer = forms.CharField(
        label=_("Your words on it"),
        help_text=_("Needed when you refuse."),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
