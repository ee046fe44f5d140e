# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker: hands letters over, sends messages, runs jobs."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import threading

from linli.platform import database

from .parent import stop_with_parent

log = logging.getLogger("linli.worker")
NICE = 10  # whoever waits for a page comes first where web and worker share a machine
PAUSE = 0.4  # seconds between two looks at an empty queue


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Work until told to stop."""
    database.ensure()
    import django

    django.setup()
    stop_with_parent(options.parent)
    os.nice(NICE)
    stopping = threading.Event()
    carrier = threading.Thread(target=carry, args=(stopping,), daemon=True)
    carrier.start()
    try:
        asyncio.run(_jobs())
    finally:
        stopping.set()
        carrier.join(10)
    return 0


def carry(stopping: threading.Event) -> None:
    """Hand over letters and send messages until told to stop, whatever happens to the database."""
    from django.db import connection

    from linli.platform.journal import reconcile
    from linli.platform.journal.deliver import deliver_one
    from linli.platform.outbox.send import send_one

    begun = False
    while not stopping.is_set():
        try:
            if not begun:
                reconcile.reconcile()
                begun = True
            busy = deliver_one() | send_one()
        except Exception:
            log.warning("the database did not answer; trying again", exc_info=True)
            connection.close()
            stopping.wait(1)
            continue
        if not busy:
            stopping.wait(PAUSE)


async def _jobs() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    while True:
        try:
            with app.replace_connector(connector.get_worker_connector()) as jobs:
                async with jobs.open_async():
                    await jobs.run_worker_async(concurrency=1, delete_jobs="successful")
            return
        except Exception:
            log.warning("jobs wait for the database", exc_info=True)
            await asyncio.sleep(1)
