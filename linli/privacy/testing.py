# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests and assessments as tests of this and of higher storeys need them."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from linli.kernel.actor import Actor
from linli.places import public as places
from linli.platform.files import store

from .commands import (
    NewAssessment,
    NewRequest,
    decide_request,
    record_request,
    tell_persons,
    write_assessment,
)
from .queries import extract_of, requests
from .vocab import DataKind, Ground, Instrument


def a_scan() -> UUID:
    """A blank sheet in the place of a scanned instrument."""
    out = io.BytesIO()
    Image.new("RGB", (21, 30), (251, 250, 247)).save(out, "PNG")
    return store.store(out.getvalue()).id


def new_request(**more: Any) -> NewRequest:
    """What an instrument says: the records of one person, for a month."""
    today = places.today()
    given: dict[str, Any] = {
        "authority": "山城区公安分局",
        "instrument": Instrument.INVESTIGATION,
        "instrument_number": "山公调证字〔2026〕1号",
        "instrument_date": today,
        "law": "刑事诉讼法",
        "article": "54",
        "source": "person",
        "reference": "139 0001 2001",
        "parts": ("account", "contacts"),
        "what_for": "查明被害人。",
        "until": today + timedelta(days=20),
        **more,
    }
    return NewRequest(**given)


def a_request(actor: Actor, **more: Any) -> UUID:
    """A request that somebody recorded and nobody decided on yet."""
    return record_request(new_request(**more), a_scan(), actor=actor)


def decide(request: UUID, parts: tuple[str, ...], *actors: Actor) -> None:
    """Each of these grants these parts (none: refuses)."""
    for actor in actors:
        decide_request(request, parts, "文书齐全。" if parts else "没有依据。", actor=actor)


def fetched(request: UUID, viewer: Actor) -> dict[str, Any]:
    """What was put together for a request, by part."""
    return extract_of(request, viewer=viewer)[1]


def registered(viewer: Actor) -> list[UUID]:
    """Requests that somebody sees."""
    return [line.id for line in requests(viewer)]


def tell() -> int:
    """Have everybody told who may be told now."""
    return tell_persons()


def an_assessment(actor: Actor, purpose: str = "mediation", **more: Any) -> UUID:
    """A version that somebody wrote and nobody approved yet."""
    given: dict[str, Any] = {
        "aims": "登记纠纷。",
        "kinds": (DataKind.NAME,),
        "ground": Ground.CONSENT,
        "ground_words": "人民调解法第17条。",
        "harms": "传出去伤和气。",
        "measures": "只有调解组看得到。",
        "summary": "只有双方和调解员知道。",
        "review_on": places.today() + timedelta(days=200),
        **more,
    }
    return write_assessment(NewAssessment(purpose, **given), actor=actor)
