# SPDX-License-Identifier: AGPL-3.0-or-later
"""Spaces: prepared, published, changed in the open; phases in order; who may take part."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.actor import SYSTEM, VISITOR, Actor, Holding
from linli.kernel.problem import Problem
from linli.participation.commands import (
    NewProposal,
    SpaceData,
    close_space,
    confirm_resident,
    end_residence,
    endorse,
    prepare_space,
    propose,
    publish_space,
)
from linli.participation.models import Proposal, Resident, Space, SpaceRules
from linli.participation.policy import MAY, Relation, Standing, may, may_take_part, relations
from linli.participation.queries import desk_spaces, find_space, open_spaces
from linli.participation.rules.phases import Phase, current, in_order, opens
from linli.participation.testing import a_proposal, a_space, at_home, phases
from linli.participation.vocab import Deed, Level, PhaseKind, Rung, SpaceKind
from linli.people.testing import HERE, THERE
from linli.places import public as places


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


# --- pure ------------------------------------------------------------------------------------------


def test_every_rung_asks_for_more_than_the_one_below() -> None:
    place = "1/2/"
    for signed_in, home, identified in product((False, True), ("", "1/2/3/", "1/9/"), (False, True)):
        standing = Standing(signed_in, home, identified)
        admitted = [may_take_part(standing, rung, place) for rung in Rung]
        assert admitted == sorted(admitted, reverse=True), standing
    assert not may_take_part(Standing(True, "1/"), Rung.RESIDENT, place), "a home above proves nothing"


def test_a_post_gives_no_voice_and_keeps_only_its_own_place() -> None:
    near = Actor("account", "x", (Holding("community_worker", "1/2/", "u/"),))
    assert relations(near, "1/2/3/") == {Relation.KEEPER} and not relations(near, "1/4/")
    handler = Actor("account", "y", (Holding("handler", "1/", "u/v/"),))
    assert relations(handler, "1/2/", "u/v/w/") == {Relation.UNIT}
    for deed in MAY:
        assert not may(VISITOR, deed, "1/2/")
        assert may(handler, deed, "1/2/", "u/v/") == (deed is Deed.ANSWER)


DAYS = st.integers(0, 60).map(lambda day: date(2026, 1, 1) + timedelta(days=day))


@given(st.dictionaries(st.sampled_from(list(PhaseKind)), st.tuples(DAYS, DAYS)), DAYS)
def test_phases_in_order_never_overlap_and_a_day_stands_in_one_at_most(
    spans: dict[PhaseKind, tuple[date, date]], on: date
) -> None:
    rows = [Phase(kind, *span) for kind, span in spans.items()]
    try:
        kept = in_order(rows)
    except Problem as error:
        assert error.code == "phases_out_of_order"
        return
    assert sum(phase.stands(on) == "now" for phase in kept) <= 1
    assert opens(Deed.PROPOSE, kept, on) == (
        not kept or ((running := current(kept, on)) is not None and running.kind is PhaseKind.PROPOSE)
    )


# --- spaces ----------------------------------------------------------------------------------------

pytestmark_db = pytest.mark.django_db


@pytestmark_db
def test_a_draft_is_there_for_its_keepers_alone(cast: Any) -> None:
    space = a_space(published=False)
    assert find_space("test-space", viewer=cast.community_worker).id == space
    for viewer in (VISITOR, cast.resident, cast.far_worker, cast.operator):
        assert code_of(lambda viewer=viewer: find_space("test-space", viewer=viewer)) == "not_found"
        assert desk_spaces(viewer=viewer) == []
    assert open_spaces() == []
    publish_space(space, actor=cast.community_worker)
    assert [line.space.code for line in open_spaces()] == ["test-space"]
    assert find_space("test-space", viewer=VISITOR).now


@pytestmark_db
def test_another_place_can_neither_prepare_nor_publish(cast: Any) -> None:
    space = a_space(published=False)
    assert code_of(lambda: publish_space(space, actor=cast.far_coordinator)) == "not_found"
    assert code_of(lambda: close_space(space, actor=cast.resident)) == "not_found"
    row = find_space("test-space", viewer=SYSTEM)
    data = SpaceData(
        "other", SpaceKind.CHANNEL, Level.CONSULT, Rung.CONTACT, {"en": "x"}, {}, THERE, "s-renmin", 0, "x",
        row.answer_on,
    )  # fmt: skip
    assert code_of(lambda: prepare_space(data, actor=cast.community_worker)) == "forbidden"


@pytestmark_db
def test_what_was_declared_stays_and_other_rules_are_a_new_version(cast: Any) -> None:
    space = a_space()
    row = Space.objects.get(pk=space)
    given: dict[str, Any] = {
        "code": "moved", "kind": SpaceKind.COUNCIL, "level": Level.INFORM, "rung": Rung.IDENTIFIED,
        "names": {"zh-Hans": "新名"}, "about": {}, "place": HERE, "unit": "s-renmin", "threshold": 900,
        "rules": "新规则。", "answer_on": row.answer_on,
    }  # fmt: skip
    prepare_space(
        SpaceData(**given), actor=cast.community_worker, space=space, expected_version=row.version
    )
    after = Space.objects.get(pk=space)
    assert (after.code, after.level, after.rung, after.threshold) == (
        row.code, row.level, row.rung, row.threshold,
    )  # fmt: skip
    assert after.names == {"zh-Hans": "新名"} and after.rules_version == 2
    assert SpaceRules.objects.filter(space=space).count() == 2
    stale = partial(
        prepare_space,
        SpaceData(**given),
        actor=cast.community_worker,
        space=space,
        expected_version=row.version,
    )
    assert code_of(stale) == "stale"


@pytestmark_db
@pytest.mark.parametrize("code", ["new", "mine", "Upper", "a b", "", "-a", "a" * 41])
def test_an_address_that_cannot_be_one_is_refused(code: str) -> None:
    assert code_of(lambda: a_space(code)) == "invalid"


@pytestmark_db
def test_two_spaces_never_have_one_address() -> None:
    a_space()
    assert code_of(lambda: a_space()) == "space_code_taken"


@pytestmark_db
def test_taking_part_follows_the_ladder_the_phase_and_the_end(cast: Any) -> None:
    space = a_space(rung=Rung.RESIDENT)
    new = NewProposal(space, "加一盏灯", "台阶边太暗。")
    for actor in (VISITOR, cast.resident, cast.community_worker):
        assert code_of(lambda actor=actor: propose(new, actor=actor)) == "not_on_the_ladder"
    at_home(cast.resident, THERE)
    assert code_of(lambda: propose(new, actor=cast.resident)) == "not_on_the_ladder"
    at_home(cast.resident)
    assert propose(new, actor=cast.resident)
    over = a_space("over", phases=phases((PhaseKind.PROPOSE, -10, -1), (PhaseKind.WEIGH, 0, 5)))
    new = NewProposal(over, "加一盏灯", "台阶边太暗。")
    assert code_of(lambda: propose(new, actor=cast.resident)) == "space_not_open"
    channel = a_space("channel", phases=[])
    proposal = a_proposal(channel, cast.resident)
    close_space(channel, actor=SYSTEM)
    assert code_of(lambda: endorse(proposal.id, actor=cast.other_resident)) == "space_not_open"


@pytestmark_db
def test_a_resident_is_confirmed_by_the_place_never_by_themselves_and_ends_it(cast: Any) -> None:
    from uuid import UUID

    account = UUID(cast.resident.id)
    for actor in (cast.resident, cast.far_worker, cast.handler):
        assert code_of(lambda actor=actor: confirm_resident(account, HERE, "counter", actor=actor)) == (
            "forbidden"
        )
    own = UUID(cast.community_worker.id)
    assert (
        code_of(lambda: confirm_resident(own, HERE, "counter", actor=cast.community_worker)) == "forbidden"
    )
    confirm_resident(account, HERE, "counter", actor=cast.community_worker)
    confirm_resident(account, HERE, "letter", actor=cast.community_worker)
    assert Resident.objects.get().way == "letter"
    assert code_of(lambda: end_residence(account, actor=cast.far_worker)) == "forbidden"
    assert end_residence(account, actor=cast.resident) and not end_residence(account, actor=cast.resident)


@pytestmark_db
def test_a_place_outside_of_the_space_is_refused(cast: Any) -> None:
    space = a_space()
    new = NewProposal(space, "加一盏灯", "台阶边太暗。", place=THERE)
    assert code_of(lambda: propose(new, actor=cast.resident)) == "invalid"
    assert not Proposal.objects.exists() and places.today()
