# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with the machine and not with the request: a full disk, a database that is away.

Nobody has done anything wrong then, and nothing was kept by half: the transaction is rolled back, the
file is removed. So the person is told to send it again, and work in the background waits.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError

from linli.kernel.problem import Problem, mark, problem

NO_ROOM = problem(
    "no_room",
    507,
    mark("There is no room left on our machine to keep this."),
    mark("Nothing of it was kept. Send it again in a few minutes; if it is urgent, telephone us."),
)
RECORDS_AWAY = problem(
    "records_away",
    503,
    mark("Our records cannot be reached at this moment."),
    mark(
        "What was confirmed to you is safe. Wait a minute, look whether this is there, then send it again."
    ),
)

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = "53100"  # PostgreSQL's codes of errors, appendix A of its manual
HINT = "Check free disk space."  # what it adds where a file may not grow, whatever forbids it
AWAY = ("08", "53", "57P", "58")  # no connection; no resources; shutting down or starting; the system

LINK = (psycopg.OperationalError, psycopg.InterfaceError)  # without a code: the connection itself


def outage(error: BaseException | None) -> Problem | None:
    """The problem to tell of if an outage of the machine is behind an error, else ``None``."""
    for one in _causes(error):
        if isinstance(one, OSError) and one.errno in FULL:
            return NO_ROOM()
        if isinstance(one, psycopg.Error):
            if one.sqlstate == DISK_FULL or one.diag.message_hint == HINT:
                return NO_ROOM()
            ended = one.diag.severity_nonlocalized in ("FATAL", "PANIC")
            if ended or (one.sqlstate or "").startswith(AWAY):
                return RECORDS_AWAY()
        if isinstance(one, (OperationalError, InterfaceError, *LINK)) and _state(one) is None:
            return RECORDS_AWAY()
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it was raised from; Django wraps the driver's errors."""
    while error is not None:
        yield error
        error = error.__cause__


def _state(error: BaseException) -> Any:
    """PostgreSQL's code behind an error, ``None`` where the server did not say any."""
    return next((one.sqlstate for one in _causes(error) if isinstance(one, psycopg.Error)), None)
