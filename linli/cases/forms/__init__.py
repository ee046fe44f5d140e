# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of matters, for residents and for staff."""

from .links import LinkForm, ReplyForm
from .questions import QuestionForm
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
from .subscribe import CodeForm, SubscribeForm
from .templates import TemplateForm

__all__ = [
    "ActionForm",
    "AddForm",
    "AppealForm",
    "CheckForm",
    "CodeForm",
    "CorrectForm",
    "ExtendForm",
    "LinkForm",
    "NoteForm",
    "ParkForm",
    "PublicFilterForm",
    "QuestionForm",
    "QueueForm",
    "RateForm",
    "ReasonForm",
    "ReplyForm",
    "SayForm",
    "SettleForm",
    "SubscribeForm",
    "TakeDownForm",
    "TellForm",
    "TemplateForm",
    "TrackForm",
]
