# SPDX-License-Identifier: AGPL-3.0-or-later
"""A fixed cast, named by role, so that every permission test reads as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.ids import new_id
from linli.places import public as places
from linli.platform import crypto, stamps

from .commands import (
    NewDuty,
    NewMandate,
    accept_mandate,
    close_account,
    confirm_night,
    correct_name,
    end_by_time,
    give_mandate,
    propose_duty,
    propose_hold,
)
from .models import Absence, Account, Contact, Opening, Post, Unit
from .queries import ChangeInfo, actor_of_account, addresses_of, change, open_stops, unit_by_code
from .vocab import DutyList, DutyRole, Station
from .vocab.mandates import HelperKind

HERE, THERE = "509901001002", "509901004002"  # a community, and one of another subdistrict
# name -> (role, unit, place)
CAST: dict[str, tuple[str, str, str] | None] = {
    "resident": None,
    "other_resident": None,
    "grid_worker": ("grid_worker", "c-binjianglu", "509901001002003"),
    "community_worker": ("community_worker", "c-binjianglu", HERE),
    "coordinator": ("coordinator", "s-renmin", "509901001000"),
    "district_coordinator": ("coordinator", "d-government", "509901000000"),
    "handler": ("handler", "d-lighting", "509901000000"),
    "bureau_handler": ("handler", "d-city", "509901000000"),
    "outsider": ("handler", "d-traffic", "509901000000"),
    "far_coordinator": ("coordinator", "s-yunling", "509901004000"),
    "far_worker": ("community_worker", "c-xincheng", THERE),
    "operator": ("operator", "d-hotline", "509901000000"),
    "supervisor": ("supervisor", "d-discipline", "509901000000"),
    "auditor": ("auditor", "d-government", "509901000000"),
    "data_officer": ("data_officer", "d-government", "509901000000"),
    "administrator": ("administrator", "d-government", "509901000000"),
}


def login_of(account: UUID) -> str:
    """The name by which somebody signs in."""
    return Account.objects.get(pk=account).login


def rename(actor: Actor, name: str) -> None:
    """Somebody says how they are called."""
    correct_name(name, "zh-Hans", actor=actor)


def stand_in_team(account: UUID, station: Station) -> None:
    """What somebody is in the team of the grid or community where they hold a post."""
    Post.objects.filter(account=account).update(station=station.value)


def station_of(post: UUID) -> str:
    """What a post says of its holder's place in a team."""
    return Post.objects.values_list("station", flat=True).get(pk=post)


def leave(actor: Actor) -> None:
    """Somebody closes their account."""
    close_account(actor=actor)


def reopen(account: UUID) -> None:
    """An account stands again, as after a restore."""
    Account.objects.filter(pk=account).update(is_active=True)


def close_unit(code: str) -> None:
    """A unit that works no more."""
    Unit.objects.filter(code=code).update(active=False)
    stamps.forget()


def people_of(count: int) -> list[Actor]:
    """So many residents, none of the cast."""
    now = clock.now()
    rows = [Account(login=f"resident-{new_id().hex}", created_at=now) for _ in range(count)]
    Account.objects.bulk_create(rows)
    return [Actor("account", str(row.id)) for row in rows]


def reachable(actor: Actor, address: str) -> None:
    """Somebody confirmed an e-mail address."""
    identity = new_id()
    Contact.objects.create(
        id=identity,
        account_id=actor.id,
        kind="email",
        sealed=crypto.seal(address, "people_contact", "sealed", identity),
        blind=crypto.blind(address, "contact"),
        verified_at=clock.now(),
    )


def make_colleague(holder: UUID, other: UUID) -> None:
    """Somebody else holds the same post in the same unit."""
    post = Post.objects.get(account=holder)
    Post.objects.create(account_id=other, role=post.role, unit_id=post.unit_id, place_id=post.place_id)


def send_away(account: UUID, deputy: UUID, *, days: int) -> None:
    """Somebody is away from yesterday on for so many days, and a deputy stands in."""
    begins = places.today() - timedelta(days=1)
    ends = begins + timedelta(days=days)
    Absence.objects.create(account_id=account, deputy_id=deputy, begins=begins, ends=ends)


