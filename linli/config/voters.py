# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench voters``: many vote at once while the web process is killed with -9; then count.

A whole product runs in a data folder of its own, as for ``linli bench faults``. Every voter has a letter,
exchanges it for a ballot and ticks until the product acknowledged it; what fails is sent again, as a
browser's button would. At the end the open file must hold each ballot once, with what was acknowledged.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from functools import partial
from secrets import SystemRandom
from typing import Any

from .faults import apart, free_port, processes, product, remove
from .steps import step

PATIENCE = 240.0  # seconds after which a voter gives up: then the run fails, loudly
OPTIONS = ("一", "二", "三", "四")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--voters", type=int, default=500)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Figures of one run; 1 if a tick was lost or counted twice."""
    folder = apart("voters")
    port = free_port()
    with product(folder, port) as running:
        told = measure(running.pid, f"http://127.0.0.1:{port}", options)
    print(json.dumps(told) if options.json else "\n".join(f"{k:<16} {v:>8}" for k, v in told.items()))
    if told["lost"] or told["doubled"]:
        print(f"A tick was lost or counted twice; all of it lies in {folder}", file=sys.stderr)
        return 1
    remove(folder)
    return 0


class Voter(threading.Thread):
    """Somebody with a letter. ``said`` is what the product acknowledged last."""

    def __init__(self, base: str, path: str, letter: str, number: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.base, self.path, self.letter = base, path, letter
        self.chance = SystemRandom()
        self.address = f"10.{number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.said, self.tries, self.failed = 0, 0, ""
        self.waits: list[float] = []

    def run(self) -> None:
        try:
            page = self.until(lambda: self.ask(self.path))
            fresh, token = (found(page, name) for name in ("fresh", "csrfmiddlewaretoken"))
            given = {"letter": self.letter, "fresh": fresh, "csrfmiddlewaretoken": token}
            page = self.until(lambda: self.ask(f"{self.path}letter/", given))
            for _ in range(2):  # everybody changes their mind once
                seq = self.chance.randint(1, len(OPTIONS))
                token = found(page, "csrfmiddlewaretoken")
                tick = {"choice": str(seq), "on": "yes", "csrfmiddlewaretoken": token}
                page = self.until(partial(self.ask, f"{self.path}tick/", tick))
                self.said = seq
        except (RuntimeError, AttributeError) as error:
            self.failed = str(error) or type(error).__name__

    def until(self, ask: Any) -> str:
        """What is answered at last; raises when it never is."""
        began = time.monotonic()
        while True:
            try:
                page: str = ask()
            except (OSError, urllib.error.URLError) as error:
                if isinstance(error, urllib.error.HTTPError) and error.code in (400, 403, 404, 409, 422):
                    raise RuntimeError(f"{error.code} {error.url}") from error
                if time.monotonic() - began > PATIENCE:
                    raise RuntimeError("nobody answered") from error
                self.tries += 1
                time.sleep(self.chance.uniform(0.5, 2.0))
            else:
                self.waits.append(time.monotonic() - began)
                return page

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        headers = {"X-Forwarded-For": self.address, "Referer": self.base + path, "Connection": "close"}
        request = urllib.request.Request(self.base + path, data, headers)
        with self.opener.open(request, timeout=60) as answer:
            return str(answer.read().decode())


def found(page: str, name: str) -> str:
    """The value of a hidden field."""
    match = re.search(f'name="{re.escape(name)}" value="([^"]+)"', page)
    assert match is not None, name
    return match[1]


def measure(run: int, base: str, options: argparse.Namespace) -> dict[str, Any]:
    """Letters, voters and kills; then the count by the same command that staff use."""
    from linli.config.ready import make_ready

    make_ready()  # our own lease on the product's database, for letters and for counting
    from django.urls import reverse

    from linli.participation.testing import a_vote_by_letter, counted_choices

    vote, letters = a_vote_by_letter(options.voters, OPTIONS)
    path = reverse("general-vote", args=[vote.number])
    voters = [Voter(base, path, letter, n, options.seed) for n, letter in enumerate(letters)]
    chance, killed, began = SystemRandom(), 0, time.monotonic()
    with step("voters, and kills of the web process") as shown:
        for voter in voters:
            voter.start()
        while any(voter.is_alive() for voter in voters):
            done = sum(voter.said > 0 for voter in voters)
            if killed < options.kills and done >= options.voters * killed // (options.kills + 1):
                for victim in processes(run, "web"):
                    victim.kill()
                killed += 1
            shown.note(f"{killed} of {options.kills} kills, {done} voted")
            time.sleep(chance.uniform(0.3, 0.8))
        for voter in voters:
            voter.join()
    seconds = time.monotonic() - began
    with step("counting"):
        ballots = counted_choices(vote)
    said = Counter(voter.said for voter in voters if voter.said)
    kept = Counter(ballots)
    waits = sorted(wait for voter in voters for wait in voter.waits)
    gave_up = [voter.failed for voter in voters if voter.failed]
    return {
        "voters": options.voters,
        "kills": killed,
        "acknowledged": sum(said.values()),
        "counted": len(ballots),
        "lost": sum((said - kept).values()),
        "doubled": max(0, len(ballots) - options.voters) + sum((kept - said).values()) * (not gave_up),
        "gave_up": len(gave_up),
        "tries_again": sum(voter.tries for voter in voters),
        "seconds": round(seconds, 1),
        "wait_median_s": round(waits[len(waits) // 2], 2) if waits else 0.0,
        "wait_p95_s": round(waits[int(len(waits) * 0.95)], 2) if waits else 0.0,
    } | ({"first": gave_up[0]} if gave_up else {})
