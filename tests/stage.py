# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests over HTTP stand on: the cast at their browsers and with their keys, and five matters."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from linli.cases.commands import (
    NewCase,
    ReporterData,
    appeal,
    ask_by_link,
    ask_deferral,
    borrow,
    call_in,
    correct_case,
    hide,
    link_case,
    move_case,
    object_to,
    park_case,
    press,
    receive_case,
    refuse_part,
    release_case,
    step_case,
)
from linli.cases.models import Attachment, Case, Part, Press
from linli.cases.rules.joint import Call, Reason, Trigger
from linli.cases.vocab import Action, Channel, Ground, HideReason, Kind, LinkTo
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.people.testing import CAST, THERE, Cast, enter
from linli.places.queries.locator import locator
from linli.platform.access.keys import make_key
from linli.platform.files import store

GRID, LAMP = "509901001002003", "cityscape.lighting.street"
VISITORS = ("visitor", "caller")  # nobody, and somebody who showed number and code
ROLES = (*VISITORS, *CAST)
NUMBER = "+8613900000001"
TEXT = "滨江路社区门口的路灯坏了三天了，晚上走路看不见。"


def photo(**save: Any) -> bytes:
    """A small JPEG, as a telephone sends it."""
    out = io.BytesIO()
    Image.new("RGB", (48, 32), (30, 107, 82)).save(out, "JPEG", **save)
    return out.getvalue()


@dataclass(frozen=True)
class Matter:
    """A matter of the stage with what its reporter was given."""

    id: UUID
    number: str
    code: str
    file: int

    @property
    def version(self) -> int:
        return Case.objects.values_list("version", flat=True).get(pk=self.id)


# name -> (kind, place, unit that leads, unit complained about, who brought it)
MATTERS = {
    "near": (Kind.HELP, GRID, "d-lighting", None, "resident"),
    "far": (Kind.HELP, THERE, "s-yunling-city", None, "other_resident"),
    "restricted": (Kind.WRONGDOING, GRID, "d-lighting", None, "resident"),
    "about": (Kind.COMPLAIN, GRID, "d-city", "d-lighting", "resident"),
    "home": (Kind.HELP, GRID, "d-lighting", None, "resident"),
    "official": (Kind.COMPLAIN, GRID, "d-discipline", None, "resident"),
    "new": (Kind.HELP, GRID, None, None, "resident"),
}
# What is said in matters that take a hard route; in the others it is the lamp.
TEXTS = {
    "home": "隔壁的丈夫又在动手打她，晚上听见哭喊。",
    "official": "街道的王主任收了红包才肯盖章，我要反映。",
}
# What leads from dispatched to where an address makes sense.
WAYS: dict[str, tuple[Action, ...]] = {
    "dispatched": (),
    "returned": (Action.RETURN,),
    "resolved": (Action.RESOLVE,),
    "closed": (Action.RESOLVE, Action.CLOSE),
}


def called_in(matter: Matter) -> None:
    call_in(matter.id, [Call("d-traffic", "封一条车道。")], "要几家一起。", actor=SYSTEM)


def refused(matter: Matter) -> None:
    called_in(matter)
    part = Part.objects.values_list("id", flat=True).get(case=matter.id, asked="call_in", ended_at=None)
    refuse_part(matter.id, part, Reason.NOT_OUR_DUTY, "清单没有。", actor=SYSTEM)


def proposed(matter: Matter) -> None:
    unit = Case.objects.values_list("unit_id", flat=True).get(pk=matter.id)
    Press.objects.create(
        case_id=matter.id, unit_id=unit, trigger="overdue", state="proposed", at=clock.now(), actor="system"
    )


def linked(matter: Matter) -> None:
    over = receive_case(
        NewCase(Kind.HELP, TEXT, Channel.WEB, "zh-Hans", category=LAMP, place=GRID), actor=VISITOR
    )
    link_case(matter.id, over.number, actor=SYSTEM)


def parent(matter: Matter) -> None:
    row = Case.objects.select_related("place", "unit").get(pk=matter.id)
    new = NewCase(Kind.HELP, TEXT, Channel.WEB, "zh-Hans", category=LAMP, place=row.place.code)
    under = receive_case(new, actor=VISITOR)
    move_case(under.id, Action.DISPATCH, actor=SYSTEM, unit=row.unit.code)
    link_case(under.id, matter.number, actor=SYSTEM)
    move_case(matter.id, Action.RESOLVE, actor=SYSTEM, text="已经处理。")


def decided(matter: Matter) -> None:
    """A petition that was decided: the decision may be handed over, a review asked for."""
    correct_case(matter.id, actor=SYSTEM, kind=Kind.PETITION)
    for action in (Action.START, Action.RESOLVE):
        move_case(matter.id, action, actor=SYSTEM, text="不予支持。")


def incomplete(matter: Matter) -> None:
    """An information request of which the person is to add what is missing."""
    correct_case(matter.id, actor=SYSTEM, kind=Kind.INFORMATION)
    day = clock.now().date() + timedelta(days=20)
    step_case(matter.id, "ask_supplement", actor=SYSTEM, text="哪一年？", until=day)


def public(matter: Matter) -> None:
    release_case(matter.id, actor=SYSTEM, text=True, files=[matter.file])


def hidden(matter: Matter) -> UUID:
    public(matter)
    return hide(matter.id, HideReason.PRIVACY, "写到了别人。", actor=SYSTEM, words="路灯")


