# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions that visits of a place ask: a new version at a time, never a changed one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.places import public as places
from linli.platform.forms.definition import Definition, Kind, Section, to_json, walk
from linli.platform.forms.xlsform import read_xlsform
from linli.platform.journal.append import append, next_seq

from ..events import SheetEnded, SheetMade
from ..models import VisitSheet
from ..policy import may_plan
from ..queries.sheets import PLAIN, whole_form
from ..vocab import SHEET_CODE, SHEET_OFFLINE


@transaction.atomic
def make_sheet(code: str, names: Mapping[str, str], place: str, content: bytes, *, actor: Actor) -> UUID:
    """The next version of a place's questions, from an XLSForm. Rounds that ask an older one go on with
    this; what is still on phones is taken as it was asked.

    The newest version again changes nothing. Raises ``bad_form`` with every fault, ``sheet_offline``,
    ``sheet_code_taken``, ``forbidden``, ``invalid``.
    """
    spot = places.place_by_code(place)
    if not may_plan(actor, spot.path):
        raise FORBIDDEN()
    if not code or code == PLAIN or not any(names.values()):
        raise INVALID(field="code" if not code or code == PLAIN else "name_zh")
    last = VisitSheet.objects.select_for_update().filter(code=code).order_by("-number").first()
    if last is not None and last.place_id != spot.id:
        raise SHEET_CODE()
    if last is not None and bytes(last.workbook) == content and last.ended_at is None:
        return last.id
    form = read_xlsform(content, form_id=f"visit.{code}").definition
    _stands_alone(form)
    number = last.number + 1 if last else 1
    whole = whole_form(content, code, number)
    row = VisitSheet.objects.create(
        code=code, number=number, place_id=spot.id, place_path=spot.path, names=dict(names),
        workbook=content, form=to_json(form), phone=to_json(whole.definition), xml=whole.xml,
        made_at=clock.now(), made_by=actor.ref,
    )  # fmt: skip
    append([Entry(SheetMade(code, number, spot.code), row.id, 1, actor, row.made_at)])
    return row.id


def _stands_alone(form: Definition) -> None:
    """The page of a door stands on a phone without network: it can neither grow nor look anything up. And
    where a worker stands is nobody's business."""
    for item, _ in walk(form.items):
        if isinstance(item, Section):
            apart = item.repeats
        else:
            apart = bool(item.choice_filter) or item.kind is Kind.GEOPOINT
        if apart:
            raise SHEET_OFFLINE(name=item.name)


@transaction.atomic
def end_sheet(sheet: UUID, *, actor: Actor) -> None:
    """No further round asks these questions; rounds that do go on. Raises ``not_found``."""
    row = VisitSheet.objects.select_for_update().filter(pk=sheet, ended_at=None).order_by("pk").first()
    if row is None or not may_plan(actor, row.place_path):
        raise NOT_FOUND()
    row.ended_at = clock.now()
    row.save(update_fields=("ended_at",))
    append([Entry(SheetEnded(row.code), row.id, next_seq(row.id), actor, row.ended_at)])
