# SPDX-License-Identifier: AGPL-3.0-or-later
"""What belongs to a person who takes part: being confirmed, judging what became of it, being forgotten."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID
from linli.places import public as places
from linli.platform import crypto, erasure
from linli.platform.journal.append import append, next_seq

from ..events import Forgotten, ResidentConfirmed
from ..models import (
    Amendment,
    AmendmentVoice,
    Candidate,
    Checker,
    Handed,
    HearingComment,
    ModerationAct,
    Offer,
    OpenQuestion,
    OpinionSheet,
    PaperEntry,
    Posting,
    Proposal,
    Resident,
    Seat,
    Support,
    SurveyEntry,
    VotePaper,
    Voter,
    VoteRoll,
)
from ..policy import may
from ..queries.own import took_part
from ..vocab import Deed

WAYS = ("counter", "letter")
ACCOUNT = "participation.account"


@transaction.atomic
def confirm_resident(account: UUID, place: str, way: str, *, actor: Actor) -> None:
    """Confirm that somebody lives in a place, seen on a paper at the counter or by a letter with a code.

    Only place and way are kept, no address. Nobody confirms themselves. Raises ``forbidden``, ``invalid``.
    """
    spot = places.place_by_code(place)
    if not may(actor, Deed.CONFIRM, spot.path) or actor.id == str(account):
        raise FORBIDDEN()
    if way not in WAYS:
        raise INVALID(field="way")
    given = {"place_id": spot.id, "way": way, "confirmed_on": places.today()}
    row, _ = Resident.objects.update_or_create(account_id=account, defaults=given)
    append([Entry(ResidentConfirmed(spot.code, way), row.id, next_seq(row.id), actor, clock.now())])


@transaction.atomic
def end_residence(account: UUID, *, actor: Actor) -> bool:
    """Somebody moved away, or was confirmed by mistake; whether there was anything to end."""
    row = Resident.objects.select_for_update().filter(account=account).order_by("id").first()
    if row is None:
        return False
    spot = places.place_by_id(row.place_id)
    if not may(actor, Deed.CONFIRM, spot.path) and actor.id != str(account):
        raise FORBIDDEN()
    told = ResidentConfirmed(spot.code, row.way, ended=True)
    append([Entry(told, row.id, next_seq(row.id), actor, clock.now())])
    row.delete()
    return True


def judge(proposal: UUID, solved: cases.Solved, *, actor: Actor) -> None:
    """Somebody who took part says whether a promise was kept. Raises ``forbidden``, ``not_found``."""
    row = Proposal.objects.filter(pk=proposal).exclude(commitment=None).order_by("pk").first()
    if row is None or row.commitment_id is None:
        raise INVALID(field="solved")
    if actor.kind != "account" or UUID(actor.id) not in took_part(row.id):
        raise FORBIDDEN()
    who = crypto.blind(f"{row.commitment_id}:{actor.id}", "commitment voice")
    cases.judge_commitment(row.commitment_id, who, solved)


@transaction.atomic
def forget_account(account: UUID) -> None:
    """Take a closed account out of everything: its voices stay as numbers, nothing says whose they were."""
    rows = (
        Support.objects.filter(account=account),
        Resident.objects.filter(account=account),
        Voter.objects.filter(account=account),
        PaperEntry.objects.filter(clerk=account),
        SurveyEntry.objects.filter(clerk=account),
        Handed.objects.filter(account=account),
        OpinionSheet.objects.filter(clerk=account),
        Candidate.objects.filter(account=account),
        Seat.objects.filter(account=account),
        VoteRoll.objects.filter(account=account),
        VotePaper.objects.filter(clerk=account),
        Checker.objects.filter(account=account),
        OpenQuestion.objects.filter(account=account),
        Posting.objects.filter(writer=account),
        Offer.objects.filter(account=account),
        Amendment.objects.filter(account=account),
        AmendmentVoice.objects.filter(account=account),
        HearingComment.objects.filter(account=account),
        ModerationAct.objects.filter(Q(moderator=account) | Q(decider=account)),
    )
    if any(known.exists() for known in rows):
        erasure.erase(ACCOUNT, account)
        append([Entry(Forgotten(), account, next_seq(account), SYSTEM, clock.now())])


@erasure.eraser(ACCOUNT)
def _erase(account: UUID) -> None:
    Support.objects.filter(account=account).update(account=None, shown=False)
    Resident.objects.filter(account=account).delete()
    Voter.objects.filter(account=account).delete()  # the ballot stays: nobody can tell which one it is
    PaperEntry.objects.filter(clerk=account).delete()
    SurveyEntry.objects.filter(clerk=account).delete()
    Handed.objects.filter(account=account).delete()  # what was said stays, for the same reason
    OpinionSheet.objects.filter(clerk=account).delete()
    Candidate.objects.filter(account=account).delete()  # the list keeps a number that leads to nobody
    Seat.objects.filter(account=account).update(account=None)
    VoteRoll.objects.filter(account=account).delete()  # and the ballot stays, as above
    VotePaper.objects.filter(clerk=account).delete()
    Checker.objects.filter(account=account).update(account=None, active=False)  # what was signed stays so
    OpenQuestion.objects.filter(account=account).update(account=None)
    Posting.objects.filter(writer=account).update(writer=None)
    Offer.objects.filter(account=account).update(account=None, sealed=None)
    Amendment.objects.filter(account=account).update(account=None)
    AmendmentVoice.objects.filter(account=account).update(account=None)
    HearingComment.objects.filter(account=account).update(account=None)
    ModerationAct.objects.filter(moderator=account).update(moderator=None)
    ModerationAct.objects.filter(decider=account).update(decider=None)
