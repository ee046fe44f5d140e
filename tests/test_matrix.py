# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page and every form with everybody of the cast: who gets through stands in matrix.toml."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from stage import (
    GRID,
    LAMP,
    ROLES,
    VISITORS,
    Matter,
    Stage,
    address,
    body_of,
    lasting,
    pages,
    spot,
    undone,
    writing,
)

from linli.cases.commands import keep_view
from linli.cases.models import Case, Part, Press, SavedView
from linli.cases.testing import a_case
from linli.cases.vocab import Action
from linli.kernel.ids import new_id
from linli.people.commands import note_sign_in, propose_end
from linli.people.models import Duty, Post, SignIn
from linli.platform.access.keys import keys
from linli.topics.models import Category

pytestmark = pytest.mark.django_db
MATRIX: dict[str, Any] = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text("utf-8"))
DO: dict[str, Any] = MATRIX["post"].pop("desk-do")
FULL = os.environ.get("LINLI_FULL") == "1"
FOUR = ("near", "far", "restricted", "about")
LINES = [("get", name, spec) for name, spec in MATRIX["get"].items()]
LINES += [("post", name, spec) for name, spec in MATRIX["post"].items()]
LINES += [("post", f"desk-do {action}", spec) for action, spec in DO.items()]
# What answers without writing even where it is let through (a training is queued by a function; among
# several matters at once, that one is unknown).
WRITES_NOTHING = {
    "desk-train", "preferences", "sign-in-password", "type-code", "desk-suggest", "sign-out", "report",
    "track", "api-unknown", "desk-many",
}  # fmt: skip


def people(words: str, matter: str = "") -> set[str]:
    """The roles that are meant by words: roles, doors, relations to a matter, and unions of them."""
    found: set[str] = set()
    for word in words.split():
        if word in ROLES:
            found.add(word)
        elif word in MATRIX["doors"]:
            found |= people(MATRIX["doors"][word])
        elif word in MATRIX["relations"]:
            found |= people(MATRIX["relations"][word], matter)
        else:
            found |= people(MATRIX["matter"][matter][word])
    return found


def expected(method: str, spec: dict[str, Any], role: str, matter: str) -> str:
    """What somebody is answered: ``through``, ``sign in`` or a status."""
    if role not in people(spec["door"]):
        if role not in VISITORS:
            return "403"
        return "sign in" if method == "get" else "401"
    if "answer" in spec:
        return str(spec["answer"])
    if "may" not in spec or role in people(spec["may"], matter):
        return "through"
    if role in people(spec.get("conflict", ""), matter):
        return "409"
    sees = people(f"sees {spec.get('also', '')}", matter)
    return str(spec.get("refusal", 403)) if role in sees else "404"


def given(response: HttpResponse) -> str:
    """What somebody was answered, in the same words."""
    if response.status_code >= 400:
        return str(response.status_code)
    return "sign in" if response.headers.get("Location", "").startswith("/sign-in/?next=") else "through"


def subjects(name: str, spec: dict[str, Any], role: str) -> list[str]:
    """The matters that somebody tries a route with: all, or the near one and in turn another."""
    if "number" not in pages()[name.partition(" ")[0]].pattern.converters:
        return [""]
    if "on" in spec or FULL:
        return spec.get("on", " ".join(FOUR)).split()
    turn = [line[1] for line in LINES].index(name) + ROLES.index(role)
    return ["near", FOUR[1 + turn % 3]]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with lasting(django_db_blocker):
        yield Stage()


def facts(stage: Stage) -> dict[str, Any]:
    """What addresses take, besides a matter."""
    stage.key("operator")
    keep_view("kept", "group=open", actor=stage.cast.operator)
    duty = Duty.objects.filter(valid_to=None).values_list("id", flat=True)[0]
    return {
        "code": "stale",
        "sign_in": new_id(),
        "version": "1",
        "rest": "nowhere",
        "action": "accept",
        "key": keys()[0].id,
        "view": SavedView.objects.values_list("id", flat=True)[0],
        "category": Category.objects.values_list("id", flat=True).get(code=LAMP),
        "duty": duty,
        "change": propose_end(duty, MONTH, "换届。", actor=stage.cast.district_coordinator),
        "post": Post.objects.filter(role="grid_worker").values_list("id", flat=True)[0],
    }


