# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's register: ``privacy.yaml`` of a pack, replayed by the commands.

A real town writes its own assessments: loading a pack puts none in force.
"""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform.files import store
from linli.platform.packs import Fault, Loaded, Pack

from ..models import Assessment, OfficialRequest
from ..rules import half_of
from ..vocab import DataKind, Ground, Instrument
from .assessments import NewAssessment, decide_assessment, write_assessment
from .requests import NewRequest, decide_request, record_request, tell_persons

FILE = "privacy.yaml"


def check_pack(pack: Pack) -> list[Fault]:
    """Nothing: the register is no part of a town, only of its demonstration."""
    return []


def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Nothing, for the same reason."""
    return []


def load_demo(pack: Pack, matter: str = "") -> Loaded:
    """Put the assessments in force and replay the requests; what is there is left.

    ``matter`` is the number of a matter that one of the requests is about.
    """
    loaded = Loaded("privacy")
    content: dict[str, Any] = pack.document(FILE) or {}
    for one in content.get("assessments", ()):
        new = not Assessment.objects.filter(purpose=one["purpose"]).exists()
        loaded.count(new, False)
        if new:
            _assess(one)
    fresh = not OfficialRequest.objects.exists()
    for one in content.get("requests", ()):
        if one["source"] == "matter" and not matter:
            continue
        for _ in range(int(one.get("times", 1)) if fresh else 0):
            _ask({"reference": matter, **one})
        loaded.count(fresh, False)
    tell_persons()
    return loaded


def _assess(one: dict[str, Any]) -> None:
    today = places.today()
    new = NewAssessment(
        one["purpose"],
        one["aims"],
        tuple(DataKind(kind) for kind in one["kinds"]),
        Ground(one["ground"]),
        one["ground_words"],
        one["harms"],
        one["measures"],
        one["summary"],
        today + timedelta(days=int(one["review_in"])),
    )
    with clock.standing_at(clock.now() - timedelta(days=int(one["days_ago"]))):
        found = write_assessment(new, actor=_actor(one["by"]))
    if second := one.get("approved_by"):
        with clock.standing_at(clock.now() - timedelta(days=int(one["days_ago"]) - 2)):
            decide_assessment(found, True, one.get("answer", ""), actor=_actor(second))


def _ask(one: dict[str, Any]) -> None:
    with clock.standing_at(_moment(one)):
        day = places.today()
        silent = one.get("silent_days")
        new = NewRequest(
            one["authority"],
            Instrument(one["instrument"]),
            one["number"],
            day - timedelta(days=2),
            one["law"],
            str(one["article"]),
            one["source"],
            str(one["reference"]),
            tuple(one["parts"]),
            one["what_for"],
            day + timedelta(days=int(one.get("days", 30))),
            day + timedelta(days=int(silent)) if silent else None,
            one.get("silent_ground", ""),
        )
        found = record_request(new, _scan(), actor=_actor(one["by"]))
        for word in one.get("decisions", ()):
            decide_request(found, word["parts"], word["reason"], actor=_actor(word["by"]))


def _moment(one: dict[str, Any]) -> Any:
    """So many days ago, or in the middle of the half-year before this one."""
    if "days_ago" in one:
        return clock.now() - timedelta(days=int(one["days_ago"]))
    today = places.today()
    year, half = half_of(today)
    middle = date(year - 1, 10, 12) if half == 1 else date(year, 4, 12)
    return clock.now() - (today - middle)


def _scan() -> UUID:
    """A blank sheet in the place of a scanned instrument."""
    out = io.BytesIO()
    Image.new("RGB", (210, 297), (251, 250, 247)).save(out, "PNG")
    return store.store(out.getvalue()).id


def _actor(login: str) -> Actor:
    account = people.account_by_login(login)
    assert account is not None, login
    return people.actor_of_account(account).awake()
