# SPDX-License-Identifier: AGPL-3.0-or-later
"""Meetings as everybody reads them, and what the desk sees while one is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.ui.words import name_of

from ..models import AgendaItem, AttendanceSheet, Meeting, Proposal, Seat
from ..policy import Relation, relations
from ..rules.calendar import Entry
from ..rules.meetings import Presence, has_quorum, missing
from ..vocab import ProposalState
from ..vocab.meetings import NO_MEETING_RULE, Came, Decision, Matter, MeetingState

MOST = 100
SEEN = (MeetingState.CALLED, MeetingState.HELD, MeetingState.CANCELLED)
# Villages go by one law and town communities by another: which limits and postings hold for a body.
FAMILY = {
    norms.Body.RESIDENTS: "residents",
    norms.Body.RESIDENTS_DELEGATES: "residents",
    norms.Body.VILLAGERS: "villagers",
    norms.Body.VILLAGERS_DELEGATES: "villagers",
    norms.Body.VILLAGERS_GROUP: "villagers",
    norms.Body.OWNERS: "owners",
}
# Only meetings of all are bound to a time of notice; delegates' meetings have none in the law.
WHOLE = (norms.Body.RESIDENTS, norms.Body.VILLAGERS, norms.Body.OWNERS)


@dataclass(frozen=True)
class ItemLine:
    """An item of an agenda, with what became of it and where it came from."""

    seq: int
    title: str
    text: str
    matter: Matter
    about: str
    way: str  # address of what it came from
    minutes: str
    decision: Decision | None
    favour: int
    against: int
    abstain: int
    favour_area: Decimal
    present: int
    source: str
    rule: norms.Quorum | None
    commitment: cases.CommitmentLine | None

    @property
    def voted(self) -> bool:
        return self.matter in (Matter.DECIDE, Matter.WEIGHTY)


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list."""

    id: UUID
    number: str
    body: norms.Body
    basis: norms.Basis
    title: str
    place: places.PlaceInfo
    starts_at: datetime
    ends_at: datetime
    spot: str
    link: str
    state: MeetingState
    version: int
    changed_at: datetime

    @property
    def over(self) -> bool:
        return self.ends_at < clock.now()

    @property
    def begun(self) -> bool:
        return self.starts_at <= clock.now()


@dataclass(frozen=True)
class MeetingInfo:
    """A meeting with its agenda, its rule and who is there."""

    line: MeetingLine
    text: str
    unit: people.UnitInfo
    items: tuple[ItemLine, ...]
    rule: norms.Quorum | None
    there: Presence
    urgent: str
    called_at: datetime | None
    notice: norms.LimitRule | None
    held_at: datetime | None
    posted_until: date | None
    posted: norms.LimitRule | None
    minutes: str

    @property
    def quorum(self) -> bool:
        return self.rule is not None and has_quorum(self.rule, self.there)

    @property
    def missing(self) -> int:
        return missing(self.rule, self.there) if self.rule else 0

    @property
    def needed(self) -> int:
        return self.rule.needed(self.there.eligible) if self.rule else 0

    @property
    def missing_area(self) -> Decimal:
        """Square metres that are missing for the quorum of owners."""
        if self.rule is None or not self.rule.area:
            return Decimal(0)
        share = self.rule.share
        need = self.there.area * share.numerator / share.denominator
        return max(Decimal(0), need - self.there.present_area).quantize(Decimal("0.01"))

    @property
    def ready(self) -> bool:
        """Whether every item has its minutes."""
        return all(item.decision for item in self.items)


@dataclass(frozen=True)
class SeatLine:
    """How many registered in one way, and how many of them have come."""

    way: Came
    registered: int
    arrived: int


def rule_of(
    body: norms.Body, basis: norms.Basis, on: date, matter: Matter = Matter.DECIDE
) -> norms.Quorum | None:
    """The quorum and majority in force on a day."""
    return norms.meeting_rule(body, basis, on, special=matter is Matter.WEIGHTY)


def rule_for(row: Meeting, matter: Matter) -> norms.Quorum:
    """The same for a meeting on its own day. Raises ``no_meeting_rule``."""
    day = places.day_of(row.starts_at)
    found = rule_of(norms.Body(row.body), norms.Basis(row.basis), day, matter)
    if found is None:
        raise NO_MEETING_RULE()
    return found