def path_of(name: str, known: dict[str, Any], matter: Matter | None) -> str:
    if matter is not None:
        known = {**known, "number": matter.number, "attachment": matter.file}
    return address(name, **known)


def sign_in_of(account: Any) -> Any:
    return SignIn.objects.filter(account=account).values_list("id", flat=True)[0]


def prefixed(prefix: str, **data: Any) -> dict[str, Any]:
    return {f"{prefix}-{name}": value for name, value in data.items()}


def action_form(action: str, matter: Matter | None) -> dict[str, Any]:
    assert matter is not None
    text = {"text": "因为如此。", "way": "区人民法院", "version": matter.version, "reason": "not_our_duty"}
    other = a_case(place=places_of(matter)).number if action == "merge" else ""
    unit = {"raise": "d-government", "lower": "s-renmin-city"}.get(action, "d-traffic")
    return prefixed(action, **text, unit=unit, other=other)


def places_of(matter: Matter) -> str:
    return Case.objects.values_list("place__code", flat=True).get(pk=matter.id)


def asked_for(route: str, matter: Matter | None) -> dict[str, Any]:
    """What a link carries besides its path."""
    if route == "place-at":
        return dict(zip("xy", spot(GRID), strict=True))
    return {"part": share_of(matter, lead=True)} if route == "desk-part-assign" and matter else {}


def share_of(matter: Matter, **wanted: Any) -> Any:
    """A unit's live part of a matter: the one that leads, or one that was asked."""
    parts = Part.objects.filter(case=matter.id, ended_at=None, **wanted).order_by("-begun_at", "id")
    return parts.values_list("id", flat=True).first()


def share_form(deed: str, **data: Any) -> Callable[..., dict[str, Any]]:
    return lambda matter: prefixed(deed, part=share_of(matter, lead=deed == "assign"), **data)


def press_form(name: str) -> Callable[..., dict[str, Any]]:
    """What is said about the pressing of a matter."""
    rows = Press.objects.order_by("id").values_list("id", flat=True)
    return lambda matter: prefixed(name, press=rows.filter(case=matter.id).first(), text="已约定时间。")


