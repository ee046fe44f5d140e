# SPDX-License-Identifier: AGPL-3.0-or-later
"""Categories in the API. Public."""

from __future__ import annotations

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from linli.platform import stamps
from linli.platform.api import is_current

from .queries import STAMP, tree

router = Router(tags=["reference"])


class CategoryOut(Schema):
    """A category; ``kinds`` is empty where it goes with every kind of matter."""

    code: str
    parent: str | None
    names: dict[str, str]
    hints: dict[str, str]
    kinds: list[str]
    leaf: bool


@router.get(
    "/categories", auth=None, response={200: list[CategoryOut], 304: None}, operation_id="categories"
)
def categories(request: HttpRequest) -> HttpResponse:
    """The whole tree of categories that are offered, in its order; its ETag changes with it."""
    body, tag = stamps.cached(f"{STAMP}:api", _written)
    if is_current(request, tag):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["ETag"] = f'"{tag}"'
    return response


def _written() -> tuple[bytes, str]:
    """The tree as it goes out, and its validator."""
    found = tree()
    rows = [
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
    body = json.dumps([row.dict() for row in rows], ensure_ascii=False, separators=(",", ":")).encode()
    return body, hashlib.sha256(body).hexdigest()[:16]