def limit_for(measure: norms.Measure, body: str, on: date) -> norms.LimitRule | None:
    """How long before notice is given, or how long minutes stay posted, by the law of a day."""
    kind = norms.Body(body)
    if kind not in FAMILY or (measure is norms.Measure.NOTICE and kind not in WHOLE):
        return None
    word = "notice" if measure is norms.Measure.NOTICE else "posted"
    found = norms.limit(f"meeting.{word}.{FAMILY[kind]}", on)
    return found if found and found.in_force(on) else None


def presence_of(row: Meeting) -> Presence:
    """Who is there now: numbers that came, and lines of sheets; after the meeting as it was."""
    if row.state == MeetingState.HELD:
        return Presence(row.eligible, row.present, row.area, row.present_area)
    seats = Seat.objects.filter(meeting=row, arrived=True)
    sheets = AttendanceSheet.objects.filter(meeting=row).aggregate(lines=Sum("lines"), area=Sum("area"))
    area = (seats.aggregate(area=Sum("area"))["area"] or 0) + (sheets["area"] or 0)
    present = seats.count() + (sheets["lines"] or 0)
    return Presence(row.eligible, present, row.area, Decimal(area))


def meeting_lines(*, past: bool = False, place: str = "", body: str = "") -> list[MeetingLine]:
    """Meetings that everybody may know of: those to come, soonest first, or past ones, newest first."""
    rows = _public(place, body)
    now = clock.now()
    if past:
        rows = rows.filter(Q(ends_at__lt=now) | Q(state=MeetingState.HELD)).order_by("-starts_at", "id")
    else:
        rows = rows.filter(ends_at__gte=now).exclude(state=MeetingState.HELD).order_by("starts_at", "id")
    return [line_of(row) for row in rows[:MOST]]


def calendar_entries(*, place: str = "", body: str = "") -> list[Entry]:
    """The same for a calendar, with those called off, and past ones as far as the list goes."""
    return [_entry(row) for row in _public(place, body).order_by("-starts_at", "id")[:MOST]]


def desk_meetings(*, viewer: Actor) -> list[MeetingLine]:
    """The meetings that the viewer keeps, drafts too."""
    rows = Meeting.objects.order_by("-starts_at", "id")[: 5 * MOST]
    return [line_of(row) for row in rows if Relation.KEEPER in relations(viewer, row.place_path)]


def find_meeting(number: str, *, viewer: Actor, kept: bool = False) -> MeetingInfo:
    """One meeting. A draft is there for its keepers alone, and so is everything with ``kept``.

    Raises ``not_found``.
    """
    row = Meeting.objects.select_related("unit").filter(number=number).order_by("id").first()
    keeper = row is not None and Relation.KEEPER in relations(viewer, row.place_path)
    if row is None or ((kept or row.state == MeetingState.DRAFT) and not keeper):
        raise NOT_FOUND()
    day = places.day_of(row.starts_at)
    called = places.day_of(row.called_at) if row.called_at else places.today()
    held = places.day_of(row.held_at) if row.held_at else day
    return MeetingInfo(
        line_of(row),
        row.text,
        people.unit_by_id(row.unit_id),
        _items(row),
        rule_of(norms.Body(row.body), norms.Basis(row.basis), day),
        presence_of(row),
        row.urgent,
        row.called_at,
        limit_for(norms.Measure.NOTICE, row.body, called),
        row.held_at,
        row.posted_until,
        limit_for(norms.Measure.POST, row.body, held),
        row.minutes,
    )


def seats_of(meeting: UUID) -> list[SeatLine]:
    """How many registered in which way, and have come; nobody's name is known here."""
    rows = Seat.objects.filter(meeting=meeting).values("way").order_by("way")
    counted = rows.annotate(registered=Count("pk"), arrived=Count("pk", filter=Q(arrived=True)))
    return [SeatLine(Came(one["way"]), one["registered"], one["arrived"]) for one in counted]


def sheets_of(meeting: UUID) -> list[AttendanceSheet]:
    """The sheets of signatures that were entered."""
    return list(AttendanceSheet.objects.filter(meeting=meeting).order_by("sheet"))


