# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a matter is kept closed: name and contact, and what was hidden. Each look at it is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.platform import crypto
from linli.platform.access.looks import reveal
from linli.platform.access.purposes import JUDGE, UNVEIL

from ..models import Reporter
from ..policy import may_contact, may_see
from .detail import FileInfo, _facts, _files, case_detail, public_case
from .hiding import FIELD, HiddenInfo, hidden_of, need_of
from .row import row_of


def contact_of(number: str, *, viewer: Actor, purpose: str) -> dict[str, str]:
    """Name and contact of the reporter, after the look was recorded. Raises ``not_found``."""
    row = row_of(number)
    facts = _facts(row)
    if row is None or not may_contact(viewer, facts):
        raise NOT_FOUND()
    case = row["id"]
    fields = ["name", "contact"]
    return reveal(viewer, "case", case, fields, lambda: unsealed([case])[case], purpose=purpose)


def unsealed(cases: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Name and contact in clear, by matter; empty where none is kept. Only within ``reveal``."""
    found = {case: {"name": "", "contact": ""} for case in cases}
    for row in Reporter.objects.filter(case__in=found).order_by("case"):
        for name, sealed in (("name", row.name), ("contact", row.contact)):
            if sealed:
                found[row.case_id][name] = crypto.unseal(sealed, "cases_reporter", name, row.case_id)
    return found


def unveil(number: str, *, viewer: Actor, purpose: str) -> list[HiddenInfo]:
    """What is hidden from the public of a matter, in clear, as far as the viewer needs it; the look is
    recorded with the purpose that was stated. Raises ``not_found``, and ``forbidden`` where there is no
    need."""
    row = row_of(number)
    facts = _facts(row)
    if row is None or not may_see(viewer, facts):
        raise NOT_FOUND()
    found = [replace(one, need=need_of(one, viewer, facts)) for one in hidden_of(row["id"])]
    needed = [one for one in found if one.need]
    if not needed:
        raise FORBIDDEN()
    report = f"{row['title']}\n\n{row['text']}"
    told = [replace(one, words=report if one.whole else one.words) for one in needed]
    return reveal(viewer, "case", row["id"], FIELD, lambda: told, purpose=purpose)


def file_for(number: str, attachment: int, *, viewer: Actor | None) -> FileInfo:
    """An attachment that the viewer (or everybody, with ``None``) may see. Raises ``not_found``."""
    detail = public_case(number) if viewer is None else case_detail(number, viewer=viewer)
    for file in detail.files:
        if file.id == attachment:
            return file
    return _hidden_file(detail.line.id, attachment, detail.hidden, viewer)


def _hidden_file(
    case: UUID, attachment: int, hidden: Iterable[HiddenInfo], viewer: Actor | None
) -> FileInfo:
    """A photo that is hidden from the public, for who needs it."""
    need = next((one.need for one in hidden if one.attachment == attachment and one.need), "")
    found = next((file for file in _files(case) if file.id == attachment), None)
    if viewer is None or not need or found is None:
        raise NOT_FOUND()
    purpose = UNVEIL if need == "handles" else JUDGE
    return reveal(viewer, "case", case, FIELD, lambda: found, purpose=purpose)
