# SPDX-License-Identifier: AGPL-3.0-or-later
"""What parties are told, each at their own address: neither names nor what it is about."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.places import public as places
from linli.platform import crypto
from linli.platform.outbox.send import Told
from linli.platform.ui.words import day_words, name_of

from ..models import Mediation, Obligation, Party
from ..rules.after import BEFORE, FOLLOWED, reminder
from ..vocab import Kept
from .facts import party_code

LANGUAGE = "zh-Hans"  # of the town; a party who was named chose none
INVITED = mark(
    "%(town)s: you are asked whether you wish to settle a quarrel with a mediator. It is free, and you "
    "may say no. Read it under %(url)s with the number %(number)s and the code %(code)s. Give the code "
    "to nobody, neither to the mediator."
)


def invitations(mediation: UUID) -> list[Told]:
    """The number and the code of each party that was named, has not consented and can be reached."""
    row = Mediation.objects.get(pk=mediation)
    waiting = Party.objects.filter(mediation=row, consented_at=None).exclude(contact=None).order_by("seq")
    with translation.override("zh-hans"):
        town = name_of(places.town().names)
        return [
            told_to(
                one,
                "invite",
                gettext("%(town)s: mediation") % {"town": town},
                gettext(INVITED)
                % {
                    "town": town,
                    "url": f"{settings.SITE_URL}{reverse('mediation')}",
                    "number": row.number,
                    "code": party_code(one.id),
                },
            )
            for one in waiting
        ]


REMIND = {
    "before": mark(
        "%(town)s: something that you agreed on in mediation %(number)s is to be done by %(day)s. "
        "Open it with number and code: %(url)s"
    ),
    "after": mark(
        "%(town)s: the day %(day)s of your mediation %(number)s has gone by. If it was done, tell the "
        "mediator; if not, the page says what you can do: %(url)s"
    ),
}


def reminders() -> list[tuple[str, Told]]:
    """What is due to be told now, with the key that keeps each message to one: only to who wishes it."""
    today = places.today()
    rows = Obligation.objects.filter(state=Kept.OPEN, due_on__lte=today + BEFORE)
    rows = rows.filter(mediation__state__in=FOLLOWED).select_related("mediation").order_by("due_on", "id")
    found = []
    with translation.override("zh-hans"):
        town = name_of(places.town().names)
        for row in rows:
            which = reminder(row.due_on, today)
            wish = Party.objects.filter(mediation=row.mediation_id, reminders=True).exclude(contact=None)
            for party in wish.order_by("seq") if which else ():
                body = gettext(REMIND[which]) % {
                    "town": town,
                    "number": row.mediation.number,
                    "day": day_words(row.due_on),
                    "url": f"{settings.SITE_URL}{reverse('mediation')}",
                }
                told = told_to(party, which, gettext("%(town)s: mediation") % {"town": town}, body)
                found.append((f"disputes.remind:{which}:{party.id}:{row.id}", told))
    return found


def told_to(party: Party, template: str, subject: str, body: str) -> Told:
    """A message to a party at the address that is kept for them."""
    address = crypto.unseal(party.contact or b"", "disputes_party", "contact", party.id)
    return Told(address, f"disputes.{template}", subject, body, LANGUAGE, party.id)
