# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with a matter: the table said again by hand, and sight as the database filters it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.commands import ReporterData, correct_case, move_case
from linli.cases.models import Case
from linli.cases.policy import MAY, Facts, Relation, may, may_contact, may_see, relations
from linli.cases.queries import case_detail, case_list, scope
from linli.cases.queries.lines import CaseFilter
from linli.cases.testing import a_case, a_case_in, act
from linli.cases.vocab import Action, Deed, Hard, Kind, State
from linli.kernel.actor import SYSTEM, VISITOR, Actor, Holding
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import CAST

TOWN, STREET = "509901000000/", "509901000000/509901001000/"
HOME = "509901000000/509901001000/509901001002/"
GRID = HOME + "509901001002003/"
LAMPS = "d-government/d-city/d-lighting/"
NEAR = Facts("m", Kind.HELP, GRID, LAMPS, reporter="r")

WHO = {
    "reporter": Actor("account", "r"),
    "shown": Actor("visitor", "m"),
    "operator": Actor("account", "o", (Holding("operator", TOWN, "d-government/d-hotline/"),)),
    "coordinator": Actor("account", "c", (Holding("coordinator", STREET, "d-government/s-renmin/"),)),
    "handler": Actor("account", "h", (Holding("handler", TOWN, LAMPS),)),
    "grid": Actor("account", "g", (Holding("grid_worker", GRID, "d-government/s-renmin/c-binjianglu/"),)),
    "auditor": Actor("account", "a", (Holding("auditor", TOWN, "d-government/"),)),
    "outsider": Actor("account", "x", (Holding("handler", TOWN, "d-government/d-police/d-traffic/"),)),
    "stranger": Actor("account", "s"),
    "visitor": VISITOR,
}
STAFF_DEEDS = {
    "accept",
    "decline",
    "dispatch",
    "uphold",
    "transfer",
    "merge",
    "close",
    "correct",
    "release",
    "link",
    "unlink",
}
TOGETHER = {"borrow", "agree", "contribute", "refuse", "excuse", "assign", "respond"}
EXPECTED: dict[str, set[str]] = {
    "reporter": {"reopen", "withdraw", "note", "rate", "erase", "reach", "object", "step"},
    "shown": {"reopen", "withdraw", "note", "rate", "erase", "reach", "object", "step"},
    "operator": STAFF_DEEDS
    | {"resolve", "reopen", "withdraw", "note", "extend", "deny", "rate", "erase", "follow_up"}
    | {"assign", "respond", "ask", "revoke", "hide", "object", "step"},
    "coordinator": STAFF_DEEDS
    | {"resolve", "verify", "rework", "reopen", "note", "extend", "deny", "park", "resume", "settle"}
    | TOGETHER
    | {"call_in", "hold", "press", "spare", "ask", "revoke", "hide", "judge", "step", "update", "urge"},
    "handler": {"start", "return", "raise", "lower", "resolve", "defer", "note", "appeal", "ask", "revoke"}
    | {"hide", "step"}
    | TOGETHER,
    "grid": {"verify", "rework", "note"},
    "auditor": set(),
    "outsider": set(),
    "stranger": set(),
    "visitor": set(),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_who_may_do_what(name: str) -> None:
    allowed = {what.value for what in (*Action, *Deed) if may(WHO[name], what, NEAR)}
    assert allowed == EXPECTED[name]


def test_every_deed_that_is_done_by_people_is_in_the_table() -> None:
    assert set(MAY) == (set(Action) | set(Deed)) - {Deed.RECEIVE, Deed.IMPORT}


def test_who_sees_it_and_who_may_read_the_contact() -> None:
    assert {name for name, who in WHO.items() if may_see(who, NEAR)} == {
        "reporter", "shown", "operator", "coordinator", "handler", "grid", "auditor",
    }  # fmt: skip
    assert {name for name, who in WHO.items() if may_contact(who, NEAR)} == {
        "operator", "coordinator", "handler",
    }  # fmt: skip


def test_a_report_of_wrongdoing_is_not_for_everybody_near_by() -> None:
    hidden = Facts("m", Kind.WRONGDOING, GRID, LAMPS, restricted=True, reporter="r")
    assert {name for name, who in WHO.items() if may_see(who, hidden)} == {
        "reporter", "shown", "operator", "coordinator", "handler",
    }  # fmt: skip


HARD_TEXTS = {
    Hard.LIFE: "楼上有人喊救命，闻到很重的煤气味。",
    Hard.CHILD: "隔壁的小孩天天挨打，身上都是伤。",
    Hard.HOME: "老公又动手打我，我害怕。",
    Hard.OFFICIAL: "社区王主任收了好处费才给盖章。",
}
SEES: dict[Hard, set[str]] = {
    Hard.LIFE: {"reporter", "shown", "operator", "coordinator", "handler", "grid"},
    Hard.CHILD: {"reporter", "shown", "operator", "coordinator", "handler"},
    Hard.HOME: {"reporter", "shown", "operator", "coordinator", "handler"},
    Hard.OFFICIAL: {"reporter", "shown", "handler"},  # here the lighting office leads
}


@pytest.mark.parametrize("hard", list(Hard))
def test_a_hard_route_is_for_those_who_must_see_it(hard: Hard) -> None:
    facts = Facts("m", Kind.HELP, GRID, LAMPS, hard=hard, reporter="r")
    assert {name for name, who in WHO.items() if may_see(who, facts)} == SEES[hard]
    if hard is not Hard.LIFE:
        assert not may_see(WHO["grid"], facts)


@pytest.mark.parametrize("about", ["d-government/d-city/", LAMPS])
def test_for_the_unit_complained_about_the_matter_does_not_exist(about: str) -> None:
    facts = Facts("m", Kind.COMPLAIN, GRID, LAMPS, about_path=about)
    assert relations(WHO["handler"], facts) == frozenset()
    two_posts = Actor("account", "h", (*WHO["handler"].holdings, *WHO["coordinator"].holdings))
    assert not may_see(two_posts, facts)


def test_who_works_in_the_accused_unit_still_follows_a_matter_of_their_own() -> None:
    facts = Facts("m", Kind.WRONGDOING, GRID, LAMPS, about_path=LAMPS, restricted=True, reporter="h")
    assert relations(WHO["handler"], facts) == {Relation.REPORTER}


def test_nobody_handles_their_own_matter() -> None:
    mine = Facts("m", Kind.HELP, GRID, LAMPS, reporter="c")
    assert not may(WHO["coordinator"], Action.CLOSE, mine)
    assert may(WHO["coordinator"], Action.WITHDRAW, mine)


def test_who_had_a_hand_in_it_does_not_check_it() -> None:
    helping = Facts("m", Kind.HELP, GRID, LAMPS, assisting_paths=("d-government/s-renmin/c-binjianglu/",))
    answered = Facts("m", Kind.HELP, GRID, LAMPS, answered_by="account:c")
    for who, facts in ((WHO["handler"], NEAR), (WHO["grid"], helping), (WHO["coordinator"], answered)):
        for action in (Action.VERIFY, Action.REWORK):
            answer = may(who, action, facts)
            assert (answer.allowed, answer.reason) == (False, "handler_cannot_check")


def test_a_supervisor_decides_what_was_given_to_the_supervision_body_and_sees_nothing_else() -> None:
    who = Actor("account", "y", (Holding("supervisor", TOWN, "d-party/d-discipline/"),))
    theirs = Facts("m", Kind.COMPLAIN, GRID, "d-party/d-discipline/", about_path="d-government/")
    assert may(who, Action.DECLINE, theirs) and may(who, Action.RESOLVE, theirs)
    assert not may_see(who, NEAR)


paths = st.lists(st.sampled_from("abc"), max_size=3).map(
    lambda codes: "".join(f"{code}/" for code in codes)
)
holdings = st.builds(
    Holding,
    role=st.sampled_from([post[0] for post in CAST.values() if post]),
    place_path=paths,
    unit_path=paths,
)
actors = st.builds(
    Actor, kind=st.just("account"), id=st.just("1"), holdings=st.lists(holdings, max_size=3).map(tuple)
)
matters = st.builds(
    Facts, id=st.just("m"), kind=st.sampled_from(Kind), place_path=paths, unit_path=paths,
    about_path=paths, restricted=st.booleans(), hard=st.sampled_from(["", *Hard]),
    assisting_paths=st.lists(paths, max_size=2).map(tuple),
    reporter=st.sampled_from(["", "1", "2"]), answered_by=st.sampled_from(["", "account:1"]),
)  # fmt: skip


@given(actors, matters)
def test_whatever_posts_somebody_holds(actor: Actor, facts: Facts) -> None:
    found = relations(actor, facts)
    if facts.reporter == actor.id:
        assert found == {Relation.REPORTER}
    elif facts.about_path and any(post.unit_path.startswith(facts.about_path) for post in actor.holdings):
        assert not found
    if not may_see(actor, facts):
        assert not any(may(actor, what, facts) for what in (*Action, *Deed))
        assert not may_contact(actor, facts)
    if may(actor, Action.VERIFY, facts):
        assert not found & {Relation.LEAD, Relation.ASSISTING}
        assert actor.ref != facts.answered_by


def test_the_database_filters_as_the_policy_says(cast: Any) -> None:
    """``scope`` and ``relations`` are the same rule, for everybody of the cast and matters of all sorts."""
    numbers = [
        a_case().number,
        a_case_in(State.DISPATCHED).number,
        a_case_in(State.DISPATCHED, unit="d-city", kind=Kind.WRONGDOING).number,
        a_case_in(State.DISPATCHED, unit="c-xincheng", place="509901004002").number,
        a_case(kind=Kind.COMPLAIN, about="d-hotline").number,
        a_case(kind=Kind.COMPLAIN, about="d-government").number,
        a_case(kind=Kind.COMPLAIN, about="d-lighting").number,
        a_case_in(State.DISPATCHED, unit="d-traffic", kind=Kind.COMPLAIN, about="c-binjianglu").number,
        a_case(reporter=ReporterData(account=cast.player("coordinator").account)).number,
        a_case(place="509901001002003").number,
    ]
    for text in HARD_TEXTS.values():
        numbers.append(a_case(text=text).number)
        numbers.append(a_case_in(State.DISPATCHED, text=text).number)
    helped = a_case()
    act(helped.id, Action.DISPATCH, unit="d-lighting", assist=["c-binjianglu", "d-traffic"])
    numbers.append(helped.number)
    for hard in Hard:
        helped = a_case()
        act(helped.id, Action.DISPATCH, unit="d-lighting", assist=["c-binjianglu", "d-traffic"])
        correct_case(helped.id, actor=SYSTEM, hard=hard)
        numbers.append(helped.number)
    for name in CAST:
        actor = cast.player(name).actor
        listed = set(Case.objects.filter(scope(actor)).order_by("id").values_list("number", flat=True))
        for number in numbers:
            try:
                seen = bool(case_detail(number, viewer=actor).relations - {Relation.REPORTER})
            except Problem as problem:
                assert problem.code == "not_found"
                seen = False
            assert (number in listed) == seen, (name, numbers.index(number))


@pytest.mark.parametrize(
    "about", ["d-hotline", "d-lighting", "d-city", "s-renmin", "c-binjianglu", "d-government"]
)
def test_a_complaint_is_never_with_the_unit_it_is_about(cast: Any, about: str) -> None:
    case = a_case(kind=Kind.COMPLAIN, about=about)
    accused = people.unit_by_code(about).path
    assert not people.unit_by_code(case.unit).path.startswith(accused)
    for unit in (about, *(unit.code for unit in people.units() if unit.path.startswith(accused))):
        with pytest.raises(Problem) as caught:
            move_case(case.id, Action.DISPATCH, actor=SYSTEM, unit=unit)
        assert caught.value.code == "own_complaint"
    with pytest.raises(Problem) as caught:
        move_case(case.id, Action.DISPATCH, actor=SYSTEM, unit="d-discipline", assist=[about])
    assert caught.value.code == "own_complaint"
    for name in CAST:
        who = cast.player(name).actor
        if any(post.unit_path.startswith(accused) for post in who.holdings):
            assert case.number not in [line.number for line in case_list(who, CaseFilter()).lines]
            for call in (
                lambda who=who: case_detail(case.number, viewer=who),
                lambda who=who: move_case(case.id, Action.VERIFY, actor=who),
            ):
                with pytest.raises(Problem) as caught:
                    call()
                assert caught.value.code == "not_found"


def test_a_complaint_about_the_whole_government_is_decided_by_the_supervision_body(cast: Any) -> None:
    case = a_case(kind=Kind.COMPLAIN, about="d-government")
    assert case.unit == "d-discipline"
    seen = [line.number for line in case_list(cast.supervisor, CaseFilter()).lines]
    assert seen == [case.number]
    move_case(case.id, Action.RESOLVE, actor=cast.supervisor, text="已核实并答复。")
    move_case(case.id, Action.CLOSE, actor=cast.supervisor)
    for name in ("operator", "district_coordinator", "auditor"):
        with pytest.raises(Problem) as caught:
            case_detail(case.number, viewer=cast.player(name).actor)
        assert caught.value.code == "not_found"


def test_an_accusation_that_staff_find_in_the_text_takes_the_matter_from_that_unit(cast: Any) -> None:
    case = a_case()
    act(case.id, Action.DISPATCH, unit="d-lighting", assist=["d-city"])
    correct_case(case.id, actor=cast.operator, kind=Kind.COMPLAIN, about="d-city")
    detail = case_detail(case.number, viewer=cast.operator)
    assert detail.line.unit.code == "d-hotline"
    assert [part.unit.code for part in detail.parts if not part.ended] == ["d-hotline"]
    with pytest.raises(Problem):
        case_detail(case.number, viewer=cast.handler)
    correct_case(case.id, actor=cast.operator, about="")
    assert case_detail(case.number, viewer=cast.operator).about is None


def test_an_answer_is_checked_by_somebody_else(cast: Any) -> None:
    case = a_case()
    move_case(case.id, Action.RESOLVE, actor=cast.coordinator, text="已处理。")
    assert Action.VERIFY not in case_detail(case.number, viewer=cast.coordinator).actions
    with pytest.raises(Problem) as caught:
        move_case(case.id, Action.VERIFY, actor=cast.coordinator)
    assert caught.value.code == "handler_cannot_check"
    move_case(case.id, Action.VERIFY, actor=cast.community_worker)


def test_what_one_sees_but_may_not_do_is_said_so(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED)
    for name, action in (
        ("handler", Action.CLOSE),
        ("auditor", Action.RESOLVE),
        ("resident", Action.CLOSE),
    ):
        with pytest.raises(Problem) as caught:
            move_case(case.id, action, actor=cast.player(name).actor, text="好")
        assert caught.value.code == ("not_found" if name == "resident" else "forbidden")
    with pytest.raises(Problem) as caught:
        move_case(UUID(int=7), Action.CLOSE, actor=cast.operator)
    assert caught.value.code == "not_found"
