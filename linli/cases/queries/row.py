# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a matter's page reads in one statement, compiled once."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from linli.platform.prepared import HOLE, Prepared

from ..models import Answers, Case, Rating, Reporter, Step
from ..rules.number import parse_number
from ..vocab import Action
from .hiding import was_hidden
from .lines import FIELDS, people_joined
from .parts import parts_of_row, presses_of_row


def row_of(number: str) -> dict[str, Any] | None:
    """The row of the matter with this number, or ``None``."""
    return matter(wanted) if (wanted := parse_number(number)) else None


def whole() -> QuerySet[Any, dict[str, Any]]:
    """A matter by its number, with all that stands in one row or in arrays of it."""
    reporter = Reporter.objects.filter(case=OuterRef("pk")).order_by("case")
    return (
        Case.objects.filter(number=HOLE)
        .order_by("id")
        .annotate(
            parts=parts_of_row(),
            presses=presses_of_row(),
            reporter=ArraySubquery(
                reporter.values(
                    who=JSONObject(
                        account=F("account_id"), contact_kind=F("contact_kind"),
                        may_be_called=F("may_be_called"),
                    )
                )
            ),
            rated=ArraySubquery(
                Rating.objects.filter(case=OuterRef("pk")).order_by("-at").values("answer_seq")[:1]
            ),
            answered_by=ArraySubquery(
                Step.objects.filter(case=OuterRef("pk"), deed=Action.RESOLVE.value)
                .order_by("-seq")
                .values("actor")[:1]
            ),
            merged_number=F("merged_into__number"),
            parent_number=F("parent__number"),
            has_children=Exists(Case.objects.filter(parent=OuterRef("pk"))),
            answered=Subquery(Answers.objects.filter(case=OuterRef("pk")).values("rows")[:1]),
            people=people_joined(),
            was_hidden=was_hidden(),
        )
        .values(
            *FIELDS, "text", "language", "place_path", "unit_path", "about_id", "about_path",
            "due_rule", "source", "source_ref", "parts", "presses", "reporter", "rated",
            "answered_by", "merged_number", "parent_number", "has_children", "answered", "people",
            "was_hidden",
        )
    )  # fmt: skip


matter = Prepared(whole)
