# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matters keep of people, by purpose, and how each ends when its time is over.

A matter itself is a record: people hand it over to the archive, no night erases it (档案法 14, 15, 21).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from linli.kernel.actor import SYSTEM
from linli.kernel.problem import mark
from linli.people import public as people
from linli.platform import erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.outbox import send

from ..events import ContactErased
from ..models import Case, Joining, Rating, ReplyFile, Reporter, Subscription
from ..rules import parse_number
from ..vocab import Deed, See
from .base import take
from .erase import forget_reach

REACH, SUBSCRIPTION, JOINING = "cases.reach", "cases.subscription", "cases.joining"
RATING, RECORD, REPLY = "cases.rating", "cases.record", "cases.reply"
ENDED = mark("the day the matter ended")


def _matter(called: str) -> UUID | None:
    """The matter with a number, for a hold."""
    number = parse_number(called)
    return Case.objects.filter(number=number).order_by("id").values_list("id", flat=True).first()


def _reply(called: str) -> UUID | None:
    """The reply file with the name that it has on the desk."""
    try:
        source, day, number = called.strip().split(".")[0].rsplit("-", 2)
        named = {"source": source, "day": datetime.strptime(day, "%Y%m%d").date(), "number": int(number)}  # noqa: DTZ007
    except ValueError:
        return None
    return ReplyFile.objects.filter(**named).order_by("id").values_list("id", flat=True).first()


def _end_reach(case_id: UUID) -> None:
    """Name and contact go; what was published of the matter stays, for it names nobody."""
    work = take(case_id, Deed.ERASE, actor=SYSTEM)
    erasure.erase(REACH, case_id)
    work.done(Deed.ERASE, ContactErased(), sees=See.REPORTER, facts={"retention": REACH})


def _ender(purpose: str, ending: people.Ending) -> Callable[[UUID], None]:
    """How something that keeps no version of its own ends."""

    def end(subject: UUID) -> None:
        erasure.erase(purpose, subject)
        people.retention_ended(purpose, subject, ending)

    return end


@erasure.eraser(REACH)
def _erase_reach(case_id: UUID) -> None:
    forget_reach(case_id)


@erasure.eraser(SUBSCRIPTION)
def _erase_subscription(subscription: UUID) -> None:
    Subscription.objects.filter(pk=subscription).delete()
    send.forget(subscription, sent=True)


@erasure.eraser(JOINING)
def _erase_joining(case_id: UUID) -> None:
    """Without the hash the matter counts as one more that was joined, as before."""
    Joining.objects.filter(case=case_id).exclude(who=b"").delete()


@erasure.eraser(RATING)
def _erase_rating(rating: UUID) -> None:
    Rating.objects.filter(pk=rating).update(text="")


@erasure.eraser(REPLY)
def _erase_reply(file: UUID) -> None:
    """The words go; that the file was written, when and of which matters, stays."""
    ReplyFile.objects.filter(pk=file).update(content=b"")


keeps(
    Keeper(
        REACH,
        mark("Name and contact in a matter: to ask you back and tell you the answer"),
        ENDED,
        lambda: (
            Reporter.objects.filter(case__closed_at__isnull=False)
            .filter(Q(name__isnull=False) | Q(contact__isnull=False))
            .annotate(since=F("case__closed_at"), held=F("case_id"))
        ),
        _end_reach,
        _matter,
    )
)
keeps(
    Keeper(
        SUBSCRIPTION,
        mark("The contact of who follows a matter: to tell what happens with it"),
        ENDED,
        lambda: Subscription.objects.filter(case__closed_at__isnull=False).annotate(
            since=F("case__closed_at"), held=F("case_id")
        ),
        _ender(SUBSCRIPTION, people.Ending.ERASE),
        _matter,
    )
)
keeps(
    Keeper(
        JOINING,
        mark("A keyed hash of who joined a known matter: to count each person once"),
        mark("the day the matter that was joined ended"),
        lambda: (
            Joining.objects.exclude(who=b"")
            .filter(case__merged_into__closed_at__isnull=False)
            .annotate(since=F("case__merged_into__closed_at"), held=F("case__merged_into"))
        ),
        _ender(JOINING, people.Ending.ANONYMISE),
        _matter,
    )
)
keeps(
    Keeper(
        RATING,
        mark("Your words to a rating: to learn what was wrong; the figures stay without them"),
        mark("the day you rated"),
        lambda: Rating.objects.exclude(text="").annotate(since=F("at"), held=F("case_id")),
        _ender(RATING, people.Ending.ANONYMISE),
        _matter,
    )
)
keeps(
    Keeper(
        REPLY,
        mark("A reply file to the hotline, as it was written: to write it again"),
        mark("the day it was written"),
        lambda: ReplyFile.objects.exclude(content=b"").annotate(since=F("at"), held=F("id")),
        _ender(REPLY, people.Ending.ERASE),
        _reply,
    )
)
keeps(
    Keeper(
        RECORD,
        mark("The matter itself, its words, photos and answers: the record of what the office did"),
        ENDED,
        lambda: Case.objects.filter(closed_at__isnull=False).annotate(since=F("closed_at"), held=F("id")),
        None,
        _matter,
    )
)
