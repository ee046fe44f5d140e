# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of the log as a collector reads them: one JSON object each, whatever was said in it."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any


class Lines(logging.Formatter):
    """Time (UTC, RFC 3339), level, log, words and the trace of an error, always on one line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "log": record.name,
            "words": record.getMessage(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def kept_elsewhere(where: str, form: str) -> dict[str, Any]:
    """The handler that carries each line besides to ``where``, as ``logging.config`` reads it: a file, the
    socket of a syslog on this machine (``syslog:/dev/log``) or a syslog by UDP (``syslog://host:514``).

    Raises ``ValueError`` for anything else: a log that goes nowhere is worse than one that does not start.
    """
    if where.startswith("/"):
        return {"class": "logging.handlers.WatchedFileHandler", "filename": where, "formatter": form}
    kind, _, rest = where.partition(":")
    host, _, port = rest.removeprefix("//").rpartition(":")
    if kind == "syslog" and rest.startswith("//") and host and port.isdecimal():
        address: Any = (host, int(port))
    elif kind == "syslog" and rest.startswith("/") and not rest.startswith("//"):
        address = rest
    else:
        raise ValueError(
            f"LINLI_LOG_TO: {where!r} is neither a file nor syslog:/path nor syslog://host:port"
        )
    return {"class": "logging.handlers.SysLogHandler", "address": address, "formatter": form}
