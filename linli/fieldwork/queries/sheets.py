# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions of a place that visits ask, and the whole form of a visit for ODK Collect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext, override

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND, mark
from linli.places import public as places
from linli.platform.forms.definition import Definition, from_json
from linli.platform.forms.xlsform import Around, ReadForm, read_xlsform
from linli.platform.openrosa.receivers import EntityList, Published
from linli.topics import public as topics

from ..models import Round, Stop, VisitSheet
from ..policy import may_plan, works
from ..vocab import NEED_WORDS, OFFER_WORDS, OUTCOME_WORDS, RHYTHM_WORDS, SIGN_WORDS, Outcome
from .doors import door_info

PREFIX, PLAIN = "visit", "plain"  # form ids: visit.CODE.NUMBER; visit.plain.0 asks nothing of a place's own
LISTED = "stops"
LANGUAGES = {"zh-Hans": "zh-hans", "en": "en"}


@dataclass(frozen=True)
class SheetInfo:
    """A version of a place's questions. ``newest``: rounds that are walked from now on ask with it."""

    id: UUID
    code: str
    number: int
    place: places.PlaceInfo
    names: Mapping[str, str]
    form: Definition
    newest: bool
    ended: bool


def sheets_near(viewer: Actor, path: str = "") -> list[SheetInfo]:
    """Every version of the questions of the places that the viewer plans or works for, the newest first;
    with a ``path`` only what rounds there may ask today."""
    rows = VisitSheet.objects.defer("workbook", "phone", "xml").order_by("code", "-number")
    found = _infos(row for row in rows if may_plan(viewer, row.place_path) or works(viewer, row.place_path))
    if not path:
        return found
    return [one for one in found if one.newest and not one.ended and path.startswith(one.place.path)]


def sheet_by_id(sheet: UUID | None) -> SheetInfo | None:
    """One version, whoever asks: what it asks is no secret."""
    if sheet is None:
        return None
    rows = VisitSheet.objects.defer("workbook", "phone", "xml").filter(pk=sheet).order_by("pk")
    return next(iter(_infos(rows)), None)


def sheet_by_form(form_id: str) -> SheetInfo | None:
    """The version that a form of Collect asks."""
    _, code, number = form_id.split(".")
    rows = VisitSheet.objects.defer("workbook", "phone", "xml").filter(code=code, number=int(number))
    return next(iter(_infos(rows.order_by("pk"))), None)


def sheet_of_round(pinned: UUID | None) -> SheetInfo | None:
    """What a round asks now: the newest version of the questions it was planned with."""
    if pinned is None:
        return None
    code = VisitSheet.objects.filter(pk=pinned).order_by("pk").values("code")
    rows = VisitSheet.objects.defer("workbook", "phone", "xml").filter(code__in=code).order_by("-number")
    return _infos(rows[:1])[0]


def workbook_of_sheet(sheet: UUID, *, viewer: Actor) -> bytes:
    """The workbook as it was handed in. Raises ``not_found``."""
    row = VisitSheet.objects.filter(pk=sheet).order_by("pk").first()
    if row is None or not may_plan(viewer, row.place_path):
        raise NOT_FOUND()
    return bytes(row.workbook)


def _infos(rows: Iterable[VisitSheet]) -> list[SheetInfo]:
    listed = list(rows)
    same = VisitSheet.objects.filter(code__in={row.code for row in listed}).order_by("code").values("code")
    last = dict(same.annotate(last=Max("number")).values_list("code", "last")) if listed else {}
    return [
        SheetInfo(
            row.id, row.code, row.number, places.place_by_id(row.place_id), row.names,
            from_json(row.form), row.number == last[row.code], row.ended_at is not None,
        )
        for row in listed
    ]  # fmt: skip


# --- ODK Collect ----------------------------------------------------------------------------------


def whole_form(content: bytes | None, code: str, number: int) -> ReadForm:
    """A visit as one form: which door, what came of it, what was found, and the questions of a file.

    Raises ``bad_form`` as :func:`~linli.platform.forms.xlsform.read_xlsform` does.
    """
    form_id = f"{PREFIX}.{code}.{number}"
    return read_xlsform(content, form_id=form_id, version=str(number), around=_around())


