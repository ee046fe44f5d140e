# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of matters, for residents and for staff."""

from .joint import (
    AssignForm,
    BorrowForm,
    CallForm,
    HandOverForm,
    LinkForm,
    ManyForm,
    PartForm,
    PressForm,
    WordsForm,
)
from .residents import AddForm, RateForm, ReasonForm, SayForm, TellForm, TrackForm
from .staff import (
    ActionForm,
    AppealForm,
    CheckForm,
    CorrectForm,
    ExtendForm,
    NoteForm,
    ParkForm,
    PublicFilterForm,
    QueueForm,
    SettleForm,
    TakeDownForm,
)

__all__ = [
    "ActionForm",
    "AddForm",
    "AppealForm",
    "AssignForm",
    "BorrowForm",
    "CallForm",
    "CheckForm",
    "CorrectForm",
    "ExtendForm",
    "HandOverForm",
    "LinkForm",
    "ManyForm",
    "NoteForm",
    "ParkForm",
    "PartForm",
    "PressForm",
    "PublicFilterForm",
    "QueueForm",
    "RateForm",
    "ReasonForm",
    "SayForm",
    "SettleForm",
    "TakeDownForm",
    "TellForm",
    "TrackForm",
    "WordsForm",
]
