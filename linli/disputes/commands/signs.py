# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs: heeded from letters of other storeys, decided by a person, answered by what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry, Event
from linli.kernel.problem import INVALID, NOT_FOUND
from linli.places import public as places
from linli.platform import crypto
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import SignAnswered, SignDecided, SignRaised
from ..models import Sign, Trace, Watch
from ..policy import sees_sign
from ..queries.facts import heads
from ..rules.signs import LONGEST, QUIET, spot, watched
from ..vocab import Decision
from .base import COMPARTMENT

Who = Callable[[str], bytes]  # a key of who told, for a purpose alone; empty if nobody said
LONGEST_WORDS = 2000  # signs of a reason


@transaction.atomic
def heed(subject: UUID, place: str, category: str, at: datetime, who: Who) -> bool:
    """A letter about a topic came from a place: whether that raises a sign. Once for each subject.

    One is raised when as many people as the town's ``signs.csv`` says wrote within its days, none of them
    open already and none decided lately. Whoever writes often counts once, and so do all together who say
    not who they are. Only place, topic, day and a key are kept: ``who`` is asked with the name of this
    place and topic, so that the key of the same person is another one everywhere else.
    """
    known = {row.category: row for row in Watch.objects.order_by("category")}
    topic = watched(category, known)
    if not topic:
        return False
    place_info = places.place_by_code(spot(place))
    key = who(f"sign {place_info.code} {topic}")
    given = {"place_id": place_info.id, "category": topic, "who": key, "at": at}
    Trace.objects.get_or_create(subject=subject, defaults=given)
    watch, now = known[topic], clock.now()
    same = Trace.objects.filter(place=place_info.id, category=topic)
    recent = same.filter(at__gt=now - timedelta(days=watch.days))
    count = len(set(map(bytes, recent.order_by("at").values_list("who", flat=True))))
    before = Sign.objects.filter(place=place_info.id, category=topic)
    if count < watch.least or before.filter(decision="").exists():
        return False
    if before.filter(decided_at__gt=now - QUIET).exists():
        return False
    row = Sign.objects.create(
        place_id=place_info.id,
        place_path=place_info.path,
        category=topic,
        count=count,
        days=watch.days,
        raised_at=now,
    )
    _tell(row, SignRaised(), SYSTEM)
    return True


def heed_visit(subject: UUID, place: str, matters: Iterable[str], at: datetime, who: Who) -> int:
    """What a visit noted counts as letters do, each of its topics once; how many signs that raised."""
    return sum(heed(uuid5(subject, matter), place, matter, at, who) for matter in matters)


@transaction.atomic
def decide_sign(sign: UUID, decision: Decision, reason: str, *, actor: Actor) -> None:
    """A person decides what to do about a sign, with a reason. Raises ``not_found``, ``invalid``."""
    row = _locked(sign, actor)
    if row.decision or not reason.strip():
        raise INVALID(field="reason")
    row.decision, row.decided_by, row.decided_at = decision.value, actor.ref, clock.now()
    row.reason = crypto.seal(clean(reason)[:LONGEST_WORDS], "disputes_sign", "reason", row.id)
    row.save(update_fields=("decision", "decided_by", "decided_at", "reason"))
    _tell(row, SignDecided(decision.value), actor)


@transaction.atomic
def answer_sign(sign: UUID, text: str, *, actor: Actor) -> None:
    """What was done about a sign is kept. Raises ``not_found``, ``invalid`` before a decision."""
    row = _locked(sign, actor)
    if not row.decision or not text.strip():
        raise INVALID(field="done")
    row.done, row.done_at = (
        crypto.seal(clean(text)[:LONGEST_WORDS], "disputes_sign", "done", row.id),
        clock.now(),
    )
    row.save(update_fields=("done", "done_at"))
    _tell(row, SignAnswered(), actor)


def forget_traces() -> int:
    """Drop the traces of letters that no sign can count any more; how many."""
    return Trace.objects.filter(at__lt=clock.now() - timedelta(days=LONGEST)).delete()[0]


def _locked(sign: UUID, actor: Actor) -> Sign:
    row = Sign.objects.select_for_update().filter(pk=sign).order_by("pk").first()
    if row is None or not sees_sign(actor, row.place_path, heads()):
        raise NOT_FOUND()
    return row


def _tell(row: Sign, event: Event, actor: Actor) -> None:
    append([Entry(event, row.id, next_seq(row.id), actor, clock.now(), compartment=COMPARTMENT)])
