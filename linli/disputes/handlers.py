# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from events: a party that was named is asked, at their own address."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.utils.module_loading import import_string

from linli.cases import public as cases
from linli.cases.events import Received
from linli.kernel.events import Letter
from linli.people.events import AccountClosed
from linli.platform.journal import subscribe
from linli.platform.journal.models import EventRecord
from linli.platform.outbox import send

from .commands import forget_account, heed, heed_visit
from .events import Moved
from .queries.telling import invitations
from .vocab import Action


@subscribe("disputes.invite", Moved.type)
def invite(letter: Letter) -> None:
    """When the head took a mediation on, each party that was named gets number and code, once."""
    assert isinstance(letter.event, Moved)
    if letter.event.action == Action.ACCEPT:
        for told in invitations(letter.subject):
            send.tell(told, f"disputes.invite:{told.about}")


@subscribe("disputes.forget_account", AccountClosed.type)
def forget(letter: Letter) -> None:
    """Whoever closed their account is reached no more about any mediation."""
    forget_account(letter.subject)


@subscribe("disputes.heed_case", Received.type)
def heed_case(letter: Letter) -> None:
    """A matter counts towards a sign, unless it is confidential or about somebody's wrongdoing."""
    event = letter.event
    assert isinstance(event, Received)
    record = EventRecord.objects.filter(subject=letter.subject, seq=letter.seq).order_by("id")
    open_to_staff = record.values_list("compartment", flat=True).first() == ""
    if open_to_staff and event.category and event.kind != cases.Kind.WRONGDOING:
        heed(
            letter.subject, event.place, event.category, letter.occurred_at,
            partial(cases.told_by, letter.subject),
        )  # fmt: skip


@subscribe("disputes.heed_visit", "visit.noted")
def heed_noted(letter: Letter) -> None:
    """What a visit noted about its grid counts as matters do, each home once. The storey of visits is known
    by name: the settings say who tells homes apart."""
    told = letter.event.data()
    home = import_string(settings.TOLD_BY[letter.event.type])
    heed_visit(
        letter.subject, told["place"], told["matters"], letter.occurred_at, partial(home, letter.subject)
    )
