# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a party does with what is kept about them, and how long it is kept.

The file of a mediation is a record with the names of its parties (人民调解法 27): people hand it over to
the archive, no night erases it. How a party is reached, and which account is theirs, goes when they wish.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, mark
from linli.people import public as people
from linli.platform import erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.journal.append import append, next_seq
from linli.platform.outbox import send

from ..events import Noted, PartyForgotten
from ..models import Mediation, Party
from ..vocab import Deed
from .base import COMPARTMENT, take

REACH, RECORD = "disputes.reach", "disputes.record"
ENDED = mark("the day the mediation ended")


@transaction.atomic
def erase_reach(mediation: UUID, party: UUID, *, actor: Actor) -> int:
    """A party has its contact erased; the mediation goes its way, by number and code."""
    work = take(mediation, Deed.ERASE, actor=actor)
    if actor.id != str(party):
        raise FORBIDDEN()
    erasure.erase(REACH, party)
    return work.done(Deed.ERASE, Noted(Deed.ERASE.value))


@transaction.atomic
def forget_account(account: UUID) -> None:
    """Whoever closed their account is reached no more, and nothing joins them to the files they are in."""
    for party in list(Party.objects.filter(account=account).order_by("id").values_list("id", flat=True)):
        erasure.erase(REACH, party)
        told = Entry(PartyForgotten(), party, next_seq(party), SYSTEM, clock.now(), compartment=COMPARTMENT)
        append([told])


@erasure.eraser(REACH)
def _erase_reach(party: UUID) -> None:
    Party.objects.filter(pk=party).update(contact=None, account=None, reminders=False)
    send.forget(party, sent=True)


def _end_reach(party: UUID) -> None:
    erasure.erase(REACH, party)
    people.retention_ended(REACH, party, people.Ending.ERASE)


def _mediation(called: str) -> UUID | None:
    """The mediation with a number, for a hold."""
    found = Mediation.objects.filter(number=called.strip().upper()).order_by("id")
    return found.values_list("id", flat=True).first()


keeps(
    Keeper(
        REACH,
        mark("How a party of a mediation is reached: to ask, to tell, to remind"),
        ENDED,
        lambda: Party.objects.filter(mediation__ended_at__isnull=False, contact__isnull=False).annotate(
            since=F("mediation__ended_at"), held=F("mediation_id")
        ),
        _end_reach,
        _mediation,
    )
)
keeps(
    Keeper(
        RECORD,
        mark("The file of a mediation: register, record, agreement, sealed"),
        ENDED,
        lambda: Mediation.objects.filter(ended_at__isnull=False).annotate(
            since=F("ended_at"), held=F("id")
        ),
        None,
        _mediation,
    )
)
