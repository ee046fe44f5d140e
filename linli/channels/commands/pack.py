# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's telephone: calls that were cut off, callbacks, and the counts of some weeks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform.packs import Fault, Loaded, Pack

from ..models import Call, Callback, LineDay
from ..rules import Counts
from ..vocab import Outcome, Why, Wrap
from .callbacks import ask_back, try_back
from .calls import end_call, keep_call
from .line import count_day

FILE, MANDATES = "phone.yaml", "mandates.yaml"


def check_pack(pack: Pack) -> list[Fault]:
    """Nothing: calls are no part of a town, only of its demonstration."""
    return []


def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Nothing, for the same reason."""
    return []


def load_demo(pack: Pack) -> Loaded:
    """Replay ``phone.yaml`` and ``mandates.yaml``; what is there is left."""
    loaded = Loaded("calls")
    content: dict[str, Any] = pack.document(FILE) or {}
    account = people.account_by_login(str(content.get("operator", "")))
    if account is None:
        return loaded
    operator = people.actor_of_account(account)
    for one in content.get("calls", ()):
        identity = uuid5(NAMESPACE_URL, f"linli:call:{one['ref']}")
        new = not Call.objects.filter(pk=identity).exists()
        loaded.count(new, False)
        if new:
            with clock.standing_at(clock.now() - timedelta(hours=int(one["hours_ago"]))):
                keep_call(identity, one["draft"], actor=operator)
                end_call(identity, Wrap(one["wrap"]), actor=operator)
    for one in content.get("callbacks", ()):
        identity = uuid5(NAMESPACE_URL, f"linli:callback:{one['ref']}")
        new = not Callback.objects.filter(pk=identity).exists()
        loaded.count(new, False)
        if not new:
            continue
        asked = clock.now() - timedelta(hours=int(one["hours_ago"]))
        due = asked + timedelta(hours=int(one["within"]))
        with clock.standing_at(asked):
            ask_back(
                one["contact"], due, Why(one["why"]), actor=operator, name=one["name"], identity=identity
            )
        for number, outcome in enumerate(one.get("tries", ()), 1):
            with clock.standing_at(asked + timedelta(minutes=20 * number)):
                try_back(identity, Outcome(outcome), actor=operator)
    for ago, (offered, answered, in_time) in enumerate(content.get("days", ()), 1):
        day = places.today() - timedelta(days=ago)
        if not LineDay.objects.filter(day=day).exists():
            count_day(day, Counts(offered, answered, in_time), actor=SYSTEM, source="log")
    for one in (pack.document(MANDATES) or {}).get("mandates", ()):
        loaded.count(act_for(one), False)
    return loaded


def act_for(one: dict[str, Any]) -> bool:
    """Somebody lets another act for them, at the counter, and what came of the matter they brought; whether
    it was not there yet."""
    told, before = one["matter"], lambda days: clock.standing_at(clock.now() - timedelta(days=int(days)))
    case = uuid5(NAMESPACE_URL, f"linli:mandate:{one['ref']}")
    person, helper = one["person"], _actor(one["helper"]["login"])
    if cases.numbers_of([case]):
        return False
    with before(one["days_ago"]):
        new = people.NewMandate(
            person["name"],
            one["helper"]["name"],
            one["helper"]["contact"],
            people.HelperKind(one["kind"]),
            frozenset(one["scopes"]),
            places.today() + timedelta(days=int(one["for_days"])),
            person["contact"],
        )
        way = people.Consented.SIGNATURE
        mandate = people.take_mandate(new, way, actor=_actor(one["by"]), drawn=one["drawn"])
        people.accept_mandate(mandate, actor=helper)

    def acts() -> Actor:
        return people.acting(helper, str(mandate))

    with before(told["days_ago"]):
        account = UUID(acts().person("matters"))
        matter = cases.NewCase(
            cases.Kind(told["kind"]),
            told["text"],
            cases.Channel.WEB,
            "zh-Hans",
            category=told["category"],
            place=told["place"],
            reporter=cases.ReporterData(person["name"], person["contact"], account),
        )
        cases.receive_case(matter, actor=acts(), case_id=case)
    sent, answer = told["dispatch"], told["answer"]
    with before(sent["days_ago"]):
        cases.move_case(case, cases.Action.DISPATCH, actor=_actor(sent["by"]), unit=sent["unit"])
    with before(told["added"]["days_ago"]):
        cases.note_case(case, told["added"]["text"], cases.See.REPORTER, actor=acts())
    with before(answer["days_ago"]):
        cases.move_case(case, cases.Action.RESOLVE, actor=_actor(answer["by"]), text=answer["text"])
    with before(told["rate"]["days_ago"]):
        satisfied = int(told["rate"]["satisfied"])
        cases.rate_case(case, actor=acts(), contacted=True, solved=cases.Solved.YES, satisfied=satisfied)
    return True


def _actor(login: str) -> Actor:
    account = people.account_by_login(login)
    assert account is not None, f"accounts.csv has {login}"
    return people.actor_of_account(account)
