# SPDX-License-Identifier: AGPL-3.0-or-later
"""What residents do: propose, endorse, take it back, write together. On paper, staff enter it for them."""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import check_digit, new_id, tidy_code
from linli.kernel.problem import ALREADY_USED, FORBIDDEN, INVALID, NOT_FOUND, SIGN_IN
from linli.places import public as places
from linli.platform import crypto
from linli.platform.text import clean

from ..events import Noted, Proposed, Retracted
from ..models import Proposal, Space, Support
from ..policy import may
from ..queries.facts import TAKING_PART, at_least
from ..queries.proposals import invitation_of
from ..queries.spaces import space_of
from ..rules.course import COURSE
from ..vocab import NOT_ON_THE_LADDER, RUNG_WORDS, SPACE_NOT_OPEN, Deed, Part, ProposalState, SpaceState
from ..vocab.core import WRONG_INVITATION_CODE
from .base import LONGEST, Work, check_open, take, tell, write_step

MOST_LINES = 2000


@dataclass(frozen=True)
class NewProposal:
    """A proposal. ``paper`` names the paper it was taken down from; then there is no account."""

    space: UUID
    title: str
    text: str
    place: str = ""
    paper: str = ""
    shown: bool = False


def propose(new: NewProposal, *, actor: Actor, identity: UUID | None = None) -> str:
    """Propose something: its number. The moderators read it first; sent again it is the same one.

    Raises ``not_found``, ``space_not_open``, ``not_on_the_ladder``, ``invalid``, ``already_used``.
    """
    row = Space.objects.filter(pk=new.space).exclude(state=SpaceState.DRAFT).order_by("pk").first()
    if row is None:
        raise NOT_FOUND()
    space, paper = space_of(row), clean(new.paper)[:80]
    proposal_id = identity or new_id()
    print_ = crypto.blind(json.dumps([asdict(new), actor.ref], sort_keys=True, default=str), "proposal")
    if known := Proposal.objects.filter(pk=proposal_id).order_by("pk").first():
        if bytes(known.fingerprint) != print_:
            raise ALREADY_USED()
        return known.number
    if paper:
        _on_paper(space.place.path, row.state, actor)
    else:
        check_open(space, Deed.PROPOSE, actor)
    title, text = clean(new.title)[:120], clean(new.text)[:LONGEST]
    if len(title) < 2 or len(text) < 2:
        raise INVALID(field="text" if len(title) > 1 else "title")
    spot = places.place_by_code(new.place) if new.place else space.place
    if not spot.path.startswith(space.place.path):
        raise INVALID(field="place")
    now = clock.now()
    with transaction.atomic():
        proposal = Proposal.objects.create(
            id=proposal_id,
            number=_next_number(),
            space=row,
            title=title,
            text=text,
            place_id=spot.id,
            paper=paper,
            state=ProposalState.WAITING.value,
            version=1,
            voices=1,
            made_at=now,
            fingerprint=print_,
        )
        Support.objects.create(
            proposal=proposal,
            part=Part.AUTHOR.value,
            account_id=None if paper else UUID(actor.person(TAKING_PART)),
            sheet=paper,
            shown=new.shown and not paper,
        )
        write_step(proposal, Deed.PROPOSE, now, paper)
        tell(proposal, Proposed(proposal.number, row.code, "paper" if paper else "web"), actor, now)
    return proposal.number


@transaction.atomic
def endorse(proposal: UUID, *, actor: Actor, shown: bool = False, offers: bool = False) -> int:
    """Endorse a proposal: how many voices it has now. Done again it only changes what the person chose
    to show; to offer to write along tells the author the person's name. A merged one leads to its goal.
    """
    work = _root(proposal, actor)
    check_open(work.space, Deed.ENDORSE, actor)
    if work.proposal.state != ProposalState.OPEN:
        raise SPACE_NOT_OPEN()
    part = Part.OFFERS if offers else Part.SUPPORTER
    account = UUID(actor.person(TAKING_PART))
    known = Support.objects.filter(_of(work.proposal), account=account).order_by("part", "id")
    if row := known.first():
        row.shown = shown
        if row.part in (Part.SUPPORTER, Part.OFFERS):
            row.part = part.value
        row.save(update_fields=("shown", "part"))
    else:
        Support.objects.create(proposal=work.proposal, part=part.value, account_id=account, shown=shown)
    work.done(Deed.ENDORSE, Noted(Deed.ENDORSE.value), quiet=True)
    work.count()
    return work.proposal.voices


@transaction.atomic
def withdraw(proposal: UUID, *, actor: Actor) -> int:
    """Take an endorsement back: how many voices are left. What was reached stays reached."""
    work = _root(proposal, actor)
    if not (person := actor.person(TAKING_PART)):
        raise SIGN_IN()
    own = Support.objects.filter(_of(work.proposal), account=UUID(person)).exclude(part=Part.AUTHOR)
    if work.proposal.state != ProposalState.OPEN:
        raise SPACE_NOT_OPEN()
    if not own.exists():
        raise NOT_FOUND()
    own.delete()
    work.done(Deed.WITHDRAW, Noted(Deed.WITHDRAW.value), quiet=True)
    work.count()
    return work.proposal.voices


