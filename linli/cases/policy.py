# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may see a matter and who may do what with it: relations and one table. Pure.

A person's relation to a matter follows from the posts held today. The unit complained about (and
everything below it) has no relation at all: for it the matter does not exist (信访工作条例 30;
北京接诉即办条例 8). Who brought a matter acts in it as its reporter and by no post (信访工作条例 28),
also where it is about the unit they work in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.actor import Actor, Holding, within

from .vocab import Action, Deed, Hard, Kind


class Relation(StrEnum):
    """What somebody is to a matter."""

    REPORTER = "reporter"
    OPERATOR = "operator"  # takes calls and keeps the intake queue
    COORDINATOR = "coordinator"  # decides for a place: dispatch, returns, closing
    LEAD = "lead"  # of the unit that answers for it
    ASSISTING = "assisting"
    NEAR = "near"  # grid or community worker of the place, not of the unit that leads
    AUDITOR = "auditor"
    SYSTEM = "system"


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a matter."""

    id: str
    kind: Kind
    place_path: str
    unit_path: str
    about_path: str = ""
    restricted: bool = False
    hard: str = ""  # the hard route that it takes, if any
    assisting_paths: tuple[str, ...] = ()
    reporter: str = ""
    answered_by: str = ""  # who gave the newest answer (``Actor.ref``)


@dataclass(frozen=True)
class Answer:
    """Whether something may be done, and the relation by which, or the reason why not."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


R = Relation
STAFF = frozenset({R.OPERATOR, R.COORDINATOR})
MAY: dict[Action | Deed, frozenset[Relation]] = {
    Action.ACCEPT: STAFF,
    Action.DECLINE: STAFF,
    Action.DISPATCH: STAFF,
    Action.UPHOLD: STAFF,
    Action.TRANSFER: STAFF,
    Action.MERGE: STAFF,
    Action.CLOSE: STAFF,
    Action.START: frozenset({R.LEAD}),
    Action.RETURN: frozenset({R.LEAD}),
    Action.RAISE: frozenset({R.LEAD}),
    Action.LOWER: frozenset({R.LEAD}),
    Action.RESOLVE: frozenset({R.LEAD, R.OPERATOR, R.COORDINATOR}),
    Action.VERIFY: frozenset({R.NEAR, R.COORDINATOR}),
    Action.REWORK: frozenset({R.NEAR, R.COORDINATOR}),
    Action.REOPEN: frozenset({R.REPORTER, R.OPERATOR, R.COORDINATOR}),
    Action.WITHDRAW: frozenset({R.REPORTER, R.OPERATOR}),
    Deed.NOTE: frozenset({R.OPERATOR, R.COORDINATOR, R.LEAD, R.ASSISTING, R.NEAR, R.REPORTER}),
    Deed.CORRECT: STAFF,
    Deed.RELEASE: STAFF,
    Deed.EXTEND: frozenset({R.COORDINATOR, R.OPERATOR}),
    Deed.DEFER: frozenset({R.LEAD}),
    Deed.DENY: frozenset({R.COORDINATOR, R.OPERATOR}),
    Deed.PARK: frozenset({R.COORDINATOR}),
    Deed.RESUME: frozenset({R.COORDINATOR}),
    Deed.RATE: frozenset({R.REPORTER, R.OPERATOR}),
    Deed.FOLLOW_UP: frozenset({R.OPERATOR}),
    Deed.APPEAL: frozenset({R.LEAD}),
    Deed.SETTLE: frozenset({R.COORDINATOR}),
    Deed.ERASE: frozenset({R.REPORTER, R.OPERATOR}),
    Deed.REACH: frozenset({R.REPORTER}),
    Deed.ASK: frozenset({R.OPERATOR, R.COORDINATOR, R.LEAD}),
    Deed.REPLY: frozenset(),  # by the link alone
    Deed.REVOKE: frozenset({R.OPERATOR, R.COORDINATOR, R.LEAD}),
    Deed.CALL_IN: frozenset({R.COORDINATOR}),
    Deed.BORROW: frozenset({R.COORDINATOR, R.LEAD}),
    Deed.AGREE: frozenset({R.COORDINATOR, R.LEAD, R.ASSISTING}),
    Deed.CONTRIBUTE: frozenset({R.COORDINATOR, R.LEAD, R.ASSISTING}),
    Deed.REFUSE: frozenset({R.COORDINATOR, R.LEAD, R.ASSISTING}),
    Deed.HOLD: frozenset({R.COORDINATOR}),
    Deed.EXCUSE: frozenset({R.COORDINATOR, R.LEAD}),
    Deed.ASSIGN: frozenset({R.OPERATOR, R.COORDINATOR, R.LEAD, R.ASSISTING}),
    Deed.PRESS: frozenset({R.COORDINATOR}),
    Deed.RESPOND: frozenset({R.OPERATOR, R.COORDINATOR, R.LEAD, R.ASSISTING}),
    Deed.SPARE: frozenset({R.COORDINATOR}),
    Deed.LINK: STAFF,
    Deed.UNLINK: STAFF,
    Deed.UPDATE: frozenset({R.COORDINATOR}),  # by handing in the file that says so
    Deed.URGE: frozenset({R.COORDINATOR}),
    Deed.STEP: frozenset({R.REPORTER, R.OPERATOR, R.COORDINATOR, R.LEAD}),
    Deed.HIDE: frozenset({R.OPERATOR, R.COORDINATOR, R.LEAD}),
    Deed.OBJECT: frozenset({R.REPORTER, R.OPERATOR}),
    Deed.JUDGE: frozenset({R.COORDINATOR}),
}
# What a unit does with its own part; a coordinator only for the very unit they belong to.
OWN_PART = frozenset({Deed.AGREE, Deed.CONTRIBUTE, Deed.REFUSE, Deed.ASSIGN, Deed.RESPOND})
HANDLES = frozenset({"handler", "operator", "supervisor", "community_worker", "grid_worker"})
# Who may read contact data, besides the reporter: those who must speak to the person.
MAY_CONTACT = frozenset({R.OPERATOR, R.COORDINATOR, R.LEAD})
# Whoever is one of these had a hand in it, and so does not check it.
HANDLED = frozenset({R.LEAD, R.ASSISTING})
# A restricted matter (a report of wrongdoing) is not for everybody who works near by.
SEES_RESTRICTED = frozenset({R.REPORTER, R.OPERATOR, R.COORDINATOR, R.LEAD, R.SYSTEM})


