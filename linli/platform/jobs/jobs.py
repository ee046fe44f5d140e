# SPDX-License-Identifier: AGPL-3.0-or-later
"""The platform's own regular work: reconciling, sweeping, rescuing jobs of dead workers."""

from __future__ import annotations

import logging

from asgiref.sync import sync_to_async
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from .. import erasure
from ..access import throttle
from ..files import store
from ..journal import reconcile

log = logging.getLogger("linli.jobs")


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="reconcile", pass_context=False)
def reconcile_journal(timestamp: int) -> None:
    """Find letters that were never put on their way."""
    if missing := reconcile.reconcile():
        log.warning("%s deliveries were missing and are on their way now", missing)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    """Remove what is no longer needed: old deliveries, unlinked files, past attempt windows."""
    reconcile.sweep()
    store.sweep()
    throttle.sweep()
    if missing := erasure.mend():
        log.warning("%s tombstones were not on the list and are now", missing)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Give jobs of workers that died back to the queue; one that has a successor there is let go."""
    await give_back(context.app.job_manager)


async def give_back(manager: JobManager) -> None:
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=60):
        await sync_to_async(log.warning)(
            "job %s (%s) of a dead worker is tried again", job.id, job.task_name
        )
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same work waits already, under the same queueing lock
            await manager.finish_job(job, Status.ABORTED, delete_job=True)
