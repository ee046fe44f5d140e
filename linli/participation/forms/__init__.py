# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of taking part, a file for each component."""

from .core import (
    AREA,
    AmountForm,
    AnswerForm,
    Choices,
    CountForm,
    HideForm,
    MergeForm,
    PaperBallotForm,
    ProposeForm,
    ResidentForm,
    SheetForm,
    SpaceForm,
    day_field,
    place_choices,
    unit_choices,
)
from .opinions import MapForm, SheetOfStancesForm, StatementForm, TakeOutForm
from .panel import ClosePoolForm, DrawForm, EnterPoolForm, PanelForm, PoolListForm

__all__ = [
    "AREA",
    "AmountForm",
    "AnswerForm",
    "Choices",
    "ClosePoolForm",
    "CountForm",
    "DrawForm",
    "EnterPoolForm",
    "HideForm",
    "MapForm",
    "MergeForm",
    "PanelForm",
    "PaperBallotForm",
    "PoolListForm",
    "ProposeForm",
    "ResidentForm",
    "SheetForm",
    "SheetOfStancesForm",
    "SpaceForm",
    "StatementForm",
    "TakeOutForm",
    "day_field",
    "place_choices",
    "unit_choices",
]
