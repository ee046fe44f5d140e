# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from procrastinate.contrib.django import app

from .commands import compute_stale, end_unanswered, escalate_overdue, list_waiting
from .commands.open_questions import escalate_openness, remind_openness


@app.periodic(cron="20 21 * * *")  # UTC: early in the morning in China
@app.task(queueing_lock="participation.escalate")
def look_for_overdue_answers(timestamp: int) -> None:
    """Pass what was not answered in time to the level above; end what authors were asked a month ago."""
    escalate_overdue()
    end_unanswered()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="participation.maps")
def compute_maps(timestamp: int) -> None:
    """Work out anew every opinion map in which something was said; close those whose phases are over."""
    compute_stale()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="participation.panels")
def list_panels(timestamp: int) -> None:
    """Work out the numbered panels of every pool that was closed."""
    list_waiting()


@app.periodic(cron="40 21 * * *")  # UTC: early in the morning in China
@app.task(queueing_lock="participation.openness")
def look_for_overdue_openness(timestamp: int) -> None:
    """Remind of what is due to be published soon; pass on what is overdue to the level above."""
    remind_openness()
    escalate_openness()
