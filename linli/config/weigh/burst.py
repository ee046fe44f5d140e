# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench burst``: one subdistrict brings eighty matters a second; what do the others notice?

The whole product runs with the built-in town. People of the other subdistricts bring matters and look at
lists at an even pace, in turns without and with a burst from one subdistrict. Every request has a moment
at which it is due, and its time counts from then: a server that stops for a second is slow for all who
came in that second. Client, server and database share the machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import secrets
import shutil
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from ..faults import apart, free_port, product
from ..steps import step

OTHERS, LOOKS = 8, 4  # matters and lists a second, from the others: the peak of a city
LIMIT = 1.5  # the others' 95th percentile with the burst, over that without
PATIENCE = 30.0  # seconds
WORDS = ("路灯不亮，晚上下楼看不见台阶", "垃圾两天没有清运，味道很大", "井盖松动，车一压就响")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rate", type=int, default=80, help="matters a second in the burst")
    parser.add_argument("--seconds", type=int, default=10, help="of each turn")
    parser.add_argument("--turns", type=int, default=5, help="without and with the burst")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    folder = apart("burst")
    port = free_port()
    try:
        with product(folder, port):
            told = measure(port, options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(told) if options.json else "\n".join(f"{k:<20} {v:>10}" for k, v in told.items()))
    return 0


@dataclass
class Turn:
    """The times of one turn's requests in ms, from when they were due; answers by status."""

    times: list[float] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)

    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)]


def measure(port: int, options: argparse.Namespace) -> dict[str, Any]:
    """Turn about without and with the burst, after one of each to warm up; medians of the turns."""
    from linli.config.ready import make_ready

    make_ready()
    from linli.places import public as places

    communities = [place for place in places.tree() if place.kind == "community"]
    street = communities[0].parent
    there = [place.names["zh-Hans"] for place in communities if place.parent == street]
    elsewhere = [place.names["zh-Hans"] for place in communities if place.parent != street]
    turns: dict[str, list[tuple[Turn, Turn]]] = {"quiet": [], "burst": []}
    with step("turns") as shown:
        for number in range(-1, options.turns):
            for name, rate in (("quiet", 0), ("burst", options.rate)):
                shown.note(f"{name} {number + 1} of {options.turns}")
                found = turn(Sender(port, number), options.seconds, rate, there, elsewhere)
                if number >= 0:
                    turns[name].append(found)
    quiet, burst = (statistics.median(o.p95() for o, _ in turns[name]) for name in ("quiet", "burst"))
    brought = [b.answers.get(201, 0) / options.seconds for _, b in turns["burst"]]
    answers: dict[int, int] = {}
    for piece in [piece for pair in turns["quiet"] + turns["burst"] for piece in pair]:
        for status, count in piece.answers.items():
            answers[status] = answers.get(status, 0) + count
    return {
        "burst_per_s": round(statistics.median(brought), 1),
        "others_p95_ms": round(quiet, 1),
        "others_p95_burst_ms": round(burst, 1),
        "slower": round(burst / quiet, 2),
        "limit": LIMIT,
        "burst_p95_ms": round(statistics.median(b.p95() for _, b in turns["burst"]), 1),
        "refused": sum(count for status, count in answers.items() if status not in (200, 201)),
    }


class Sender:
    """Sends requests over a connection for each thread; everybody has an address of their own."""

    def __init__(self, port: int, seed: int) -> None:
        self.port, self.chance = port, random.Random(seed)  # noqa: S311
        self.own, self.links = threading.local(), list[http.client.HTTPConnection]()

    def bring(self, place: str) -> int:
        text = f"{place}{self.chance.choice(WORDS)}，{secrets.token_hex(3)}"
        return self.ask("POST", "/api/v1/cases", {"kind": "help", "text": text})

    def look(self) -> int:
        return self.ask("GET", "/api/v1/public/cases?limit=20")

    def ask(self, method: str, path: str, body: Any = None) -> int:
        link = getattr(self.own, "link", None)
        if link is None:
            link = self.own.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self.links.append(link)
        address = ".".join(str(self.chance.randrange(1, 255)) for _ in range(4))
        headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
        try:
            link.request(method, path, json.dumps(body) if body else None, headers)
            answer = link.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            link.close()
            return 0
        return int(answer.status)

    def close(self) -> None:
        for link in self.links:
            link.close()


def turn(
    sender: Sender, seconds: int, rate: int, there: list[str], elsewhere: list[str]
) -> tuple[Turn, Turn]:
    """One turn; what the others got, and what those of the burst got."""
    others, burst = Turn(), Turn()
    begin = time.monotonic() + 0.2

    def send(at: float, found: Turn, place: str) -> None:
        time.sleep(max(0.0, begin + at - time.monotonic()))
        status = sender.bring(place) if place else sender.look()
        found.times.append((time.monotonic() - begin - at) * 1000)
        found.answers[status] = found.answers.get(status, 0) + 1

    with ThreadPoolExecutor(16) as calm, ThreadPoolExecutor(48) as crowd:
        brought = [(at, sender.chance.choice(elsewhere)) for at in _evenly(OTHERS, seconds)]
        looks = [(at, "") for at in _evenly(LOOKS, seconds)]
        for at, place in sorted(brought + looks):  # a thread takes what is due next
            calm.submit(send, at, others, place)
        for at in _evenly(rate, seconds):
            crowd.submit(send, at, burst, sender.chance.choice(there))
    sender.close()
    return others, burst


def _evenly(rate: int, seconds: int) -> Iterator[float]:
    return (number / rate for number in range(rate * seconds))
