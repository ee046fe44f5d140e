# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's spaces: ``participation.yaml`` of a pack, replayed by the commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform.packs import Fault, Loaded, Pack

from ..models import Merging, ModerationAct, Project, Proposal, Space
from ..queries.spaces import find_space
from ..rules.phases import Phase
from ..vocab import Level, PhaseKind, Rung, SpaceKind, Verdict
from ..vocab.moderation import Outcome
from .answer import NewPromise, answer
from .appeals import appeal, decide_appeal
from .budget import count_vote, key_paper, open_vote
from .merging import agree, merge
from .moderate import hide, release
from .own import confirm_resident
from .pack_moderation import check_rules, load_rules, replay_texts_and_hearings
from .pack_open import check_open, load_open
from .pack_opinions import load_maps
from .pack_panel import load_panels
from .proposals import NewProposal, endorse, enter_sheet, propose
from .spaces import SpaceData, prepare_space, publish_space
from .survey_history import load_surveys

FILE = "participation.yaml"
RESIDENT = "lin"  # who takes part in the demonstration


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of what the town publishes, its doors and its rules of moderation; spaces are part of its
    demonstration alone."""
    return check_open(pack) + check_rules(pack)


def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Load what the town publishes, its doors, and the rules of moderation."""
    return load_open(pack) + load_rules(pack)


def load_demo(pack: Pack) -> Loaded:
    """Confirm the residents and replay each space up to where it stands; what is there is left."""
    loaded = Loaded("spaces")
    content: dict[str, Any] = pack.document(FILE) or {}
    for one in content.get("residents", ()):
        account = people.account_by_login(one["login"])
        if account is not None:
            confirm_resident(account, str(one["place"]), one["way"], actor=_actor(one["by"]))
    for one in content.get("spaces", ()):
        new = not Space.objects.filter(code=one["code"]).exists()
        loaded.count(new, False)
        if new:
            _replay(one)
    load_surveys(pack, loaded)
    load_maps(pack)
    load_panels(pack)
    replay_texts_and_hearings(pack)
    return loaded


def _replay(one: Mapping[str, Any]) -> None:
    now, today, keeper = clock.now(), places.today(), _actor(one["by"])
    days = {
        name: tuple(today + timedelta(days=day) for day in span) for name, span in one["phases"].items()
    }
    data = SpaceData(
        one["code"],
        SpaceKind(one["kind"]),
        Level(one["level"]),
        Rung(one["rung"]),
        one["names"],
        one["about"],
        str(one["place"]),
        one["unit"],
        int(one["threshold"]),
        one["rules"],
        _in(today, one["answer_in"]),
        [Phase(PhaseKind(name), *span) for name, span in days.items()],
    )
    with clock.standing_at(now - timedelta(days=int(one["days_ago"]))):
        space = prepare_space(data, actor=keeper)
        publish_space(space, actor=keeper)
    made: dict[str, UUID] = {}
    moments = []
    for proposal in one["proposals"]:
        identity = uuid5(NAMESPACE_URL, f"linli:proposal:{proposal['ref']}")
        made[proposal["ref"]] = identity
        begun = now - timedelta(days=int(proposal["days_ago"]))
        moments.append((begun, identity, "propose", proposal))
        for number, step in enumerate(proposal["steps"], 1):
            word: str
            given: Any
            word, given = next(iter(step.items())) if isinstance(step, dict) else (step, None)
            if word == "later":
                number, word, given = given
            moments.append((begun + timedelta(days=number), identity, word, given))
    for at, identity, word, given in sorted(moments, key=lambda moment: moment[0]):
        with clock.standing_at(min(at, now)):
            _step(space, identity, word, given, keeper, made)
    if "budget" in one:
        _vote(one, days["vote"], keeper, made)


def _vote(one: Mapping[str, Any], vote: tuple[date, ...], keeper: Actor, made: Mapping[str, UUID]) -> None:
    """A vote on paper: opened, each ballot entered by two people, counted the day after its last."""
    now, today, second = clock.now(), places.today(), _actor(one["second"])
    with clock.standing_at(now - (today - vote[0])):
        space = find_space(one["code"], viewer=keeper)
        budget = open_vote(space, Decimal(one["budget"]), actor=keeper)
        seqs = dict(Project.objects.filter(budget=budget).order_by("seq").values_list("proposal_id", "seq"))
        papers = [bundle["ticks"] for bundle in one["papers"] for _ in range(bundle["copies"])]
        for number, ticks in enumerate(papers, 1):
            for clerk in (keeper, second):
                key_paper(space, f"J{number:03d}", [seqs[made[ref]] for ref in ticks], actor=clerk)
    with clock.standing_at(now - (today - vote[1]) + timedelta(days=1)):
        over = find_space(one["code"], viewer=keeper)
        count_vote(over, today + timedelta(days=60), actor=keeper)


def _step(
    space: UUID, identity: UUID, word: str, given: Any, keeper: Actor, made: Mapping[str, UUID]
) -> None:
    match word:
        case "propose":
            author = _actor(given["login"]) if "login" in given else keeper
            new = NewProposal(
                space, given["title"], given["text"], str(given["place"]), given.get("paper", ""),
                bool(given.get("shown")),
            )  # fmt: skip
            propose(new, actor=author, identity=identity)
        case "release":
            release(identity, actor=keeper)
        case "sheet":
            enter_sheet(identity, given[0], int(given[1]), actor=keeper)
        case "endorse":
            endorse(identity, actor=_actor(RESIDENT))
        case "merge":
            root = made[given[0]]
            papers = dict(Proposal.objects.filter(pk__in=(identity, root)).values_list("id", "paper"))
            agreed = {"paper": papers[identity], "root_paper": papers[root]}
            if not merge(identity, root, given[1], actor=keeper, **agreed):
                asked = Merging.objects.get(proposal=identity, ended_at=None)
                agree(asked.id, True, actor=_actor(RESIDENT))
        case "hide":
            hide(identity, given[0], given[1], actor=keeper)
        case "appeal":
            appeal(_act(identity), given, actor=keeper, paper="滨江路社区柜台 申诉第1号")
        case "decide":
            second = _actor(given[0])
            decide_appeal(_act(identity), Outcome(given[1]), given[2], actor=second)
        case "answer":
            promise = NewPromise(
                given.get("promise", ""), given.get("unit", ""), _in(places.today(), given.get("within", 0))
            )
            verdict = Verdict(given["verdict"])
            answer(identity, verdict, given["text"], actor=keeper, promise=promise, cost=_cost(given))
        case _:
            commitment = Proposal.objects.values_list("commitment_id", flat=True).get(pk=identity)
            assert commitment is not None
            cases.move_commitment(commitment, cases.Progress(word), actor=keeper, text=given)


def _act(identity: UUID) -> UUID:
    return ModerationAct.objects.filter(subject=identity).values_list("id", flat=True).get()


def _cost(given: Mapping[str, Any]) -> Decimal | None:
    return Decimal(given["cost"]) if "cost" in given else None


def _in(today: date, days: Any) -> date:
    return today + timedelta(days=int(days))


def _actor(login: str) -> Actor:
    account = people.account_by_login(login)
    assert account is not None
    return people.actor_of_account(account)
