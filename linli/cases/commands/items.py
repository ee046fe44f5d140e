# SPDX-License-Identifier: AGPL-3.0-or-later
"""Problem lists: put on, passed up and down, solved, checked by those who raised it, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry
from linli.kernel.ids import check_digit
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, STALE
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append, next_seq
from linli.platform.packs import Loaded, Pack
from linli.platform.text import clean

from ..events.items import ItemListed, ItemMoved, ItemPublished
from ..models import Case, ProblemItem, ProblemStep
from ..policy import may_promise, may_report
from ..rules.items import CHECKS, ITEMS, LIVE, is_level, tells_somebody
from ..vocab.items import (
    ITEM_LEVEL,
    ITEM_NAMES,
    ITEM_NEEDS_WORDS,
    OWN_WORK,
    ItemState,
    ItemStep,
    Source,
)

LONGEST = 2000
RULE = "problem_item"  # the kind by which the time limits name problems on lists


@dataclass(frozen=True)
class NewItem:
    """A problem: in words of staff, where, from what (``visit:<id>``), whose (a unit's code; else by the
    duties of ``category``)."""

    about: str
    source: Source
    title: str
    text: str
    place: str
    unit: str = ""
    category: str | None = None


@transaction.atomic
def list_item(new: NewItem, *, actor: Actor) -> UUID:
    """Put a problem on the list of a place; about the same thing again it is the same one.

    Raises ``forbidden``, ``item_words``, ``unknown_unit``.
    """
    spot, now = places.place_by_code(new.place), clock.now()
    if not may_promise(actor, spot.path):
        raise FORBIDDEN()
    known = ProblemItem.objects.filter(about=new.about).order_by("id").values_list("id", flat=True).first()
    if known:
        return known
    title = clean(new.title)[:120]
    if len(title) < 2:
        raise ITEM_NEEDS_WORDS()
    owner = (
        people.unit_by_code(new.unit)
        if new.unit
        else people.responsible(new.category, spot.code, places.today()).unit
    )
    found = norms.deadline(norms.Measure.ANSWER, RULE, new.category, now)
    row = ProblemItem.objects.create(
        number=_next_number(places.today().year),
        source=new.source.value,
        about=new.about,
        title=title,
        text=clean(new.text)[:LONGEST],
        place_id=spot.id,
        place_path=spot.path,
        unit_id=owner.id,
        state=ItemState.LISTED.value,
        version=1,
        due_at=found.due.at if found else None,
        due_rule=found.rule.key if found else "",
        listed_at=now,
    )
    ProblemStep.objects.create(item=row, seq=1, action="list", unit_id=owner.id, at=now)
    append([Entry(ItemListed(new.source.value, spot.code, owner.code), row.id, 1, actor, now)])
    return row.id


@transaction.atomic
def publish_item(item: UUID, *, actor: Actor) -> None:
    """Let everybody read it. Raises ``item_names`` while its words may tell who somebody is."""
    row = _take(item)
    if not may_promise(actor, row.place_path):
        raise FORBIDDEN()
    if row.published_at is not None:
        return
    said = ProblemStep.objects.filter(item=row).order_by("seq").values_list("text", flat=True)
    if any(tells_somebody(words) for words in (row.title, row.text, *said)):
        raise ITEM_NAMES()
    row.published_at = clock.now()
    _step(row, "publish", "", ("published_at",))
    append([Entry(ItemPublished(), row.id, next_seq(row.id), actor, row.published_at)])


@transaction.atomic
def move_item(
    item: UUID,
    step: ItemStep,
    *,
    actor: Actor,
    text: str,
    unit: str = "",
    case: str = "",
    expected_version: int | None = None,
) -> int:
    """Move a problem on; its new version. ``unit`` is where it goes up or down to, ``case`` the number of
    the matter in which it is handled together.

    Those who raised it are asked by who answers for the place, never by who solved it. Raises ``not_now``,
    ``not_found``, ``forbidden``, ``stale``, ``item_words``, ``item_names``, ``item_level``,
    ``item_own_work``.
    """
    row = _take(item)
    owns = may_report(actor, row.place_path, row.unit.path)
    if not (may_promise(actor, row.place_path) if step in CHECKS else owns):
        raise FORBIDDEN()
    if expected_version is not None and expected_version != row.version:
        raise STALE(version=row.version)
    before = ItemState(row.state)
    after = ITEMS.after(before, step)
    if step in CHECKS and actor.ref == row.done_by and actor.kind != "system":
        raise OWN_WORK()
    said = clean(text)[:LONGEST]
    if len(said) < 2:
        raise ITEM_NEEDS_WORDS()
    if tells_somebody(said):
        raise ITEM_NAMES()
    changed = ["state"]
    if step in (ItemStep.UP, ItemStep.DOWN):
        wanted = people.unit_by_code(unit)
        if not is_level(row.unit.path, wanted.path, step):
            raise ITEM_LEVEL()
        row.unit_id = wanted.id
        changed.append("unit")
    if step is ItemStep.JOIN:
        matter = Case.objects.filter(number=case).order_by("id").first()
        if matter is None:
            raise NOT_FOUND()
        row.case = matter
        changed.append("case")
    if step is ItemStep.FINISH:
        row.done_by = actor.ref
        changed.append("done_by")
    row.state, row.ended_at = after.value, None if after in LIVE else clock.now()
    _step(row, step.value, said, (*changed, "ended_at"))
    owner = people.unit_by_id(row.unit_id)
    told = ItemMoved(step.value, before.value, after.value, owner.code)
    append([Entry(told, row.id, next_seq(row.id), actor, clock.now())])
    return row.version


def _take(item: UUID) -> ProblemItem:
    rows = ProblemItem.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.filter(pk=item).order_by("pk").first()
    if row is None:
        raise NOT_FOUND()
    return row


def _step(row: ProblemItem, action: str, text: str, changed: tuple[str, ...]) -> None:
    row.version += 1
    row.save(update_fields=("version", *changed))
    ProblemStep.objects.create(
        item=row, seq=row.version, action=action, text=text, unit_id=row.unit_id, at=clock.now()
    )


def _next_number(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('cases_item_number')")
        digits = f"{year}{cursor.fetchone()[0]:06d}"
    return f"L{digits[:4]}-{digits[4:]}-{check_digit(digits)}"


def load_items(pack: Pack) -> Loaded:
    """The problem lists of the demonstration: ``problems.yaml``, replayed by the commands."""
    loaded, content = Loaded("problem lists"), pack.document("problems.yaml") or []
    for one in content:
        new = not ProblemItem.objects.filter(about=f"demo:{one['ref']}").exists()
        loaded.count(new, False)
        if new:
            _replay(one)
    return loaded


def _replay(one: dict[str, Any]) -> None:
    start = clock.now() - timedelta(days=int(one["days_ago"]))
    with clock.standing_at(start):
        item = list_item(
            NewItem(
                f"demo:{one['ref']}", Source(one["source"]), one["title"], one.get("text", ""),
                str(one["place"]), one.get("unit", ""), one.get("category"),
            ),
            actor=SYSTEM,
        )  # fmt: skip
    for number, step in enumerate(one.get("course", ()), 1):
        word, given = next(iter(step.items())) if isinstance(step, dict) else (step, None)
        with clock.standing_at(start + timedelta(days=number)):
            if word == "publish":
                publish_item(item, actor=SYSTEM)
                continue
            facts = given if isinstance(given, dict) else {"text": given}
            move_item(item, ItemStep(word), actor=SYSTEM, **facts)
