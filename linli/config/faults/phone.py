# SPDX-License-Identifier: AGPL-3.0-or-later
"""A grid worker's telephone that replays visits, as the offline shell does."""

from __future__ import annotations

import threading
import time
import urllib.request
import uuid
from functools import partial

from .load import Load


class Phone(Load):
    """The grid worker's telephone; ``sent`` are the ids of visits in their order."""

    def __init__(self, base: str, seed: int) -> None:
        super().__init__(base, seed, key="none")
        self.sent: list[uuid.UUID] = []
        self.took: list[float] = []
        self.kills = 0
        self.over = threading.Event()
        self.sign_in()

    def replay(self, stops: list[uuid.UUID], photos: list[bytes]) -> float:
        """Send a visit to each stop; the seconds it took."""
        began = time.perf_counter()
        for stop in stops:
            identity, at = uuid.uuid4(), time.perf_counter()
            self._until(partial(self._visit, stop, identity, photos))
            self.took.append(time.perf_counter() - at)
            self.sent.append(identity)
        return time.perf_counter() - began

    def _visit(self, stop: uuid.UUID, identity: uuid.UUID, photos: list[bytes]) -> None:
        edge, token = uuid.uuid4().hex, next(one.value for one in self.jar if one.name == "linli_csrf")
        fields = {
            "csrfmiddlewaretoken": token, "visit_id": str(identity), "outcome": "visited",
            "signs": "charging", "needs": "errands", "text": "腿脚不便，想请人带点米。",
        }  # fmt: skip
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        for number, picture in enumerate(photos):
            head = f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="{number}.jpg"\r\n'
            parts.append(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + picture + b"\r\n")
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "X-Linli-Replay": "1",
            "Referer": self.base,
        }
        data = b"".join([*parts, f"--{edge}--\r\n".encode()])
        request = urllib.request.Request(f"{self.base}/field/door/{stop}/", data, headers)
        with self.phone.open(request, timeout=30) as answer:
            answer.read()
            where = str(answer.headers.get("Location", ""))
        if "/field/round/" not in where:
            raise RuntimeError(f"a visit was answered with {where or answer.status}")
