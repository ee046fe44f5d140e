# SPDX-License-Identifier: AGPL-3.0-or-later
"""SMS through a gateway that speaks HTTP: the town's own, or a GSM modem behind a small server.

Out: one call a message, ``POST LINLI_SMS_URL`` as a form with ``to`` (such as ``+8613900000000``), ``text``
and ``id``, the key of ``LINLI_SMS_KEY`` as bearer. An answer of 200 means that the gateway has it;
everything else is tried again by the outbox, later and later. In, and reports of what did not arrive: the
gateway calls ``/messages/in/sms/`` signed as Standard Webhooks 1.0.0 says (``wires/signed.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from linli.platform.outbox.channel import Arrived, Health, Parcel, Report
from linli.platform.outgoing import NoAnswer, fetch, origin_of, reachable

LONGEST = 500  # signs of one message: about seven parts in Chinese


class Gateway:
    """A gateway over HTTP."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.allowed = url, frozenset({origin_of(url)})
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def send(self, parcel: Parcel) -> str:
        form = {"to": parcel.address, "text": shortened(parcel.body), "id": str(parcel.id)}
        fetch(self.url, self.allowed, form=form, headers=self.headers)
        return str(parcel.id)

    def receive(self) -> Iterable[Arrived | Report]:
        return ()

    def health(self) -> Health:
        try:
            reachable(self.url)
        except NoAnswer as error:
            return Health(False, f"{origin_of(self.url)}: {error}")
        return Health(True, f"{origin_of(self.url)} takes calls")


def shortened(body: str) -> str:
    """A message as a telephone shows it: without empty lines, cut with a sign where it is too long."""
    text = "\n".join(line.strip() for line in body.splitlines() if line.strip())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def heard(content: Any, key: str) -> Arrived | Report:
    """What a gateway tells: ``{"type": "message", "from", "text"}`` or ``{"type": "failed", "id", "why",
    "lasting"}``. Raises ``ValueError`` for anything else."""
    if not isinstance(content, dict):
        raise ValueError("no object")
    said = {name: str(content.get(name) or "") for name in ("type", "from", "text", "id", "why")}
    if said["type"] == "message" and said["from"] and len(said["from"]) <= 64:
        return Arrived("sms", said["from"], said["text"], f"sms:{key}")
    if said["type"] == "failed" and said["id"]:
        return Report("sms", said["why"] or "failed", content.get("lasting") is True, outside=said["id"])
    raise ValueError("neither a message nor a report")
