# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens beside the course: notes, corrections, attachments, release to the public."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.files import store
from linli.platform.text import clean
from linli.topics import public as topics
from linli.triage import public as triage

from ..events import Corrected, Noted, Released
from ..models import Attachment, Case, Part, Step
from ..policy import Relation, relations
from ..queries.course import binds
from ..rules.course import FINAL
from ..vocab import NEEDS_TEXT, Action, Deed, Hard, Kind, PartState, See, State
from .base import DUE, Work, limit_of, live_parts, once, run_parts, set_due, take
from .move import note_decided, topic_code
from .receive import UNLISTED, first_receiver


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
    corrects: bool = False,
) -> int:
    """Write a note for everybody, for the reporter or for staff; the new version.

    What a person wrote stays as it is; what they say instead stands beside it and ``corrects`` it
    (个人信息保护法 46).
    """
    if (version := once(case_id, deed_id, actor)) is not None:
        return version
    work = take(case_id, Deed.NOTE, actor=actor, expected_version=expected_version)
    if not clean(text) and not files:
        raise NEEDS_TEXT()
    mine = Relation.REPORTER in relations(actor, work.facts)
    if mine:
        see = See.REPORTER  # what the person adds is between them and staff
    attach(work.case, files, work.case.version + 1, by_reporter=mine)
    known = people.unit_by_code(unit).id if unit else None
    facts = {"corrects": True} if corrects and mine else {}
    work.done(
        Deed.NOTE, Noted(see.value), sees=see, text=clean(text), unit=known, facts=facts, deed_id=deed_id
    )
    return work.case.version


def attach(case: Case, files: Sequence[UUID], seq: int, *, by_reporter: bool) -> None:
    """Keep files with the step that they came with."""
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
    about: str | None = None,
    hard: str | None = None,
    expected_version: int | None = None,
) -> int:
    """Correct kind, category, place (codes), the unit complained about or the hard route; the new version.

    ``about`` is a code, or empty if it is about no unit; ``hard`` is a route, or empty if there is no
    cause for one. A matter that turns out to be a report about an official goes to the supervision body,
    and no other unit keeps a share in it. Where the unit that leads turns out to be the
    one complained about, general intake takes the matter back. The reader learns from the correction.
    The due moment is set anew only where another rule holds for what the matter now is.
    """
    work = take(case_id, Deed.CORRECT, actor=actor, expected_version=expected_version)
    case = work.case
    was = _described(case)
    changed: tuple[str, ...] = ()
    if kind is not None:
        case.kind = kind.value
        case.restricted = kind is Kind.WRONGDOING
        changed += ("kind", "restricted")
    if hard is not None:
        case.hard = Hard(hard).value if hard else ""
        changed += ("hard",)
    case.listed = Kind(case.kind) not in UNLISTED and not case.hard
    changed += ("listed",)
    if category is not None:
        chosen = topics.category_by_code(category)
        case.category_id, case.category_path = chosen.id, chosen.path
        changed += ("category", "category_path")
    if place is not None:
        found = places.place_by_code(place)
        case.place_id, case.place_path = found.id, found.path
        changed += ("place", "place_path")
    if about is not None:
        accused = people.unit_by_code(about) if about else None
        case.about_id, case.about_path = (accused.id, accused.path) if accused else (None, "")
        changed += ("about", "about_path")
    now = _described(case)
    if now == was:
        return case.version
    if case.about_path and now[3] != was[3]:
        changed += _take_from_accused(work)
    if case.hard == Hard.OFFICIAL and case.hard != was[4]:
        changed += _hand_to(work, first_receiver(case.hard, now[3] or None))
    if now[0] != was[0] or (now[1] != was[1] and not binds(case.kind)):
        changed += _due_anew(case)
    work.done(
        Deed.CORRECT,
        Corrected(*now[:3], *was[:3], now[3], was[3], now[4], was[4]),
        sees=See.INTERNAL,
        facts={"was": list(was), "now": list(now)},
        changed=changed,
    )
    if case.hard or case.restricted:  # words of such a matter are no examples for anybody
        triage.forget(f"case:{case.pk}")
        return case.version
    title, text, kept = Case.objects.values_list("title", "text", "suggestion").get(pk=case.pk)
    note_decided(case, kept)
    triage.learn(
        f"{title}\n{text}",
        kind=now[0],
        category=now[1],
        place=now[2],
        about=f"case:{case.pk}",
        by=actor.ref,
    )
    return case.version


