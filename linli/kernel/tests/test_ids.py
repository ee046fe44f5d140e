# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that catch a slip, codes that a person can read out."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.ids import CODE_ALPHABET, check_digit, has_check_digit, new_code, new_id, tidy_code

digits = st.text("0123456789", min_size=1, max_size=18)
QUICK = settings(deadline=None, database=None, max_examples=200)


def test_the_worked_example_of_the_standard() -> None:
    """The string 0794 gets the check character 5."""
    assert check_digit("0794") == "5"
    assert has_check_digit("07945")


@QUICK
@given(digits)
def test_a_number_with_its_check_digit_is_right(number: str) -> None:
    assert has_check_digit(number + check_digit(number))


@QUICK
@given(digits, st.data())
def test_every_single_wrong_digit_is_caught(number: str, data: st.DataObject) -> None:
    whole = number + check_digit(number)
    at = data.draw(st.integers(0, len(whole) - 1))
    for wrong in set("0123456789") - {whole[at]}:
        assert not has_check_digit(whole[:at] + wrong + whole[at + 1 :])


def test_every_single_wrong_digit_of_ten_thousand_matters_is_caught() -> None:
    picked = random.Random(7)
    for number in (f"2026{picked.randrange(10**6):06d}" for _ in range(2_000)):
        whole = number + check_digit(number)
        for at, digit in enumerate(whole):
            wrong = str((int(digit) + picked.randrange(1, 10)) % 10)
            assert not has_check_digit(whole[:at] + wrong + whole[at + 1 :])


def test_swapped_neighbours_are_caught_but_for_the_one_in_forty_five_of_the_standard() -> None:
    """A hybrid system of ISO 7064 misses, wherever it stands, one pair of the 45 (here both ways)."""
    swapped = missed = 0
    for number in (f"{number:04d}" for number in range(10_000)):
        whole = number + check_digit(number)
        for at in range(len(number)):
            if whole[at] != whole[at + 1]:
                swapped += 1
                missed += has_check_digit(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :])
    assert swapped == 36_000
    assert missed / swapped == pytest.approx(1 / 45)


@pytest.mark.parametrize(
    "typed", ["", "5", "0794", "07 945", "0794²", "²²", "０７９４５", "-0794", "abc", "٠٧٩٤٥"]
)
def test_what_is_not_a_number_with_its_check_digit_is_not_taken_and_breaks_nothing(typed: str) -> None:
    assert has_check_digit(typed) is False


@given(st.text(max_size=12))
@QUICK
def test_whatever_is_typed_has_a_check_digit_or_has_none(typed: str) -> None:
    assert has_check_digit(typed) in (True, False)


def test_a_code_holds_no_sign_that_is_misread() -> None:
    assert len(set(CODE_ALPHABET)) == len(CODE_ALPHABET) == 30
    assert not set("01ILOU") & set(CODE_ALPHABET)
    codes = [new_code() for _ in range(500)]
    assert set("".join(codes)) == set(CODE_ALPHABET)
    assert {len(code) for code in codes} == {8}
    assert len(set(codes)) == 500
    assert len(new_code(12)) == 12


@given(
    st.text(CODE_ALPHABET, min_size=8, max_size=8), st.sampled_from(["-", " ", "　", "–", ".", "\n", ""])
)
@QUICK
def test_a_code_is_understood_however_it_is_written(code: str, between: str) -> None:
    written = between.join((code[:4], code[4:]))
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (written, written.lower(), f"  {written}\t", full_width, full_width.lower()):
        assert tidy_code(typed) == code


@given(st.text())
@QUICK
def test_a_tidy_code_is_plain_and_stays_what_it_is(typed: str) -> None:
    tidy = tidy_code(typed)
    assert tidy.isascii() and (tidy == "" or tidy.isalnum())
    assert tidy_code(tidy) == tidy


def test_ids_are_uuids_of_version_7_and_never_the_same() -> None:
    ids = [new_id() for _ in range(2_000)]
    assert len(set(ids)) == 2_000
    assert all(isinstance(one, UUID) and one.version == 7 for one in ids)
    assert ids[0].hex[:8] <= ids[-1].hex[:8]
