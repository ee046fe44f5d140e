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
from linli.platform.ui.words import name_of

from ..models import Mediation, Party
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


def told_to(party: Party, template: str, subject: str, body: str) -> Told:
    """A message to a party at the address that is kept for them."""
    address = crypto.unseal(party.contact or b"", "disputes_party", "contact", party.id)
    return Told(address, f"disputes.{template}", subject, body, LANGUAGE, party.id)
