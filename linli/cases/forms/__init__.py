# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of matters, for residents and for staff."""

from .residents import AddForm, RateForm, ReasonForm, SayForm, TellForm, TrackForm
from .staff import (
    ActionForm,
    CheckForm,
    CorrectForm,
    ExtendForm,
    NoteForm,
    ParkForm,
    PublicFilterForm,
    QueueForm,
    TakeDownForm,
)

__all__ = [
    "ActionForm",
    "AddForm",
    "CheckForm",
    "CorrectForm",
    "ExtendForm",
    "NoteForm",
    "ParkForm",
    "PublicFilterForm",
    "QueueForm",
    "RateForm",
    "ReasonForm",
    "SayForm",
    "TakeDownForm",
    "TellForm",
    "TrackForm",
]