def nights_of_retention(later: timedelta, count: int = 2) -> int:
    """So many nights of ending by time, that much later; how many things ended. The first only looks."""
    ended = 0
    for night in range(count):
        with clock.standing_at(clock.now() + later + timedelta(days=night)):
            ended += end_by_time()
    return ended


def look_at_stops(actor: Actor, later: timedelta) -> None:
    """Somebody looks, that much later, at whatever stopped the nights."""
    with clock.standing_at(clock.now() + later):
        for stop in open_stops():
            confirm_night(stop.id, actor=actor)


def hold_back(purpose: str, called: str, actor: Actor, later: timedelta) -> None:
    """Somebody wants something kept for two more months, that much later."""
    with clock.standing_at(clock.now() + later):
        propose_hold(purpose, called, "诉讼", places.today() + timedelta(days=60), actor=actor)


@dataclass(frozen=True)
class Player:
    """One of the cast: the account and what it may do today, with its rights open."""

    name: str
    account: UUID
    actor: Actor


class Cast:
    """The cast by name; accounts are made the first time somebody is needed."""

    visitor = VISITOR

    def __init__(self) -> None:
        self._players: dict[str, Player] = {}

    def __getattr__(self, name: str) -> Actor:
        return self.player(name).actor

    def player(self, name: str) -> Player:
        if name not in CAST:
            raise AttributeError(name)
        if name not in self._players:
            self._players[name] = _make(name)
        return self._players[name]

    def names(self) -> list[str]:
        return list(CAST)


def _make(name: str) -> Player:
    account, _ = Account.objects.get_or_create(
        login=f"cast-{name}",
        defaults={"names": {"zh-Hans": name, "en": name}, "created_at": clock.now()},
    )
    post = CAST[name]
    if post is not None:
        role, unit, place = post
        Post.objects.get_or_create(
            account=account,
            role=role,
            unit_id=unit_by_code(unit).id,
            place_id=places.place_by_code(place).id,
        )
    return Player(name, account.pk, actor_of_account(account.pk).awake())


LONG = 4_000_000_000.0  # until when, in seconds since 1970, a proof holds that no test is about


def prove(client: Any, until: float = LONG) -> None:
    """Let the person of a test client have proved who they are; until now, or long."""
    session = client.session
    session["proved_until"] = until
    session.save()


def enter(client: Any, account: UUID) -> None:
    """Sign somebody in to a test client; whoever holds a post that rests has opened it there."""
    client.force_login(Account.objects.get(pk=account))
    prove(client)
    if not actor_of_account(account).resting:
        return
    now = clock.now()
    opening = Opening.objects.create(
        account_id=account, reason="test", opened_at=now, ends_at=now + timedelta(days=3650)
    )
    session = client.session
    session["rights"] = str(opening.id)
    session.save()


def a_contact(account: UUID, value: str) -> None:
    """An account is reached at a telephone number or an e-mail address."""
    identity = new_id()
    Contact.objects.create(
        id=identity,
        account_id=account,
        kind="email" if "@" in value else "phone",
        sealed=crypto.seal(value, "people_contact", "sealed", identity),
        blind=crypto.blind(value, "contact"),
        verified_at=clock.now(),
    )


def change_of_duty(cast: Cast, *, unit: str, category: str, place: str) -> ChangeInfo:
    """A change of duties that the administrator proposed and nobody decided on yet."""
    new = NewDuty(unit, category, place, DutyRole.LEAD, DutyList.BASIC, "职责清单", "1", places.today())
    return change(propose_duty(new, "清单更新。", actor=cast.administrator))


def a_mandate(person: Actor, helper: Actor, *scopes: str, accepted: bool = True) -> UUID:
    """Somebody acts for another for a month: matters, or the ``scopes``. Both are given a contact."""
    numbers: dict[str, str] = {}
    for actor in (person, helper):
        account = UUID(actor.id)
        if known := addresses_of(account):
            numbers[actor.id] = known[0]
        else:
            numbers[actor.id] = f"+8613{account.int % 10**9:09d}"
            a_contact(account, numbers[actor.id])
    until = places.today() + timedelta(days=30)
    what = frozenset(scopes or ("matters",))
    new = NewMandate("林奶奶", "林小雨", numbers[helper.id], HelperKind.FAMILY, what, until)
    mandate = give_mandate(new, actor=person)
    if accepted:
        accept_mandate(mandate, actor=helper)
    return mandate