def _described(case: Case) -> tuple[str, str, str, str, str]:
    """Kind, codes of category, place and the unit complained about, and the hard route."""
    about = people.unit_by_id(case.about_id).code if case.about_id else ""
    return case.kind, topic_code(case), places.place_by_id(case.place_id).code, about, case.hard


def _take_from_accused(work: Work) -> tuple[str, ...]:
    """End every share of the unit complained about; the fields touched if the lead had to go."""
    case = work.case
    accused_code = case.about_path.strip("/").rsplit("/", 1)[-1]
    accused = live_parts(case).filter(unit__path__startswith=case.about_path)
    accused.update(state=PartState.PASSED.value, ended_at=work.at)
    if not case.unit_path.startswith(case.about_path):
        return ()
    return _give(work, people.responsible(None, None, places.day_of(work.at), about=accused_code).unit)


def _hand_to(work: Work, unit: people.UnitInfo) -> tuple[str, ...]:
    """End every share and give the matter to one unit alone; the fields touched."""
    live_parts(work.case).update(state=PartState.PASSED.value, ended_at=work.at)
    return _give(work, unit)


def _give(work: Work, unit: people.UnitInfo) -> tuple[str, ...]:
    """Let a unit lead as first receiver, where no other one leads any more."""
    case, state = work.case, PartState.OPEN
    if case.answered_at is not None:  # nothing is left to do for whoever keeps it now
        state = PartState.ANSWERED
    elif State(case.state) in FINAL:
        state = PartState.ENDED
    Part.objects.create(
        case=case,
        unit_id=unit.id,
        lead=True,
        state=state.value,
        because={"reason": "first_receiver"},
        begun_at=work.at,
        due_at=case.due_at,
    )
    case.unit_id, case.unit_path = unit.id, unit.path
    return ("unit", "unit_path")


def _due_anew(case: Case) -> tuple[str, ...]:
    """Set the due moment by the rule that holds now, unless it is the same one or the answer is given."""
    if case.answered_at is not None or case.closed_at is not None:
        return ()
    if case.source and case.due_at is not None and not case.due_rule:
        return ()  # the limit that stands on the ticket of another system stays
    was = (case.due_at, case.due_rule, case.due_provisional)
    again = (Action.REWORK.value, Action.REOPEN.value)
    steps = Step.objects.filter(case=case).order_by("-seq").values_list("at", flat=True)
    set_due(case, steps.filter(deed__in=again).first() or case.received_at)
    rule = limit_of(case)
    if rule is not None and rule.counts_from is norms.Start.ACCEPTANCE:
        begun = steps.filter(deed__in=(Action.ACCEPT.value, Action.DISPATCH.value, *again)).last()
        set_due(case, begun or case.received_at)
    if case.due_rule == was[1]:  # extensions and times of parking stay counted
        case.due_at, case.due_rule, case.due_provisional = was
        return ()
    run_parts(case)
    return DUE


@transaction.atomic
def release_case(
    case_id: UUID,
    *,
    actor: Actor,
    text: bool,
    files: Sequence[int] = (),
    expected_version: int | None = None,
) -> int:
    """Let everybody read the text and see photos (attachment ids); the new version.

    Names and private details cannot be removed by machine for certain, so a person reads first. What
    is public is taken back by hiding it for a reason (``hide``), never by releasing less.
    """
    work = take(case_id, Deed.RELEASE, actor=actor, expected_version=expected_version)
    work.case.released = work.case.released or text
    mine = Attachment.objects.filter(case=work.case)
    shown = mine.filter(pk__in=files, file__kind="image").update(released=True)
    work.done(
        Deed.RELEASE,
        Released(work.case.released, shown),
        sees=See.INTERNAL,
        facts={"text": work.case.released, "files": shown},
        changed=("released",),
    )
    return work.case.version
