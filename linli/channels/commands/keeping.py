# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long drafts of calls and numbers to ring back are kept; the nights end them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.events import Entry
from linli.kernel.problem import mark
from linli.platform import erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.journal.append import append, next_seq

from ..events import DraftErased
from ..models import Arrival, Call, Callback
from .arrivals import let_go

DRAFT, CALLBACK, MESSAGE = "channels.draft", "channels.callback", "channels.message"


@erasure.eraser(DRAFT)
def _erase_draft(call: UUID) -> None:
    Call.objects.filter(pk=call).update(draft=None, blind=None, state="ended")


@erasure.eraser(CALLBACK)
def _erase_callback(callback: UUID) -> None:
    Callback.objects.filter(pk=callback).update(contact=None, name=None, done_at=clock.now())


erasure.eraser(MESSAGE)(let_go)


def _end(purpose: str, identity: UUID) -> None:
    calls = Call.objects.filter(pk=identity) if purpose == DRAFT else Call.objects.none()
    came = Arrival.objects.filter(pk=identity) if purpose == MESSAGE else Arrival.objects.none()
    known = calls.values_list("subject", flat=True).union(came.values_list("subject", flat=True))
    subject = next(iter(known), identity)
    erasure.erase(purpose, identity)
    append([Entry(DraftErased(), subject, next_seq(subject), SYSTEM, clock.now())])


keeps(
    Keeper(
        DRAFT,
        mark("What was taken down in a call that was cut off: to go on with it"),
        mark("the day of the call"),
        lambda: Call.objects.exclude(draft=None).annotate(since=F("begun_at"), held=F("id")),
        lambda call: _end(DRAFT, call),
        lambda called: None,
    )
)
keeps(
    Keeper(
        CALLBACK,
        mark("Name and number of who is to be rung back"),
        mark("the day it was asked for"),
        lambda: Callback.objects.filter(Q(contact__isnull=False)).annotate(
            since=F("asked_at"), held=F("id")
        ),
        lambda callback: _end(CALLBACK, callback),
        lambda called: None,
    )
)
keeps(
    Keeper(
        MESSAGE,
        mark("A message that came and of which no matter was made"),
        mark("the day it came"),
        lambda: Arrival.objects.exclude(words=None).annotate(since=F("came_at"), held=F("id")),
        lambda arrival: _end(MESSAGE, arrival),
        lambda called: None,
    )
)
