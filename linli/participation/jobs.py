# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from procrastinate.contrib.django import app

from .commands import escalate_overdue


@app.periodic(cron="20 21 * * *")  # UTC: early in the morning in China
@app.task(queueing_lock="participation.escalate")
def look_for_overdue_answers(timestamp: int) -> None:
    """Pass what was not answered in time to the level above."""
    escalate_overdue()