@transaction.atomic
def accept_offer(proposal: UUID, support: UUID, *, actor: Actor) -> None:
    """The author takes on somebody who offered to write along. Raises ``forbidden``, ``not_found``."""
    work = take(proposal, actor=actor)
    _author(work, actor)
    offering = Support.objects.filter(_of(work.proposal), pk=support, part=Part.OFFERS)
    if not offering.update(part=Part.CO_AUTHOR.value):
        raise NOT_FOUND()
    work.done(Deed.JOIN, Noted(Deed.JOIN.value))


@transaction.atomic
def take_invitation(proposal: UUID, code: str, *, actor: Actor) -> None:
    """Take up the author's invitation: who does writes along, and endorses it if they did not yet.

    Raises ``wrong_invitation_code``, ``space_not_open``, ``not_on_the_ladder``.
    """
    work = take(proposal, actor=actor)
    if not at_least(actor, work.space.rung, work.space.place.path):
        raise NOT_ON_THE_LADDER(who=gettext(RUNG_WORDS[work.space.rung]))
    if work.proposal.state not in (ProposalState.WAITING, ProposalState.OPEN, ProposalState.RETURNED):
        raise SPACE_NOT_OPEN()
    if not hmac.compare_digest(tidy_code(code), invitation_of(work.proposal)):
        raise WRONG_INVITATION_CODE()
    account = UUID(actor.id)
    known = Support.objects.filter(_of(work.proposal), account=account).order_by("part", "id").first()
    if known is None:
        Support.objects.create(proposal=work.proposal, part=Part.CO_AUTHOR.value, account_id=account)
    elif known.part in (Part.SUPPORTER, Part.OFFERS):
        known.part, known.proposal = Part.CO_AUTHOR.value, work.proposal
        known.save(update_fields=("part", "proposal"))
    else:
        return
    work.done(Deed.JOIN, Noted(Deed.JOIN.value))
    work.count()


@transaction.atomic
def retract(proposal: UUID, *, actor: Actor) -> None:
    """The author takes a proposal back while nobody else endorses it. Raises ``forbidden``, ``not_now``."""
    work = take(proposal, actor=actor)
    _author(work, actor)
    if work.proposal.voices > 1:
        raise FORBIDDEN()
    work.proposal.state = COURSE.after(ProposalState(work.proposal.state), Deed.RETRACT).value
    work.done(Deed.RETRACT, Retracted(), "", "state")


@transaction.atomic
def enter_sheet(proposal: UUID, sheet: str, lines: int, *, actor: Actor) -> int:
    """Enter signatures on paper: the name of the sheet and how many valid lines it has; the voices now.

    No name is typed: the paper stays in its folder. The same sheet entered again is corrected, not added.
    Raises ``not_found``, ``invalid``, ``space_not_open``.
    """
    work = _root(proposal, actor)
    named = clean(sheet)[:80]
    if not may(actor, Deed.PAPER, work.space.place.path):
        raise NOT_FOUND()
    if not named or not 0 <= lines <= MOST_LINES:
        raise INVALID(field="lines" if named else "sheet")
    if work.proposal.state != ProposalState.OPEN or work.space.state is not SpaceState.OPEN:
        raise SPACE_NOT_OPEN()
    entered = Support.objects.filter(_of(work.proposal), sheet=named, line__gt=0)
    entered.filter(line__gt=lines).delete()
    there = set(entered.order_by("line").values_list("line", flat=True))
    Support.objects.bulk_create(
        Support(proposal=work.proposal, part=Part.SUPPORTER.value, sheet=named, line=line)
        for line in range(1, lines + 1)
        if line not in there
    )
    work.done(Deed.PAPER, Noted(Deed.PAPER.value), f"{named}: {lines}")
    work.count()
    return work.proposal.voices


def _root(proposal: UUID, actor: Actor) -> Work:
    """A locked proposal, or the one to which it was joined."""
    work = take(proposal, actor=actor)
    return take(work.proposal.into_id, actor=actor) if work.proposal.into_id else work


def _author(work: Work, actor: Actor) -> None:
    own = Support.objects.filter(proposal=work.proposal, part=Part.AUTHOR)
    if actor.kind != "account" or not own.filter(account=UUID(actor.id)).exists():
        raise FORBIDDEN()


def _of(row: Proposal) -> Q:
    return Q(proposal=row) | Q(proposal__into=row)


def _on_paper(place_path: str, state: str, actor: Actor) -> None:
    if not may(actor, Deed.PAPER, place_path):
        raise FORBIDDEN()
    if state != SpaceState.OPEN:
        raise SPACE_NOT_OPEN()


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('participation_number')")
        digits = f"{places.today().year}{cursor.fetchone()[0]:06d}"
    return f"P{digits[:4]}-{digits[4:]}-{check_digit(digits)}"
