# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reader in the API. Public, because residents are shown the same."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from linli.platform.api import ProblemOut, count

from .queries import suggest

router = Router(tags=["triage"])


class TextIn(Schema):
    """A text to read, and where it was taken down (a place's code), if that is known."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    place: Annotated[str, Field(max_length=40)] | None = None


class SuggestionOut(Schema):
    """What the reader makes of a text. Fields are null or empty where it is not sure."""

    kind: dict[str, Any] | None
    category: dict[str, Any] | None
    categories: list[dict[str, Any]]
    within: dict[str, Any] | None
    place: dict[str, Any] | None
    places: list[dict[str, Any]]
    unit: str
    danger: list[str]
    hard: list[str]
    version: int


@router.post(
    "/suggestions",
    auth=None,
    response={200: SuggestionOut, 422: ProblemOut, 429: ProblemOut},
    operation_id="suggest",
)
def suggestion(request: HttpRequest, body: TextIn) -> dict[str, Any]:
    """A suggestion with reasons; nothing of the text is kept."""
    count(request, "suggest", times=3000)
    return suggest(body.text, body.place).as_dict()