@dataclass(frozen=True)
class Compartment:
    """Who must see what takes a hard route, and whether answering for the place is reason enough."""

    sees: frozenset[Relation]
    by_place: bool = True


# Danger to life is for whoever can be there first. A report about an official is for the unit that has it
# (the supervision body) and for nobody by place. What takes no hard route is open to every relation.
COMPARTMENTS: dict[str, Compartment] = {
    "": Compartment(frozenset(R)),
    Hard.LIFE: Compartment(frozenset(R) - {R.AUDITOR}),
    Hard.CHILD: Compartment(SEES_RESTRICTED),
    Hard.HOME: Compartment(SEES_RESTRICTED),
    Hard.OFFICIAL: Compartment(frozenset({R.REPORTER, R.COORDINATOR, R.LEAD, R.SYSTEM}), by_place=False),
}


def opens(relation: Relation, *, by_place: bool = False) -> list[str]:
    """The compartments that a relation opens; ``by_place`` is one that comes from the place alone."""
    return [
        str(name)
        for name, compartment in COMPARTMENTS.items()
        if relation in compartment.sees and (compartment.by_place or not by_place)
    ]


def excluded(actor: Actor, facts: Facts) -> bool:
    """Whether the actor belongs to the unit complained about."""
    return bool(facts.about_path) and any(
        within(holding.unit_path, facts.about_path) for holding in actor.holdings
    )


def relations(actor: Actor, facts: Facts) -> frozenset[Relation]:
    """Everything the actor is to a matter; nothing by posts if it is about their own unit."""
    if actor.kind == "system":
        return frozenset({R.SYSTEM})
    if _is_reporter(actor, facts):
        return frozenset({R.REPORTER})
    if actor.acts:
        return frozenset({R.REPORTER}) if _helps(actor, facts) else frozenset()
    if excluded(actor, facts):
        return frozenset()
    found = set(_by_posts(actor, facts)) & COMPARTMENTS[facts.hard].sees
    if facts.restricted:
        found &= SEES_RESTRICTED
    return frozenset(found)


def _is_reporter(actor: Actor, facts: Facts) -> bool:
    """By account, or as a visitor who showed number and code (and is then named by the matter)."""
    if actor.kind == "visitor":
        return bool(facts.id) and actor.id == facts.id
    return actor.kind == "account" and bool(facts.reporter) and actor.id == facts.reporter