def own_seat(meeting: UUID, *, viewer: Actor) -> int | None:
    """The viewer's own number, which they alone are told."""
    if viewer.kind != "account":
        return None
    rows = Seat.objects.filter(meeting=meeting, account=UUID(viewer.id)).order_by("id")
    return rows.values_list("seq", flat=True).first()


def sources_for(place: str) -> list[tuple[str, str]]:
    """What an item of an agenda there can come from: proposals, pacts and issues of the place."""
    spot = places.place_by_code(place)
    inside = [one.id for one in places.tree() if one.path.startswith(spot.path)]
    open_ones = Proposal.objects.filter(
        place__in=inside, state__in=(ProposalState.OPEN, ProposalState.ANSWERED)
    ).order_by("-voices", "id")
    found = [(f"proposal:{row.number}", row.title) for row in open_ones[:MOST]]
    found += [
        (f"pact:{pact.code}", pact.title)
        for pact in norms.pact_list()
        if pact.place_path.startswith(spot.path) or spot.path.startswith(pact.place_path)
    ]
    found += [
        (f"issue:{one.issue.info.id}", f"{name_of(one.place.names)}: {name_of(one.issue.category.names)}")
        for one in cases.open_issues()
        if one.place.path.startswith(spot.path) and one.issue.category
    ]
    return found


def item_of_commitment(commitment: UUID) -> tuple[MeetingLine, int] | None:
    """The meeting whose decision a commitment came from, and the item."""
    item = AgendaItem.objects.select_related("meeting").filter(commitment=commitment).order_by("id").first()
    return (line_of(item.meeting), item.seq) if item else None


def line_of(row: Meeting) -> MeetingLine:
    """A meeting as plain data."""
    return MeetingLine(
        row.id,
        row.number,
        norms.Body(row.body),
        norms.Basis(row.basis),
        row.title,
        places.place_by_id(row.place_id),
        row.starts_at,
        row.ends_at,
        row.spot,
        row.link,
        MeetingState(row.state),
        row.version,
        row.changed_at,
    )


def _public(place: str, body: str) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(state__in=SEEN)
    known = places.tree().by_code
    if place in known:
        rows = rows.filter(place_path__startswith=known[place].path)
    if body in set(norms.Body):
        rows = rows.filter(body=body)
    return rows


def _items(row: Meeting) -> tuple[ItemLine, ...]:
    rows = list(AgendaItem.objects.filter(meeting=row).order_by("seq"))
    kept = [item.commitment_id for item in rows if item.commitment_id]
    promises = cases.commitments_by_id(kept) if kept else {}
    ways = _ways(item.about for item in rows)
    day = places.day_of(row.starts_at)
    body, basis = norms.Body(row.body), norms.Basis(row.basis)
    return tuple(
        ItemLine(
            item.seq,
            item.title,
            item.text,
            Matter(item.matter),
            item.about,
            ways.get(item.about, ""),
            item.minutes,
            Decision(item.decision) if item.decision else None,
            item.favour,
            item.against,
            item.abstain,
            item.favour_area,
            item.present,
            item.source,
            rule_of(body, basis, day, Matter(item.matter)),
            promises.get(item.commitment_id) if item.commitment_id else None,
        )
        for item in rows
    )


def _ways(abouts: Iterable[str]) -> Mapping[str, str]:
    """Addresses of what items came from."""
    found = {}
    numbers = []
    for about in abouts:
        kind, _, key = about.partition(":")
        if kind == "proposal":
            numbers.append(key)
        elif kind == "pact":
            found[about] = reverse("pact", args=[key])
        elif kind == "issue":
            found[about] = reverse("issues")
    if numbers:
        rows = Proposal.objects.filter(number__in=numbers).order_by("number")
        for number, space in rows.values_list("number", "space__code"):
            found[f"proposal:{number}"] = reverse("proposal", args=[space, number])
    return found


def _entry(row: Meeting) -> Entry:
    line = line_of(row)
    address = f"{settings.SITE_URL}{reverse('meeting', args=[row.number])}"
    body = gettext(norms.BODY_WORDS[line.body])
    where = ", ".join(part for part in (name_of(line.place.names), row.spot) if part)
    said = "\n".join(part for part in (body, row.text, row.link, address) if part)
    return Entry(
        f"{row.number}@linli", row.version, row.changed_at, row.starts_at, row.ends_at, row.title, said,
        where, address, line.state is MeetingState.CANCELLED,
    )  # fmt: skip
