# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from procrastinate.contrib.django import app

from .commands import erase_extracts, lapse_requests, remind_reviews, tell_persons


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="privacy.keep_days")
def keep_days(timestamp: int) -> None:
    """What a day brings: requests lapse, extracts go, persons are told, reviews are called due."""
    lapse_requests()
    erase_extracts()
    tell_persons()
    remind_reviews()
