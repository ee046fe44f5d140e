# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matters keep about a person, for that person: by their account, or by number and code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform.access.looks import reveal_many
from linli.topics import public as topics

from ..models import Answers, Attachment, Case, Rating, Step
from ..vocab import See
from .closed import unsealed
from .detail import CaseDetail
from .hiding import hidden_copy
from .lines import own_matters

OWN = "own"  # the purpose of a look: the person themselves


def own_reach(detail: CaseDetail, viewer: Actor) -> dict[str, str]:
    """The name and contact that the person gave, for themselves; the look is recorded like every other.

    Raises ``not_found`` for anybody else.
    """
    if not detail.is_reporter:
        raise NOT_FOUND()
    case = detail.line.id
    return reveal_many(
        viewer, "case", [case], ["name", "contact"], lambda: unsealed([case])[case], purpose=OWN
    )


def copy_of_all(viewer: Actor) -> tuple[list[dict[str, Any]], list[tuple[str, UUID]]]:
    """Every matter that the person brought with their account, and its files by path."""
    return _copy(own_matters(UUID(viewer.id)), viewer)


def copy_of_one(detail: CaseDetail, viewer: Actor) -> tuple[list[dict[str, Any]], list[tuple[str, UUID]]]:
    """The same of one matter. Raises ``not_found`` for all but its reporter."""
    if not detail.is_reporter:
        raise NOT_FOUND()
    return _copy({detail.line.id: detail.line.number}, viewer)


def _copy(
    numbers: Mapping[UUID, str], viewer: Actor
) -> tuple[list[dict[str, Any]], list[tuple[str, UUID]]]:
    """What the person may read of their matters, as plain data. Words for staff alone are not in it."""
    ids = list(numbers)
    told = reveal_many(viewer, "case", ids, ["name", "contact"], lambda: unsealed(ids), purpose=OWN)
    answers = dict(Answers.objects.filter(case__in=ids).order_by("case").values_list("case_id", "rows"))
    steps, seen = defaultdict(list), set()
    shown = Step.objects.filter(case__in=ids).exclude(sees=See.INTERNAL.value).order_by("case", "seq")
    for step in shown:
        seen.add((step.case_id, step.seq))
        unit = people.unit_by_id(step.unit_id).code if step.unit_id else ""
        steps[step.case_id].append(
            {"at": step.at.isoformat(), "what": step.deed, "unit": unit, "text": step.text}
        )
    ratings = defaultdict(list)
    for rating in Rating.objects.filter(case__in=ids).order_by("at"):
        ratings[rating.case_id].append(
            {
                "at": rating.at.isoformat(),
                "contacted": rating.contacted,
                "solved": rating.solved,
                "satisfied": rating.satisfied,
                "text": rating.text,
            }
        )
    files, paths = defaultdict(list), []
    for row in Attachment.objects.filter(case__in=ids).select_related("file").order_by("id"):
        if row.by_reporter or (row.case_id, row.seq) in seen:
            path = f"files/{numbers[row.case_id]}/{row.id}.{row.file.key.rsplit('.', 1)[-1]}"
            files[row.case_id].append(path)
            paths.append((path, row.file_id))
    hidden = hidden_copy(ids)
    looks = defaultdict(list)
    for look in people.looks_told(numbers, but=viewer):
        looks[look.what].append(
            {"at": look.at.isoformat(), "role": look.role, "unit": look.unit, "purpose": look.purpose}
        )
    found = []
    for case in Case.objects.filter(pk__in=ids).order_by("received_at", "id"):
        category = topics.category_by_id(case.category_id) if case.category_id else None
        found.append(
            {
                "number": case.number,
                "kind": case.kind,
                "state": case.state,
                "received": case.received_at.isoformat(),
                **told[case.id],
                "text": case.text,
                "category": category.names if category else "",
                "place": places.place_by_id(case.place_id).names,
                "address": case.address,
                "point": [case.longitude, case.latitude] if case.longitude is not None else "",
                "channel": case.channel,
                "unit": people.unit_by_id(case.unit_id).code,
                "due": case.due_at.isoformat() if case.due_at else "",
                "published": case.released,
                "answers": answers.get(case.id, []),
                "thread": steps[case.id],
                "ratings": ratings[case.id],
                "hidden": hidden[case.id],
                "files": files[case.id],
                "read_by": looks[case.number],
            }
        )
    return found, paths
