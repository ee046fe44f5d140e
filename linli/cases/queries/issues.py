# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hot issues: for staff as far as they see the matters in them, for everybody without small numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.counts import published
from linli.kernel.problem import NOT_FOUND, Problem
from linli.people import public as people
from linli.places import public as places
from linli.platform.text.words import tokens
from linli.topics import public as topics
from linli.triage import public as triage

from ..models import Case, Step, TopicPlan
from ..policy import may_plan, may_shape
from ..rules.issues import Bar, typical, weekly
from ..vocab import Action
from .facts import scope
from .hiding import cover_lines, covered, hidden_mark, veils
from .lines import FIELDS, CaseLine, _line, community_of

ABOUT = "case:"
MOST = 50
READ = 120  # letters whose words are counted
ANSWERS = 5
FORTNIGHT, BEFORE = timedelta(days=14), timedelta(days=180)
# What may be in an issue: service matters that everybody may know of, about nobody's conduct.
GROUPABLE = Q(listed=True, restricted=False, hard="", about=None)


@dataclass(frozen=True)
class PlanInfo:
    """A topic plan as it stands."""

    id: UUID
    goal: str
    unit: people.UnitInfo
    steps: tuple[str, ...]
    due_on: date
    result: str
    ended_at: datetime | None


@dataclass(frozen=True)
class HotIssue:
    """An issue: what, where, since when, how many different people, how it grows, and the plan for it."""

    info: triage.IssueInfo
    place: places.PlaceInfo | None
    category: topics.CategoryInfo | None
    bars: list[Bar]
    plan: PlanInfo | None


@dataclass(frozen=True)
class IssuePage:
    """An issue with everything that its page shows to this viewer."""

    issue: HotIssue
    lines: list[CaseLine]
    hidden: int  # letters that this viewer may not see
    words: list[str]
    answered: int
    answers: list[tuple[CaseLine, str, datetime]]
    usual: float  # matters a fortnight of the same topic in the same place, over the half year before
    lately: int  # the same in the last fortnight
    plans: list[PlanInfo]
    others: list[HotIssue]  # with which it could be merged
    may_plan: bool
    may_shape: bool


@dataclass(frozen=True)
class OpenIssue:
    """An issue as everybody may read it; small numbers are left out."""

    issue: HotIssue
    place: places.PlaceInfo
    answered: int | None


def hot_list(viewer: Actor) -> list[HotIssue]:
    """The hottest issues in which the viewer sees a matter; those of one person alone are none."""
    found = [info for info in triage.hot_issues(most=4 * MOST) if info.heat.people > 1]
    seen = _seen((about for info in found for about in info.letters), viewer)
    items = _issues([info for info in found if not seen.isdisjoint(info.letters)])
    told = _told(items)
    return [item for item in items if _shares_topic(item, told)][:MOST]


def seen_issue(issue: UUID, *, viewer: Actor) -> tuple[UUID, list[CaseLine], int]:
    """An issue's id as it is now, its matters that the viewer sees, and how many they do not see.

    Raises ``not_found`` where they see none.
    """
    info, read = _read(issue, viewer)
    return info.id, cover_lines(map(_line, read), viewer), len(info.letters) - len(read)


def _read(issue: UUID, viewer: Actor, *more: str) -> tuple[triage.IssueInfo, list[dict[str, Any]]]:
    try:
        info = triage.issue_info(issue)
    except Problem:
        raise NOT_FOUND() from None
    ids = [UUID(about.removeprefix(ABOUT)) for about in info.letters]
    rows = Case.objects.filter(GROUPABLE, scope(viewer), pk__in=ids).order_by("-received_at", "id")
    read = list(rows.values(*more, *FIELDS))
    if not read:
        raise NOT_FOUND()
    return info, read


