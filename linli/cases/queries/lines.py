# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of matters: the queue of staff, the public list, a person's own. Keyset pages, no counting."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, DateTimeField, F, IntegerField, Q, QuerySet
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Least
from django.db.models.lookups import Exact, GreaterThan, IsNull, LessThan, LessThanOrEqual

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID
from linli.people import public as people
from linli.places import public as places
from linli.platform.text import query as text_query
from linli.topics import public as topics

from ..models import Case, Deferral, Part, Press, Reporter
from ..rules import parse_number
from ..rules.course import ANSWERED, OPEN
from ..rules.hiding import NO_VEIL, Veil
from ..vocab import Kind, PartState, State
from .facts import paths_above, scope
from .hiding import covered, hidden_mark, hidden_words, is_hidden_from, veil_from, veils
from .window import below, since

PAGE = 50
SOON = timedelta(days=2)  # so long before it is due, a matter is warned of
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)
LAST = UUID(int=2**128 - 1)  # after all matters of one moment
OPEN_STATES = {state.value for state in OPEN}
FIELDS = (
    "id", "number", "kind", "title", "state", "category_id", "place_id", "unit_id", "received_at",
    "due_at", "due_provisional", "answered_at", "closed_at", "urgent", "restricted", "hard", "released",
    "listed", "parked_until", "channel", "version", "suggestion", "longitude", "latitude", "address",
    "step_due_at", "step_next",
)  # fmt: skip
# When something has to be done first: the answer, or a step of a course of law before it.
ACTS_BY = Least("due_at", "step_due_at", output_field=DateTimeField())


NOTHING: Mapping[str, Combinable] = {}


@dataclass(frozen=True)
class CaseLine:
    """A matter in a list. Names are by language; ``title`` is empty where it may not be read."""

    id: UUID
    number: str
    kind: Kind
    title: str
    state: State
    category: topics.CategoryInfo | None
    place: places.PlaceInfo
    unit: people.UnitInfo
    received_at: datetime
    due_at: datetime | None
    due_provisional: bool
    answered_at: datetime | None
    closed_at: datetime | None
    urgent: bool
    restricted: bool
    hard: str
    released: bool
    listed: bool
    parked_until: date | None
    channel: str
    version: int
    suggestion: Mapping[str, Any]
    point: tuple[float, float] | None
    address: str
    step_due_at: datetime | None
    step_next: str

    @property
    def due_day(self) -> date | None:
        """The last day on which an answer is in time; ``due_at`` is the first moment after it."""
        return last_day(self.due_at)

    @property
    def acts_by(self) -> datetime | None:
        """When something has to be done first: the answer, or a step of its course before it."""
        return min(filter(None, (self.due_at, self.step_due_at)), default=None)

    @property
    def acts_day(self) -> date | None:
        """The last day on which that is in time."""
        return last_day(self.acts_by)

    @property
    def step_first(self) -> bool:
        """Whether it is a step of its course that has to be taken first."""
        return self.step_due_at is not None and self.step_due_at == self.acts_by

    @property
    def overdue(self) -> bool:
        """Due and neither answered nor closed nor parked; a parking ends with its day of review."""
        waits = self.answered_at is None and self.closed_at is None
        parked = self.parked_until is not None and self.parked_until >= places.today()
        return bool(self.acts_by and waits and not parked and self.acts_by <= clock.now())


def last_day(due: datetime | None) -> date | None:
    """The day in the town's time that ends with a due moment."""
    return places.last_day(due) if due else None


@dataclass(frozen=True)
class CaseFilter:
    """What to list. Codes of a category or place take in everything below them."""

    group: str = ""  # new, open, overdue, answered, decide, parked, urgent, joint, …
    state: str = ""
    kind: str = ""
    category: str = ""
    place: str = ""
    unit: str = ""
    channel: str = ""
    q: str = ""
    begins: date | None = None
    ends: date | None = None
    order: str = "received"  # received (newest first) or due (most pressing first)


