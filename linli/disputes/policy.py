# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may see a mediation and who may do what with it. Pure.

Only its team: the parties, the mediator, the head of the committee of the place, and a mediator of another
community whom every party agreed to. Posts give no sight
at all, neither does seeing the matter that it came from (人民调解法 15, 23: secrets are kept).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.actor import Actor, within

from .vocab import Action, Deed


class Relation(StrEnum):
    """What somebody is to a mediation."""

    PARTY = "party"
    MEDIATOR = "mediator"
    JOINT = "joint"  # mediates jointly, from another community, as every party consented
    HEAD = "head"  # heads the committee of the place: takes on, appoints


@dataclass(frozen=True)
class Facts:
    """What the rules need to know: ids of parties and accounts as text, places as paths."""

    place_path: str
    parties: frozenset[str]
    mediator: str = ""  # account
    heads: tuple[tuple[str, str], ...] = ()  # (account, place path) of the heads on the roster
    conflicted: frozenset[str] = frozenset()  # accounts that stood back or were refused
    accounts: frozenset[str] = frozenset()  # accounts of the parties
    joint: frozenset[str] = frozenset()  # accounts that mediate jointly
    id: str = ""


R = Relation
TEAM = frozenset({R.MEDIATOR, R.HEAD})
MAY: dict[Action | Deed, frozenset[Relation]] = {
    Action.ACCEPT: frozenset({R.HEAD}),
    Action.DECLINE: frozenset({R.HEAD}),
    Action.REFUSE: TEAM | {R.PARTY},
    Action.SCHEDULE: TEAM,
    Action.OPEN: frozenset({R.MEDIATOR}),
    Action.AGREE: frozenset({R.MEDIATOR}),
    Action.FAIL: TEAM,
    Action.CONFIRM: TEAM,
    Action.PERFORM: TEAM,
    Action.BREACH: TEAM,
    Deed.CONSENT: TEAM | {R.PARTY},
    Deed.INVITE: frozenset({R.HEAD}),
    Deed.APPOINT: frozenset({R.HEAD}),
    Deed.RECUSE: TEAM | {R.PARTY},
    Deed.STATE: TEAM | {R.JOINT},
    Deed.DRAFT: frozenset({R.MEDIATOR}),
    Deed.SIGN: frozenset({R.PARTY, R.MEDIATOR}),
    Deed.SCAN: TEAM,
    Deed.ALLOW: TEAM | {R.PARTY},
    Deed.HAND_OVER: TEAM,
    Deed.SETTLE: TEAM,
    Deed.REPORT: frozenset({R.PARTY}),
    Deed.VISIT: TEAM,
    Deed.WISH: frozenset({R.PARTY}),
    Deed.ERASE: frozenset({R.PARTY}),
    Deed.GUEST: TEAM,
    Deed.WELCOME: TEAM | {R.PARTY},
    Deed.LEAVE: TEAM | {R.PARTY, R.JOINT},
    Deed.DISCLOSE: frozenset({R.MEDIATOR, R.JOINT}),
}


def relations(actor: Actor, facts: Facts) -> frozenset[Relation]:
    """What the actor is to a mediation; empty if for them it does not exist.

    A party is party alone, whatever their posts; who stood back is nothing any more (深圳矛盾纠纷
    多元化解条例 23).
    """
    if actor.kind == "visitor":
        return frozenset({R.PARTY}) if actor.id in facts.parties else frozenset()
    if actor.acts:  # reads what they asked for; consents, signs and ends nothing (:func:`may`)
        own = actor.person("mediation") in facts.accounts and facts.id in actor.behalf.begun
        return frozenset({R.PARTY}) if own else frozenset()
    if actor.kind != "account" or actor.id in facts.conflicted | facts.accounts:
        return frozenset()
    found = set()
    if actor.id == facts.mediator:
        found.add(R.MEDIATOR)
    if actor.id in facts.joint:
        found.add(R.JOINT)
    if any(head == actor.id and within(facts.place_path, path) for head, path in facts.heads):
        found.add(R.HEAD)
    return frozenset(found)


def may(actor: Actor, what: Action | Deed, facts: Facts) -> bool:
    """Whether the actor may do this with a mediation. A party decides in person: agreement, consent and
    end are their own word (人民调解法 23, 29), so whoever acts for them does none of it."""
    if actor.acts:
        return False
    return bool(MAY[what] & relations(actor, facts))


def may_word(actor: Actor) -> bool:
    """Whether the actor keeps the wordings of papers: coordinators, for the whole town they stand in."""
    return actor.has("coordinator")


def sees_sign(actor: Actor, place_path: str, heads: Iterable[tuple[str, str]]) -> bool:
    """Whether a sign is the actor's to decide: the community and its coordinators, heads of committees."""
    if actor.kind != "account":
        return False
    posts = (holding.place_path for holding in actor.at("community_worker", "coordinator"))
    own = (path for head, path in heads if head == actor.id)
    return any(within(place_path, path) for path in (*posts, *own))
