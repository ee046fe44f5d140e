# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from procrastinate.contrib.django import app

from .commands import count_steps_anew, group_matters, propose_presses
from .commands.callers import index_contacts


@app.periodic(cron="40 21 * * *")  # UTC: early in the morning before a working day in China
@app.task(queueing_lock="cases.press")
def look_for_presses(timestamp: int) -> None:
    """Count what is due anew, and list what meets a trigger of pressing; a person decides on each."""
    count_steps_anew()
    propose_presses()


@app.periodic(cron="50 19 * * *")  # UTC: at night in China
@app.task(queueing_lock="cases.issues")
def group_nightly(timestamp: int) -> None:
    """Group the newest matters into issues anew; ids stay, and so does what people decided."""
    group_matters()


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="cases.contacts")
def index_old_contacts(timestamp: int) -> None:
    """Give contacts that were kept before there were hashes theirs, some hundreds an hour."""
    index_contacts()
