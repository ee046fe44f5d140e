# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from events: the holder of an account is told, data officers are reminded."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from linli.kernel.events import Letter
from linli.people import public as people
from linli.people.events import AccountClosed
from linli.places import public as places
from linli.platform.access.purposes import words_for
from linli.platform.journal import subscribe
from linli.platform.outbox import send
from linli.platform.ui.words import day_words, name_of

from .commands import forget_holder
from .events import PersonTold, ReviewDue


@subscribe("privacy.tell_holder", PersonTold.type)
def tell_holder(letter: Letter) -> None:
    """Tell the holder of an account that an authority was given their records."""
    event = letter.event
    assert isinstance(event, PersonTold)
    if event.source != "person":
        return  # the storey that holds the matter knows how to reach its person
    with translation.override(language()):
        body = gettext(
            "An authority asked for data about you with a legal instrument and was given them. "
            "Who, by what right and what stands on your own page."
        )
        _send(
            UUID(event.about),
            "privacy.told",
            gettext("%(town)s: data about you were given to an authority"),
            f"{body}\n{settings.SITE_URL}{reverse('me')}",
            f"privacy.told:{letter.subject}",
        )


@subscribe("privacy.forget_holder", AccountClosed.type)
def forget(letter: Letter) -> None:
    """Whoever closed their account is no longer named in the register."""
    forget_holder(letter.subject)


@subscribe("privacy.remind", ReviewDue.type)
def remind(letter: Letter) -> None:
    """Remind every data officer of a review that is due, where they left a contact."""
    event = letter.event
    assert isinstance(event, ReviewDue)
    with translation.override(language()):
        body = gettext(
            "The review of the impact assessment of the purpose “%(purpose)s” is due by %(day)s."
        ) % {
            "purpose": gettext(words_for(event.purpose)),
            "day": day_words(date.fromisoformat(event.day)),
        }
        address = f"{settings.SITE_URL}{reverse('desk-assessment', args=[letter.subject])}"
        for account in people.holders_of(people.Role.DATA_OFFICER):
            _send(
                account,
                "privacy.review",
                gettext("%(town)s: an impact assessment is due for review"),
                f"{body}\n{address}",
                f"privacy.review:{letter.subject}",
            )


def language() -> str:
    """The town's first language: an account does not say which one its holder speaks."""
    return places.town().languages[0].lower()


def _send(account: UUID, template: str, subject: str, body: str, key: str) -> None:
    for number, address in enumerate(people.addresses_of(account)):
        send.queue(
            address,
            template,
            subject % {"town": name_of(places.town().names)},
            body,
            unique_key=f"{key}:{account}:{number}",
            language=places.town().languages[0],
            about=account,
        )
