# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers: their wordings, what was signed and scanned back, and the way to the court."""

from __future__ import annotations

import base64
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.platform import crypto
from linli.platform.files.check import NOT_ACCEPTED, clean
from linli.platform.files.scan import scan
from linli.platform.journal.append import append, next_seq

from ..events import Noted, WordingWritten
from ..models import Party, Sheet, Wording
from ..policy import may_word
from ..queries.papers import handover, letter
from ..rules import check_wording
from ..rules.papers import LONGEST_WORDING
from ..vocab import Deed, Paper
from .base import take

MOST_SHEETS = 40


@transaction.atomic
def write_wording(which: Paper, text: str, *, actor: Actor) -> int:
    """Keep another wording of a paper; its edition. Papers of days before keep theirs.

    Raises ``paper_wording_lacks`` where a content that the law asks for is gone (人民调解法 29),
    ``paper_wording_unknown`` with the line of a name that is none.
    """
    if not may_word(actor):
        raise FORBIDDEN()
    if len(text) > LONGEST_WORDING:
        raise INVALID(field="text")
    kept = check_wording(which, text)
    last = Wording.objects.select_for_update().filter(paper=which.value).order_by("-edition").first()
    if last and last.text == kept:
        return last.edition
    row = Wording.objects.create(
        paper=which.value,
        edition=last.edition + 1 if last else 1,
        text=kept,
        at=clock.now(),
        actor=actor.ref,
    )
    told = WordingWritten(which.value, row.edition)
    append([Entry(told, row.id, next_seq(row.id), actor, row.at)])
    return row.edition


@transaction.atomic
def scan_paper(mediation: UUID, which: Paper, content: bytes, *, actor: Actor) -> int:
    """Put a paper that was signed by hand back into the file, as photo or PDF; its number there.

    It is cleaned as every file is, then sealed. Raises ``file_not_accepted`` and the other
    problems of :func:`linli.platform.files.check.clean`, ``invalid`` beyond 40 sheets.
    """
    kept = clean(content)
    if kept.kind not in ("image", "document"):
        raise NOT_ACCEPTED()
    scan(content)
    work = take(mediation, Deed.SCAN, actor=actor)
    last = Sheet.objects.filter(mediation=mediation).aggregate(last=Max("seq"))["last"] or 0
    if last >= MOST_SHEETS:
        raise INVALID(field="scan")
    identity = new_id()
    sealed = crypto.seal(base64.b64encode(kept.content).decode(), "disputes_sheet", "content", identity)
    Sheet.objects.create(
        id=identity,
        mediation=work.mediation,
        seq=last + 1,
        paper=which.value,
        media_type=kept.media_type,
        content=sealed,
        at=work.at,
    )
    work.done(Deed.SCAN, Noted(Deed.SCAN.value))
    return last + 1


@transaction.atomic
def allow_handover(mediation: UUID, party: UUID, allowed: bool, *, actor: Actor) -> int:
    """A party says whether agreement and joint application may go to the court, or no longer.

    Each for itself alone; the team notes what was said to it.
    """
    work = take(mediation, Deed.ALLOW, actor=actor)
    if actor.kind == "visitor" and actor.id != str(party):
        raise FORBIDDEN()
    row = Party.objects.filter(mediation=mediation, pk=party).order_by("seq").first()
    if row is None:
        raise NOT_FOUND()
    row.handover_at = work.at if allowed else None
    row.save(update_fields=("handover_at",))
    return work.done(Deed.ALLOW, Noted(Deed.ALLOW.value))


def write_letter(number: str, mediation: UUID, seq: int, *, actor: Actor) -> bytes:
    """Print number and code for a party that cannot be reached by message, and note that it was done."""
    made = letter(number, seq, viewer=actor)
    with transaction.atomic():
        work = take(mediation, Deed.INVITE, actor=actor)
        work.done(Deed.INVITE, Noted(Deed.INVITE.value))
    return made


def hand_over(number: str, mediation: UUID, *, actor: Actor) -> bytes:
    """Make the package for the court and note that it was made. Raises ``handover_no_consent``."""
    made = handover(number, viewer=actor)
    with transaction.atomic():
        work = take(mediation, Deed.HAND_OVER, actor=actor)
        work.done(Deed.HAND_OVER, Noted(Deed.HAND_OVER.value))
    return made
