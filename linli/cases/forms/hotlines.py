# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form with which a coordinator hands in a hotline's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.platform.ui.forms import Form
from linli.platform.ui.uploads import ManyFiles

LARGEST = 20_000_000  # bytes
ENDINGS = (".csv", ".xlsx")


class OneFile(ManyFiles):
    """The same control for one file."""

    allow_multiple_selected = False


class DayFileForm(Form):
    """A day's file, as it leaves the hotline's system."""

    file = forms.FileField(
        label=_("Today's file"),
        help_text=_("CSV or XLSX, as it leaves the hotline's system; at most 2,000 rows."),
        widget=OneFile(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(gettext("The name of the file must end in .csv or .xlsx."))
        if file.size > LARGEST:
            raise forms.ValidationError(gettext("This file is too large."))
        return file
