# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff hid of published matters: for the public, for who wrote it, for who decides, and counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.looks import reveal_many
from linli.platform.access.purposes import JUDGE
from linli.platform.text import query as text_query

from ..models import Case, Redaction
from ..policy import Facts, may_judge, may_unveil
from ..rules.hiding import NO_VEIL, HideRow, Veil
from ..vocab import GROUNDS, HideGround, HideReason, HideState
from .facts import scope

if TYPE_CHECKING:
    from .lines import CaseLine

YEAR = timedelta(days=365)
FIELD = ["hidden"]  # what of a matter a look at hidden words is recorded to be


@dataclass(frozen=True)
class HiddenInfo:
    """Something hidden. ``words`` are empty for the public, and where it is a photo or the whole report."""

    id: UUID
    words: str
    whole: bool
    attachment: int | None
    reason: HideReason
    explanation: str
    unit: people.UnitInfo
    hidden_by: str
    hidden_at: datetime
    state: HideState
    objection: str
    objected_at: datetime | None
    answer: str
    decided_at: datetime | None
    due_day: date | None = None  # by which an objection is decided, while it waits
    need: str = ""  # why the viewer may ask to read it, of staff; empty where there is no need

    @property
    def ground(self) -> HideGround:
        return GROUNDS[self.reason]

    @property
    def stands(self) -> bool:
        """Whether the public does not see it."""
        return self.state is not HideState.RESTORED


@dataclass(frozen=True)
class Objection:
    """Something hidden that somebody objected to, with the matter, for who decides on it."""

    number: str
    hidden: HiddenInfo


def seal_words(words: str, case: UUID) -> bytes:
    """Hidden words as they are kept; they open for their own matter alone."""
    return crypto.seal(words, "cases_redaction", "sealed", case)


def hidden_mark() -> str:
    """What stands in the place of hidden words."""
    return gettext("[hidden]")


def hidden_of(case: UUID) -> list[HiddenInfo]:
    """Everything that was ever hidden of a matter, oldest first; only for who sees all of the matter."""
    return [_info(row) for row in Redaction.objects.filter(case=case).order_by("hidden_at", "id")]


def hidden_in_public(found: Iterable[HiddenInfo]) -> tuple[HiddenInfo, ...]:
    """The same as everybody may read it: that something is hidden and why, but not what."""
    blank = dict.fromkeys(("words", "explanation", "objection", "answer", "hidden_by"), "")
    return tuple(replace(one, **blank) for one in found if one.stands)  # type: ignore[arg-type]


def hidden_for(found: Iterable[HiddenInfo], viewer: Actor, facts: Facts) -> tuple[HiddenInfo, ...]:
    """The same for staff: that something is hidden and why, without the words, and whether this viewer
    needs them; reading them is a look of its own."""
    return tuple(replace(one, words="", need=need_of(one, viewer, facts)) for one in found)


def need_of(one: HiddenInfo, viewer: Actor, facts: Facts) -> str:
    """Why somebody of staff may read something that is hidden; empty where there is no need."""
    waits = one.state is HideState.OBJECTED
    answer = may_unveil(viewer, facts, one.hidden_by, one.unit.path, waits=waits)
    return answer.reason if answer and one.stands else ""


def covered(line: CaseLine, veil: Veil) -> CaseLine:
    """A line without what is hidden of it, for staff. The place stays: somebody has to go there."""
    if veil == NO_VEIL:
        return line
    danger = {"danger": line.suggestion.get("danger", ())}  # without the words that spoke for it
    title = "" if veil.whole else veil.over(line.title, hidden_mark())
    return replace(line, title=title, address=veil.cover(line.address, hidden_mark()), suggestion=danger)


def cover_lines(lines: Iterable[CaseLine], viewer: Actor) -> list[CaseLine]:
    """Lines as staff see them, in one statement more; linli itself sees them whole."""
    found = list(lines)
    if viewer.kind == "system":
        return found
    hidden = veils(line.id for line in found)
    return [covered(line, hidden[line.id]) for line in found]


def hidden_words() -> ArraySubquery:
    """What is hidden of each matter of a list, to be asked for with the list: sealed words, and nothing in
    their place where it is the whole report."""
    rows = Redaction.objects.filter(case=OuterRef("pk"), attachment=None)
    return ArraySubquery(
        rows.exclude(state=HideState.RESTORED.value).order_by("hidden_at", "id").values("sealed")
    )


def veil_from(sealed: Iterable[bytes | None], case: UUID) -> Veil:
    """The veil of one matter of such a list."""
    words = [_unsealed(one, case) if one else "" for one in sealed]
    return Veil(tuple(filter(None, words)), "" in words) if words else NO_VEIL


