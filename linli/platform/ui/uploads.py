# SPDX-License-Identifier: AGPL-3.0-or-later
"""A field for several files, with our own words over the browser's control."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

MOST_FILES = 6


class ManyFiles(forms.FileInput):
    """Our own words over the browser's control, which speaks the browser's language."""

    allow_multiple_selected = True
    template_name = "ui/files.html"


class FilesField(forms.FileField):
    """Several files at once; each is checked when it is stored."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(gettext("At most %(n)d files at once.") % {"n": MOST_FILES})
        return [super(FilesField, self).clean(file, initial) for file in files]


def files_field(label: Any, hint: Any = "", accept: str = "image/*,audio/*,application/pdf") -> FilesField:
    """Files that need not be; each is checked when it is stored."""
    return FilesField(
        label=label,
        help_text=hint,
        required=False,
        widget=ManyFiles(attrs={"accept": accept}),
    )
