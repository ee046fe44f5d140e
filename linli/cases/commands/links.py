# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking somebody without an account by a link: the person for more, or an outside body for an answer.

The link's token is made from its id by our key; the database holds only a hash of it. It opens one
question, takes one answer, runs out, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import SYSTEM, VISITOR, Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, mark, problem
from linli.platform.text import clean

from ..events import Asked, LinkEnded, Replied
from ..models import Attachment, Link
from ..queries.links import digest_of, link_token, open_link
from ..rules.course import FINAL
from ..rules.pausing import STANDS
from ..vocab import NEEDS_TEXT, Deed, LinkTo, See, State
from .amend import attach
from .base import take

LONGEST_DAYS, LONGEST_REPLY = 30, 5000


LINK_OPEN = problem(
    "link_open",
    409,
    mark("A question to them is still open."),
    mark("Wait for the answer, or take the question back first."),
)


@transaction.atomic
def ask_by_link(
    case_id: UUID,
    to: LinkTo,
    question: str,
    *,
    actor: Actor,
    party: str = "",
    files: Sequence[int] = (),
    days: int = 7,
    expected_version: int | None = None,
) -> tuple[int, str]:
    """Put a question by a link that holds for some ``days``; the new version and the link's token.

    An outside body (``party``) sees the question and the chosen photos (attachment ids) and nothing else.
    Raises ``link_open`` while a question to the same is open.
    """
    work = take(case_id, Deed.ASK, actor=actor, expected_version=expected_version)
    if not clean(question):
        raise NEEDS_TEXT()
    if not 1 <= days <= LONGEST_DAYS:
        raise INVALID(field="days")
    if State(work.case.state) in FINAL:
        raise INVALID(field="state")
    links = Link.objects.filter(case=work.case, to=to.value, ended_at=None)
    links.filter(expires_at__lte=work.at).update(ended_at=work.at)
    if links.exists():
        raise LINK_OPEN()
    photos = Attachment.objects.filter(case=work.case, pk__in=files, file__kind="image").order_by("id")
    shown = list(photos.values_list("id", flat=True)) if to is LinkTo.OUTSIDE else []
    identity = new_id()
    token = link_token(identity)
    Link.objects.create(
        id=identity,
        case=work.case,
        to=to.value,
        party=clean(party)[:100] if to is LinkTo.OUTSIDE else "",
        question=clean(question),
        files=shown,
        digest=digest_of(token),
        unit_id=work.case.unit_id,
        pauses=bool(STANDS[to]),
        asked_by=actor.ref,
        asked_at=work.at,
        expires_at=work.at + timedelta(days=days),
    )
    work.done(
        Deed.ASK,
        Asked(to.value),
        sees=See.REPORTER if to is LinkTo.PERSON else See.INTERNAL,
        text=clean(question),
        unit=work.case.unit_id,
        facts={"link": str(identity), "to": to.value},
    )
    return work.case.version, token


@transaction.atomic
def reply_by_link(token: str, text: str, files: Sequence[UUID] = ()) -> None:
    """Answer the question of a link, once. Raises ``wrong_link`` for one that is not open."""
    link = open_link(token)
    work = take(link.case, Deed.REPLY, actor=SYSTEM)
    open_link(token)  # again, now that nobody else answers: the matter is locked
    if not clean(text) and not files:
        raise NEEDS_TEXT()
    person = link.to is LinkTo.PERSON
    work.actor = Actor("visitor", str(link.case)) if person else VISITOR
    Link.objects.filter(pk=link.id).update(ended_at=work.at, answered=True)
    attach(work.case, files, work.case.version + 1, by_reporter=person)
    work.done(
        Deed.REPLY,
        Replied(link.to.value),
        sees=See.REPORTER if person else See.INTERNAL,
        text=clean(text)[:LONGEST_REPLY],
        facts={"link": str(link.id), "to": link.to.value},
    )


@transaction.atomic
def end_link(case_id: UUID, to: LinkTo, *, actor: Actor) -> int:
    """Take an open question back: its link opens nothing any more. The new version."""
    work = take(case_id, Deed.REVOKE, actor=actor)
    ended = Link.objects.filter(case=work.case, to=to.value, ended_at=None).update(ended_at=work.at)
    if not ended:
        raise INVALID(field="link")
    work.done(Deed.REVOKE, LinkEnded(to.value), sees=See.INTERNAL, facts={"to": to.value})
    return work.case.version
