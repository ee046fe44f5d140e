# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who registered or voted with an account is told what came of it, before who it was is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.places import public as places
from linli.platform.outbox import send
from linli.platform.ui.words import day_words, name_of

from ..queries.letters import letters

SUBJECT = mark("%(town)s: %(title)s")
MEETING_OFF = mark("The meeting for which you registered was called off: %(title)s. The reason: %(reason)s")
MINUTES_OUT = mark("The minutes of the meeting for which you registered are published: %(title)s.")
VOTE_COUNTED = mark("The vote in which you took a ballot is counted: %(title)s. %(outcome)s")


def tell_accounts(
    accounts: Iterable[UUID],
    template: str,
    words: str,
    page: str,
    args: str | list[str],
    facts: Mapping[str, Any],
    *,
    subject: str = SUBJECT,
    about: bool = False,
    key: str = "",
) -> None:
    """Queue a message to each account that can be reached, once, in the language that they chose.

    It ends with the link to the page, unless ``words`` have a place for it.
    ``page`` names the route of the page that the message leads to and ``args`` what its address takes;
    ``facts`` fill ``words`` and ``subject``: what is marked for translation in them is translated, a day is
    written out, and of names by language each gets their own. ``about`` ties the message to the account, so
    that it is dropped with it; ``key`` is what is told, where it is not told by the page alone.
    """
    path = [args] if isinstance(args, str) else args

    def write() -> tuple[str, str]:
        known = {name: _spoken(said) for name, said in facts.items()}
        known["town"] = name_of(places.town().names)
        known["link"] = f"{settings.SITE_URL}{reverse(page, args=path)}"
        end = "" if "%(link)s" in words else f"\n{known['link']}"
        return gettext(subject) % known, gettext(words) % known + end

    for told in letters(accounts, template, write):
        once = f"{template}:{key or ':'.join(path)}:{told.about}"
        send.queue(
            told.address, template, told.subject, told.body, unique_key=once, language=told.language,
            about=told.about if about else None,
        )  # fmt: skip


def _spoken(said: Any) -> str:
    if isinstance(said, Mapping):
        return name_of(said)
    if isinstance(said, date):
        return day_words(said)
    return gettext(said) if said else ""
