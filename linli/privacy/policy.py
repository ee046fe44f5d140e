# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with requests of authorities and with impact assessments. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.actor import Actor, within

RECORDS = ("operator", "coordinator", "data_officer", "supervisor")
APPROVES = ("coordinator", "data_officer", "supervisor")
READS = (*RECORDS, "auditor")
# A report about an official is for its body and the data officer alone, as in cases.
CLOSED_TO = frozenset({"operator", "coordinator", "auditor"})

WRITES = ("administrator", "data_officer")
SECOND = (*WRITES, "supervisor")
LOOKS = (*SECOND, "auditor")


class Relation(StrEnum):
    """What somebody is to a request."""

    RECORDER = "recorder"
    APPROVER = "approver"
    AUDITOR = "auditor"


class Deed(StrEnum):
    """What can be done with a request; to see it is to know that it exists, without its words."""

    SEE = "see"
    READ = "read"
    DECIDE = "decide"
    WITHDRAW = "withdraw"
    FETCH = "fetch"


@dataclass(frozen=True)
class Facts:
    """Where what is asked for belongs, whom it complains about, who recorded the request."""

    place_path: str
    about_path: str = ""
    closed: bool = False
    recorder: str = ""


R = Relation
MAY: dict[Deed, frozenset[Relation]] = {
    Deed.SEE: frozenset(R),
    Deed.READ: frozenset({R.RECORDER, R.APPROVER}),
    Deed.DECIDE: frozenset({R.APPROVER}),
    Deed.WITHDRAW: frozenset({R.RECORDER}),
    Deed.FETCH: frozenset({R.RECORDER, R.APPROVER}),
}


def over(actor: Actor, roles: tuple[str, ...], facts: Facts) -> bool:
    """Whether the actor holds one of these roles where the data belong; never by a key, and never if
    the matter is about their own unit."""
    about = facts.about_path
    if actor.kind != "account" or (about and any(within(h.unit_path, about) for h in actor.holdings)):
        return False
    return any(
        within(facts.place_path, holding.place_path)
        for holding in actor.at(*roles)
        if not (facts.closed and holding.role in CLOSED_TO)
    )


def relations(actor: Actor, facts: Facts) -> frozenset[Relation]:
    """What the actor is to a request; empty if for them it does not exist."""
    found = set()
    if facts.recorder and actor.id == facts.recorder and over(actor, RECORDS, facts):
        found.add(R.RECORDER)
    if over(actor, APPROVES, facts):
        found.add(R.APPROVER)
    if over(actor, ("auditor",), facts):
        found.add(R.AUDITOR)
    return frozenset(found)


def may(actor: Actor, what: Deed, facts: Facts) -> bool:
    """Whether the actor may do this with a request."""
    return bool(MAY[what] & relations(actor, facts))


def may_record(actor: Actor) -> bool:
    """Who writes a request of an authority into the register."""
    return actor.kind == "account" and actor.has(*RECORDS)


def may_write(actor: Actor) -> bool:
    """Who writes impact assessments (个人信息保护法 52, 55)."""
    return actor.kind == "account" and actor.has(*WRITES)


def may_second(actor: Actor) -> bool:
    """Who approves what another one wrote."""
    return actor.kind == "account" and actor.has(*SECOND)
