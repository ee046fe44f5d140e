# SPDX-License-Identifier: AGPL-3.0-or-later
"""Categories in the API. Public."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from .queries import tree

router = Router(tags=["reference"])


class CategoryOut(Schema):
    """A category; ``kinds`` is empty where it goes with every kind of matter."""

    code: str
    parent: str | None
    names: dict[str, str]
    hints: dict[str, str]
    kinds: list[str]
    leaf: bool


@router.get("/categories", auth=None, response=list[CategoryOut], operation_id="categories")
def categories(request: HttpRequest) -> list[CategoryOut]:
    """The whole tree of categories that are offered, in its order."""
    found = tree()
    return [
        CategoryOut(
            code=item.code,
            parent=item.parent,
            names=dict(item.names),
            hints=dict(item.hints),
            kinds=list(item.kinds),
            leaf=found.is_leaf(item.code),
        )
        for item in found
        if item.active
    ]