def hot_issue(issue: UUID, *, viewer: Actor) -> IssuePage:
    """All that the viewer may know of an issue. Raises ``not_found`` where they see none of its matters."""
    info, read = _read(issue, viewer, "text")
    ids = [UUID(about.removeprefix(ABOUT)) for about in info.letters]
    hidden, mark = veils(row["id"] for row in read), hidden_mark()
    bodies = [hidden[row["id"]].cover(row.pop("text"), mark)[:400] for row in read]
    lines = [covered(_line(row), hidden[row["id"]]) for row in read]
    by_id = {line.id: line for line in lines}
    others = Case.objects.filter(GROUPABLE).exclude(pk__in=ids).order_by("-received_at", "id")
    words = typical(
        [tokens(f"{line.title} {body}") for line, body in zip(lines[:READ], bodies[:READ], strict=True)],
        [tokens(f"{title} {text[:400]}") for title, text in others.values_list("title", "text")[:READ]],
    )
    told = Step.objects.filter(case__in=by_id, deed=Action.RESOLVE.value)
    usual, lately = _pace(info)
    plans = [_plan(row) for row in TopicPlan.objects.filter(issue=info.id).order_by("-at", "id")]
    mine = _issues([info])[0]
    whole = len(read) == len(ids)
    return IssuePage(
        mine,
        lines,
        len(ids) - len(read),
        words,
        sum(line.answered_at is not None for line in lines),
        [
            (by_id[case], hidden[case].over(text, mark), at)
            for case, text, at in told.order_by("-at", "id").values_list("case_id", "text", "at")[:ANSWERS]
        ],
        usual,
        lately,
        plans,
        [other for other in hot_list(viewer) if other.info.id != info.id] if may_shape(viewer) else [],
        may_plan(viewer),
        may_shape(viewer) and whole,
    )


def open_issues() -> list[OpenIssue]:
    """Issues that enough different people brought, by place and topic, for everybody."""
    found = _issues(triage.hot_issues(most=MOST, everybody=True))
    told = _told(found)
    shown = []
    for item in found:
        if item.place is not None and _shares_topic(item, told):
            answered = published(
                sum(told[about][1] is not None for about in item.info.letters if about in told)
            )
            shown.append(OpenIssue(item, community_of(item.place), answered))
    return shown


def _told(items: Iterable[HotIssue]) -> dict[str, tuple[str, datetime | None]]:
    """The path of the category and the time of the answer of every matter of some issues."""
    ids = [UUID(about.removeprefix(ABOUT)) for item in items for about in item.info.letters]
    rows = Case.objects.filter(GROUPABLE, pk__in=ids).order_by("id")
    return {
        f"{ABOUT}{identity}": (path, at)
        for identity, path, at in rows.values_list("id", "category_path", "answered_at")
    }


def _shares_topic(item: HotIssue, told: Mapping[str, tuple[str, datetime | None]]) -> bool:
    """Whether most matters of an issue are of its topic: else likeness took a street's name for one."""
    mine = [told[about][0] for about in item.info.letters if about in told]
    return item.category is not None and 2 * sum(path == item.category.path for path in mine) > len(mine)


def _seen(letters: Iterable[str], viewer: Actor) -> set[str]:
    ids = [UUID(about.removeprefix(ABOUT)) for about in letters]
    rows = Case.objects.filter(GROUPABLE, scope(viewer), pk__in=ids).order_by("id")
    return {f"{ABOUT}{identity}" for identity in rows.values_list("id", flat=True)}


def _issues(infos: list[triage.IssueInfo]) -> list[HotIssue]:
    now = clock.now()
    rows = TopicPlan.objects.filter(issue__in=[info.id for info in infos]).order_by("at", "id")
    plans: Mapping[UUID, TopicPlan] = {row.issue: row for row in rows}
    return [
        HotIssue(
            info,
            places.place(info.place) if info.place else None,
            topics.category(info.category) if info.category else None,
            weekly(info.firsts, now),
            _plan(plans[info.id]) if info.id in plans else None,
        )
        for info in infos
    ]


def _plan(row: TopicPlan) -> PlanInfo:
    steps = tuple(line.strip() for line in row.steps.splitlines() if line.strip())
    unit = people.unit_by_id(row.unit_id)
    return PlanInfo(row.id, row.goal, unit, steps, row.due_on, row.result, row.ended_at)


def _pace(info: triage.IssueInfo) -> tuple[float, int]:
    """Matters a fortnight of the issue's topic in its place: usually, and in the last fortnight."""
    place = places.place(info.place) if info.place else None
    topic = topics.category(info.category) if info.category else None
    if place is None or topic is None:
        return 0.0, 0
    fresh = clock.now() - FORTNIGHT
    counts = Case.objects.filter(
        GROUPABLE,
        category_path__startswith=topic.path,
        place_path__startswith=place.path,
        received_at__gte=fresh - BEFORE,
    ).aggregate(
        lately=Count("pk", filter=Q(received_at__gte=fresh)),
        before=Count("pk", filter=Q(received_at__lt=fresh)),
    )
    return counts["before"] * (FORTNIGHT / BEFORE), counts["lately"]
