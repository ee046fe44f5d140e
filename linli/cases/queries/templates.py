# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates of answers as a snapshot: for staff alone, and without any person's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel.problem import NOT_FOUND
from linli.places import public as places
from linli.platform import stamps
from linli.platform.ui.words import day_words, name_of
from linli.topics import public as topics

from ..models import AnswerTemplate, TemplateVersion
from ..rules.wording import filled
from ..vocab import Action
from .detail import CaseDetail

STAMP = "cases.templates"


@dataclass(frozen=True)
class TemplateInfo:
    """A template with its newest words."""

    id: UUID
    name: str
    category: topics.CategoryInfo | None
    action: Action
    active: bool
    number: int
    texts: Mapping[str, str]

    @property
    def key(self) -> str:
        """What a form carries: which template, in which version."""
        return f"{self.id}:{self.number}"


@dataclass(frozen=True)
class VersionInfo:
    """The words of a template from a moment on."""

    number: int
    texts: Mapping[str, str]
    at: datetime


def template_list() -> list[TemplateInfo]:
    """All templates by name."""
    return stamps.cached(STAMP, _load)


def template_of(identity: UUID) -> TemplateInfo:
    """One template. Raises ``not_found``."""
    found = next((item for item in template_list() if item.id == identity), None)
    if found is None:
        raise NOT_FOUND()
    return found


def templates_for(action: Action, category: topics.CategoryInfo | None) -> list[TemplateInfo]:
    """The templates that fit an action on a matter of a category: of it, of those above it, of all."""
    path = category.path if category else ""
    return [
        item
        for item in template_list()
        if item.active
        and item.action is action
        and (item.category is None or path.startswith(item.category.path))
    ]


def versions_of(template: UUID) -> list[VersionInfo]:
    """The words of a template through time, newest first."""
    rows = TemplateVersion.objects.filter(template=template).order_by("-number")
    return [VersionInfo(row.number, row.texts, row.at) for row in rows]


def words_for(template: TemplateInfo, detail: CaseDetail) -> str:
    """The template's words about a matter, in the language that its person speaks."""
    line, spoken = detail.line, detail.language
    return filled(
        name_of(template.texts, spoken),
        {
            "number": line.number,
            "category": name_of(line.category.names, spoken) if line.category else "",
            "place": name_of(line.place.names, spoken),
            "unit": name_of(line.unit.names, spoken),
            "day": day_words(line.due_day) if line.due_day else "",
            "town": name_of(places.town().names, spoken),
        },
    )


def _load() -> list[TemplateInfo]:
    newest: dict[UUID, TemplateVersion] = {}
    for version in TemplateVersion.objects.order_by("template", "number"):
        newest[version.template_id] = version
    rows: Any = AnswerTemplate.objects.order_by("name", "id")
    tree = topics.tree()
    return [
        TemplateInfo(
            row.id, row.name, tree.by_id.get(row.category_id), Action(row.action), row.active,
            newest[row.id].number, newest[row.id].texts,
        )
        for row in rows
    ]  # fmt: skip
