# SPDX-License-Identifier: AGPL-3.0-or-later
"""SMS through a gateway that speaks HTTP: the town's own, or a GSM modem behind a small server.

One call a message: ``POST LINLI_SMS_URL`` as a form with ``to`` (such as ``+8613900000000``) and ``text``,
the key of ``LINLI_SMS_KEY`` as bearer. An answer of 200 means that the gateway has it; everything else is
tried again by the outbox, later and later. Other protocols are a few lines in front of the gateway.
"""

from __future__ import annotations

import os

from linli.platform.outbox.send import SENDERS
from linli.platform.outgoing import fetch, origin_of

LONGEST = 500  # signs of one message: about seven parts in Chinese


def wire() -> None:
    """Send messages to telephone numbers by SMS, if the operator named a gateway.

    Raises ``NoAnswer`` for an address that is neither encrypted nor on this machine.
    """
    url = os.environ.get("LINLI_SMS_URL", "")
    if not url:
        return
    allowed = frozenset({origin_of(url)})
    key = os.environ.get("LINLI_SMS_KEY", "")
    headers = {"Authorization": f"Bearer {key}"} if key else {}

    def send(address: str, subject: str, body: str) -> None:
        fetch(url, allowed, form={"to": address, "text": shortened(body)}, headers=headers)

    SENDERS["sms"] = send


def shortened(body: str) -> str:
    """A message as a telephone shows it: without empty lines, cut with a sign where it is too long."""
    text = "\n".join(line.strip() for line in body.splitlines() if line.strip())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
