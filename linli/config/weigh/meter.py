# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web server as a process to be asked and weighed, together with its database."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import psutil

from linli.platform import database

PATIENCE = 60.0  # seconds


@dataclass
class Weight:
    """What some requests of one kind cost; times in seconds."""

    cpu: float = 0.0
    times: list[float] = field(default_factory=list)
    size: int = 0

    def told(self) -> dict[str, float]:
        """Processor ms of web server and database together, passing ms, bytes: each a request."""
        times = sorted(self.times)
        return {
            "cpu_ms": round(self.cpu * 1000 / len(times), 1),
            "p50_ms": round(times[len(times) // 2] * 1000, 1),
            "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
            "bytes": self.size // len(times),
        }


class Server:
    """A web server of its own on a free port; ``ask`` sends one request over a kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "linli.config.cli", "web", "--port", str(port)], env={**os.environ}
        )
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        while True:
            try:
                self.ask("GET", "/")
                break
            except OSError:
                self.link.close()
                if time.monotonic() - began > PATIENCE or self.process.poll() is not None:
                    raise
                time.sleep(0.02)
        self.cold_start = time.monotonic() - began

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Status, body and headers of an answer."""
        data = None if body is None else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if data else {}
        self.link.request(method, path, data, {**kind, **(headers or {})})
        answer = self.link.getresponse()
        return answer.status, answer.read(), answer.headers

    def cpu(self) -> float:
        """Processor seconds of the server's processes and of the database's, so far."""
        cluster = database.ensure()
        assert cluster is not None
        own = psutil.Process(self.process.pid)
        total = 0.0
        for process in [own, *own.children(recursive=True), *cluster.processes()]:
            try:
                used = process.cpu_times()
                total += used.user + used.system
            except psutil.Error:
                continue
        return total

    def rss_mb(self) -> float:
        """Memory of the process that answers, in MB: the largest one of the tree."""
        own = psutil.Process(self.process.pid)
        return max(p.memory_info().rss for p in [own, *own.children(recursive=True)]) / 1e6

    def stop(self) -> None:
        self.link.close()
        self.process.terminate()
        self.process.wait(30)