RATING = {"rate-contacted": "yes", "rate-solved": "yes", "rate-satisfied": "5"}
TOMORROW, MONTH = date.today() + timedelta(days=1), date.today() + timedelta(days=30)
# What a form is sent with, so that only the person decides whether it gets through.
FORMS: dict[str, Callable[..., dict[str, Any]]] = {
    "matter-add": lambda matter: {"add-text": "还有一盏也坏了。"},
    "matter-rate": lambda matter: RATING,
    "matter-reopen": lambda matter: {"reopen-text": "还是不亮。"},
    "desk-rate": lambda matter: RATING,
    "desk-follow-up": lambda matter: {"outcome": "unreachable"},
    "desk-appeal": lambda matter: prefixed("appeal", ground="unsolvable", text="等管线图。"),
    "desk-settle": lambda matter: {"deed": "refuse", **prefixed("settle", text="职责清单写明。")},
    "desk-note": lambda matter: {"note-text": "已电话联系。", "note-see": "internal"},
    "desk-release": lambda matter: {"text": "yes", "files": [matter.file]},
    "desk-route": lambda matter: {"version": matter.version},
    "desk-correct": lambda matter: prefixed(
        "correct", version=matter.version, kind="help", category="cityscape.green.trees", place=GRID
    ),
    "desk-extend": lambda matter: prefixed("extend", version=matter.version, limit=1, text="等配件。"),
    "desk-park": lambda matter: prefixed("park", version=matter.version, review_on=MONTH, text="等雨季。"),
    "desk-call-in": lambda matter: prefixed(
        "call", version=matter.version, unit1="d-traffic", task1="封一条车道。", text="要几家一起。"
    ),
    "desk-borrow": lambda matter: prefixed(
        "borrow", version=matter.version, unit="d-government", task="请协调。"
    ),
    "desk-part-contribute": share_form("contribute", text="已办好。"),
    "desk-part-refuse": share_form("refuse", reason="not_our_duty", text="清单没有。"),
    "desk-part-agree": share_form("agree"),
    "desk-part-hold": share_form("hold", text="清单写明。"),
    "desk-part-excuse": share_form("excuse", text="不需要了。"),
    "desk-part-assign": share_form("assign", person=""),
    "desk-link": lambda matter: prefixed(
        "link", version=matter.version, parent=a_case(place=places_of(matter)).number
    ),
    "desk-press": lambda matter: prefixed(
        "press", version=matter.version, trigger="bad_effect", by=TOMORROW, text="请说明。"
    ),
    "desk-respond": press_form("respond"),
    "desk-spare": press_form("spare"),
    "field-check": lambda matter: prefixed("check", version=matter.version, found="verify", text="亮了。"),
}
PLAIN: dict[str, dict[str, Any]] = {
    "preferences": {"mode": "elder", "next": "/nearby/"},
    "my-password": {"old": "so far", "new": "a much longer one"},
    "sign-in-password": {"p-login": "nobody", "p-password": "wrong"},
    "ask-code": {"c-contact": "139 0000 0009"},
    "type-code": {"code": "123456"},
    "report": {"text": "路灯坏了。"},
    "track": {"number": "2026-000001-7", "code": "ABCDEFGH"},
    "desk-new": {"channel": "phone", "kind": "help", "text": "路灯坏了。", "place": "509901001002"},
    "field-new": {"kind": "help", "text": "路灯坏了。", "case_id": "01939d0c-0000-7000-8000-000000000001"},
    "desk-suggest": {"text": "路灯坏了。"},
    "desk-many": {"deed": "note", "text": "催办。", "number": ["2026-000001-7"]},
    "desk-hand-over": {"unit": "nowhere"},
    "desk-keep-view": {"name": "mine", "query": "group=new"},
    "desk-duties": {
        "unit": "d-lighting", "category": LAMP, "place": "509901000000", "role": "assisting",
        "on_list": "basic", "source": "清单", "valid_from": TOMORROW, "reason": "清单更新。",
    },
    "desk-end-duty": {"on": MONTH, "reason": "换届。"},
    "desk-decide-duty": {"deed": "refuse", "answer": "不妥。"},
    "desk-posts": {
        "login": "new-one", "name": "新人", "password": "long enough 1", "role": "auditor", "place": GRID,
    },
    "desk-open-rights": {"reason": "岗位轮换", "minutes": "15"},
    "desk-keys": {"name": "program", "scopes": ["cases:read"]},
    "desk-category": {
        "name:zh-Hans": "路灯", "name:en": "Lamps", "hint:zh-Hans": "灯", "hint:en": "lamps", "active": "on"
    },
}  # fmt: skip
# Where a valid form of somebody who has to be a stranger is refused by the form itself.
FORM_SAYS = {"sign-in-password": "422", "track": "422", "desk-hand-over": "422"}


def draft(client: Any) -> dict[str, Any]:
    """The hidden first page that the second page of a report carries."""
    page = client.post(address("report"), {"text": "滨江路社区的路灯坏了。"}).context["form"]
    return {**page.initial, "category": "", "address": ""}


def ask(
    stage: Stage, method: str, name: str, role: str, matter: Matter | None, known: dict[str, Any]
) -> HttpResponse:
    """Follow the link, or send the form; see that it wrote just what it may."""
    route, _, action = name.partition(" ")
    client = stage.client(role, matter)
    if route == "desk-remove-view" and role in people("staff"):
        keep_view("own", "group=open", actor=getattr(stage.cast, role))
        own = SavedView.objects.values_list("id", flat=True).get(account=stage.account(role), name="own")
        known = {**known, "view": own}
    if route in ("my-end-session", "my-end-others") and role in people("accounts"):
        note_sign_in(stage.account(role), "code", key=new_id().hex)
        known = {**known, "sign_in": sign_in_of(stage.account(role))}
    path = path_of(route, {**known, "action": action}, matter)
    if method == "get":
        response = client.get(path, asked_for(route, matter))
        body_of(response)
        return response
    if route == "report-send":
        data = draft(client)
    elif route == "desk-do":
        data = action_form(action, matter)
    else:
        data = FORMS.get(route, lambda matter: {})(matter) if matter else PLAIN.get(route, {})
    with writing() as wrote:
        response = client.post(path, data)
    got = given(response)
    if got == "through" and route not in WRITES_NOTHING:
        assert wrote, f"{role} got through at {name}, but nothing was written"
    elif got != "through":
        assert not wrote, f"{role} was refused at {name} with {got}, but this was written: {wrote}"
    return response