def veil_of(found: Iterable[HiddenInfo]) -> Veil:
    """All that is hidden now of one matter."""
    standing = [one for one in found if one.stands]
    return Veil(
        tuple(one.words for one in standing if one.words),
        any(one.whole for one in standing),
        frozenset(one.attachment for one in standing if one.attachment is not None),
    )


def veils(cases: Iterable[UUID]) -> Mapping[UUID, Veil]:
    """What is hidden of each of some matters, in one statement; nothing for the others."""
    found: dict[UUID, list[HiddenInfo]] = defaultdict(list)
    wanted = list(cases)
    rows = Redaction.objects.filter(case__in=wanted).exclude(state=HideState.RESTORED.value)
    for row in rows.order_by("hidden_at", "id") if wanted else ():
        found[row.case_id].append(_info(row))
    return defaultdict(lambda: NO_VEIL, {case: veil_of(items) for case, items in found.items()})


def is_hidden_from(typed: str) -> Exists:
    """Matters that these words would find only by what is hidden of them."""
    matches = Func(
        F("remains"),
        Cast(Value(text_query(typed)), SearchQueryField()),
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
    hidden = Redaction.objects.exclude(state=HideState.RESTORED.value).filter(case=OuterRef("pk"))
    return Exists(hidden.annotate(found=matches).filter(found=False))


def was_hidden() -> Exists:
    """Whether anything was ever hidden of a matter."""
    return Exists(Redaction.objects.filter(case=OuterRef("pk")))


def objections(viewer: Actor, limit: int = 50) -> list[Objection]:
    """Objections that wait and that the viewer may decide on, oldest first, with what they are about: each
    look is recorded."""
    waiting = Redaction.objects.filter(
        state=HideState.OBJECTED.value, case__in=Case.objects.filter(scope(viewer))
    )
    rows = waiting.select_related("case").order_by("objected_at", "id")[: 4 * limit]
    found = [
        Objection(row.case.number, replace(info, need="decides"))
        for row in rows
        if may_judge(viewer, _facts(row.case), (info := _info(row)).hidden_by, info.unit.path)
    ]
    cases = {row.case_id for row in rows if row.id in {one.hidden.id for one in found[:limit]}}
    return reveal_many(viewer, "case", sorted(cases), FIELD, lambda: found[:limit], purpose=JUDGE)


def hide_rows(begin: date, end: date) -> list[HideRow]:
    """What was hidden from the day ``begin`` to before ``end`` in the town's time: no who, no where."""
    zone = places.town().zone
    first, last = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (begin, end))
    rows = Redaction.objects.filter(hidden_at__gte=first, hidden_at__lt=last).order_by(
        "reason", "state", "id"
    )
    return [HideRow(reason, state) for reason, state in rows.order_by("id").values_list("reason", "state")]


def newest_hide_rows() -> tuple[date, list[HideRow]]:
    """The first day of the last year, and its rows."""
    today = places.today()
    return today - YEAR, hide_rows(today - YEAR, today + timedelta(days=1))


def hidden_copy(cases: Iterable[UUID]) -> Mapping[UUID, list[dict[str, Any]]]:
    """What was hidden of some matters, as plain data for who wrote them."""
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in Redaction.objects.filter(case__in=list(cases)).order_by("hidden_at", "id"):
        info = _info(row)
        found[row.case_id].append(
            {
                "at": info.hidden_at.isoformat(),
                "text": info.words,
                "what": f"{info.ground.source} {info.ground.article}",
                "state": info.state.value,
            }
        )
    return found


def _facts(case: Case) -> Facts:
    """What deciding on an objection needs to know; the list holds only matters that are seen."""
    return Facts(
        str(case.id), case.kind, case.place_path, case.unit_path, case.about_path,  # type: ignore[arg-type]
        case.restricted, case.hard,
    )  # fmt: skip


def _due_day(row: Redaction) -> date | None:
    """By when the level above decides, by the town's table of time limits."""
    if row.objected_at is None or row.state != HideState.OBJECTED:
        return None
    found = norms.deadline(norms.Measure.ANSWER, "hiding", None, row.objected_at)
    return found.due.last_day if found else None


def _unsealed(sealed: bytes | memoryview[int], case: UUID) -> str:
    return crypto.unseal(sealed, "cases_redaction", "sealed", case)


def _info(row: Redaction) -> HiddenInfo:
    words = _unsealed(row.sealed, row.case_id) if row.sealed else ""
    return HiddenInfo(
        row.id, words, not words and row.attachment_id is None, row.attachment_id,
        HideReason(row.reason), row.explanation, people.unit_by_id(row.unit_id), row.hidden_by,
        row.hidden_at, HideState(row.state), row.objection, row.objected_at, row.answer, row.decided_at,
        _due_day(row),
    )  # fmt: skip
