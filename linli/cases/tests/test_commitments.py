# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commitments: their course, who tells what became of them, what everybody reads."""

from __future__ import annotations

import io
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from linli.cases.commands import NewCommitment, judge_commitment, make_commitment, move_commitment
from linli.cases.models import Commitment
from linli.cases.queries import commitment_by_number, commitment_list, commitment_photo
from linli.cases.rules.commitments import LIVE, PROMISES
from linli.cases.vocab import Solved
from linli.cases.vocab.commitments import Progress, Promise
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.people.testing import HERE
from linli.places import public as places
from linli.platform.files import store
from linli.platform.journal.models import EventRecord


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (48, 32), (30, 107, 82)).save(out, "JPEG")
    return out.getvalue()


def a_commitment(about: str = "proposal:x", days: int = 30) -> Commitment:
    due = places.today() + timedelta(days=days)
    new = NewCommitment(about, "加灯", "三处各加一盏灯。", HERE, "d-lighting", due)
    return Commitment.objects.get(pk=make_commitment(new, actor=SYSTEM))


def test_every_state_with_every_step() -> None:
    for state, step in product(Promise, Progress):
        if not PROMISES.allows(state, step):
            assert state not in LIVE or step is Progress.START, (state, step)
            continue
        after = PROMISES.after(state, step)
        assert (after == state) == (step in (Progress.REPORT, Progress.PUT_OFF))


pytestmark_db = pytest.mark.django_db


@pytestmark_db
def test_one_thing_becomes_one_commitment() -> None:
    assert a_commitment().id == a_commitment().id
    assert a_commitment("proposal:y").number != a_commitment().number


@pytestmark_db
@pytest.mark.parametrize("role", ["resident", "grid_worker", "far_coordinator", "outsider", "auditor"])
def test_who_neither_keeps_it_nor_answers_for_the_place_tells_nothing(cast: Any, role: str) -> None:
    row, actor = a_commitment(), getattr(cast, role)
    assert (
        code_of(lambda: move_commitment(row.id, Progress.START, actor=actor, text="动工。")) == "forbidden"
    )
    due = places.today()
    new = NewCommitment("proposal:z", "加灯", "加灯。", HERE, "d-lighting", due)
    assert code_of(lambda: make_commitment(new, actor=actor)) == "forbidden"
    assert commitment_by_number(row.number, viewer=actor).actions == ()
    assert row.number not in {line.number for line in commitment_list(viewer=actor).lines}


@pytestmark_db
def test_the_unit_and_the_place_tell_what_became_of_it(cast: Any) -> None:
    row = a_commitment()
    for actor in (cast.handler, cast.bureau_handler, cast.community_worker, cast.district_coordinator):
        assert commitment_list(viewer=actor).lines
        move_commitment(row.id, Progress.REPORT, actor=actor, text="正在备料。")
    assert len(commitment_by_number(row.number, viewer=VISITOR).steps) == 5


@pytestmark_db
def test_each_step_needs_words_and_a_put_off_day_stays_visible(cast: Any) -> None:
    row = a_commitment()
    move = partial(move_commitment, row.id, actor=cast.handler)
    assert code_of(lambda: move(Progress.START, text=" ")) == "commitment_words"
    for day in (
        None,
        row.due_on,
        places.today() - timedelta(days=1),
        places.today() + timedelta(days=9999),
    ):
        assert (
            code_of(lambda day=day: move(Progress.PUT_OFF, text="等配件。", due_on=day)) == "commitment_day"
        )
    move(Progress.PUT_OFF, text="等配件。", due_on=row.due_on + timedelta(days=10))
    line = commitment_by_number(row.number, viewer=VISITOR).line
    assert line.due_on - line.first_due_on == timedelta(days=10)
    assert code_of(lambda: move(Progress.START, text="动工。", expected_version=1)) == "stale"


@pytestmark_db
def test_a_late_one_stands_in_the_list_of_the_late() -> None:
    row = a_commitment(days=1)
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert [line.number for line in commitment_list(group="late").lines] == [row.number]
        assert commitment_list().lines[0].late
    assert commitment_list(group="late").lines == []


@pytestmark_db
def test_a_photo_is_evidence_for_everybody(cast: Any) -> None:
    row = a_commitment()
    file = store.store(photo()).id
    seq = move_commitment(row.id, Progress.FULFIL, actor=cast.handler, text="已加。", files=[file])
    assert commitment_photo(row.number, seq).file == file
    assert code_of(lambda: commitment_photo(row.number, 1)) == "not_found"


@pytestmark_db
def test_voices_are_shown_only_together_and_the_journal_keeps_none(cast: Any) -> None:
    row = a_commitment()

    def judge(number: int, solved: Solved) -> None:
        judge_commitment(row.id, bytes([number]) * 32, solved)

    assert code_of(lambda: judge(1, Solved.YES)) == "not_found"
    move_commitment(row.id, Progress.FULFIL, actor=cast.handler, text="已加。")
    judge(1, Solved.YES)
    judge(1, Solved.NO)
    judge(2, Solved.YES)
    assert commitment_by_number(row.number, viewer=VISITOR).voices == {}
    judge(3, Solved.YES)
    assert commitment_by_number(row.number, viewer=VISITOR).voices == {"no": 1, "yes": 2}
    told = EventRecord.objects.filter(subject=row.id, type="cases.commitment_judged")
    assert {(entry.actor, str(entry.data)) for entry in told} == {("visitor", "{}")}
    assert isinstance(row.id, UUID)
