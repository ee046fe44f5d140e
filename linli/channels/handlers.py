# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from a matter that was received: the call that it came of is over."""

from __future__ import annotations

from linli.cases.events import Received
from linli.kernel.events import Letter
from linli.platform.journal import subscribe

from .commands import matter_came, message_became, sheet_came


@subscribe("channels.matter_came", Received.type)
def close_call(letter: Letter) -> None:
    """A call, a page on paper or a message, and the matter that came of it share their id."""
    matter_came(letter.subject)
    sheet_came(letter.subject)
    message_became(letter.subject)