def _helps(actor: Actor, facts: Facts) -> bool:
    """Whether somebody acts for the reporter in it: what they brought for them, or the person did. What
    the person keeps from others stays theirs (反家庭暴力法 14); nobody helps against their own unit."""
    behalf = actor.behalf
    if not facts.reporter or facts.reporter != behalf.person:
        return False
    if facts.about_path and any(within(unit, facts.about_path) for unit in behalf.units):
        return False
    if "matters" in behalf.scopes and facts.id in behalf.begun:
        return True
    return "own_matters" in behalf.scopes and not facts.restricted and not facts.hard


# No helper reaches or erases who the person is; none of a unit that handles it judges for the person.
OWN_ONLY = frozenset({Deed.REACH, Deed.ERASE})
JUDGES = frozenset({Deed.RATE, Action.WITHDRAW})


def _by_posts(actor: Actor, facts: Facts) -> Iterator[Relation]:
    by_place = COMPARTMENTS[facts.hard].by_place
    for holding in actor.holdings:
        near = by_place and within(facts.place_path, holding.place_path)
        leads = within(facts.unit_path, holding.unit_path)
        match holding.role:
            case "operator" if near:
                yield R.OPERATOR
            case "coordinator" if near or leads:
                yield R.COORDINATOR
            case "coordinator":
                yield from _handling(holding, facts, leads)
            case "supervisor" if leads:
                yield from (R.COORDINATOR, R.LEAD)
            case "handler":
                yield from _handling(holding, facts, leads)
            case "community_worker" | "grid_worker":
                yield from _handling(holding, facts, leads)
                if near and not leads:
                    yield R.NEAR
            case "auditor" if near:
                yield R.AUDITOR


def _handling(holding: Holding, facts: Facts, leads: bool) -> Iterator[Relation]:
    if leads:
        yield R.LEAD
    if any(within(path, holding.unit_path) for path in facts.assisting_paths):
        yield R.ASSISTING


def may_see(actor: Actor, facts: Facts) -> Answer:
    """Whether a matter exists for the actor at all."""
    found = relations(actor, facts)
    return Answer(bool(found), ",".join(sorted(found)) or "no_relation")


def may(actor: Actor, what: Action | Deed, facts: Facts) -> Answer:
    """Whether the actor may do something with a matter, and by which relation."""
    found = relations(actor, facts)
    if R.SYSTEM in found:
        return Answer(True, "system")
    if actor.acts and what in OWN_ONLY:
        return Answer(False, "own_alone")
    if actor.acts and what in JUDGES:
        paths = (facts.unit_path, *facts.assisting_paths)
        if any(within(path, unit) for path in paths for unit in actor.behalf.units):
            return Answer(False, "handler_cannot_check")
    if what in (Action.VERIFY, Action.REWORK) and (found & HANDLED or actor.ref == facts.answered_by):
        return Answer(False, "handler_cannot_check")
    asks = what in (Deed.RATE, Deed.FOLLOW_UP) and R.REPORTER not in found
    if asks and (found & HANDLED or actor.ref == facts.answered_by):
        return Answer(False, "handler_cannot_check")  # whoever asks how it went had no hand in it
    by = found & MAY.get(what, frozenset())
    return Answer(bool(by), ",".join(sorted(by)) or "no_relation")


def may_write_words(actor: Actor) -> bool:
    """Whether somebody may write the questions of categories and the templates of answers."""
    return actor.has("administrator", "coordinator")


def may_exchange(actor: Actor) -> bool:
    """Whether somebody may take a hotline's file over and write the reply to it."""
    return actor.kind == "system" or actor.has("coordinator")


def may_part(actor: Actor, what: Deed, facts: Facts, unit_path: str, *, refused: bool = False) -> Answer:
    """Whether the actor may do something with one unit's part in a matter.

    Each unit answers for its own part. What it ``refused`` is decided by the level above it: by a
    coordinator of a unit over it, whoever called it in.
    """
    answer = may(actor, what, facts)
    if not answer or answer.reason == "system":
        return answer
    if what in OWN_PART and not leads_unit(actor, unit_path):
        return Answer(False, "other_unit")
    decides = what is Deed.HOLD or (what is Deed.EXCUSE and refused)
    if decides and not any(_over(holding, unit_path) for holding in actor.holdings):
        return Answer(False, "not_the_level_above")
    return answer


