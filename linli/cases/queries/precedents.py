# SPDX-License-Identifier: AGPL-3.0-or-later
"""Precedents: how matters like this one were answered, for whoever writes the next answer.

Only what both this viewer and the public may read: matters in the viewer's sight whose words staff
released, with the answer that stands in public, without anything hidden since. Nobody's name, and nothing
is put into the answer by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.topics import public as topics
from linli.triage import public as triage

from ..models import Case, Step
from ..vocab import Action
from .detail import CaseDetail
from .facts import scope
from .hiding import hidden_mark, veils
from .issues import GROUPABLE
from .lines import FIELDS, CaseLine, _line, veiled

COMPARED = 150  # the newest answered matters of the same branch
MOST = 3


@dataclass(frozen=True)
class Precedent:
    """An answered matter like this one, with its public words. ``alike`` runs from 0 to about 1.2."""

    line: CaseLine
    text: str
    answer: str
    at: datetime
    alike: float


def precedents(detail: CaseDetail, *, viewer: Actor) -> list[Precedent]:
    """The answered matters most like this one that this viewer and everybody may read."""
    topic = detail.line.category
    branch = Q(category_path__startswith=topics.tree().chain(topic)[0].path) if topic else Q()
    rows = (
        Case.objects.filter(GROUPABLE, scope(viewer), branch, released=True, merged_into=None)
        .exclude(answered_at=None)
        .exclude(pk=detail.line.id)
        .order_by("-answered_at", "id")
        .values("text", *FIELDS)[:COMPARED]
    )
    texts = {row["id"]: row.pop("text") for row in rows}
    lines = {row["id"]: _line(row) for row in rows}
    told = Step.objects.filter(case__in=lines, deed=Action.RESOLVE.value).exclude(text="").order_by("seq")
    answers = {case: (text, at) for case, text, at in told.values_list("case", "text", "at")}  # the last
    hidden, mark = veils(lines), hidden_mark()
    shown = {}
    for case, (answer, at) in answers.items():
        if not hidden[case].whole:
            words = [hidden[case].over(text, mark) for text in (texts[case], answer)]
            shown[str(case)] = Precedent(veiled(lines[case], hidden[case]), words[0], words[1], at, 0)
    mine = triage.Letter("", detail.line.title, detail.text)
    others = [triage.Letter(name, each.line.title, each.text) for name, each in shown.items()]
    return [replace(shown[name], alike=alike) for name, alike in triage.likest(mine, others, MOST)]
