# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of the log go to another place besides, whole and one object each."""

from __future__ import annotations

import json
import logging
import logging.config
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from linli.platform.logs import kept_elsewhere

NAME = "linli.test.elsewhere"


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    found = logging.getLogger(NAME)
    yield found
    for handler in list(found.handlers):
        found.removeHandler(handler)
        handler.close()


def wire(where: str) -> None:
    logging.config.dictConfig(
        {
            "version": 1,
            "incremental": False,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": "linli.platform.logs.Lines"}},
            "handlers": {"elsewhere": kept_elsewhere(where, "json")},
            "loggers": {NAME: {"handlers": ["elsewhere"], "level": "INFO"}},
        }
    )


def test_lines_go_to_a_syslog_on_this_machine_and_to_a_file(tmp_path: Path, log: Any) -> None:
    path = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(str(path))
        wire(f"syslog:{path}")
        log.warning("refused\nforged line")
        line = syslog.recv(4096).rstrip(b"\0")
    told = json.loads(line.partition(b">")[2])
    assert (told["level"], told["words"]) == ("WARNING", "refused\nforged line")
    assert line.count(b"\n") == 0
    log.handlers.clear()
    wire(str(tmp_path / "lines.log"))
    log.info("one")
    assert json.loads((tmp_path / "lines.log").read_text())["words"] == "one"


def test_an_address_that_is_none_is_refused_and_a_server_is_named_by_port() -> None:
    assert kept_elsewhere("syslog://log.city.example:514", "json")["address"] == ("log.city.example", 514)
    for wrong in ("syslog:", "syslog://host", "log.city.example:514", "http://x:1", "relative/file"):
        with pytest.raises(ValueError, match="LINLI_LOG_TO"):
            kept_elsewhere(wrong, "json")
