# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of matters, for residents and for staff."""

from .hotlines import DayFileForm
from .joint import (
    AssignForm,
    AwayForm,
    BorrowForm,
    CallForm,
    HandOverForm,
    LinkForm,
    ManyForm,
    PartForm,
    PressForm,
    WordsForm,
)
from .links import AskLinkForm, ReplyForm
from .questions import QuestionForm
from .residents import AddForm, RateForm, ReachForm, ReasonForm, SayForm, TellForm, TrackForm
from .staff import (
    ActionForm,
    AppealForm,
    CheckForm,
    CorrectForm,
    DeferForm,
    DenyForm,
    ExtendForm,
    NoteForm,
    ParkForm,
    PublicFilterForm,
    QueueForm,
    SettleForm,
    StepForm,
    TakeDownForm,
)
from .subscribe import CodeForm, SubscribeForm
from .templates import TemplateForm

__all__ = [
    "ActionForm",
    "AddForm",
    "AppealForm",
    "AskLinkForm",
    "AssignForm",
    "AwayForm",
    "BorrowForm",
    "CallForm",
    "CheckForm",
    "CodeForm",
    "CorrectForm",
    "DayFileForm",
    "DeferForm",
    "DenyForm",
    "ExtendForm",
    "HandOverForm",
    "LinkForm",
    "ManyForm",
    "NoteForm",
    "ParkForm",
    "PartForm",
    "PressForm",
    "PublicFilterForm",
    "QuestionForm",
    "QueueForm",
    "RateForm",
    "ReachForm",
    "ReasonForm",
    "ReplyForm",
    "SayForm",
    "SettleForm",
    "StepForm",
    "SubscribeForm",
    "TakeDownForm",
    "TellForm",
    "TemplateForm",
    "TrackForm",
    "WordsForm",
]