@pytest.mark.parametrize(("method", "name", "spec"), LINES, ids=[f"{line[0]} {line[1]}" for line in LINES])
def test_everybody_is_answered_as_the_matrix_says(
    stage: Stage, method: str, name: str, spec: dict[str, Any]
) -> None:
    wrong = []
    with undone():
        known = facts(stage)
        if "state" in spec:
            stage.bring(spec["state"])
        for role in ROLES:
            for subject in subjects(name, spec, role):
                with undone():
                    got = given(ask(stage, method, name, role, stage.matters.get(subject), known))
                wanted = expected(method, spec, role, subject)
                if wanted == "through":
                    wanted = FORM_SAYS.get(name, wanted) if method == "post" else wanted
                if got != wanted:
                    wrong.append(f"{role} at {name} {subject}: {got}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_unlisted_and_nothing_listed_is_gone() -> None:
    routes = pages()
    listed = {*MATRIX["get"], *MATRIX["post"], "desk-do"}
    assert set(routes) - listed == set(), "name them in tests/matrix.toml"
    assert listed - set(routes) == set(), "these routes are gone"
    assert set(DO) == {action.value for action in Action}


def test_every_word_of_the_matrix_means_somebody() -> None:
    for _, name, spec in LINES:
        assert people(spec["door"]), name
        for matter in MATRIX["matter"]:
            people(f"{spec.get('may', '')} {spec.get('conflict', '')}", matter)
    assert people("everybody") == set(ROLES)


def test_an_address_that_is_no_form_writes_nothing_when_a_form_is_sent(stage: Stage) -> None:
    for name in set(MATRIX["get"]) - set(MATRIX["post"]):
        near = stage.matters["near"]
        with undone():
            client, path = stage.client("operator"), path_of(name, facts(stage), near)
            with writing() as wrote:
                response = client.post(path, {"text": "x", "name": "x", "code": "x"})
            body_of(response)
            assert response.status_code < 500, name
            assert not wrote, name


def test_a_form_cannot_be_sent_by_following_a_link(stage: Stage) -> None:
    near = stage.matters["near"]
    for name in {*MATRIX["post"], "desk-do"} - set(MATRIX["get"]):
        with undone():
            door = MATRIX["post"].get(name, {}).get("door")
            client = stage.client("administrator" if door == "administrators" else "operator")
            path = path_of(name, facts(stage), near)
            with writing() as wrote:
                assert client.get(path).status_code in (302, 403, 404, 405), name
            assert not wrote, name


@pytest.mark.parametrize("role", [role for role in ROLES if role not in VISITORS])
def test_the_queue_holds_just_the_matters_that_can_be_opened(stage: Stage, role: str) -> None:
    """Two ways to the same rule: a database filter for lists, a pure function for one matter."""
    client = stage.client(role)
    page = client.get("/desk/", {"order": "received"})
    if role in people("staff"):
        shown = {line.number for line in page.context["page"].lines}
    else:
        assert page.status_code == 403
        shown = set()
    openable = {
        matter.number
        for matter in stage.matters.values()
        if client.get(address("desk-case", number=matter.number)).status_code == 200
    }
    assert shown == openable
    sees = {stage.matters[name].number for name in MATRIX["matter"] if role in people("sees", name)}
    assert shown == sees


def test_a_photo_is_not_let_out_by_the_number_of_another_matter(stage: Stage) -> None:
    near, far = stage.matters["near"], stage.matters["far"]
    client = stage.client("resident")
    own = client.get(address("matter-file", number=near.number, attachment=near.file))
    assert own.status_code == 200
    body_of(own)
    assert client.get(address("matter-file", number=near.number, attachment=far.file)).status_code == 404
