# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms as our pages show them: label, hint, error and control in one accessible field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "ui/form.html"
    field_template_name = "ui/form_field.html"


class Form(forms.Form):
    """Base of our forms: errors first, ids that do not clash, optional fields named as such."""

    use_required_attribute = False
    error_css_class = "wrong"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refill(self, name: str, value: Any) -> None:
        """Put another value into what was sent, for showing the form again."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(name)] = str(value)
        self.data = data
