# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts, deputies and duties: who may give them, and from which day to which day they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.people.commands import end_post, give_post, make_account
from linli.people.models import Absence, Account, Post
from linli.people.queries import actor_of_account, posts_held
from linli.people.vocab import Role
from linli.platform.journal.models import EventRecord

HERE, STREET, DISTRICT = "509901001002", "509901001000", "509901000000"
LAMP = "cityscape.lighting.street"
DAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 4, tzinfo=UTC)  # noon in the town


def roles_at(account: Any, instant: datetime) -> set[str]:
    with clock.standing_at(instant):
        return set(actor_of_account(account).roles())


def code_of(caught: pytest.ExceptionInfo[Problem]) -> str:
    return caught.value.code


# --- posts ---------------------------------------------------------------------------------------


def test_a_post_gives_sight_of_its_place_and_unit_and_what_lies_below(cast: Any) -> None:
    holding = cast.community_worker.holdings[0]
    assert holding.role == "community_worker"
    assert holding.place_path == f"{DISTRICT}/{STREET}/{HERE}/"
    assert holding.unit_path.endswith("c-binjianglu/")
    assert holding.unit_code == "c-binjianglu"
    assert cast.resident.holdings == () and cast.resident.signed_in and not cast.resident.is_staff


def test_a_post_holds_from_its_first_day_until_the_day_before_its_end(cast: Any) -> None:
    account = cast.player("resident").account
    give_post(
        account,
        Role.AUDITOR,
        actor=cast.administrator,
        place=DISTRICT,
        valid_from=DAY,
        valid_to=DAY + timedelta(days=2),
    )
    assert roles_at(account, NOON - timedelta(days=1)) == set()
    assert roles_at(account, NOON) == {"auditor"}
    assert roles_at(account, NOON + timedelta(days=1)) == {"auditor"}
    assert roles_at(account, NOON + timedelta(days=2)) == set()


def test_the_day_is_the_town_s_wherever_the_machine_stands(cast: Any) -> None:
    account = cast.player("resident").account
    give_post(account, Role.AUDITOR, actor=cast.administrator, place=DISTRICT, valid_from=DAY)
    midnight = datetime(2026, 6, 9, 16, tzinfo=UTC)
    for zone in ("UTC", "America/Chicago"):
        with timezone.override(zone):
            assert roles_at(account, midnight - timedelta(seconds=1)) == set()
            assert roles_at(account, midnight) == {"auditor"}


def test_ending_a_post_takes_it_away_today(cast: Any) -> None:
    player = cast.player("handler")
    post = Post.objects.get(account=player.account)
    with clock.standing_at(datetime(2026, 6, 9, 16, 30, tzinfo=UTC)):  # the tenth has begun in the town
        assert roles_at(player.account, clock.now()) == {"handler"}
        assert post.id in {held.id for held in posts_held()}
        end_post(post.id, actor=cast.administrator)
        assert roles_at(player.account, clock.now()) == set()
        assert post.id not in {held.id for held in posts_held()}
    assert Post.objects.get(pk=post.id).valid_to == DAY
    event = EventRecord.objects.get(subject=post.id)
    assert event.data == {"account": str(player.account), "role": "handler"}
    with pytest.raises(Problem) as caught:
        end_post(post.id, actor=cast.administrator)
    assert code_of(caught) == "not_found"


def test_giving_a_post_is_an_event_and_asks_for_what_the_role_needs(cast: Any) -> None:
    account = cast.player("resident").account
    post = give_post(account, Role.HANDLER, actor=cast.administrator, place=DISTRICT, unit="d-lighting")
    event = EventRecord.objects.get(subject=post)
    assert event.data == {
        "account": str(account),
        "role": "handler",
        "unit": "d-lighting",
        "place": DISTRICT,
    }
    for role in (Role.HANDLER, Role.OPERATOR):
        with pytest.raises(Problem) as caught:
            give_post(account, role, actor=cast.administrator, place=DISTRICT)
        assert code_of(caught) == "invalid"
    for wrong, code in (
        ({"place": "509901009999"}, "unknown_place"),
        ({"place": DISTRICT, "unit": "d-none"}, "unknown_unit"),
    ):
        with pytest.raises(Problem) as caught:
            give_post(account, Role.HANDLER, actor=cast.administrator, **{"unit": "d-city", **wrong})
        assert code_of(caught) == code
    with pytest.raises(Problem) as caught:
        give_post(new_id(), Role.AUDITOR, actor=cast.administrator, place=DISTRICT)
    assert code_of(caught) == "not_found"
    assert Post.objects.filter(account=account).count() == 1


def test_nobody_but_an_administrator_gives_posts(cast: Any) -> None:
    account, post = (
        cast.player("resident").account,
        Post.objects.filter(account=cast.player("handler").account),
    )
    actors: list[Actor] = [getattr(cast, name) for name in cast.names() if name != "administrator"]
    for actor in (*actors, cast.visitor, Actor("key", str(account))):
        for attempt in (
            lambda actor=actor: give_post(account, Role.ADMINISTRATOR, actor=actor, place=DISTRICT),
            lambda actor=actor: end_post(post.get().id, actor=actor),
            lambda actor=actor: make_account("new", {}, "long enough", actor=actor),
        ):
            with pytest.raises(Problem) as caught:
                attempt()
            assert code_of(caught) == "forbidden"
    assert not Account.objects.filter(login="new").exists()


def test_a_sign_in_name_is_given_once(cast: Any) -> None:
    made = make_account("new", {"en": "New"}, "long enough", actor=cast.administrator)
    assert Account.objects.get(pk=made).check_password("long enough")
    for login in ("new", ""):
        with pytest.raises(Problem) as caught:
            make_account(login, {}, "long enough", actor=cast.administrator)
        assert code_of(caught) == "invalid"


# --- deputies ------------------------------------------------------------------------------------


def absent(cast: Any, who: str, deputy: str, begins: date, ends: date) -> Any:
    Absence.objects.create(
        account_id=cast.player(who).account,
        deputy_id=cast.player(deputy).account,
        begins=begins,
        ends=ends,
    )
    return cast.player(deputy).account


def test_while_somebody_is_away_the_deputy_holds_their_posts_too(cast: Any) -> None:
    deputy = absent(cast, "coordinator", "handler", DAY, DAY + timedelta(days=1))
    assert roles_at(deputy, NOON - timedelta(days=1)) == {"handler"}
    assert roles_at(deputy, NOON) == {"handler", "coordinator"}
    assert roles_at(deputy, NOON + timedelta(days=1)) == {"handler", "coordinator"}, "the last day counts"
    assert roles_at(deputy, NOON + timedelta(days=2)) == {"handler"}
    with clock.standing_at(NOON):
        mine = {(held.role, held.unit_code) for held in actor_of_account(deputy).holdings}
    assert mine == {("handler", "d-lighting"), ("coordinator", "s-renmin")}


def test_a_deputy_does_not_get_what_the_absent_one_holds_for_others(cast: Any) -> None:
    absent(cast, "coordinator", "handler", DAY, DAY)
    last = absent(cast, "handler", "grid_worker", DAY, DAY)
    assert roles_at(last, NOON) == {"grid_worker", "handler"}


def test_a_post_that_ended_does_not_pass_to_the_deputy(cast: Any) -> None:
    deputy = absent(cast, "coordinator", "handler", DAY, DAY)
    Post.objects.filter(account=cast.player("coordinator").account).update(valid_to=DAY)
    assert roles_at(deputy, NOON) == {"handler"}
