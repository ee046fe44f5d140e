# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events carry ids and codes and nothing else, and can be read at any age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel import events
from linli.kernel.events import CODE, TYPES, Event, event, read
from linli.kernel.ids import new_id

QUICK = settings(deadline=None, database=None, max_examples=300)


@pytest.fixture(autouse=True)
def _own_types() -> Iterator[None]:
    """Types that a test declares are not part of the product."""
    kept = dict(TYPES)
    yield
    TYPES.clear()
    TYPES.update(kept)


class Holds(Event):
    """A stand-in with one field of anything."""

    def __init__(self, value: Any) -> None:
        self.value = value


@pytest.mark.parametrize(
    "value",
    [
        "", "help", "cityscape.lighting.street", "509901001002", "2026-000123-4",
        "01902d4e-7b1c-7c3a-9f00-2b6d1c9e4a11",
        "2026-09-01", "2026-09-01T10:00:00+08:00", "account:0192", "a/b/c/", "x" * 80, 0, -3, 10**12, True,
        False, None, ["a", "b", 3, None], ("a", ["b", ("c",)]), [],
    ],
)  # fmt: skip
def test_ids_codes_and_numbers_get_in(value: Any) -> None:
    assert Holds(value).data() == {"value": value}


@pytest.mark.parametrize(
    "value",
    [
        "路灯坏了", "two words", "a\tb", "code\n", "\n", "\u00a0", "x" * 81, "ann@example.org", "王", "é",
        "²",
        "O'Neill", 'a"b', "a,b", "a;b", "<b>", "a\x00", "a\u200b", "１２３", "%", "#1", "(1)", "a=b", "50%",
        1.5, float("nan"), b"bytes", {"a": "b"}, {"a"}, object(), new_id(), ["fine", "not fine"],
        ["a", ["b", ("c", "d e")]], [{"a": 1}],
    ],
)  # fmt: skip
def test_words_names_addresses_and_structures_do_not_get_in(value: Any) -> None:
    with pytest.raises(ValueError, match="'value' holds something that is not an id or a code"):
        Holds(value).data()


@QUICK
@given(st.text())
def test_no_text_with_a_sign_of_any_script_but_plain_codes_gets_in(text: str) -> None:
    plain = len(text) <= 80 and all(
        sign.isascii() and (sign.isalnum() or sign in "_.:/+-") for sign in text
    )
    if plain:
        assert Holds(text).data() == {"value": text}
    else:
        with pytest.raises(ValueError, match="not an id or a code"):
            Holds(text).data()
    assert bool(CODE.fullmatch(text)) == plain


def test_the_message_of_a_refusal_does_not_tell_what_was_refused() -> None:
    with pytest.raises(ValueError) as caught:
        Holds("王小明 13800000000").data()
    assert "王" not in str(caught.value) and "138" not in str(caught.value)


def test_an_event_is_declared_once_and_never_changes() -> None:
    @event("tests.declared", version=2)
    class Declared(Event):
        kind: str
        place: str = ""

    made = Declared("help", place="p1")
    assert (Declared.type, Declared.version) == ("tests.declared", 2)
    assert TYPES["tests.declared"] is Declared
    assert made.data() == {"kind": "help", "place": "p1"}
    with pytest.raises(FrozenInstanceError):
        made.kind = "other"  # type: ignore[misc]
    with pytest.raises(ValueError, match="declared twice"):
        event("tests.declared")(type("Again", (Event,), {"__annotations__": {}}))


def test_an_event_of_any_age_is_read_by_lifting_it_one_version_at_a_time() -> None:
    lifted: list[int] = []

    def first(data: dict[str, Any]) -> dict[str, Any]:
        lifted.append(1)
        return {"kind": data["sort"], "place": data["place"]}

    def second(data: dict[str, Any]) -> dict[str, Any]:
        lifted.append(2)
        return {**data, "unit": "u-unknown"}

    @event("tests.grown", version=3)
    class Grown(Event):
        kind: str
        place: str
        unit: str
        upcasters = {1: first, 2: second}

    oldest = read("tests.grown", 1, {"sort": "help", "place": "p1"})
    assert oldest == Grown("help", "p1", "u-unknown")
    assert lifted == [1, 2]
    assert read("tests.grown", 2, {"kind": "help", "place": "p1"}) == oldest
    assert lifted == [1, 2, 2]
    assert read("tests.grown", 3, {"kind": "help", "place": "p1", "unit": "u1"}) == Grown(
        "help", "p1", "u1"
    )
    assert lifted == [1, 2, 2]


def test_a_field_of_a_later_linli_is_left_out_when_an_older_one_reads() -> None:
    @event("tests.simple")
    class Simple(Event):
        kind: str

    assert read("tests.simple", 2, {"kind": "help", "later": "x"}) == Simple("help")


def test_a_version_without_its_upcaster_and_an_unknown_type_are_errors_not_guesses() -> None:
    @event("tests.gap", version=3)
    class Gap(Event):
        kind: str
        upcasters = {2: dict}

    with pytest.raises(KeyError):
        read("tests.gap", 1, {"kind": "help"})
    with pytest.raises(KeyError):
        read("tests.nowhere", 1, {})
    with pytest.raises(TypeError):
        read("tests.gap", 3, {})
    assert Gap.type == "tests.gap"


def test_what_was_written_is_what_is_read() -> None:
    @event("tests.round")
    class Round(Event):
        kind: str
        number: int
        units: list[str]
        text: bool
        nothing: None = None

    made = Round("help", 3, ["u1", "u2"], True)
    assert read("tests.round", 1, made.data()) == made


def test_an_entry_is_live_and_open_to_all_unless_it_says_otherwise() -> None:
    fields = events.Entry.__dataclass_fields__
    assert (fields["origin"].default, fields["compartment"].default) == ("live", "")
