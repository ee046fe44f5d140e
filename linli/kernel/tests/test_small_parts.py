# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transitions, actors, places in the tree, the clock and the register of problems."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR, Actor, Holding, within
from linli.kernel.problem import NOT_FOUND, REGISTRY, STALE, Problem, problem
from linli.kernel.transitions import Course

# --- courses -------------------------------------------------------------------------------------


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    BRICKED = "bricked"


class Deed(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    BRICK = "brick"


DOOR = Course(
    {
        (Door.OPEN, Deed.SHUT): Door.SHUT,
        (Door.SHUT, Deed.BRICK): Door.BRICKED,
        (Door.SHUT, Deed.OPEN): Door.OPEN,
    }
)


@pytest.mark.parametrize("state", Door)
@pytest.mark.parametrize("action", Deed)
def test_a_course_allows_what_its_table_says_and_nothing_else(state: Door, action: Deed) -> None:
    if (state, action) in DOOR.table:
        assert DOOR.allows(state, action)
        assert DOOR.after(state, action) is DOOR.table[state, action]
        assert action in list(DOOR.actions(state))
    else:
        assert not DOOR.allows(state, action)
        assert action not in list(DOOR.actions(state))
        with pytest.raises(Problem) as caught:
            DOOR.after(state, action)
        assert (caught.value.code, caught.value.status) == ("not_now", 409)
        assert caught.value.facts == {"state": state.value, "action": action.value}


def test_actions_come_in_the_order_of_the_table_and_an_end_has_none() -> None:
    assert list(DOOR.actions(Door.SHUT)) == [Deed.BRICK, Deed.OPEN]
    assert [state for state in Door if DOOR.is_final(state)] == [Door.BRICKED]


# --- actors and places ---------------------------------------------------------------------------

HANDLER = Actor("account", "0192", (Holding("handler", "a/b/", "x/y/", "y"), Holding("auditor", "a/")))


def test_an_actor_is_known_by_a_plain_id() -> None:
    assert [actor.ref for actor in (HANDLER, VISITOR, SYSTEM)] == [
        "account:0192",
        "visitor",
        "system:linli",
    ]


def test_what_an_actor_is() -> None:
    resident, key = Actor("account", "7"), Actor("key", "k", scopes=frozenset({"cases:read"}))
    assert [actor.signed_in for actor in (HANDLER, resident, key, VISITOR, SYSTEM)] == [1, 1, 1, 0, 0]
    assert [actor.is_staff for actor in (HANDLER, resident, key, VISITOR, SYSTEM)] == [1, 0, 0, 0, 1]
    assert HANDLER.roles() == {"handler", "auditor"}
    assert HANDLER.has("coordinator", "auditor") and not HANDLER.has("coordinator")
    assert not HANDLER.has() and not VISITOR.has("handler")
    assert SYSTEM.has("anything")
    assert [post.place_path for post in HANDLER.at("auditor", "operator")] == ["a/"]


@pytest.mark.parametrize(
    ("path", "root", "holds"),
    [
        ("a/b/c/", "a/b/", True),
        ("a/b/", "a/b/", True),
        ("a/", "a/b/", False),
        ("a/bc/", "a/b/", False),
        ("b/a/", "a/", False),
        ("a/b/", "", False),
        ("", "a/", False),
        ("", "", False),
    ],
)
def test_a_place_holds_what_lies_in_it_and_not_what_begins_alike(path: str, root: str, holds: bool) -> None:
    assert within(path, root) is holds


codes = st.lists(st.sampled_from(["a", "ab", "b", "1", "12"]), max_size=4)


@given(codes, codes)
@settings(database=None)
def test_within_agrees_with_the_tree(below: list[str], above: list[str]) -> None:
    path, root = ("".join(f"{code}/" for code in chain) for chain in (below, above))
    assert within(path, root) is (above != [] and below[: len(above)] == above)


# --- the clock -----------------------------------------------------------------------------------


def test_the_clock_goes_and_tells_the_time_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_the_clock_stands_where_it_is_put_and_goes_on_afterwards() -> None:
    then = datetime(2020, 2, 29, 12, tzinfo=timezone(timedelta(hours=8)))
    with clock.standing_at(then):
        assert clock.now() == then
        with clock.standing_at(then + timedelta(days=1)):
            assert clock.now() == then + timedelta(days=1)
        assert clock.now() == then
    assert clock.now() > then + timedelta(days=365)


def test_the_clock_goes_on_even_if_what_stood_on_it_failed() -> None:
    with pytest.raises(RuntimeError), clock.standing_at(datetime(2000, 1, 1, tzinfo=UTC)):
        raise RuntimeError
    assert clock.now().year > 2000


def test_a_shifted_clock_runs() -> None:
    with clock.shifted_by(timedelta(hours=-3)):
        first, second = clock.now(), clock.now()
    assert first <= second
    assert timedelta(hours=3) <= datetime.now(UTC) - first < timedelta(hours=3, minutes=1)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.standing_at(datetime(2020, 1, 1)):
        pass


def test_the_clock_of_one_thread_is_not_the_clock_of_another() -> None:
    seen: list[datetime] = []
    with clock.standing_at(datetime(2000, 1, 1, tzinfo=UTC)):
        other = threading.Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0].year > 2000


# --- problems ------------------------------------------------------------------------------------


@pytest.fixture
def register() -> Iterator[None]:
    kept = dict(REGISTRY)
    yield
    REGISTRY.clear()
    REGISTRY.update(kept)


def test_a_code_is_declared_once_in_the_whole_product(register: None) -> None:
    tired = problem("tests_tired", 418, "I am tired.", "Sleep.")
    assert REGISTRY["tests_tired"] is tired
    with pytest.raises(ValueError, match="tests_tired"):
        problem("tests_tired", 400, "Other words.", "Other remedy.")
    assert REGISTRY["tests_tired"].status == 418


def test_an_occurrence_tells_its_code_status_and_facts() -> None:
    error = STALE(version=3)
    assert isinstance(error, Problem)
    assert (error.code, error.status, error.facts) == ("stale", 409, {"version": 3})
    assert str(error) == "stale: Somebody changed this meanwhile. (version=3)"
    assert str(NOT_FOUND()) == "not_found: There is nothing here that you can see."


def test_words_are_filled_with_the_facts_and_an_unknown_one_leaves_an_ellipsis(register: None) -> None:
    full = problem("tests_full", 507, "%(left)s of %(wanted)s are left.", "Make room on %(disk)s.")
    assert full(left=3, wanted=9).words() == ("3 of 9 are left.", "Make room on ….")


def test_occurrences_do_not_share_their_facts() -> None:
    first, second = STALE(version=1), STALE(version=2)
    first.facts["version"] = 9
    assert second.facts == {"version": 2}


def test_every_declared_problem_has_a_code_of_its_own_a_status_of_failure_and_a_remedy() -> None:
    for code, kind in REGISTRY.items():
        assert code == kind.code
        assert 400 <= kind.status < 600
        assert kind.title.endswith(".") and kind.remedy
