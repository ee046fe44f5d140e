# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page and every form with everybody of the cast: who gets through stands in matrix.toml."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from matrix_facts import OWN, an_authenticator, facts
from matrix_forms import FORM_SAYS, FORMS, PLAIN, action_form, asked_for
from stage import (
    ROLES,
    VISITORS,
    Matter,
    Stage,
    address,
    body_of,
    lasting,
    pages,
    undone,
    writing,
)

from linli.cases.commands import keep_view
from linli.cases.models import SavedView
from linli.cases.vocab import Action
from linli.people.commands import note_sign_in

pytestmark = pytest.mark.django_db
MATRIX: dict[str, Any] = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text("utf-8"))
DO: dict[str, Any] = MATRIX["post"].pop("desk-do")
FULL = os.environ.get("LINLI_FULL") == "1"
SIX = ("near", "far", "restricted", "about", "home", "official")
LINES = [("get", name, spec) for name, spec in MATRIX["get"].items()]
LINES += [("post", name, spec) for name, spec in MATRIX["post"].items()]
LINES += [("post", f"desk-do {action}", spec) for action, spec in DO.items()]
# What answers without writing even where it is let through (a training is queued by a function; among
# several matters at once, that one is unknown).
WRITES_NOTHING = {
    "desk-train", "preferences", "sign-in-password", "type-code", "desk-suggest", "sign-out", "report",
    "track", "api-unknown", "second-step", "my-contact-code",
    "desk-reader-use", "desk-check-reply",
    "subscribe-code", "reply",
    "my-messages",  # for who has no contact
    "desk-many",
    "desk-survey-preview",
    "kiosk-begin", "kiosk-end", "kiosk-slip", "mandate-stop", "desk-mandates",
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
    if role in people(spec.get("conflict", ""), matter):
        return "409"
    if "may" not in spec or role in people(spec["may"], matter):
        return str(spec.get("at", {}).get(matter, "through"))
    sees = people(f"sees {spec.get('also', '')}", matter) if matter else set()
    return str(spec.get("refusal", 403)) if role in sees else "404"


def given(response: HttpResponse) -> str:
    """What somebody was answered, in the same words."""
    if response.status_code >= 400:
        return str(response.status_code)
    return "sign in" if response.headers.get("Location", "").startswith("/sign-in/?next=") else "through"


def subjects(name: str, spec: dict[str, Any], role: str) -> list[str]:
    """The matters that somebody tries a route with: all, or the near one and in turn another."""
    if "pact" in name or "number" not in pages()[name.partition(" ")[0]].pattern.converters:
        return [""]
    if "on" in spec or FULL:
        return spec.get("on", " ".join(SIX)).split()
    turn = [line[1] for line in LINES].index(name) + ROLES.index(role)
    return ["near", SIX[1 + turn % 5]]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with lasting(django_db_blocker):
        made = Stage()
        made.known = facts(made)
        yield made


# What the addresses of openness and of the doors name, by the facts that hold it.
BOARD = {"place": "near", "item": "open_item"}
OPEN = {
    "openness-board": BOARD, "openness-slip": BOARD, "openness-amounts": BOARD, "open-item": BOARD,
    "open-item-ask": BOARD, "desk-board": BOARD, "desk-board-edit": BOARD, "desk-posting-new": BOARD,
    "desk-board-do": {**BOARD, "verb": "taking_down"},
    "desk-posting-edit": {"posting": "posting_draft"},
    "desk-posting-do": {"posting": "posting_draft", "verb": "signing"},
    "desk-offer-do": {"verb": "deciding"},
    "open-call": {"call": "open_call"}, "desk-open-call": {"call": "open_call"},
    "desk-call-close": {"call": "open_call"},
}  # fmt: skip


def path_of(name: str, known: dict[str, Any], matter: Matter | None) -> str:
    if matter is not None:
        known = {**known, "number": matter.number, "attachment": matter.file}
    if name == "desk-survey-do":
        known = {**known, "survey": "near-draft"}
    if name == "desk-panel-do":
        known = {**known, "act": "quotas"}
    if "vote" in name:
        known = {**known, "space": "near-vote"}
    if "pact" in name:
        known = {**known, "code": known["pact"], "action": "draft", "number": 1}
    elif name.startswith("norm"):
        known = {**known, "code": known["norm"]}
    elif name == "desk-grid-do":
        known = {**known, "deed": "ask"}
    elif name == "desk-meeting-edit":
        known = {**known, "meeting": known["meeting_draft"]}
    elif name == "hearing-data":
        known = {**known, "ending": "csv"}
    elif name in OPEN:
        known = {**known, **{ours: known[theirs] for ours, theirs in OPEN[name].items()}}
    elif name == "desk-text-edit":
        known = {**known, "text": known["text_draft"]}
    elif name == "desk-hearing-edit":
        known = {**known, "hearing": known["hearing_draft"]}
    elif name == "desk-general-vote-edit":
        known = {**known, "vote": known["vote_draft"]}
    elif name == "matter-step":
        known = {**known, "step": "supplement"}
    elif name == "deadline":
        known = {**known, "key": "hotline.answer"}
    return address(name, **known)


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
    if route in OWN and method == "post" and role in people(MATRIX["post"][route]["door"]):
        known = {**known, **OWN[route](stage.account(role))}
    if route in ("desk-end-sessions", "desk-end-all-sessions") and role in people("administrators"):
        note_sign_in(known["account"], "password", key="elsewhere")
    if route == "desk-take-factors" and role in people("administrators"):
        known = {**known, **an_authenticator(known["account"])}
    path = path_of(route, {**known, "action": action}, matter)
    if method == "get":
        response = client.get(path, asked_for(route, matter))
        body_of(response)
        return response
    if route == "report-send":
        data = draft(client)
    elif route == "desk-do":
        data = action_form(action, matter)
    elif route == "my-authenticator":
        data = {"code": known.get("code_now", "")}
    else:
        plain = PLAIN.get(route, {})
        data = (
            FORMS.get(route, lambda matter: {})(matter) if matter else plain() if callable(plain) else plain
        )
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
        known = stage.known
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
    near = stage.matters["near"]
    with undone():
        known = stage.known
        for name in set(MATRIX["get"]) - set(MATRIX["post"]):
            with undone():
                client, path = stage.client("operator"), path_of(name, known, near)
                with writing() as wrote:
                    response = client.post(path, {"text": "x", "name": "x", "code": "x"})
                body_of(response)
                assert response.status_code < 500, name
                assert not wrote, name


def test_a_form_cannot_be_sent_by_following_a_link(stage: Stage) -> None:
    near = stage.matters["near"]
    with undone():
        known = stage.known
        for name in {*MATRIX["post"], "desk-do"} - set(MATRIX["get"]):
            with undone():
                door = MATRIX["post"].get(name, {}).get("door")
                client = stage.client("administrator" if door == "administrators" else "operator")
                path = path_of(name, known, near)
                with writing() as wrote:
                    assert client.get(path).status_code in (302, 403, 404, 405), name
                assert not wrote, name


@pytest.mark.parametrize("role", [role for role in ROLES if role not in VISITORS])
def test_the_queue_holds_just_the_matters_that_can_be_opened(stage: Stage, role: str) -> None:
    """Two ways to the same rule: a database filter for lists, a pure function for one matter."""
    client = stage.client(role)
    page = client.get("/desk/", {"order": "received"})
    if role in people("staff"):
        staged = {matter.number for matter in stage.matters.values()}  # others came with their facts
        shown = {line.number for line in page.context["page"].lines} & staged
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
