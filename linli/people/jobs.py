# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from procrastinate.contrib.django import app

from .commands import sweep_codes, sweep_sessions


@app.periodic(cron="27 * * * *")
@app.task(queueing_lock="people.sweep")
def sweep(timestamp: int) -> None:
    """Remove what signing in leaves behind: sessions and one-time codes that have run out."""
    sweep_sessions()
    sweep_codes()
