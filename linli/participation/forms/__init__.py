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

__all__ = [
    "AREA",
    "AmountForm",
    "AnswerForm",
    "Choices",
    "CountForm",
    "HideForm",
    "MergeForm",
    "PaperBallotForm",
    "ProposeForm",
    "ResidentForm",
    "SheetForm",
    "SpaceForm",
    "day_field",
    "place_choices",
    "unit_choices",
]
