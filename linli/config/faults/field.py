# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench field``: visits that waited on phones are sent to a product whose processes are killed.

A product with the built-in town runs in a data folder of its own. A grid worker's visits are replayed as
the offline shell replays them: one after the other, each with the id made on the phone, again with the same
id until it is answered. First without photos, to see how fast; then with photos while the web server, the
worker and the database are killed at random. At the end the tables are asked what arrived, what is missing
and what is there twice. Routes of sixty doors are planned beside a bound.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from . import apart, chosen, free_port, keep, processes, product, remove

HOUSES = 300
WRONG = ("missing", "doubled")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--visits", type=int, default=200, help="with photos, under kills")
    parser.add_argument("--quick", type=int, default=200, help="without photos, for the speed")
    parser.add_argument("--photos", type=int, default=3)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    folder = apart("field")
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.config.settings"
    port = free_port()
    with product(folder, port) as running:
        told = {**visits(running, f"http://127.0.0.1:{port}", options), **routes()}
    print(json.dumps(told) if options.json else "\n".join(f"{k:<16} {v:>8}" for k, v in told.items()))
    if any(told[name] for name in WRONG):
        print(f"Something was lost or doubled; all of it lies in {keep(folder)}", file=sys.stderr)
        return 1
    remove(folder)
    return 0


def routes(seeds: int = 10) -> dict[str, Any]:
    """Rounds of sixty doors: over a community of 300 houses on a slope, and within 22 houses of a grid."""
    from linli.fieldwork.public import Spot, plan_route

    def doors(seed: int, houses: int, half: float, slope: float) -> list[Spot]:
        chance = random.Random(seed)  # noqa: S311
        spots = [(chance.uniform(-half, half), chance.uniform(-half, half)) for _ in range(houses)]
        found = []
        for _ in range(60):
            number = chance.randrange(houses)
            x, y = spots[number]
            lift = number % 5 == 0
            floor = chance.randint(1, 18 if lift else 6)
            place = (106.95 + x / 96_000, 29.94 + y / 111_320, round((x + y) / slope))
            found.append(Spot(*place, floor, lift, str(number)))
        return found

    home = Spot(106.95, 29.94)
    took: list[float] = []
    plan_route(home, doors(0, 22, 350, 20))  # the library is loaded
    wide: list[Any] = []
    dense: list[Any] = []
    for seed in range(seeds):
        for found, shape in ((wide, (HOUSES, 900, 12)), (dense, (22, 350, 20))):
            began = time.perf_counter()
            found.append(plan_route(home, doors(seed, *shape)))
            took.append(time.perf_counter() - began)
    return {
        "route_seconds": round(max(took), 2),
        "route_gain": _gain(wide),
        "route_gain_dense": _gain(dense),
        "route_over_bound": round(max(one.seconds / one.bound for one in wide + dense) - 1, 3),
    }


def _gain(plans: list[Any]) -> float:
    return round(1 - sum(one.seconds for one in plans) / sum(one.naive for one in plans), 3)


def visits(running: Any, base: str, options: argparse.Namespace) -> dict[str, Any]:
    """Replay visits: how fast, and what became of them under kills."""
    from linli.config.ready import make_ready

    make_ready()
    from linli.fieldwork.testing import stops_for, visits_kept
    from linli.people import public as people

    from .phone import Phone

    worker = people.account_by_login("deng")
    assert worker is not None
    stops = stops_for(worker, options.quick + options.visits)
    phone = Phone(base, options.seed)
    quick, slow = stops[: options.quick], stops[options.quick :]
    speed = phone.replay(quick, [])
    pictures = [photo(number) for number in range(options.photos)]
    killer = threading.Thread(target=_kill, args=(running, options, phone), daemon=True)
    killer.start()
    with_photos = phone.replay(slow, pictures)
    phone.over.set()
    killer.join()
    kept = _asked(lambda: visits_kept(phone.sent))
    return {
        "visits": len(stops),
        "missing": len(stops) - kept.visits,
        "doubled": kept.doubled,
        "photos": kept.photos,
        "photos_missing": len(slow) * options.photos - kept.photos,
        "kills": phone.kills,
        "tries_again": phone.tries,
        "replay_per_s": round(len(quick) / speed, 1),
        "replay_ms": round(statistics.median(phone.took[: len(quick)]) * 1000),
        "photos_per_s": round(len(slow) * options.photos / with_photos, 1),
    }


def _asked(ask: Callable[[], Any]) -> Any:
    """Ask the tables once the database serves again: it may have been killed a moment ago."""
    from django.db import OperationalError, connections

    end = time.monotonic() + 90
    while True:
        try:
            return ask()
        except OperationalError:
            if time.monotonic() > end:
                raise
            connections.close_all()
            time.sleep(0.5)


def _kill(running: Any, options: argparse.Namespace, phone: Any) -> None:
    chance = random.Random(options.seed)  # noqa: S311
    while phone.kills < options.kills and not phone.over.wait(chance.uniform(0.2, 2.0)):
        target = chance.choice(("web", "worker", "database"))
        if victim := chosen(processes(running.pid, target), target, chance):
            victim.kill()
            phone.kills += 1


def photo(number: int) -> bytes:
    """A picture as a phone makes it, some 300 kB."""
    from PIL import Image

    chance = random.Random(number)  # noqa: S311
    noise = Image.frombytes("RGB", (320, 240), chance.randbytes(320 * 240 * 3)).resize((1600, 1200))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=70)
    return out.getvalue()
