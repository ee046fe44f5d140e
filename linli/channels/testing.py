# SPDX-License-Identifier: AGPL-3.0-or-later
"""Factories of calls for this and higher storeys: always through the real commands."""

from __future__ import annotations

import io
from uuid import UUID

from PIL import Image

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id

from .commands import ask_back, end_call, keep_call, set_up_kiosk, take_sheet
from .queries.kiosks import kiosk_by_key
from .vocab import Why, Wrap

NUMBER = "139 0000 7001"


def a_cut_off_call(actor: Actor) -> UUID:
    """A call that somebody took and that was cut off half-way."""
    call = new_id()
    keep_call(call, {"contact": NUMBER, "name": "余婆婆", "text": "石梯松了。"}, actor=actor)
    end_call(call, Wrap.DROPPED, actor=actor)
    return call


def a_callback(actor: Actor) -> UUID:
    """Somebody to be rung back from the desk of the actor."""
    return ask_back(NUMBER, clock.now(), Why.ASKED, actor=actor, name="余婆婆")


def a_page(colour: str = "white") -> bytes:
    """A picture of an empty page."""
    out = io.BytesIO()
    Image.new("RGB", (120, 160), colour).save(out, "PNG")
    return out.getvalue()


def a_sheet(actor: Actor) -> UUID:
    """A page that somebody handed in and nobody read yet."""
    return take_sheet(a_page(), actor=actor)


def a_kiosk(actor: Actor, place: str = "509901001002") -> UUID:
    """A screen in a hall that was set up and told nothing yet."""
    key = set_up_kiosk("大厅", place, actor=actor)
    found = kiosk_by_key(key)
    assert found is not None
    return found.id
