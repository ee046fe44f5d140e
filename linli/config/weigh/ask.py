# SPDX-License-Identifier: AGPL-3.0-or-later
"""The requests that are weighed: what a town does all day."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from linli.config.faults import free_port
from linli.kernel.actor import SYSTEM
from linli.people import public as people
from linli.places import public as places
from linli.platform.access.keys import make_key
from linli.platform.testing.queries import counted
from linli.topics import public as topics

from .fill import COPIED, GROUPS
from .meter import Server, Weight

COORDINATOR, HANDLER = "fang", "luo"  # of the demonstration: a whole district, and one unit
COURSE = ("accept", "dispatch", "start", "resolve", "verify", "close")
WORDS = ("路灯不亮，晚上下楼看不见台阶", "楼道里堆满了杂物，电动车飞线充电", "垃圾两天没有清运，味道很大",
         "井盖松动，车一压就响", "隔壁工地夜里十二点还在打桩", "自来水有一股怪味，颜色发黄")  # fmt: skip
Ask = tuple[str, str, Any, dict[str, str]]  # method, path, body, headers


def ask_all(times: int) -> dict[str, Any]:
    """Weigh every kind of request; figures by kind, and those of the server itself."""
    server = Server(free_port())
    try:
        told: dict[str, Any] = {"cold_start_s": round(server.cold_start, 2)}
        work = Work(times)
        for name, make in work.kinds(server).items():
            asks = list(make())
            told[name] = {"queries": statements(*asks[:2]), **weigh(server, asks[2:]).told()}
        told["worker_rss_mb"] = round(server.rss_mb(), 1)
    finally:
        server.stop()
    return told


def weigh(server: Server, asks: list[Ask]) -> Weight:
    """Send all, after a tenth as warming; raises ``AssertionError`` when one is refused."""
    for ask in asks[: len(asks) // 10]:
        server.ask(*ask)
    found = Weight()
    before = server.cpu()
    for ask in asks[len(asks) // 10 :]:
        began = time.perf_counter()
        status, body, _ = server.ask(*ask)
        found.times.append(time.perf_counter() - began)
        found.size += len(body)
        assert status in (200, 201, 304), f"{ask[0]} {ask[1]}: {status} {body[:300]!r}"
    found.cpu = server.cpu() - before
    return found


def statements(warming: Ask, ask: Ask) -> int:
    """How many statements one request sends, counted in this process, reference data already read."""
    _send(warming)
    with counted() as found:
        _send(ask)
    return len(found)


def _send(ask: Ask) -> None:
    method, path, body, headers = ask
    send: Callable[..., Any] = getattr(Client(headers=headers), method.lower())
    if body is None:
        send(path)
    else:
        send(path, json.dumps(body), content_type="application/json")


class Work:
    """The kinds of requests; each makes ``times`` requests, and two more for counting statements."""

    def __init__(self, times: int) -> None:
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        self.count, self.chance = times + times // 10 + 2, random.Random(1)  # noqa: S311
        by_login = {line.login: line.id for line in people.demo_accounts()}
        scopes = ["cases:read", "cases:write"]
        self.keys = {
            login: {
                "Authorization": f"Bearer {make_key('bench', scopes, by_login[login], actor=SYSTEM)[1]}"
            }
            for login in (COORDINATOR, HANDLER)
        }
        self.staff = self.keys[COORDINATOR]
        self.communities = [p for p in places.tree() if p.kind == "community"]
        self.categories = [item for item in topics.tree() if item.active and not item.parent]

    def kinds(self, server: Server) -> dict[str, Callable[[], Iterator[Ask]]]:
        return {
            "create": self.create,
            "transition": lambda: self.transition(server),
            "list": self.list,
            "list_unit": self.list_unit,
            "list_page": self.list_page,
            "search": self.search,
            "map": self.map,
            "categories": lambda: self.categories_again(server),
        }

    def create(self) -> Iterator[Ask]:
        """A matter in words; the reader finds category and place, the duties the unit."""
        for number in range(self.count):
            place = self.chance.choice(self.communities).names["zh-Hans"]
            text = f"{place}{self.chance.choice(WORDS)}，第{number}次反映"
            yield "POST", "/api/v1/cases", {"kind": "help", "text": text}, self._from()

    def transition(self, server: Server) -> Iterator[Ask]:
        """One step further with each of the newest matters, whichever step is next."""
        after, made = "", 0
        while made < self.count:
            page = f"/api/v1/cases?limit=200&after={after}"
            found = json.loads(server.ask("GET", page, None, self.staff)[1])
            for number in (line["number"] for line in found["items"]):
                if number.startswith(COPIED):
                    continue
                matter = json.loads(server.ask("GET", f"/api/v1/cases/{number}", None, self.staff)[1])
                if action := next((action for action in COURSE if action in matter["actions"]), None):
                    body = {"action": action, "text": "已经派人去看。", "unit": matter["unit"]}
                    yield "POST", f"/api/v1/cases/{number}/actions", body, self.staff
                    made += 1
            after = found["after"]
            assert after or made >= self.count, f"only {made} steps could be found"

    def list(self) -> Iterator[Ask]:
        """Fifty of the open matters by five filters, as the coordinator of the district."""
        yield from (
            self._listed(
                kind=self.chance.choice(("help", "complain")),
                category=self.chance.choice(self.categories).code,
                place=self.chance.choice(self.communities).parent,
                channel="web",
                begins="2025-01-01",
            )
            for _ in range(self.count)
        )

    def list_unit(self) -> Iterator[Ask]:
        """The newest fifty of one unit, as its handler."""
        for _ in range(self.count):
            yield "GET", "/api/v1/cases?limit=50", None, self.keys[HANDLER]

    def list_page(self) -> Iterator[Ask]:
        """The public list as a page for people."""
        for _ in range(self.count):
            yield "GET", "/nearby/?kind=help", None, self._from()

    def search(self) -> Iterator[Ask]:
        """Common words, rare ones, and two together."""
        for number in range(self.count):
            own = f"zu{self.chance.randrange(GROUPS)}"
            words = ("路灯", own, f"垃圾 {own}", "电梯 老人", "噪音")[number % 5]
            yield self._listed(q=words)

    def map(self) -> Iterator[Ask]:
        """The open matters in one view of the public map."""
        for _ in range(self.count):
            street = self.chance.choice(self.communities)
            yield "GET", f"/nearby/?{urlencode({'place': street.code})}", None, self._from()

    def categories_again(self, server: Server) -> Iterator[Ask]:
        """The tree for the form, asked again by somebody who has it."""
        tag = server.ask("GET", "/api/v1/categories")[2].get("ETag", "")
        for _ in range(self.count):
            yield "GET", "/api/v1/categories", None, {"If-None-Match": tag}

    def _listed(self, **filters: str | None) -> Ask:
        return "GET", f"/api/v1/cases?{urlencode({**filters, 'limit': 50})}", None, self.staff

    def _from(self) -> dict[str, str]:
        """Everybody has an address of their own, so that nobody is slowed down for another's sake."""
        return {"X-Forwarded-For": ".".join(str(self.chance.randrange(1, 255)) for _ in range(4))}
