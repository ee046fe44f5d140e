# SPDX-License-Identifier: AGPL-3.0-or-later
"""What carries messages: each module is one :class:`~linli.platform.outbox.channel.Channel` against its
documented protocol. Nothing is wired unless the operator names the other side."""

from __future__ import annotations

import os

from linli.places import public as places
from linli.platform.outbox.hours import House, house_of
from linli.platform.outbox.send import CHANNELS, HOUSE

from .smpp import Smpp
from .sms import Gateway
from .wecom import WeCom


def wire() -> None:
    """Wire what the environment names: SMS by SMPP or by a gateway over HTTP, the chat, the town's hours.

    Raises ``NoAnswer`` for an address that is neither encrypted nor on this machine, ``ValueError`` for a
    setting that is none.
    """
    if url := os.environ.get("LINLI_SMPP_URL", ""):
        CHANNELS["sms"] = Smpp(url)
    elif url := os.environ.get("LINLI_SMS_URL", ""):
        CHANNELS["sms"] = Gateway(url, os.environ.get("LINLI_SMS_KEY", ""))
    if os.environ.get("LINLI_WECOM_CORP", ""):
        CHANNELS["wecom"] = WeCom.from_settings()
    if _town_hours not in HOUSE:
        HOUSE.append(_town_hours)


def _town_hours() -> House:
    town = places.town_or_none()
    return house_of(town.settings, town.zone) if town else House()