def may_step(actor: Actor, who: Iterable[str], facts: Facts) -> Answer:
    """Whether the actor is one of those ``who`` may take a step of a statutory course.

    A person's step is taken by the reporter, or taken down by reception. What the level above decides is
    decided by the unit that has the matter now, and by nobody in it who gave the newest answer
    (信访工作条例 28, 35, 36); whether that unit is above is asked with :func:`stands_over`.
    """
    found = relations(actor, facts)
    if R.SYSTEM in found:
        return Answer(True, "system")
    reason = "no_relation"
    for name in who:
        if (name == "person" and found & (STAFF | {R.REPORTER})) or (name == "reception" and found & STAFF):
            return Answer(True, name)
        if name not in ("unit", "above") or not leads_unit(actor, facts.unit_path):
            continue
        if name == "unit":
            return Answer(True, name)
        if actor.ref != facts.answered_by:
            return Answer(True, name)
        reason = "same_hand"
    return Answer(False, reason)


def stands_over(unit_path: str, decided: str) -> bool:
    """Whether a unit is above the one that decided."""
    return within(decided, unit_path) and unit_path != decided


def holds_part(actor: Actor, unit_path: str) -> bool:
    """Whether a part of this unit is of the actor's own unit, or of one below it."""
    return any(within(unit_path, holding.unit_path) for holding in actor.holdings)


def may_judge(actor: Actor, facts: Facts, hidden_by: str, unit_path: str) -> Answer:
    """Whether the actor may decide on an objection to what somebody of a unit hid.

    The level above decides: a coordinator of a unit over it. Over the topmost unit there is none; then
    it is another coordinator of the same unit. Nobody decides on what they hid themselves.
    """
    answer = may(actor, Deed.JUDGE, facts)
    if not answer or answer.reason == "system":
        return answer
    if actor.ref == hidden_by:
        return Answer(False, "own_deed")
    topmost = unit_path.count("/") == 1
    beside = topmost and any(_answers_for(holding, unit_path) for holding in actor.at("coordinator"))
    if not beside and not any(_over(holding, unit_path) for holding in actor.holdings):
        return Answer(False, "not_the_level_above")
    return answer


def may_unveil(actor: Actor, facts: Facts, hidden_by: str, unit_path: str, *, waits: bool) -> Answer:
    """Whether the actor needs to read what somebody of a unit hid from the public, and why.

    Whoever brought it wrote it. Of staff only those need it who hid it, who decide on an objection while
    one ``waits``, and who handle a part of the matter; the others work without it (个人信息保护法 6).
    """
    found = relations(actor, facts)
    if found & {R.SYSTEM, R.REPORTER} or not found:
        return Answer(bool(found), ",".join(sorted(found)) or "no_relation")
    if actor.ref == hidden_by:
        return Answer(True, "hid_it")
    if waits and may_judge(actor, facts, hidden_by, unit_path):
        return Answer(True, "decides")
    handles = any(leads_unit(actor, path) for path in (facts.unit_path, *facts.assisting_paths))
    return Answer(handles, "handles" if handles else "no_need")


def leads_unit(actor: Actor, unit_path: str) -> bool:
    """Whether the actor may say who of a unit handles its parts, in whatever matter."""
    return any(_answers_for(holding, unit_path) for holding in actor.holdings)


def _answers_for(holding: Holding, unit_path: str) -> bool:
    if holding.role in HANDLES:
        return within(unit_path, holding.unit_path)
    return holding.role == "coordinator" and holding.unit_path == unit_path


def _over(holding: Holding, unit_path: str) -> bool:
    above = within(unit_path, holding.unit_path) and holding.unit_path != unit_path
    return holding.role == "coordinator" and above


def may_contact(actor: Actor, facts: Facts) -> Answer:
    """Whether the actor may read the reporter's contact data (each look is logged)."""
    by = relations(actor, facts) & MAY_CONTACT
    return Answer(bool(by), ",".join(sorted(by)) or "no_relation")


def may_plan(actor: Actor) -> bool:
    """Whether somebody may make a plan for a hot issue; they must see a matter of it, too."""
    return actor.has("coordinator")


def may_shape(actor: Actor) -> bool:
    """Whether somebody may merge and split hot issues; they must see all matters of them, too."""
    return actor.has("coordinator", "operator")


def may_promise(actor: Actor, place_path: str) -> bool:
    """Whoever answers for a place may promise something for it: its coordinators and its community."""
    return actor.kind == "system" or any(
        within(place_path, holding.place_path) for holding in actor.at("coordinator", "community_worker")
    )


def may_report(actor: Actor, place_path: str, unit_path: str) -> bool:
    """What became of a commitment is told by the unit that made it, or by who answers for the place."""
    return may_promise(actor, place_path) or any(
        within(unit_path, holding.unit_path) for holding in actor.at("handler", "coordinator", "operator")
    )