# States beside the course, of matters that several units work on or that are pressed.
TOGETHER: dict[str, Callable[[Matter], object]] = {
    "called_in": called_in,
    "refused": refused,
    "borrowed": lambda matter: borrow(matter.id, Call("d-government", "请协调。"), actor=SYSTEM),
    "proposed": proposed,
    "deferred": lambda matter: ask_deferral(matter.id, 1, "等配件。", actor=SYSTEM),
    "linked": linked,
    "public": public,
    "hidden": hidden,
    "objected": lambda matter: object_to(matter.id, hidden(matter), "这是实话。", actor=SYSTEM),
    "parent": parent,
    "decided": decided,
    "incomplete": incomplete,
    "pressed": lambda matter: press(
        matter.id, Trigger.BAD_EFFECT, clock.now().date() + timedelta(days=2), "请说明。", actor=SYSTEM
    ),
}


# A report of wrongdoing is neither shared among units nor public, and stays what it is.
SHARED = ("called_in", "refused", "borrowed", "public", "hidden", "objected", "decided", "incomplete")


class Stage:
    """The cast, signed in; matters that each of them stands in another relation to.

    Made inside :func:`lasting`, all at once: what a test makes is taken back after it.
    """

    def __init__(self, matters: tuple[str, ...] = tuple(MATTERS)) -> None:
        self.cast = Cast()
        self._handler = ClientHandler(enforce_csrf_checks=False)  # the middleware is set up once
        self._sessions = {role: self._sign_in(role) for role in CAST}
        self.matters = {name: self._receive(*MATTERS[name], TEXTS.get(name, TEXT)) for name in matters}
        self.known: dict[str, Any] = {}  # what addresses take besides a matter (matrix_facts)

    def account(self, role: str) -> UUID:
        return self.cast.player(role).account

    def client(self, role: str, matter: Matter | None = None, **more: Any) -> Client:
        """A fresh browser of somebody; a caller has shown number and code of the matter."""
        client = Client(**more)
        if not more:
            client.handler = self._handler
        if role == "visitor":
            return client
        if role == "caller":
            if matter is not None:
                client.post(reverse("track"), {"number": matter.number, "code": matter.code})
            return client
        client.cookies["linli_session"] = self._sessions[role]
        return client

    def key(self, role: str, *scopes: str) -> str:
        """The text of a new key that somebody holds, by default with every scope."""
        return make_key(
            role, list(scopes) or ["cases:read", "cases:write"], self.account(role), actor=SYSTEM
        )[1]

    def bring(self, state: str) -> None:
        """Bring every dispatched matter to a state; ``parked`` is one beside the course."""
        for name, matter in self.matters.items():
            if name == "new":
                continue
            if state in TOGETHER:
                if name in ("near", "far", "about") or state not in SHARED:
                    TOGETHER[state](matter)
                continue
            if state == "parked":
                day = (clock.now() + timedelta(days=30)).date()
                park_case(matter.id, day, "等雨季过去。", actor=SYSTEM)
                continue
            if state == "asked":
                ask_by_link(matter.id, LinkTo.PERSON, "哪一盏？", actor=SYSTEM)
                continue
            for action in WAYS["resolved" if state == "appealed" else state]:
                reason = Reason.NOT_OUR_DUTY if action is Action.RETURN else ""
                move_case(matter.id, action, actor=SYSTEM, text="已经处理。", reason=reason)
            if state == "appealed":
                appeal(matter.id, Ground.UNSOLVABLE, "等管线图。", actor=SYSTEM)

    def _sign_in(self, role: str) -> str:
        client = Client()
        enter(client, self.account(role))
        return client.cookies["linli_session"].value

    def _receive(
        self, kind: Kind, place: str, unit: str | None, about: str | None, by: str, text: str
    ) -> Matter:
        new = NewCase(
            kind=kind,
            text=text,
            channel=Channel.WEB,
            language="zh-Hans",
            category=LAMP,
            place=place,
            about=about,
            reporter=ReporterData(name="张三", contact=NUMBER, account=self.account(by)),
            files=[store.store(photo()).id],
        )
        receipt = receive_case(new, actor=VISITOR)
        if unit is not None:
            move_case(receipt.id, Action.DISPATCH, actor=SYSTEM, unit=unit)
        file = Attachment.objects.values_list("id", flat=True).get(case=receipt.id)
        return Matter(receipt.id, receipt.number, receipt.code, file)


def body_of(response: Any) -> bytes:
    """What was answered. A file is read to its end, which closes it."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def spot(code: str) -> tuple[float, float]:
    """A point inside of a grid: longitude and latitude."""
    point = locator().shape_of(code).representative_point()
    return round(point.x, 6), round(point.y, 6)


@contextmanager
def lasting(blocker: Any) -> Iterator[None]:
    """A transaction around all tests of a module: what is made in it is there for each of them."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# What a request may leave behind even where it is refused: tries are counted, sessions are kept.
WRITES = re.compile(r'\s*(?:insert into|update|delete from)\s+"?(\w+)', re.IGNORECASE)
BESIDE = {"access_attempt", "django_session"}


@contextmanager
def writing() -> Iterator[list[str]]:
    """Collect what is written inside: every statement that adds, changes or removes rows."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    for query in captured:
        match = WRITES.match(query["sql"])
        if match and match[1] not in BESIDE:
            found.append(query["sql"][:120])


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


@cache
def pages() -> dict[str, URLPattern]:
    """The named addresses that are no operation of the API."""
    return {str(entry.name): entry for path, entry in routes() if not path.startswith("api/v1/") or
            entry.name in ("api-docs", "api-unknown")}  # fmt: skip


def address(name: str, /, **known: Any) -> str:
    """The path of a route, with those of the known facts that it takes."""
    wanted = pages()[name].pattern.converters
    return reverse(name, kwargs={key: known[key] for key in wanted})