def _around() -> Around:
    branches = {one.code: one.names for one in topics.tree().children(None)}
    lists: dict[str, Mapping[str, Mapping[str, str]]] = {
        "v_outcome": _said(OUTCOME_WORDS), "v_matters": branches, "v_needs": _said(NEED_WORDS),
        "v_signs": _said(SIGN_WORDS), "v_offers": _said(OFFER_WORDS), "v_wish": _said(RHYTHM_WORDS),
    }  # fmt: skip
    met = f"${{outcome}} = '{Outcome.VISITED.value}'"
    before: list[Mapping[str, Any]] = [
        {"type": "text", "type_xml": f"select_one_from_file {LISTED}.csv", "name": "stop",
         "label": _word(mark("Which door?")), "required": "yes", "appearance": "minimal"},
        {"type": "select_one v_outcome", "name": "outcome", "label": _word(mark("What came of it?")),
         "required": "yes"},
        {"type": "begin_group", "name": "met", "label": _word(mark("Only if you were let in or spoke")),
         "relevant": met},
        {"type": "select_multiple v_matters", "name": "matters",
         "label": _word(mark("What did they bring up?"))},
        {"type": "select_multiple v_needs", "name": "needs", "label": _word(mark("What could they use?"))},
        {"type": "select_multiple v_signs", "name": "signs", "label": _word(mark("Dangers in the house"))},
        {"type": "select_multiple v_offers", "name": "offers",
         "label": _word(mark("What would they like to give?"))},
    ]  # fmt: skip
    after: list[Mapping[str, Any]] = [
        {"type": "text", "name": "in_words", "appearance": "multiline",
         "label": _word(mark("In their words")),
         "hint": _word(mark("Only what they wish to have written down. It is sealed."))},
        {"type": "acknowledge", "name": "as_matter",
         "label": _word(mark("They wish that this is taken up as a matter, with a number")),
         "relevant": "string-length(${in_words}) > 1"},
        {"type": "image", "name": "photo", "label": _word(mark("Photos")),
         "hint": _word(mark("Only of the house or the thing, where they agree; nobody has to take any."))},
        {"type": "select_one v_wish", "name": "wish",
         "label": _word(mark("Do they wish to be visited again?"))},
        {"type": "end_group"},
    ]  # fmt: skip
    choices = tuple(
        {"list_name": name, "name": code, "label": words}
        for name, codes in lists.items() for code, words in codes.items()
    )  # fmt: skip
    return Around(_word(mark("Visit")), tuple(before), tuple(after), choices)


def _said(words: Mapping[Any, str]) -> dict[str, Mapping[str, str]]:
    return {code.value: _word(said) for code, said in words.items()}


def _word(said: str) -> dict[str, str]:
    """A word of ours in every language."""
    found = {}
    for name, code in LANGUAGES.items():
        with override(code):
            found[name] = gettext(said)
    return found


def visits_for_phones(viewer: Actor) -> list[Published]:
    """Visits as forms for Collect: one for each kind of questions on the viewer's rounds of today, with the
    doors that are left as entities; older versions are taken but not listed."""
    if viewer.kind != "account":
        return []
    walked = Round.objects.filter(worker=UUID(viewer.id))
    today = walked.filter(day=places.today()).order_by("made_at", "id").values_list("id", "sheet__code")
    by_code: dict[str, list[UUID]] = {}
    for round_, code in today:
        by_code.setdefault(code or PLAIN, []).append(round_)
    rows = VisitSheet.objects.filter(code__in=walked.exclude(sheet=None).values("sheet__code"))
    found = []
    newest: set[str] = set()
    for row in rows.defer("workbook", "form", "phone", "xml").order_by("code", "-number"):
        rounds = by_code.get(row.code, [])
        listed = row.code not in newest and bool(rounds)
        newest.add(row.code)
        found.append(
            Published(
                f"{PREFIX}.{row.code}.{row.number}", str(row.number), row.names,
                partial(_definition, row.id), partial(_xml, row.id), partial(_left, rounds), listed,
            )
        )  # fmt: skip
    plain = by_code.get(PLAIN, [])
    if plain or walked.filter(sheet=None).exists():
        found.append(
            Published(
                f"{PREFIX}.{PLAIN}.0", "0", _word(mark("Visit")),
                lambda: whole_form(None, PLAIN, 0).definition, lambda: whole_form(None, PLAIN, 0).xml,
                partial(_left, plain), bool(plain),
            )
        )  # fmt: skip
    return found


def _definition(sheet: UUID) -> Definition:
    return from_json(VisitSheet.objects.values_list("phone", flat=True).get(pk=sheet))


def _xml(sheet: UUID) -> str:
    found: str = VisitSheet.objects.values_list("xml", flat=True).get(pk=sheet)
    return found


def _left(rounds: list[UUID]) -> list[EntityList]:
    """Doors where nobody was yet, in the order of the rounds: an address, nobody's name."""
    rows = Stop.objects.filter(round__in=rounds, outcome="", door__closed_at=None).select_related("door")
    found = [
        {"name": str(row.id), "label": f"{row.seq}. {door_info(row.door).label}"}
        for row in rows.order_by("round__made_at", "round", "seq")
    ]
    return [EntityList(LISTED, found)]
