# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web server: granian, one process by default, threads for requests."""

from __future__ import annotations

import argparse
import os

from linli.platform import database

from .parent import stop_with_parent
from .ready import collect_static

THREADS = 6


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default=os.environ.get("LINLI_ADDRESS", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("LINLI_PORT", "8000")))
    parser.add_argument("--workers", type=int, default=int(os.environ.get("LINLI_WORKERS", "1")))
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    database.ensure()
    collect_static()
    os.environ.setdefault("LINLI_DATABASE_POOL", str(THREADS + 2))
    stop_with_parent(options.parent)
    os.environ["LINLI_CHILD"] = str(os.getpid())
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "linli.config.wsgi:application",
        address=options.address,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=THREADS,
        backlog=256,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()
    return 0
