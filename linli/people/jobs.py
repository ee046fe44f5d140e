# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from procrastinate.contrib.django import app

from .commands import end_by_time, sweep_codes, sweep_sessions


@app.periodic(cron="27 * * * *")
@app.task(queueing_lock="people.sweep")
def sweep(timestamp: int) -> None:
    """Remove what signing in leaves behind: sessions and one-time codes that have run out."""
    sweep_sessions()
    sweep_codes()


@app.periodic(cron="20 18 * * *")  # UTC: at night in China
@app.task(queueing_lock="people.retention")
def end_nightly(timestamp: int) -> None:
    """End what was kept long enough; what one night leaves, the next one finds."""
    end_by_time()
