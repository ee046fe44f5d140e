# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's roster and mediations: ``mediations.yaml`` of a pack, replayed by the commands."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.packs import Fault, Loaded, Pack

from ..models import Agreement, Mediation, Party, Sign, Watch
from ..rules.signs import FEWEST, LONGEST
from ..vocab import Action, Decision, Guesting, Kind, Origin, Outcome
from .after import note_visit, settle
from .agree import conclude, draft_agreement, sign
from .guests import ask_guest, welcome
from .lead import appoint, consent, move_mediation, take_statement
from .request import NewMediation, PartyData, request_mediation
from .roster import enrol
from .signs import answer_sign, decide_sign, heed

FILE, SIGNS = "mediations.yaml", "signs.csv"


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of ``signs.csv``. Mediators and mediations are part of the demonstration alone."""
    known = {row["code"] for row in pack.rows("categories.csv")}
    faults = []
    for row in pack.rows(SIGNS):
        if row["category"] not in known:
            faults.append(row.fault(mark("this category is not in categories.csv"), row["category"]))
        if not (row["least"].isdecimal() and int(row["least"]) >= FEWEST):
            faults.append(row.fault(mark("least is a whole number from 3 on"), row["least"]))
        if not (row["days"].isdecimal() and 1 <= int(row["days"]) <= LONGEST):
            faults.append(row.fault(mark("days is a whole number from 1 to 365"), row["days"]))
    return faults


def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Load ``signs.csv``: which topics are watched. What left it is watched no more."""
    loaded = Loaded("signs")
    rows = list(pack.rows(SIGNS))
    Watch.objects.exclude(category__in=[row["category"] for row in rows]).delete()
    for row in rows:
        given = {"least": int(row["least"]), "days": int(row["days"])}
        before = Watch.objects.filter(category=row["category"]).order_by("category").first()
        loaded.count(
            before is None, before is not None and (before.least, before.days) != tuple(given.values())
        )
        Watch.objects.update_or_create(category=row["category"], defaults=given)
    return [loaded]


def load_demo(pack: Pack) -> Loaded:
    """Put the roster up and replay each mediation up to where it stands; what is there is left."""
    loaded = Loaded("mediations")
    content: dict[str, Any] = pack.document(FILE) or {}
    roster: dict[str, UUID] = {}
    for one in content.get("roster", ()):
        account = people.account_by_login(one["login"])
        if account is None:
            continue
        kinds = [Kind(kind) for kind in one["kinds"]]
        head = bool(one.get("head"))
        roster[one["login"]] = enrol(account, str(one["place"]), kinds, actor=SYSTEM, head=head)
    for one in content.get("mediations", ()):
        identity = uuid5(NAMESPACE_URL, f"linli:mediation:{one['ref']}")
        new = not Mediation.objects.filter(pk=identity).exists()
        loaded.count(new, False)
        if new:
            _replay(identity, one, roster)
    for one in content.get("signs", ()):
        _letters(one)
    return loaded


def _replay(identity: UUID, one: dict[str, Any], roster: dict[str, UUID]) -> None:
    """The steps of one mediation, each two days after the one before."""
    start = clock.now() - timedelta(days=int(one["days_ago"]))
    new = NewMediation(
        Kind(one["kind"]),
        str(one["place"]),
        one["summary"],
        tuple(PartyData(name) for name in one["parties"]),
        origin=Origin(one.get("origin", "party")),
    )
    with clock.standing_at(start):
        request_mediation(new, actor=SYSTEM, identity=identity)
    rows = Party.objects.filter(mediation=identity).order_by("seq").values_list("id", flat=True)
    parties = [(party, Actor("visitor", str(party))) for party in rows]
    team, head = _actor(one["mediator"]), _actor(one.get("head", one["mediator"]))
    for number, step in enumerate(one.get("course", ()), 1):
        with clock.standing_at(start + timedelta(days=2 * number)):
            _step(identity, step, parties, head if step == "accept" else team, roster[one["mediator"]])


def _actor(login: str) -> Actor:
    account = people.account_by_login(login)
    assert account is not None
    return Actor("account", str(account))


def _step(
    identity: UUID, step: Any, parties: list[tuple[UUID, Actor]], team: Actor, mediator: UUID
) -> None:
    word: str
    given: Any
    word, given = next(iter(step.items())) if isinstance(step, dict) else (step, None)
    match word:
        case "consents":
            for party, actor in parties:
                consent(identity, party, actor=actor, choice=mediator)
        case "appoint":
            appoint(identity, mediator, actor=team)
        case "schedule":
            at = clock.now() + timedelta(days=1)
            move_mediation(identity, Action.SCHEDULE, actor=team, at=at)
        case "expert":
            guest = ask_guest(
                identity, Guesting.EXPERT, actor=team, name=given["name"], about=given["about"]
            )
            for party, actor in parties:
                welcome(identity, guest, party, actor=actor)
        case "statement":
            take_statement(identity, given, actor=team)
        case "agree":
            by = places.today() + timedelta(days=int(given["within"]))
            steps = "\n".join(_dated(step) for step in given.get("steps", ()))
            draft_agreement(identity, {**given, "steps": steps}, actor=team, perform_by=by)
            edition = Agreement.objects.values_list("edition", flat=True).get(pk=identity)
            for party, actor in parties:
                sign(identity, party, edition, actor=actor)
            conclude(identity, actor=team)
        case "visit":
            note_visit(identity, Outcome(given), actor=team)
        case "settle":
            settle(identity, int(given), True, actor=team)
        case "refuse":
            move_mediation(identity, Action.REFUSE, actor=parties[-1][1])
        case _:
            move_mediation(identity, Action(word), actor=team, text=given or "")


def _dated(step: str) -> str:
    """A step of the demonstration: so many days from then on, and who does what."""
    days, _, text = step.partition(" ")
    return f"{places.today() + timedelta(days=int(days))} {text}"


def _letters(one: dict[str, Any]) -> None:
    """Letters about one place and topic, in the order in which they came, and what was decided."""
    start = clock.now() - timedelta(days=int(one["days_ago"]))
    for number in range(int(one["letters"])):
        with clock.standing_at(start + timedelta(days=2 * number)):
            heed(
                uuid5(NAMESPACE_URL, f"linli:sign:{one['ref']}:{number}"),
                one["place"],
                one["category"],
                clock.now(),
                partial(crypto.blind, f"linli:sign:{one['ref']}:{number}"),
            )
    waiting = Sign.objects.filter(category=one["category"], place=places.place_by_code(one["place"]).id)
    row = waiting.filter(decision="").order_by("id").first()
    if row is not None and "decision" in one:
        team = _actor(one["by"])
        decide_sign(row.id, Decision(one["decision"]), one["reason"], actor=team)
        answer_sign(row.id, one["done"], actor=team)
