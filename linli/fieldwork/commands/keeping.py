# SPDX-License-Identifier: AGPL-3.0-or-later
"""What field work keeps of people, how each ends by time, and that a closed account is forgotten here."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, F
from django.db.models.functions import Cast

from linli.kernel.actor import SYSTEM
from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.files import store

from ..models import Phone, Visit, VisitPhoto, Wish
from .wishes import end_wish

NOTE, WISH = "fieldwork.note", "fieldwork.wish"


@transaction.atomic
def forget_account(account: UUID) -> None:
    """Whoever closed their account wishes for no visits any more, and no wish names them."""
    running = Wish.objects.filter(account=account, ends__gte=places.today()).order_by("id")
    for wish in running.values_list("id", flat=True):
        end_wish(wish, actor=SYSTEM)
    Wish.objects.filter(account=account).update(account=None)
    Phone.objects.filter(account=account).delete()


def _end_note(visit: UUID) -> None:
    erasure.erase(NOTE, visit)
    people.retention_ended(NOTE, visit, people.Ending.ERASE)


def _end_wish(wish: UUID) -> None:
    erasure.erase(WISH, wish)
    people.retention_ended(WISH, wish, people.Ending.ERASE)


@erasure.eraser(NOTE)
def _erase_note(visit: UUID) -> None:
    Visit.objects.filter(pk=visit).update(note=None, answers=None)
    photos = VisitPhoto.objects.filter(visit=visit)
    store.unlink(photos.values_list("file", flat=True))
    photos.delete()


@erasure.eraser(WISH)
def _erase_wish(wish: UUID) -> None:
    Wish.objects.filter(pk=wish).delete()


def _since(day: str) -> Cast:
    return Cast(day, DateTimeField())


keeps(
    Keeper(
        NOTE,
        mark("What was said and answered at the door, sealed: to know it at the next visit"),
        mark("the day of the visit"),
        lambda: Visit.objects.exclude(note=None, answers=None).annotate(
            since=_since("day"), held=F("case_id")
        ),
        _end_note,
        lambda called: None,
    )
)
keeps(
    Keeper(
        WISH,
        mark("That a home signed up for visits: to come as often as it wished"),
        mark("the day the wish ended"),
        lambda: Wish.objects.filter(ends__lt=places.today()).annotate(
            since=_since("ends"), held=F("account_id")
        ),
        _end_wish,
        lambda called: None,
    )
)
