# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hot issues: matters are grouped, officers merge and split, a plan is made and its result published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean
from linli.triage import public as triage

from ..events import TopicFinished, TopicPlanned
from ..models import Case, Reporter, TopicPlan
from ..policy import may_plan, may_shape
from ..queries.issues import ABOUT, GROUPABLE, seen_issue
from ..queries.lines import CaseLine
from ..rules.issues import ONE_PLAN, comparable

WINDOW = timedelta(days=400)
MOST = 8_000  # matters that are compared with each other
LONGEST = timedelta(days=400)  # of a plan


def group_matters() -> int:
    """Group the newest matters into issues; how many of them are in one.

    What is no longer for everybody's eyes (restricted, on a hard route, about somebody's conduct) leaves.
    """
    newest = Case.objects.filter(received_at__gte=clock.now() - WINDOW).order_by("-received_at", "id")
    closed = newest.exclude(GROUPABLE).values_list("id", flat=True)[:MOST]
    triage.leave_issues(about_of(identity) for identity in closed)
    placed = triage.group_letters(_letters(newest), actor=SYSTEM)
    _follow()
    return len(placed)


def join_issue(case_id: UUID) -> UUID | None:
    """Put a matter that just came into the issue that it is like, before the night; the issue, if any."""
    rows = Case.objects.order_by("-received_at", "id")
    mine = _letters(rows.filter(pk=case_id))
    if not mine:
        return None

    def since(moment: datetime | None) -> list[triage.IssueText]:
        newest = rows.filter(received_at__gte=moment or clock.now() - WINDOW)
        return _letters(newest, whose=False)[::-1]

    def named(abouts: Sequence[str]) -> list[triage.IssueText]:
        return _letters(rows.filter(pk__in=[UUID(about.removeprefix(ABOUT)) for about in abouts]))

    return triage.observe(mine[0], since=since, named=named, actor=SYSTEM)


def _letters(rows: QuerySet[Case], *, whose: bool = True) -> list[triage.IssueText]:
    """Matters as triage compares them: those that may be in an issue and say enough, in their order.

    Without ``whose`` nobody's contact is opened: then all are as one person's.
    """
    fields = ("id", "title", "text", "received_at", "place__code", "category__code")
    found = rows.filter(GROUPABLE).values_list(*fields)[:MOST]
    kept = [row for row in found if comparable(f"{row[1]}{row[2]}")]
    persons = persons_of(about_of(row[0]) for row in kept) if whose else {}
    return [
        triage.IssueText(
            about_of(identity),
            title,
            text,
            persons.get(about_of(identity), ""),
            at,
            place=place,
            district=_district(place),
            category=category or "",
        )
        for identity, title, text, at, place, category in kept
    ]


@transaction.atomic
def merge_matters(ended: UUID, into: UUID, *, actor: Actor) -> None:
    """An officer says that two issues are one. They must see all of both.

    Raises ``not_found``, ``one_plan`` where there is an open plan for each.
    """
    for issue in (ended, into):
        _shapes(issue, actor)
    if ended != into and TopicPlan.objects.filter(issue__in=(ended, into), ended_at=None).count() > 1:
        raise ONE_PLAN()
    triage.merge_issues(ended, into, person_of=persons_of, actor=actor)
    _follow()


def split_matters(issue: UUID, numbers: Sequence[str], *, actor: Actor) -> UUID:
    """An officer says that some matters are another issue: its id. Raises ``not_found``, ``invalid``."""
    lines = _shapes(issue, actor)
    leaving = [about_of(line.id) for line in lines if line.number in numbers]
    if not leaving or len(leaving) == len(lines):
        raise INVALID(field="letters")
    return triage.split_issue(issue, leaving, person_of=persons_of, actor=actor)


def plan_topic(
    issue: UUID,
    goal: str,
    unit: str,
    due_on: date,
    *,
    actor: Actor,
    steps: str = "",
    plan: UUID | None = None,
) -> UUID:
    """Make a plan for an issue, or with ``plan`` the same once more: its id. Raises ``one_plan``."""
    if not may_plan(actor):
        raise FORBIDDEN()
    known, _, _ = seen_issue(issue, viewer=actor)
    today = places.today()
    if not clean(goal) or not today <= due_on <= today + LONGEST:
        raise INVALID(field="due_on" if clean(goal) else "goal")
    lead, identity, now = people.unit_by_code(unit), plan or new_id(), clock.now()
    if TopicPlan.objects.filter(pk=identity, issue=known).exists():
        return identity
    try:
        with transaction.atomic():
            TopicPlan.objects.create(
                id=identity,
                issue=known,
                goal=clean(goal)[:300],
                unit_id=lead.id,
                steps=clean(steps)[:4000],
                due_on=due_on,
                at=now,
            )
            told = TopicPlanned(str(known), lead.code, due_on.isoformat())
            append([Entry(told, identity, 1, actor, now)])
    except IntegrityError:
        raise ONE_PLAN() from None
    return identity


@transaction.atomic
def finish_topic(plan: UUID, result: str, *, actor: Actor) -> None:
    """Publish what came of a plan; with that it ends."""
    if not may_plan(actor):
        raise FORBIDDEN()
    row = TopicPlan.objects.select_for_update().filter(pk=plan, ended_at=None).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    seen_issue(row.issue, viewer=actor)
    if not clean(result):
        raise INVALID(field="result")
    row.result, row.ended_at = clean(result)[:4000], clock.now()
    row.save(update_fields=("result", "ended_at"))
    append([Entry(TopicFinished(str(row.issue)), row.id, next_seq(row.id), actor, row.ended_at)])


def about_of(case: UUID) -> str:
    """The name of a matter in triage."""
    return f"{ABOUT}{case}"


def persons_of(abouts: Iterable[str]) -> dict[str, str]:
    """Who brought each matter, to tell people apart inside one issue: by account, contact, or as new.

    It is never kept: triage makes of it a key that differs by issue.
    """
    ids = [UUID(about.removeprefix(ABOUT)) for about in abouts]
    found = {about_of(identity): str(identity) for identity in ids}
    for reporter in Reporter.objects.filter(case__in=ids).order_by("case").iterator():
        case = reporter.case_id
        contact = (
            crypto.unseal(reporter.contact, "cases_reporter", "contact", case) if reporter.contact else ""
        )
        found[about_of(case)] = str(reporter.account_id or "") or contact or str(case)
    return found


def _follow() -> None:
    """Plans go where their issues went; one that would meet an open plan stays with the old id."""
    taken = set(TopicPlan.objects.filter(ended_at=None).order_by("id").values_list("issue", flat=True))
    for row in TopicPlan.objects.order_by("at", "id"):
        now_in = triage.issue_info(row.issue).id
        if now_in != row.issue and (row.ended_at or now_in not in taken):
            TopicPlan.objects.filter(pk=row.id).update(issue=now_in)
            taken.add(now_in)


def _shapes(issue: UUID, actor: Actor) -> list[CaseLine]:
    _, lines, hidden = seen_issue(issue, viewer=actor)
    if not may_shape(actor) or hidden:
        raise FORBIDDEN()
    return lines


def _district(code: str) -> str:
    """The subdistrict or town of a place: letters that name different ones are hardly the same issue."""
    place = places.place(code)
    if place is None or place.depth < 1:
        return ""
    return place.path.strip("/").split("/")[1]
