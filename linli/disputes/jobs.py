# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from procrastinate.contrib.django import app

from .commands import forget_traces, remind


@app.periodic(cron="30 1 * * *")  # UTC: in the morning in China, when nobody sleeps
@app.task(queueing_lock="disputes.remind")
def remind_daily(timestamp: int) -> None:
    """Remind parties who wish it of days of their agreement; forget old traces."""
    remind()
    forget_traces()
