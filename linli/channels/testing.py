# SPDX-License-Identifier: AGPL-3.0-or-later
"""Factories of calls for this and higher storeys: always through the real commands."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID

from PIL import Image

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.platform.outbox.channel import Arrived

from .commands import ask_back, end_call, keep_call, set_up_kiosk, take_in, take_sheet
from .models import Arrival
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


def a_letter(
    sender: str = "yu@example.org",
    subject: str = "石梯",
    text: str = "石板坡的石梯松了三级。",
    files: Sequence[tuple[str, bytes]] = (),
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A letter as a mail server hands it over; ``files`` are types and contents."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "linli@example.net", subject
    for name, value in {"Message-ID": "<fixed@example.org>", **(headers or {})}.items():
        letter[name] = value
    letter.set_content(text)
    for kind, content in files:
        main, _, sub = kind.partition("/")
        letter.add_attachment(content, maintype=main, subtype=sub, filename="a")
    return letter.as_bytes(policy=SMTP)


def a_message(text: str = "石梯松了三级", sender: str = NUMBER, files: Sequence[bytes] = ()) -> UUID:
    """An SMS that came and waits for a person; its id."""
    take_in(Arrived("sms", sender, text, str(new_id()), files=tuple(files)))
    return Arrival.objects.latest("came_at").id
