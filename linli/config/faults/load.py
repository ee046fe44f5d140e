# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clients of every kind, each in a thread; what was acknowledged is told in ``Load.told``."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import random
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from linli.config.packs import demo_password
from linli.kernel.actor import SYSTEM
from linli.people import public as people
from linli.platform import outage
from linli.platform.access.keys import make_key

PATIENCE = 300.0  # seconds after which a client gives up: then the run fails, loudly
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
STAFF, WORKER = "fang", "deng"  # of the demonstration: a district coordinator and a grid worker
OUTAGES = {outage.NO_ROOM.code: outage.NO_ROOM.status, outage.RECORDS_AWAY.code: outage.RECORDS_AWAY.status}
COURSE = ("accept", "dispatch", "start", "resolve", "verify", "close")


@dataclass(frozen=True)
class Told:
    """Something the product acknowledged: ``what`` is received, moved, noted or stored.

    ``deed`` and ``version`` are those of the step that must be there, ``words`` occur nowhere else.
    """

    what: str
    id: str
    version: int = 0
    words: str = ""
    deed: str = ""
    contact: bool = False


class Load:
    """Mixed load until ``stop``. ``tries`` counts the requests that failed and were sent again."""

    def __init__(self, base: str, seed: int, key: str = "") -> None:
        self.base, self.seed, self.tries = base, seed, 0
        self.refused: Counter[str] = Counter()
        self.pages: list[str] = []  # what was not explained, as it was answered
        self.told: list[Told] = []
        self.numbers: list[str] = []
        self.failed: list[BaseException] = []
        self.stopping = threading.Event()
        self.jar = http.cookiejar.CookieJar()
        self.phone = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), Once())
        self.key = key or staff_key()
        kinds: list[Callable[[random.Random], None]] = [
            self.bring, self.bring, self.work, self.work, self.on_the_spot, self.look,
        ]  # fmt: skip
        self.threads = [
            threading.Thread(target=self._repeat, args=(kind, number), daemon=True)
            for number, kind in enumerate(kinds)
        ]

    def start(self) -> None:
        self.sign_in()
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish what they are at; raises what a client could not get done."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        self.check()

    def broken(self) -> bool:
        """Whether a client gave up."""
        return bool(self.failed)

    def served(self) -> Callable[[], bool]:
        """Whether somebody was served, or gave up, since this was called."""
        before = len(self.told)
        return lambda: len(self.told) > before or self.broken()

    def answered(self) -> dict[str, int]:
        """Refusals that were the machine's fault, by code; ``unexplained`` said no such code."""
        return {name: self.refused[name] for name in (*OUTAGES, "unexplained")}

    def check(self) -> None:
        """Raises what made a client give up."""
        if self.failed:
            raise self.failed[0]

    def _repeat(self, act: Callable[[random.Random], None], number: int) -> None:
        chance = random.Random(self.seed * 100 + number)  # noqa: S311
        try:
            while not self.stopping.is_set():
                act(chance)
        except BaseException as error:
            self.failed.append(error)

    # --- what people do ----------------------------------------------------------------------

    def bring(self, chance: random.Random) -> None:
        """A resident brings a matter through the API, every third with a photo."""
        words = f"路灯不亮 {uuid.uuid4().hex}"
        contact = chance.random() < 0.5
        body: dict[str, Any] = {"kind": "help", "text": words, "place": "509901001002", "files": []}
        if contact:
            body["reporter"] = {"contact": f"{uuid.uuid4().hex[:12]}@example.org"}
        if chance.random() < 0.3:
            stored = self._until(lambda: self._send_photo(chance))
            self.told.append(Told("stored", stored["id"]))
            body["files"] = [stored["id"]]
        key = str(uuid.uuid4())
        answer = self._until(lambda: self._api("POST", "/cases", body, chance, {"Idempotency-Key": key}))
        self.told.append(Told("received", answer["id"], 1, words, "receive", contact))
        self.numbers.append(answer["number"])

    def work(self, chance: random.Random) -> None:
        """A coordinator takes a matter one step further, or writes on it."""
        if not self.numbers:
            time.sleep(0.1)
            return
        number = chance.choice(self.numbers[-40:])
        matter = self._until(lambda: self._api("GET", f"/cases/{number}", None, chance))
        possible = [action for action in COURSE if action in matter["actions"]]
        words = uuid.uuid4().hex
        if possible and chance.random() < 0.7:
            what, path, deed = "moved", "actions", possible[0]
            body: dict[str, Any] = {"action": deed, "text": words, "unit": matter["unit"]}
        else:
            what, path, deed, body = "noted", "notes", "note", {"text": words}
        version = {"If-Match": f'"{matter["version"]}"'}
        try:
            done = self._until(lambda: self._api("POST", f"/cases/{number}/{path}", body, chance, version))
        except urllib.error.HTTPError as error:
            error.close()  # somebody else was first, or our own lost try was: both are right
            return
        self.told.append(Told(what, matter["id"], done["version"], words, deed))

    def sign_in(self) -> None:
        """The grid worker signs in once, as on a phone: checking a password takes a second of its own."""
        fields = {"p-login": WORKER, "p-password": demo_password()}
        went = self._until(lambda: self._post("/sign-in/", "/sign-in/password/", fields, random.Random(0)))  # noqa: S311
        assert went and "sign-in" not in went, "the grid worker was not let in"

    def on_the_spot(self, chance: random.Random) -> None:
        """A grid worker sends what waited on the phone."""
        identity, words = str(uuid.uuid4()), f"井盖松动 {uuid.uuid4().hex}"
        fields = {"case_id": identity, "text": words, "kind": "help"}
        went = self._until(lambda: self._post("/field/new/", "/field/new/", fields, chance))
        assert went and "sign-in" not in went, "the field's form was not taken"
        self.told.append(Told("received", identity, 1, words, "receive"))

    def look(self, chance: random.Random) -> None:
        """Somebody reads the public pages."""
        path = chance.choice(("/", "/nearby/", "/api/v1/public/cases?limit=50"))

        def read() -> Any:
            with urllib.request.urlopen(self.base + path, timeout=20) as page:
                return page.read()

        self._until(read)
        time.sleep(0.05)

    # --- how it is sent ----------------------------------------------------------------------

    def _until(self, act: Callable[[], Any]) -> Any:
        """Try until it is answered. Raises ``HTTPError`` for a refusal; that is an answer too."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code != 429:
                    raise
                self._note_refusal(error)
            except (OSError, ValueError, http.client.HTTPException, StopIteration):
                pass
            self.tries += 1
            if time.monotonic() > end:
                raise TimeoutError("the product did not serve one of its clients for five minutes")
            time.sleep(0.1)

    def _note_refusal(self, error: urllib.error.HTTPError) -> None:
        """A person must be told what is wrong: 507 and 503 with their code, nothing else above 499."""
        with error:
            page = error.read().decode("utf-8", "replace")
        if error.code >= 500:
            said = [name for name, status in OUTAGES.items() if error.code == status and name in page]
            self.refused[said[0] if said else "unexplained"] += 1
            if not said:
                self.pages.append(f"{error.code} {error.url}\n{page}")

    def _api(
        self,
        method: str,
        path: str,
        body: Any,
        chance: random.Random,
        headers: dict[str, str] | None = None,
    ) -> Any:
        request = urllib.request.Request(
            f"{self.base}/api/v1{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json",
             **self._from(chance), **(headers or {})},
            method=method,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())

    def _post(self, page: str, path: str, fields: dict[str, str], chance: random.Random) -> str:
        """Open a page for its token, send a form; where the answer leads."""
        with self.phone.open(self.base + page, timeout=20) as answer:
            answer.read()
        token = next(cookie.value for cookie in self.jar if cookie.name == "linli_csrf")
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(self.base + path, data, self._from(chance))
        with self.phone.open(request, timeout=20) as answer:
            answer.read()
            return str(answer.headers.get("Location", ""))

    def _send_photo(self, chance: random.Random) -> Any:
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="p.png"\r\n\r\n'
        data = head.encode() + PHOTO + f"\r\n--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", **self._from(chance)}
        request = urllib.request.Request(f"{self.base}/api/v1/files", data, headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())

    def _from(self, chance: random.Random) -> dict[str, str]:
        """Everybody has an address of their own, so that nobody is slowed down for another's sake."""
        return {
            "X-Forwarded-For": f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"
        }


def staff_key() -> str:
    """A new key to the API, of the district coordinator of the demonstration."""
    holder = next(line.id for line in people.demo_accounts() if line.login == STAFF)
    return make_key("linli bench faults", ["cases:read", "cases:write"], holder, actor=SYSTEM)[1]


class Once(urllib.request.HTTPRedirectHandler):
    """Redirects are answers: they are not followed."""

    def redirect_request(self, *given: Any, **more: Any) -> None:
        return None

    def http_error_302(self, request: Any, answer: Any, code: int, words: str, headers: Any) -> Any:
        answer.status = code
        return answer
