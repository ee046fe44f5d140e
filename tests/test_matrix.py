# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page and every form with everybody of the cast: who gets through stands in matrix.toml."""

from __future__ import annotations

import base64
import os
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from matrix_forms import FORM_SAYS, FORMS, MONTH, NEAR, PLAIN, action_form, asked_for
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
    undone,
    writing,
)

from linli.cases.commands import ask_by_link, keep_view, place_question, write_question, write_template
from linli.cases.models import SavedView, Subscription
from linli.cases.queries import stop_token
from linli.cases.testing import a_case
from linli.cases.vocab import Action, LinkTo
from linli.disputes.commands import NewMediation, PartyData, enrol, request_mediation
from linli.disputes.vocab import Kind as Quarrel
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.ids import new_id
from linli.norms.commands import comment_pact, start_pact
from linli.norms.models import PactComment
from linli.people.commands import begin_totp, confirm_totp, join_identity, note_sign_in, propose_end
from linli.people.commands.factors import totp_code
from linli.people.models import Contact, Duty, Post, SignIn
from linli.people.queries import actor_of_account, identities_of, waiting_secret
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.keys import keys
from linli.topics.models import Category
from linli.triage import public as triage
from linli.triage.queries import reader_versions

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
    "desk-reader-use",
    "subscribe-code",
    "desk-many",
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
        yield Stage()


def facts(stage: Stage) -> dict[str, Any]:
    """What addresses take, besides a matter."""
    stage.key("operator")
    keep_view("kept", "group=open", actor=stage.cast.operator)
    duty = Duty.objects.filter(valid_to=None).values_list("id", flat=True)[0]
    near, follower = stage.matters["near"], a_follower()
    return {
        **law_and_pact(),
        "mediation": a_mediation(stage),
        "deed": "state",
        "which": "record",
        "code": "stale",
        "sign_in": new_id(),
        "factor": new_id(),
        "identity": new_id(),
        "contact": new_id(),
        "purpose": "news",
        "form": "html",
        "account": stage.account("outsider"),
        "version": "1",
        "edition": reader_versions()[0]["id"],
        "rest": "nowhere",
        "action": "accept",
        "key": keys()[0].id,
        "view": SavedView.objects.values_list("id", flat=True)[0],
        "category": Category.objects.values_list("id", flat=True).get(code=LAMP),
        "duty": duty,
        "question": a_question(),
        "subscription": follower,
        "proof": stop_token(follower),
        "token": ask_by_link(
            near.id, LinkTo.OUTSIDE, "是你们的灯吗？", actor=SYSTEM, party="供电公司", files=[near.file]
        )[1],
        "attachment": near.file,
        "to": "person",
        "issue": an_issue(stage),
        "template": write_template("修好了", Action.RESOLVE, {"zh-Hans": "修好了。"}, actor=SYSTEM),
        "change": propose_end(duty, MONTH, "换届。", actor=stage.cast.district_coordinator),
        "post": Post.objects.filter(role="grid_worker").values_list("id", flat=True)[0],
    }


def law_and_pact() -> dict[str, Any]:
    """A norm of the built-in town, a draft of a pact in the near community, and a comment on it."""
    near = start_pact("试验公约", "residents_pact", NEAR, ["遛狗牵绳。"], actor=SYSTEM)
    comment_pact(near, 1, "好。", actor=VISITOR)
    comment = PactComment.objects.values_list("id", flat=True).get(pact__code=near)
    return {"norm": "cn-civil", "pact": near, "comment": comment, "number": 1}


def a_mediation(stage: Stage) -> str:
    """A mediation in the near community, whose committee the community worker heads."""
    kinds = [Quarrel.NEIGHBOURS]
    enrol(stage.account("community_worker"), NEAR, kinds, actor=SYSTEM, head=True)
    parties = (PartyData("丁芸"), PartyData("霍山"))
    new = NewMediation(Quarrel.NEIGHBOURS, NEAR, "楼上夜里弹琴。", parties)
    return request_mediation(new, actor=VISITOR).number


def a_follower() -> Any:
    """Somebody who is told what happens in a community."""
    place = places.place_by_code(GRID[:12]).id
    given = {"place_id": place, "blind": b"x", "contact": b"x", "language": "en", "at": clock.now()}
    return Subscription.objects.create(**given).id


def an_issue(stage: Stage) -> Any:
    """The near matter and another one there are an issue; two more, seen by the same, are the next."""
    cases = [stage.matters["near"].id, *(a_case(place=GRID).id for _ in range(3))]
    lamp, smoke = "滨江路社区门口的路灯坏了三天，路灯不亮。", "烧烤摊半夜油烟很大，噪音吵人。"
    letters = [
        triage.IssueText(f"case:{case}", text, text, str(case), clock.now())
        for case, text in zip(cases, (lamp, lamp, smoke, smoke), strict=True)
    ]
    return triage.group_letters(letters, actor=SYSTEM)[letters[0].about]


def a_question() -> Any:
    """A question about lamps that is not asked: it would come between the forms of other tests."""
    lamp = Category.objects.values_list("id", flat=True).get(code=LAMP)
    values = {"kind": "text", "words": {"zh-Hans": "几盏？"}, "hints": {}, "choices": [], "stops": [],
              "notice": {}, "required": False}  # fmt: skip
    question = write_question(lamp, values, actor=SYSTEM)
    place_question(question, actor=SYSTEM, active=False)
    return question


def path_of(name: str, known: dict[str, Any], matter: Matter | None) -> str:
    if matter is not None:
        known = {**known, "number": matter.number, "attachment": matter.file}
    if "pact" in name:
        known = {**known, "code": known["pact"], "action": "draft", "number": 1}
    elif name.startswith("norm"):
        known = {**known, "code": known["norm"]}
    elif name == "deadline":
        known = {**known, "key": "hotline.answer"}
    return address(name, **known)


def a_session(account: UUID) -> dict[str, Any]:
    note_sign_in(account, "code", key=new_id().hex)
    return {"sign_in": SignIn.objects.filter(account=account).values_list("id", flat=True)[0]}


def a_secret(account: UUID) -> dict[str, Any]:
    begin_totp(actor=actor_of_account(account))
    secret = base64.b32decode(waiting_secret(account) or "")
    return {"code_now": totp_code(secret, int(clock.now().timestamp()) // 30)}


def an_authenticator(account: UUID) -> dict[str, Any]:
    code = a_secret(account)["code_now"]
    return {"factor": confirm_totp(code, "", "", actor=actor_of_account(account)).factor}


def an_identity(account: UUID) -> dict[str, Any]:
    join_identity("https://login.example", str(account), actor=actor_of_account(account))
    return {"identity": identities_of(account)[0].id}


def a_contact(account: UUID) -> dict[str, Any]:
    identity = new_id()
    Contact.objects.create(
        id=identity,
        account_id=account,
        kind="phone",
        sealed=crypto.seal("+8613900000077", "people_contact", "sealed", identity),
        blind=crypto.blind(str(identity), "contact"),
        verified_at=clock.now(),
    )
    return {"contact": identity}


# What has to be there before somebody can do something with what is their own.
OWN: dict[str, Callable[[UUID], dict[str, Any]]] = {
    "my-end-session": a_session,
    "my-end-others": a_session,
    "my-authenticator": a_secret,
    "my-remove-factor": an_authenticator,
    "my-recovery": an_authenticator,
    "my-drop-contact": a_contact,
    "my-leave-outside": an_identity,
}


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
