# SPDX-License-Identifier: AGPL-3.0-or-later
"""One matter over several: many people tell of one flood, and each keeps their own thread and answer."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID

from ..events import Linked, Unlinked
from ..models import Case, Step
from ..queries.facts import scope
from ..queries.family import children
from ..rules import parse_number
from ..rules.course import OPEN
from ..rules.joint import CANNOT_LINK
from ..vocab import NOT_ANSWERED, Action, Deed, See
from .base import take
from .many import Done, do_many
from .move import move_case


@transaction.atomic
def link_case(case_id: UUID, parent: str, *, actor: Actor, expected_version: int | None = None) -> int:
    """Put a matter under another one, by its number; the new version.

    Only one level: a child has no children, and a parent no parent. Raises ``cannot_link``.
    """
    number = parse_number(parent or "")
    both = Case.objects.select_for_update().filter(Q(pk=case_id) | Q(number=number))
    list(both.order_by("pk").values_list("pk"))  # put under each other at once, one comes second
    work = take(case_id, Deed.LINK, actor=actor, expected_version=expected_version)
    mine = Case.objects.filter(scope(actor), number=number, parent=None, merged_into=None)
    found = mine.exclude(pk=case_id).order_by("id").values_list("id", "number").first()
    above = Case.objects.filter(parent=case_id).exists()
    if found is None or above or work.case.parent_id is not None:
        raise CANNOT_LINK()
    work.case.parent_id = found[0]
    work.done(
        Deed.LINK, Linked(found[1]), sees=See.INTERNAL, facts={"other": found[1]}, changed=("parent",)
    )
    return work.case.version


@transaction.atomic
def unlink_case(case_id: UUID, *, actor: Actor, expected_version: int | None = None) -> int:
    """Take a matter from under the one it was put under; the new version."""
    work = take(case_id, Deed.UNLINK, actor=actor, expected_version=expected_version)
    if work.case.parent_id is None:
        raise INVALID(field="parent")
    work.case.parent_id = None
    work.done(Deed.UNLINK, Unlinked(), sees=See.INTERNAL, changed=("parent",))
    return work.case.version


def answer_children(case_id: UUID, *, actor: Actor) -> list[Done]:
    """Answer with the words of a matter those under it that are still open; what became of each.

    Each is answered by itself: its own thread, its own clock, its own rating. Raises ``not_answered``.
    """
    with transaction.atomic():
        case = take(case_id, Action.RESOLVE, actor=actor).case  # who may answer it may answer them
    steps = Step.objects.filter(case=case, deed=Action.RESOLVE.value).order_by("-seq")
    answer = steps.values_list("text", flat=True).first()
    if answer is None or case.answered_at is None:
        raise NOT_ANSWERED()
    numbers = [line.number for line in children(case.number, viewer=actor) if line.state in OPEN]
    return do_many(
        numbers, lambda child: move_case(child, Action.RESOLVE, actor=actor, text=answer), actor=actor
    )
