# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens beside the course: notes, corrections, attachments, release to the public."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform.files import store
from linli.platform.text import clean
from linli.topics import public as topics
from linli.triage import public as triage

from ..events import Corrected, Noted, Released
from ..models import Attachment, Case
from ..vocab import NEEDS_TEXT, Deed, Kind, See
from .base import DUE, done_already, set_due, take
from .move import topic_code
from .receive import UNLISTED


@transaction.atomic
def note_case(
    case_id: UUID,
    text: str,
    see: See,
    *,
    actor: Actor,
    files: Sequence[UUID] = (),
    unit: str | None = None,
    expected_version: int | None = None,
    deed_id: UUID | None = None,
) -> int:
    """Write a note for everybody, for the reporter or for staff; the new version."""
    if (version := done_already(case_id, deed_id, actor)) is not None:
        return version
    work = take(case_id, Deed.NOTE, actor=actor, expected_version=expected_version)
    if not clean(text) and not files:
        raise NEEDS_TEXT()
    if not actor.is_staff:
        see = See.REPORTER  # what the person adds is between them and staff
    _attach(work.case, files, work.case.version + 1, by_reporter=not actor.is_staff)
    known = people.unit_by_code(unit).id if unit else None
    work.done(Deed.NOTE, Noted(see.value), sees=see, text=clean(text), unit=known, deed_id=deed_id)
    return work.case.version


@transaction.atomic
def attach(case_id: UUID, files: Sequence[UUID], *, actor: Actor, see: See = See.INTERNAL) -> int:
    """Add photos or documents with a line of the thread; the new version."""
    work = take(case_id, Deed.NOTE, actor=actor)
    _attach(work.case, files, work.case.version + 1, by_reporter=not actor.is_staff)
    work.done(Deed.NOTE, Noted(see.value), sees=see, facts={"files": len(files)})
    return work.case.version


def _attach(case: Case, files: Sequence[UUID], seq: int, *, by_reporter: bool) -> None:
    if files:
        store.link(files)
    Attachment.objects.bulk_create(
        Attachment(case=case, file_id=file, seq=seq, by_reporter=by_reporter) for file in files
    )


@transaction.atomic
def correct_case(
    case_id: UUID,
    *,
    actor: Actor,
    kind: Kind | None = None,
    category: str | None = None,
    place: str | None = None,
    expected_version: int | None = None,
) -> int:
    """Correct kind, category or place (codes); the reader learns from it. The new version.

    The due moment is set anew from receipt by the rule for what it now is.
    """
    work = take(case_id, Deed.CORRECT, actor=actor, expected_version=expected_version)
    case = work.case
    was = (case.kind, topic_code(case), places.place_by_id(case.place_id).code)
    if kind is not None:
        case.kind = kind.value
        case.restricted = kind is Kind.WRONGDOING
        case.listed = kind not in UNLISTED
    if category is not None:
        chosen = topics.category_by_code(category)
        case.category_id, case.category_path = chosen.id, chosen.path
    if place is not None:
        found = places.place_by_code(place)
        case.place_id, case.place_path = found.id, found.path
    now = (case.kind, topic_code(case), places.place_by_id(case.place_id).code)
    if now == was:
        return case.version
    set_due(case, case.received_at)
    work.done(
        Deed.CORRECT,
        Corrected(*now, *was),
        sees=See.INTERNAL,
        facts={"was": list(was), "now": list(now)},
        changed=(
            "kind", "restricted", "listed", "category", "category_path", "place", "place_path", *DUE
        ),
    )  # fmt: skip
    title, text = Case.objects.values_list("title", "text").get(pk=case.pk)
    triage.learn(
        f"{title}\n{text}",
        kind=now[0],
        category=now[1],
        place=now[2],
        about=f"case:{case.pk}",
        by=actor.ref,
    )
    return case.version


@transaction.atomic
def release_case(
    case_id: UUID,
    *,
    actor: Actor,
    text: bool,
    files: Sequence[int] = (),
    expected_version: int | None = None,
) -> int:
    """Say whether everybody may read the text and which photos (attachment ids); the new version.

    Names and private details cannot be removed by machine for certain, so a person reads first.
    """
    work = take(case_id, Deed.RELEASE, actor=actor, expected_version=expected_version)
    work.case.released = text
    mine = Attachment.objects.filter(case=work.case)
    mine.filter(pk__in=files, file__kind="image").update(released=True)
    mine.exclude(pk__in=files).update(released=False)
    work.done(
        Deed.RELEASE,
        Released(text, len(files)),
        sees=See.INTERNAL,
        facts={"text": text, "files": len(files)},
        changed=("released",),
    )
    return work.case.version
