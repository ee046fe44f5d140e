# SPDX-License-Identifier: AGPL-3.0-or-later
"""Minutes of a meeting: what was said and decided on each item, what is promised, and their publication."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID, NOT_FOUND
from linli.norms import public as norms
from linli.places import public as places
from linli.platform.text import clean

from ..events.meetings import MeetingDecided, MeetingHeld
from ..models import AgendaItem, Meeting, Seat
from ..queries.meetings import limit_for, presence_of, rule_for
from ..rules.meetings import Count, carried
from ..vocab import ANSWER_LACKS, Deed
from ..vocab.meetings import MEETING_NOT_NOW, MEETING_UNDECIDED, Decision, Matter, MeetingState
from .answer import NewPromise
from .base import done, locked
from .meetings import LONGEST, on_day, stands
from .telling import MINUTES_OUT, tell_accounts

VOTED = (Matter.DECIDE, Matter.WEIGHTY)


@dataclass(frozen=True)
class Said:
    """What became of an item: the minutes; for one that is decided how many said what; what is promised."""

    minutes: str
    count: Count = field(default_factory=lambda: Count(0, 0, 0))
    put_off: bool = False
    promise: NewPromise | None = None


@transaction.atomic
def decide_item(meeting: UUID, seq: int, said: Said, *, actor: Actor) -> Decision:
    """Enter what became of an item. Whether it was carried follows from the law of the day, not from who
    enters it; what was carried may be promised. A pact is recorded in the library of norms.

    Raises ``meeting_without_quorum``, ``meeting_counts``, ``meeting_not_now``, ``answer_lacks``.
    """
    row = locked(Meeting, meeting, Deed.PREPARE, actor)
    stands(row, MeetingState.CALLED)
    if row.starts_at > clock.now():
        raise MEETING_NOT_NOW()
    item = AgendaItem.objects.select_for_update().filter(meeting=row, seq=seq).order_by("id").first()
    if item is None:
        raise NOT_FOUND()
    if item.commitment_id or (item.decision and item.about.startswith("pact:")):
        raise MEETING_NOT_NOW()  # it was promised or adopted already: that is not undone here
    item.minutes = clean(said.minutes)[:LONGEST]
    if len(item.minutes) < 2:
        raise INVALID(field="minutes")
    decision = _decided(row, item, said)
    item.decision = decision.value
    promised = said.promise and clean(said.promise.text)
    if promised and decision is not Decision.CARRIED:
        raise ANSWER_LACKS()
    number = _promise(row, item, said.promise, actor) if said.promise and promised else ""
    if item.about.startswith("pact:") and decision in (Decision.CARRIED, Decision.NOT_CARRIED):
        record_pact(
            item.about.removeprefix("pact:"), decision is Decision.CARRIED, row, item.present, item.favour,
            actor,
        )  # fmt: skip
    item.save()
    done(row, MeetingDecided(row.number, seq, decision.value, number), actor)
    return decision


def _decided(row: Meeting, item: AgendaItem, said: Said) -> Decision:
    there, count = presence_of(row), said.count
    item.favour, item.against, item.abstain = count.favour, count.against, count.abstain
    item.favour_area, item.present, item.present_area = count.favour_area, there.present, there.present_area
    item.source = ""
    if said.put_off or item.matter not in VOTED:
        item.favour = item.against = item.abstain = 0
        return Decision.PUT_OFF if said.put_off else Decision.NOTED
    rule = rule_for(row, Matter(item.matter))
    item.source = rule.source
    return Decision.CARRIED if carried(rule, there, count) else Decision.NOT_CARRIED


def _promise(row: Meeting, item: AgendaItem, promise: NewPromise, actor: Actor) -> str:
    if not promise.unit:
        raise ANSWER_LACKS()
    place = places.place_by_id(row.place_id).code
    new = cases.NewCommitment(
        f"meeting:{item.id}", item.title, promise.text, place, promise.unit, promise.due_on
    )
    item.commitment_id = cases.make_commitment(new, actor=actor)
    made = cases.commitments_by_id([item.commitment_id])
    return next(line.number for line in made.values())


def record_pact(code: str, adopted: bool, row: Meeting, present: int, favour: int, actor: Actor) -> None:
    """Record in the library of norms what a meeting decided on a pact; its own rules are asked there."""
    facts = {
        "body": row.body, "basis": row.basis, "eligible": row.eligible, "present": present,
        "favour": favour,
    }  # fmt: skip
    action = norms.PactAction.ADOPT if adopted else norms.PactAction.REJECT
    norms.move_pact(code, action, on=on_day(row), actor=actor, note=row.number, facts=facts)


@transaction.atomic
def publish_minutes(meeting: UUID, minutes: str, *, actor: Actor) -> None:
    """Publish the minutes; they stay posted for the statutory days. Who registered is forgotten then.

    Raises ``meeting_undecided`` while an item lacks its minutes, ``meeting_not_now``.
    """
    row = locked(Meeting, meeting, Deed.PREPARE, actor)
    stands(row, MeetingState.CALLED)
    if row.starts_at > clock.now():
        raise MEETING_NOT_NOW()
    items = AgendaItem.objects.filter(meeting=row, decision="").order_by("seq")
    if lacking := list(items.values_list("seq", flat=True)):
        raise MEETING_UNDECIDED(items=", ".join(map(str, lacking)))
    there, now = presence_of(row), clock.now()
    row.present, row.present_area, row.minutes = there.present, there.present_area, clean(minutes)[:LONGEST]
    row.state, row.held_at = MeetingState.HELD.value, now
    limit = limit_for(norms.Measure.POST, row.body, places.today())
    if limit is not None:
        # the day of posting is not counted (民法典 201); "no fewer than" days, so nothing is cut short
        row.posted_until = places.today() + timedelta(days=limit.limit)
        row.posted_rule = limit.key
    until = row.posted_until.isoformat() if row.posted_until else ""
    done(row, MeetingHeld(row.number, places.place_by_id(row.place_id).code, until), actor)
    seats = Seat.objects.filter(meeting=row)
    accounts = seats.exclude(account=None).order_by("seq").values_list("account_id", flat=True)
    told = {"title": row.title}
    tell_accounts(accounts, "participation.minutes_out", MINUTES_OUT, "meeting", row.number, told)
    seats.update(account=None)
