# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commitments: made when something is accepted, moved on in public, judged by who took part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry
from linli.kernel.ids import check_digit
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND, STALE
from linli.people import public as people
from linli.places import public as places
from linli.platform.files import store
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import CommitmentJudged, CommitmentMade, CommitmentMoved
from ..models import Commitment, CommitmentStep, CommitmentVoice
from ..policy import may_report
from ..rules.commitments import LIVE, PROMISES, day_for
from ..vocab import Solved
from ..vocab.commitments import COMMITMENT_WORDS, Progress, Promise

LONGEST = 4000


@dataclass(frozen=True)
class NewCommitment:
    """What is promised: in words for everybody, where, by which unit (code), by which day.

    ``about`` names what it came from (``proposal:<id>``); one commitment is made about one thing.
    """

    about: str
    title: str
    text: str
    place: str
    unit: str
    due_on: date | None


@transaction.atomic
def make_commitment(new: NewCommitment, *, actor: Actor) -> UUID:
    """Promise something in public; about the same thing again it is the same one: its id.

    Raises ``forbidden``, ``invalid``, ``commitment_day``, ``unknown_unit``.
    """
    spot, unit, today = places.place_by_code(new.place), people.unit_by_code(new.unit), places.today()
    if not may_report(actor, spot.path, unit.path):
        raise FORBIDDEN()
    known = Commitment.objects.filter(about=new.about).order_by("id").values_list("id", flat=True).first()
    if known:
        return known
    text, due_on = clean(new.text)[:LONGEST], day_for(new.due_on, today)
    if len(text) < 2:
        raise INVALID(field="text")
    now = clock.now()
    row = Commitment.objects.create(
        number=_next_number(today.year),
        about=new.about,
        title=clean(new.title)[:120] or text[:120],
        text=text,
        place_id=spot.id,
        place_path=spot.path,
        unit_id=unit.id,
        state=Promise.PROMISED.value,
        version=1,
        due_on=due_on,
        first_due_on=due_on,
        made_at=now,
    )
    CommitmentStep.objects.create(commitment=row, seq=1, action="make", due_on=due_on, at=now)
    append([Entry(CommitmentMade(row.number, unit.code, due_on.isoformat()), row.id, 1, actor, now)])
    return row.id


@transaction.atomic
def move_commitment(
    commitment: UUID,
    action: Progress,
    *,
    actor: Actor,
    text: str,
    due_on: date | None = None,
    files: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> int:
    """Move a commitment on, with words and at most one photo that everybody sees; the new version.

    Raises ``not_found``, ``forbidden``, ``stale``, ``not_now``, ``commitment_words``, ``commitment_day``.
    """
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.filter(pk=commitment).order_by("pk").first()
    if row is None:
        raise NOT_FOUND()
    if not may_report(actor, row.place_path, row.unit.path):
        raise FORBIDDEN()
    if expected_version is not None and expected_version != row.version:
        raise STALE(version=row.version)
    before, said, now = Promise(row.state), clean(text)[:LONGEST], clock.now()
    after = PROMISES.after(before, action)
    if len(said) < 2:
        raise COMMITMENT_WORDS()
    later = day_for(due_on, places.today(), row.due_on) if action is Progress.PUT_OFF else None
    store.link(files[:1])
    row.state, row.version, row.due_on = after.value, row.version + 1, later or row.due_on
    if after is not before:
        row.ended_at = None if after in LIVE else now
    row.save(update_fields=("state", "version", "due_on", "ended_at"))
    CommitmentStep.objects.create(
        commitment=row,
        seq=row.version,
        action=action.value,
        text=said,
        due_on=later,
        file_id=files[0] if files else None,
        at=now,
    )
    event = CommitmentMoved(action.value, before.value, after.value)
    append([Entry(event, row.id, next_seq(row.id), actor, now)])
    return row.version


@transaction.atomic
def judge_commitment(commitment: UUID, who: bytes, solved: Solved) -> None:
    """Somebody who took part says whether it was kept; said again it replaces what they said.

    ``who`` is a keyed hash made by the storey above, which knows who took part. The journal keeps that
    somebody judged, not who and not how. Raises ``not_found`` before there is anything to judge.
    """
    row = Commitment.objects.select_for_update().filter(pk=commitment).order_by("pk").first()
    if row is None or Promise(row.state) in LIVE:
        raise NOT_FOUND()
    CommitmentVoice.objects.update_or_create(commitment=row, who=who, defaults={"solved": solved.value})
    append([Entry(CommitmentJudged(), row.id, next_seq(row.id), VISITOR, clock.now())])


def _next_number(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('cases_commitment_number')")
        digits = f"{year}{cursor.fetchone()[0]:06d}"
    return f"C{digits[:4]}-{digits[4:]}-{check_digit(digits)}"
