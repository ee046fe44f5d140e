# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from events."""

from __future__ import annotations

from linli.kernel.events import Letter
from linli.people.events import AccountClosed
from linli.platform.journal import subscribe

from .commands import forget_account, list_signs
from .events import VisitNoted


@subscribe("fieldwork.forget_account", AccountClosed.type)
def forget(letter: Letter) -> None:
    """Whoever closed their account wishes for no visits any more."""
    forget_account(letter.subject)


@subscribe("fieldwork.list_signs", VisitNoted.type)
def list_what_was_seen(letter: Letter) -> None:
    """Dangers in houses stand on the problem list of the grid, once a month and kind."""
    assert isinstance(letter.event, VisitNoted)
    list_signs(letter.event, letter.occurred_at)
