# SPDX-License-Identifier: AGPL-3.0-or-later
"""An opinion map: one's last word counts once, nothing leads to a person, anybody works it out."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.participation.cli import opinions as recompute
from linli.participation.commands import (
    carry,
    close_map,
    compute_stale,
    forget_account,
    import_map,
    key_sheet,
    open_map,
    say,
    show_statement,
    take_name,
    take_out,
    write_statement,
)
from linli.participation.models import Handed, Opinion, OpinionMap, OpinionSheet, Pseudonym, Statement
from linli.participation.queries import (
    SpaceInfo,
    card_of,
    find_space,
    map_of,
    opinions_zip,
    sheet_state,
    was_handed,
)
from linli.participation.queries.opinions import matrix_of
from linli.participation.rules.opinions import last_votes
from linli.participation.rules.talk import sorted_rows, summary, votes_csv
from linli.participation.testing import a_map, a_space
from linli.participation.vocab import Rule, Stance, StatementState
from linli.people.testing import people_of
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

YES, NO, PASS = Stance.AGREE, Stance.DISAGREE, Stance.PASS


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# --- pure ------------------------------------------------------------------------------------------


def camps(people: int = 40, statements: int = 9) -> np.ndarray:
    """Two camps that differ in all statements but the last, which everybody shares."""
    random = np.random.default_rng(5)
    side = np.where(np.arange(people) % 5 < 2, 1.0, -1.0)
    matrix = side[:, None] * np.ones((people, statements))
    matrix[random.random(matrix.shape) < 0.12] = 0
    matrix[random.random(matrix.shape) < 0.12] = np.nan
    matrix[:, -1] = 1
    return matrix.astype(np.float32)


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_the_order_in_which_people_came_changes_nothing(dice: Any) -> None:
    matrix, seqs = camps(), list(range(1, 10))
    order = list(range(len(matrix)))
    dice.shuffle(order)
    first, second = (sorted_rows(one) for one in (matrix, matrix[order]))
    assert summary(first, seqs, 5) == summary(second, seqs, 5)
    assert votes_csv(first, seqs) == votes_csv(second, seqs)


def test_what_is_shown_of_two_camps() -> None:
    told = summary(sorted_rows(camps()), list(range(11, 20)), 10)
    assert [one["size"] for one in told["groups"]] == [24, 16] and told["small"] == 0
    assert [(one["seq"], one["side"]) for one in told["shared"]] == [(19, "agree")]
    assert {one["group"] for one in told["apart"]} == {0, 1} or {one["group"] for one in told["apart"]} == {
        1
    }
    assert told["stability"] > 0.9 and len(told["points"]) == 40
    alone = summary(sorted_rows(camps()), list(range(11, 20)), 17)
    assert [one["size"] for one in alone["groups"]] == [24] and alone["small"] == 16 and not alone["shared"]
    few = summary(sorted_rows(camps(18)), list(range(11, 20)), 10)
    assert few["groups"] == [] == few["points"] and few["people"] == 18, "too few to be shown"
    nobody = summary(sorted_rows(np.full((3, 2), np.nan, dtype=np.float32)), [1, 2], 5)
    assert nobody["people"] == 0


SAID = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from([1.0, 0.0, -1.0])), max_size=40
)


@given(SAID)
def test_each_persons_last_word_counts_and_counts_once(said: list[tuple[int, int, float]]) -> None:
    timed = [(at, *one) for at, one in enumerate(said)]
    told = summary(sorted_rows(last_votes(timed, 6, 4)), [1, 2, 3, 4], 5)
    assert told["votes"] == len({one[:2] for one in said})
    assert told["people"] == len({one[0] for one in said})


# --- taking part ------------------------------------------------------------------------------------

pytestmark_db = pytest.mark.django_db


@pytest.fixture
def space(cast: Any) -> SpaceInfo:
    a_space()
    return a_map()


def after(days: int = 40) -> Any:
    return clock.standing_at(clock.now() + timedelta(days=days))


@pytestmark_db
def test_somebody_says_a_word_changes_it_and_writes(cast: Any, space: SpaceInfo) -> None:
    assert code_of(lambda: take_name(space, actor=VISITOR)) == "not_on_the_ladder"
    code = take_name(space, actor=cast.resident)
    assert code_of(lambda: take_name(space, actor=cast.resident)) == "name_taken"
    assert was_handed(space, cast.resident) and not was_handed(space, cast.other_resident)
    first = card_of(space, code).next
    assert first is not None
    say(space, code, first.seq, YES)
    say(space, code.lower(), first.seq, NO)
    say(space, code, first.seq, NO)
    card = card_of(space, code)
    assert [(one.seq, one.stance) for one in card.said] == [(first.seq, NO)] and card.total == 3
    assert Opinion.objects.count() == 1, "the last word, once"
    assert code_of(lambda: say(space, code, 99, YES)) == "invalid"
    assert code_of(lambda: say(space, "ABCDEFGH", 1, YES)) == "wrong_name"
    assert code_of(lambda: write_statement(space, code, "长" * 141)) == "invalid"
    assert code_of(lambda: write_statement(space, code, "有点声音很正常。")) == "statement_twice"
    seq = write_statement(space, code, "多放几把椅子。")
    other = take_name(space, actor=cast.other_resident)
    assert code_of(lambda: say(space, other, seq, YES)) == "invalid", "nobody sees it before it was read"
    assert card_of(space, other).total == 3
    assert code_of(lambda: show_statement(space, seq, actor=cast.far_worker)) == "not_found"
    show_statement(space, seq, actor=cast.community_worker)
    assert card_of(space, other).total == 4
    take_out(space, seq, Rule.OFF_TOPIC, "与广场无关。", actor=cast.community_worker)
    row = map_of(space)
    assert row is not None and [one.reason for one in row.taken_out] == ["与广场无关。"]
    assert [one.state for one in card_of(space, code).written] == [StatementState.TAKEN_OUT]
    with after():
        late = find_space(space.code, viewer=SYSTEM)
        assert code_of(lambda: say(late, code, 1, YES)) == "space_not_open"


@pytestmark_db
def test_nothing_joins_a_person_to_what_they_said(cast: Any, space: SpaceInfo) -> None:
    before = EventRecord.objects.count()
    code = take_name(space, actor=cast.resident)
    say(space, code, 1, YES)
    write_statement(space, code, "多放几把椅子。")
    assert EventRecord.objects.count() == before, "no event tells of a single word"
    fields = {model: {field.name for field in model._meta.get_fields()} for model in (Pseudonym, Handed)}
    assert fields[Pseudonym] == {"id", "opinion_map", "digest", "paper"}
    assert fields[Handed] == {"id", "opinion_map", "account"}
    assert {field.name for field in Opinion._meta.get_fields()} == {"id", "pseudonym", "statement", "value"}
    assert Pseudonym.objects.get().id.version == Handed.objects.get().id.version == 4
    assert {one.id.version for one in Opinion.objects.all()} == {4}, "no id tells when it was made"
    forget_account(UUID(cast.resident.id))
    assert not Handed.objects.exists() and Opinion.objects.count() == 2


@pytestmark_db
def test_a_sheet_counts_when_two_people_entered_it_alike_and_once(cast: Any, space: SpaceInfo) -> None:
    one, two = cast.community_worker, cast.coordinator
    assert code_of(lambda: key_sheet(space, "A1", {1: YES}, actor=cast.far_worker)) == "not_found"
    assert code_of(lambda: key_sheet(space, "A1", {9: YES}, actor=one)) == "invalid"
    assert not key_sheet(space, "A1", {1: YES, 2: PASS}, actor=one)
    assert not key_sheet(space, "A1", {1: YES, 2: PASS}, actor=one), "replayed by the same person"
    assert sheet_state(space, viewer=two).others == ("A1",) == sheet_state(space, viewer=one).mine
    assert not key_sheet(space, "a1", {1: NO}, actor=two)
    assert sheet_state(space, viewer=one).differ == ("A1",)
    assert key_sheet(space, "A1", {2: PASS, 1: YES}, actor=two)
    assert (
        code_of(lambda: key_sheet(space, "A1", {1: YES}, actor=cast.district_coordinator))
        == "sheet_settled"
    )
    assert Opinion.objects.count() == 2 and not OpinionSheet.objects.exists()


@pytestmark_db
def test_a_closed_map_leaves_a_file_from_which_a_stranger_works_it_out(
    cast: Any, space: SpaceInfo, tmp_path: Path
) -> None:
    for at, person in enumerate(people_of(12)):
        code = take_name(space, actor=person)
        for seq, stance in ((1, YES if at % 2 else NO), (2, NO if at % 2 else YES), (3, YES)):
            say(space, code, seq, stance)
    assert compute_stale() == 1 == compute_stale() + 1
    row = map_of(space)
    assert row is not None and len(row.result["groups"]) == 2 and row.result["points"] == []
    proposal = carry(space, 3, actor=cast.community_worker)
    assert carry(space, 3, actor=cast.community_worker) == proposal
    assert code_of(lambda: close_map(space, actor=SYSTEM)) == "map_not_over"
    assert code_of(lambda: opinions_zip(space)) == "not_found"
    held = matrix_of(row.id)[0]
    with after():
        assert compute_stale() == 1, "closed by the job when its phases are over"
        late = find_space(space.code, viewer=SYSTEM)
        close_map(late, actor=SYSTEM)
        closed = map_of(late)
    assert closed is not None and closed.closed_at is not None
    assert len(closed.result["points"]) == 12
    assert not Handed.objects.exists() and not Pseudonym.objects.exists() and not Opinion.objects.exists()
    assert Message.objects.filter(template="participation.map_closed").count() == 0, "nobody left a contact"
    with zipfile.ZipFile(io.BytesIO(opinions_zip(late))) as archive:
        archive.extractall(tmp_path)
    text = (tmp_path / "test-space" / "participants-votes.csv").read_bytes()
    assert hashlib.sha256(text).hexdigest() == closed.sha256
    told = recompute(type("Options", (), {"path": tmp_path / "test-space", "into": ""}))  # type: ignore[arg-type]
    assert told["k"] == 2 and sorted(told["groups"].values()) == [0] * 6 + [1] * 6
    assert told["stability"] == closed.result["stability"]
    assert (sorted_rows(held) == sorted_rows(held[::-1])).all()
    [event] = EventRecord.objects.filter(type="participation.map_closed")
    assert event.data["sha256"] == closed.sha256 and event.data["people"] == 12


@pytestmark_db
def test_a_conversation_from_elsewhere_is_there_closed(cast: Any) -> None:
    a_space()
    space = find_space("test-space", viewer=SYSTEM)
    texts = [f"第{n}句" for n in range(9)]
    assert code_of(lambda: import_map(space, texts, camps(), actor=cast.far_worker)) == "not_found"
    import_map(space, texts, camps(), actor=SYSTEM)
    row = map_of(space)
    assert row is not None and row.closed_at and len(row.result["groups"]) == 2
    assert Statement.objects.count() == 9 and OpinionMap.objects.count() == 1
    assert code_of(lambda: import_map(space, texts, camps(), actor=SYSTEM)) == "invalid"
    assert open_map(space, {}, 1, [], actor=SYSTEM) == row.id, "a space has one"
