# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django import forms

from linli.platform.ui.forms import Form

from .rules.bars import GRID, NEVER
from .vocab import Level


class BarForm(Form):
    """A certainty for a level, in one branch of the tree or in all; none: as it was measured."""

    level = forms.ChoiceField(choices=[(level.value, level.value) for level in Level])
    branch = forms.CharField(max_length=80, required=False)
    percent = forms.TypedChoiceField(
        choices=[("", ""), *((str(percent), str(percent)) for percent in (*GRID, NEVER))],
        coerce=int,
        empty_value=None,
        required=False,
    )
