# SPDX-License-Identifier: AGPL-3.0-or-later
"""The category tree as a read-only snapshot in memory. Categories are public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.platform import stamps

from .models import Category
from .vocab import UNKNOWN_CATEGORY

STAMP = "topics"


@dataclass(frozen=True, slots=True)
class CategoryInfo:
    """A category. ``kinds`` is empty where it goes with every kind of matter; ``radius`` is in metres."""

    id: UUID
    code: str
    parent: str | None
    path: str
    depth: int
    names: Mapping[str, str]
    hints: Mapping[str, str]
    kinds: tuple[str, ...]
    icon: str
    active: bool
    radius: int = 60


class Tree:
    """All categories in the order of the pack."""

    def __init__(self, categories: list[CategoryInfo]) -> None:
        self.by_code = {category.code: category for category in categories}
        self.by_id = {category.id: category for category in categories}
        self._children: dict[str | None, list[CategoryInfo]] = {}
        for category in categories:
            self._children.setdefault(category.parent, []).append(category)

    def __iter__(self) -> Iterator[CategoryInfo]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def children(self, code: str | None) -> list[CategoryInfo]:
        return [category for category in self._children.get(code, []) if category.active]

    def is_leaf(self, code: str) -> bool:
        return code not in self._children

    def leaves(self) -> list[CategoryInfo]:
        return [category for category in self if category.active and self.is_leaf(category.code)]

    def chain(self, category: CategoryInfo) -> list[CategoryInfo]:
        """The category with those above it, from the top down."""
        return [self.by_code[code] for code in category.path.strip("/").split("/")]


def tree() -> Tree:
    """The snapshot of all categories."""
    return stamps.cached(f"{STAMP}:tree", _load)


def category(code: str) -> CategoryInfo | None:
    return tree().by_code.get(code)


def category_by_code(code: str) -> CategoryInfo:
    """The category with this code. Raises ``unknown_category``."""
    found = tree().by_code.get(code)
    if found is None:
        raise UNKNOWN_CATEGORY(category=code)
    return found


def category_by_id(identity: UUID) -> CategoryInfo:
    """The category with this id. Raises ``unknown_category``."""
    found = tree().by_id.get(identity)
    if found is None:
        raise UNKNOWN_CATEGORY(category=str(identity))
    return found


def _load() -> Tree:
    rows = Category.objects.order_by("position").values_list(
        "id", "code", "parent__code", "path", "depth", "names", "hints", "kinds", "icon", "active",
        "radius",
    )  # fmt: skip
    return Tree([CategoryInfo(*row[:7], tuple(row[7]), *row[8:]) for row in rows])
