# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who registered or voted with an account is told what came of it, before who it was is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform.outbox import send
from linli.platform.ui.words import name_of

SUBJECT = mark("%(town)s: %(title)s")
MEETING_OFF = mark("The meeting for which you registered was called off: %(title)s. The reason: %(reason)s")
MINUTES_OUT = mark("The minutes of the meeting for which you registered are published: %(title)s.")
VOTE_COUNTED = mark("The vote in which you took a ballot is counted: %(title)s. %(outcome)s")


def tell_accounts(
    accounts: Iterable[UUID], template: str, words: str, page: str, number: str, facts: Mapping[str, str],
    *, key: str = "",
) -> None:  # fmt: skip
    """Queue a message to each account that can be reached, once, in the town's language.

    ``page`` names the route of the page that the message leads to; ``facts`` fill ``words``, and what is
    marked for translation in them is translated. ``key`` is what it is about, if not ``number``.
    """
    with override("zh-hans"), timezone.override(places.town().zone):
        known = {name: gettext(said) for name, said in facts.items()} | {
            "town": name_of(places.town().names)
        }
        subject = gettext(SUBJECT) % known
        body = f"{gettext(words) % known}\n{settings.SITE_URL}{reverse(page, args=[number])}"
    for account, address in people.reach_of(list(accounts)).items():
        unique = f"{template}:{key or number}:{account}"
        send.queue(address, template, subject, body, unique_key=unique, language="zh-Hans")
