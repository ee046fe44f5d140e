# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many statements each address may send: every route stands in budgets.toml with its number.

A request is measured after one like it (what is kept in memory is there), with fifty-one matters to
list. Session, account and posts of the person are counted with it: three statements.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stage import GRID, LAMP, NUMBER, TEXT, Stage, body_of, lasting, pages, undone
from test_matrix import FORM_SAYS, LINES, ask, expected, facts, given
from test_matrix_api import API, CLOSED, OPERATIONS, call

from linli.cases.commands import NewCase, ReporterData, move_case, receive_case
from linli.cases.queries import CaseFilter, case_list, own_list, public_list
from linli.cases.rules import COURSE, STEPS
from linli.cases.testing import LEVELS, WAYS, a_case, a_case_in
from linli.cases.vocab import Action, Channel, Kind
from linli.kernel.actor import SYSTEM, VISITOR
from linli.platform.testing.queries import Counted, counted, counted_last_request

pytestmark = pytest.mark.django_db
BUDGETS: dict[str, dict[str, int]] = tomllib.loads(
    Path(__file__).with_name("budgets.toml").read_text("utf-8")
)
MEASURED = [line for line in LINES if "answer" not in line[2]]
# Who asks: the first of these that gets through. Staff first, because their pages hold more.
ASKERS = (
    "operator", "coordinator", "grid_worker", "handler", "administrator", "data_officer", "outsider",
    "district_coordinator", "resident",
    "community_worker", "caller", "visitor",
)  # fmt: skip
HOLDERS = {  # of the key with which an operation is measured, where an operator may not do it
    "move_case": "handler", "report_back": "handler", "move_part": "outsider",
    "call_in": "coordinator", "press": "coordinator",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with lasting(django_db_blocker):
        made = Stage()
        for _ in range(51):
            a_case(reporter=ReporterData(account=made.account("resident")))
        made.known = facts(made)
        yield made


def measured(method: str, name: str, spec: dict[str, Any], stage: Stage) -> Counted:
    """The statements of an address, for the first person who gets through (or else is refused)."""
    about = "number" in pages()[name.partition(" ")[0]].pattern.converters
    subject = spec.get("on", "near").split()[0] if about else ""
    through = (role for role in ASKERS if expected(method, spec, role, subject or "near") == "through")
    role = next(through, "visitor")
    with undone():
        known = stage.known
        if "state" in spec:
            stage.bring(spec["state"])
        for _ in range(2):
            with undone(), counted_last_request() as found:
                got = given(ask(stage, method, name, role, stage.matters.get(subject), known))
    if name != "public-file":  # a photo that nobody released: the refusal is measured
        assert got == (FORM_SAYS.get(name, "through") if method == "post" else "through"), f"{role} {name}"
    return found


@pytest.mark.parametrize(
    ("method", "name", "spec"), MEASURED, ids=[f"{line[0]} {line[1]}" for line in MEASURED]
)
def test_an_address_keeps_its_budget(stage: Stage, method: str, name: str, spec: dict[str, Any]) -> None:
    found = measured(method, name, spec, stage)
    part, key = ("do", name.removeprefix("desk-do ")) if name.startswith("desk-do ") else (method, name)
    assert len(found) <= BUDGETS[part][key], f"{name} sends {len(found)} statements:\n{found}"


def test_every_route_has_a_budget_and_no_budget_lacks_its_route() -> None:
    listed = {(method, name) for method in ("get", "post") for name in BUDGETS[method]}
    listed |= {("post", f"desk-do {name}") for name in BUDGETS["do"]}
    assert listed == {(method, name) for method, name, _ in MEASURED}
    assert set(BUDGETS["api"]) == set(OPERATIONS)


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_an_operation_of_the_api_keeps_its_budget(stage: Stage, name: str) -> None:
    key = stage.key(HOLDERS.get(name, "operator")) if name in CLOSED else ""
    with undone():
        if "state" in API.get(name, {}):
            stage.bring(API[name]["state"])
        for _ in range(2):
            with undone(), counted_last_request() as found:
                response = call(name, key, stage.matters["near"])
                body_of(response)
    assert response.status_code < 400, response.content
    assert len(found) <= BUDGETS["api"][name], f"{name} sends {len(found)} statements:\n{found}"


# --- commands and reads by themselves, as the house limits them --------------------------------------


def test_receiving_a_matter_keeps_the_budget_of_a_creation(stage: Stage) -> None:
    new = NewCase(
        kind=Kind.HELP, text=TEXT, channel=Channel.WEB, language="zh-Hans", category=LAMP, place=GRID,
        reporter=ReporterData(name="张三", contact=NUMBER),
    )  # fmt: skip
    for _ in range(2):
        with undone(), counted() as found:
            receive_case(new, actor=VISITOR)
    assert len(found) <= BUDGETS["commands"]["create"] <= 10, str(found)


@pytest.mark.parametrize("action", list(Action))
def test_an_action_keeps_the_budget_of_a_change(stage: Stage, action: Action) -> None:
    start = next(state for state, act in COURSE.table if act is action and state in WAYS)
    with undone():
        case = a_case_in(start)
        given = {"text": "因为如此。", "way": "区人民法院", "unit": "d-traffic"}
        given |= {"reason": "not_our_duty"} if STEPS[action].reason else {}
        given |= {"unit": LEVELS[action]} if action in LEVELS else {}
        other = a_case().number if action is Action.MERGE else None
        for _ in range(2):
            with undone(), counted() as found:
                move_case(case.id, action, actor=SYSTEM, other=other, **given)
    assert len(found) <= BUDGETS["commands"]["change"] <= 8, str(found)


@pytest.mark.parametrize(
    "wanted", [CaseFilter(), CaseFilter(group="open", order="due"), CaseFilter(q="路灯")]
)
def test_a_list_of_fifty_keeps_its_budget(stage: Stage, wanted: CaseFilter) -> None:
    resident = stage.cast.resident
    for read in (
        lambda: case_list(stage.cast.operator, wanted),
        lambda: public_list(CaseFilter(group=wanted.group)),
        lambda: own_list(resident),
    ):
        read()
        with counted() as found:
            page = read()
        assert len(page.lines) == 50, "there is more than a page"
        assert len(found) <= BUDGETS["commands"]["list"] <= 6, str(found)