@dataclass(frozen=True)
class Page:
    """Some lines and the cursor that leads on; ``more`` says whether there may be anything after, ``also``
    holds what was asked for besides, by matter. ``since`` is set where not the page was full but the time
    that was looked through at once: older ones may fit as well."""

    lines: list[CaseLine]
    after: str
    since: datetime | None = None
    also: Mapping[UUID, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def more(self) -> bool:
        return bool(self.after)

    @property
    def since_day(self) -> date | None:
        """The day in the town's time down to which was looked."""
        return places.day_of(self.since) if self.since else None


def case_list(
    viewer: Actor,
    wanted: CaseFilter,
    after: str = "",
    limit: int = PAGE,
    also: Mapping[str, Combinable] = NOTHING,
) -> Page:
    """Matters that the viewer may see as staff, and more of each in the same statement (``also``).

    What is hidden of a matter from the public is neither shown nor found here.
    """
    rows = Case.objects.filter(scope(viewer)).filter(where(wanted))
    if viewer.kind == "system":
        return _page(rows, wanted, after, limit, also)
    if wanted.q and parse_number(wanted.q) is None:
        rows = rows.filter(~is_hidden_from(wanted.q))
    page = _page(rows, wanted, after, limit, {**also, "hidden_words": hidden_words()})
    lines = [covered(line, veil_from(page.also[line.id][-1], line.id)) for line in page.lines]
    return replace(page, lines=lines, also={case: more[:-1] for case, more in page.also.items()})


def public_list(wanted: CaseFilter, after: str = "", limit: int = PAGE) -> Page:
    """Matters that everybody may know of; titles only where staff released the text."""
    if wanted.place:  # asked for by grid, a list would tell what its lines leave out
        wanted = replace(wanted, place=community_of(places.place_by_code(wanted.place)).code)
    rows = Case.objects.filter(listed=True, restricted=False, merged_into=None)
    if wanted.q and parse_number(wanted.q) is None:
        # what is not released cannot be searched either, nor what was hidden since
        rows = rows.filter(~is_hidden_from(wanted.q), released=True)
    page = _page(rows.filter(where(wanted)), wanted, after, limit)
    hidden = veils(line.id for line in page.lines if line.released)
    return replace(page, lines=[veiled(line, hidden[line.id]) for line in page.lines])


def own_list(viewer: Actor, after: str = "", limit: int = PAGE) -> Page:
    """The matters that a person brought, for them; and those that whoever acts for them may follow."""
    account = viewer.person("matters") or viewer.person("own_matters")
    mine = Reporter.objects.filter(account_id=UUID(account)) if account else Reporter.objects.none()
    rows = Case.objects.filter(pk__in=mine.values("case_id"))
    if viewer.acts:
        behalf = viewer.behalf
        begun = Q(pk__in=behalf.begun) if "matters" in behalf.scopes else Q(pk__in=[])
        own = Q(restricted=False, hard="") if "own_matters" in behalf.scopes else Q(pk__in=[])
        rows = rows.filter(begun | own).exclude(about_path__in=paths_above(*behalf.units))
    return _page(rows, CaseFilter(), after, limit)


def own_matters(account: UUID) -> dict[UUID, str]:
    """Ids and numbers of the matters that a person brought: for that person, and for erasing."""
    mine = Reporter.objects.filter(account_id=account).order_by("case_id")
    return dict(mine.values_list("case_id", "case__number"))


def people_joined() -> RawSQL:
    """How many people joined a matter: each once; who brought it has an empty hash and counts never."""
    return RawSQL(
        """
        (select count(distinct coalesce(j.who, decode(replace(child.id::text, '-', ''), 'hex')))
        from cases_case child left join cases_joining j on j.case_id = child.id
        where child.merged_into_id = cases_case.id and j.who is distinct from ''::bytea)
        """,
        [],
        output_field=IntegerField(),
    )


def veiled(line: CaseLine, veil: Veil = NO_VEIL) -> CaseLine:
    """A line as strangers may see it: no words that were not released or are hidden, no exact place."""
    community = community_of(line.place)
    if line.released and not veil.whole:
        title, address = (veil.over(text, hidden_mark()) for text in (line.title, line.address))
        point = line.point if address == line.address else None  # the spot says what the words do not
        return replace(line, title=title, address=address, point=point, suggestion={}, place=community)
    return replace(line, title="", address="", point=None, suggestion={}, place=community)


def community_of(place: places.PlaceInfo) -> places.PlaceInfo:
    """The community or village of a place: finer than that, a place may point to a person."""
    coarse = places.PlaceKind.GRID.value
    if place.kind != coarse or place.parent is None:
        return place
    return places.place_by_code(place.parent)


def where(wanted: CaseFilter) -> Q:
    """A filter as a database condition. Raises ``unknown_…`` or ``invalid`` for what is not known."""
    found = _group(wanted.group)
    for name in ("state", "kind", "channel"):
        if value := getattr(wanted, name):
            found &= Q(**{name: value})
    if wanted.category:
        found &= Q(category_path__startswith=topics.category_by_code(wanted.category).path)
    if wanted.place:
        found &= below(places.place_by_code(wanted.place))
    if wanted.unit:
        found &= Q(unit_path__startswith=people.unit_by_code(wanted.unit).path)
    if wanted.begins:
        found &= Q(received_at__gte=_midnight(wanted.begins))
    if wanted.ends:
        found &= Q(received_at__lt=_midnight(wanted.ends) + timedelta(days=1))
    if wanted.q:
        found &= _search(wanted.q)
    return found


def _midnight(day: date) -> datetime:
    """When a day begins in the town; days beyond all matters count as the last that can be."""
    return datetime.combine(min(max(day, EARLIEST), LATEST), time.min, places.town().zone)


def _group(name: str) -> Q:
    waits, now = Q(answered_at=None, closed_at=None), clock.now()
    runs = Q(parked_until=None) | Q(parked_until__lt=places.today())
    groups = {
        "": Q(),
        "new": Q(state__in=(State.RECEIVED.value, State.ACCEPTED.value)),
        "open": Q(state__in=OPEN_STATES),
        "overdue": waits & runs & Q(LessThanOrEqual(ACTS_BY, now)),
        "soon": waits & runs & Q(GreaterThan(ACTS_BY, now)) & Q(LessThanOrEqual(ACTS_BY, now + SOON)),
        "answered": Q(state__in=[state.value for state in ANSWERED]),
        "closed": Q(closed_at__isnull=False),
        "returned": Q(state=State.RETURNED.value),  # in views that were kept
        "decide": Q(state=State.RETURNED.value) | Q(pk__in=_refused_parts()) | Q(pk__in=_open_deferrals()),
        "parked": Q(parked_until__isnull=False),
        "urgent": Q(urgent=True) & waits,
        "joint": waits & Q(pk__in=_joint_parts()),
        "pressed": waits & Q(pk__in=_open_presses()),
    }
    if name not in groups:
        raise INVALID(field="group")
    return groups[name]


def _joint_parts() -> Any:
    """Parts of units that were asked and have not answered yet, by matter."""
    parts = Part.objects.filter(ended_at=None).exclude(asked="").exclude(state=PartState.ANSWERED.value)
    return parts.order_by().values("case")


def _refused_parts() -> Any:
    """Parts that a unit gave back and the level above has not decided on, by matter."""
    parts = Part.objects.filter(ended_at=None, state=PartState.RETURNED.value).exclude(asked="")
    return parts.order_by().values("case")


def _open_deferrals() -> Any:
    """Requests for more time that nobody decided on, by matter."""
    return Deferral.objects.filter(decided_at=None).order_by().values("case")


def _open_presses() -> Any:
    """Pressings on which no unit has reported back, by matter."""
    return Press.objects.filter(ended_at=None, state="open").order_by().values("case")


def _search(typed: str) -> Q:
    number = parse_number(typed)
    if number:
        return Q(number=number)
    words = text_query(typed)
    return (
        Q(RawSQL("words @@ %s::tsquery", [words], output_field=BooleanField())) if words else Q(pk__in=[])
    )


# By what a list is ordered: the field of its lines, the same in the database, and whether it falls.
ORDERS: dict[str, tuple[str, F | Least, bool]] = {
    "received": ("received_at", F("received_at"), True),
    "due": ("acts_by", ACTS_BY, False),
}


def _page(
    rows: QuerySet[Case],
    wanted: CaseFilter,
    after: str,
    limit: int,
    also: Mapping[str, Combinable] = NOTHING,
) -> Page:
    name, column, descending = ORDERS.get(wanted.order, ORDERS["received"])
    value = None
    if after:
        value, identity = _read_cursor(after)
        later = LessThan if descending else GreaterThan
        rows = rows.filter(Q(later(column, value)) | Q(Exact(column, value), id__gt=identity))
    if column is ACTS_BY:
        rows = rows.filter(IsNull(column, False))
    oldest = since(wanted.place, _before(wanted, value)) if _thins(wanted) else None
    if oldest:
        rows = rows.filter(received_at__gte=oldest)
    order = column.desc() if descending else column.asc()
    rows = rows.annotate(**also).order_by(order, "id")
    found = list(rows.values_list(*FIELDS, *also)[: limit + 1])
    lines = [_line(dict(zip(FIELDS, row, strict=False))) for row in found[:limit]]
    others = {row[0]: row[len(FIELDS) :] for row in found[:limit]} if also else {}
    if len(found) > limit:
        return Page(lines, _cursor(getattr(lines[-1], name), lines[-1].id), None, others)
    if oldest and not (wanted.begins and oldest < _midnight(wanted.begins)):
        return Page(lines, _cursor(oldest, LAST), oldest, others)
    return Page(lines, "", None, others)


def _thins(wanted: CaseFilter) -> bool:
    """Whether of the newest matters of a place only few may be meant. What is open is few anyway, and
    words have an index of their own."""
    few = wanted.state in OPEN_STATES or wanted.group not in ("", "answered", "closed")
    chosen = wanted.kind or wanted.category or wanted.unit or wanted.channel or wanted.state
    return bool(chosen) and not few and not wanted.q and wanted.order != "due"


def _before(wanted: CaseFilter, cursor: datetime | None) -> datetime | None:
    """The moment before which a list begins; ``None`` for now."""
    ends = _midnight(wanted.ends) + timedelta(days=1) if wanted.ends else None
    return min((at for at in (ends, cursor) if at), default=None)


def _line(row: dict[str, Any]) -> CaseLine:
    longitude, latitude = row.pop("longitude"), row.pop("latitude")
    category = row.pop("category_id")
    return CaseLine(
        **{key: value for key, value in row.items() if key not in ("place_id", "unit_id", "kind", "state")},
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        category=topics.category_by_id(category) if category else None,
        place=places.place_by_id(row["place_id"]),
        unit=people.unit_by_id(row["unit_id"]),
        point=(longitude, latitude) if longitude is not None else None,
    )


def _cursor(value: datetime, identity: UUID) -> str:
    text = json.dumps([value.isoformat(), str(identity)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        value, identity = json.loads(text)
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment without its zone")
        return moment, UUID(identity)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise INVALID(field="after") from None
