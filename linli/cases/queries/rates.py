# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows for the three rates, whom to ask how it went, and appeals that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform import stamps

from ..models import Case, Exclusion, FollowUp, Rating, Reporter
from ..rules.course import ANSWERED
from ..rules.rates import OTHERS, Outcome, Row
from ..vocab import Ground, State
from .facts import scope
from .hiding import cover_lines
from .lines import FIELDS, CaseLine, _line

MONTHS = 3  # of which the rates are told: long enough for numbers, short enough to change
WAIT, LATEST = timedelta(hours=24), timedelta(days=14)  # after an answer, when the person is asked
ATTEMPTS = 3  # calls that nobody took, after which it is let be

# One row for each answer that somebody rated or was asked about: the newest word on it counts.
ROWS = """
select to_char(asked.at at time zone %(zone)s, 'YYYY-MM') as month, u.code, asked.outcome,
  coalesce(asked.contacted, false), coalesce(asked.solved, ''), coalesce(asked.satisfied, 0),
  coalesce(case when x.upheld then x.ground end, '')
from (
  select case_id, answer_seq, 'rated' as outcome, contacted, solved, satisfied, at from cases_rating
  union all
  (select distinct on (f.case_id, f.answer_seq) f.case_id, f.answer_seq, f.outcome, null, null, null, f.at
  from cases_follow_up f where not exists (
    select 1 from cases_rating r where r.case_id = f.case_id and r.answer_seq = f.answer_seq)
  order by f.case_id, f.answer_seq, f.at desc)
) as asked
join cases_step s on s.case_id = asked.case_id and s.seq = asked.answer_seq
join people_unit u on u.id = s.unit_id
left join cases_exclusion x on x.case_id = asked.case_id and x.answer_seq = asked.answer_seq
where asked.at >= %(begin)s and asked.at < %(end)s
order by 1, 2, 3, 4, 5, 6
"""


@dataclass(frozen=True)
class Appeal:
    """A unit's appeal about a matter, as those see it who decide."""

    line: CaseLine
    unit: people.UnitInfo
    ground: Ground
    reason: str
    asked_at: datetime


def rate_rows(begin: date, end: date) -> list[Row]:
    """What was said of answers on the days from ``begin`` to before ``end``, in the town's time."""
    zone = places.town().zone
    first, last = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (begin, end))
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"zone": str(zone), "begin": first, "end": last})
        return [
            Row(month, unit, Outcome(outcome), contacted, solved, satisfied, excluded)
            for month, unit, outcome, contacted, solved, satisfied, excluded in cursor.fetchall()
        ]


def newest_rows() -> tuple[date, list[Row]]:
    """The first day of the newest months, and their rows; at most a minute old."""
    today = places.today()
    months = today.year * 12 + today.month - MONTHS
    begin = date(months // 12, months % 12 + 1, 1)
    return begin, stamps.held(
        f"cases:rates:{begin}", 60, lambda: rate_rows(begin, today + timedelta(days=1))
    )


def to_ask(viewer: Actor, limit: int = 50) -> list[CaseLine]:
    """Answered matters whose reporter may be called and has not said how it went, oldest answer first."""
    now = clock.now()
    asked = FollowUp.objects.filter(case=OuterRef("pk"), at__gte=now - LATEST)
    callable_ = Reporter.objects.filter(case=OuterRef("pk"), may_be_called=True).exclude(contact=None)
    wanted = [state.value for state in ANSWERED | {State.CLOSED}]
    rows = (
        Case.objects.filter(scope(viewer), state__in=wanted)
        .filter(answered_at__lte=now - WAIT, answered_at__gte=now - LATEST)
        .filter(Exists(callable_))
        .exclude(Exists(Rating.objects.filter(case=OuterRef("pk"), at__gte=OuterRef("answered_at"))))
        .exclude(Exists(asked.filter(outcome=Outcome.REFUSED.value)))
        .exclude(Exists(asked.order_by("at").values("pk")[ATTEMPTS - 1 : ATTEMPTS]))
        .order_by("answered_at", "id")
        .values_list(*FIELDS)[:limit]
    )
    return cover_lines((_line(dict(zip(FIELDS, row, strict=True))) for row in rows), viewer)


def appeals(viewer: Actor, limit: int = 50) -> list[Appeal]:
    """Appeals that wait for a decision, on matters that the viewer sees, oldest first."""
    waiting = Exclusion.objects.filter(upheld=None, case__in=Case.objects.filter(scope(viewer)))
    rows = list(waiting.order_by("asked_at", "id")[:limit])
    found = Case.objects.filter(pk__in=[row.case_id for row in rows]).order_by("id").values_list(*FIELDS)
    read = (_line(dict(zip(FIELDS, row, strict=True))) for row in found)
    lines = {line.id: line for line in cover_lines(read, viewer)}
    return [
        Appeal(
            lines[row.case_id], people.unit_by_id(row.unit_id), Ground(row.ground), row.reason, row.asked_at
        )
        for row in rows
    ]


def unit_names(rows: list[Row]) -> dict[str, dict[str, str]]:
    """Names of the units that rows speak of, by code."""
    return {code: dict(people.unit_by_code(code).names) for code in {row.unit for row in rows} - {OTHERS}}
