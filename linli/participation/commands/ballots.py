# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballots of a general vote: taken once, ticked and saved at once, on paper entered alike by two people.

As in the vote on a budget nothing joins a person or a letter to a ballot: its code is given to its holder
alone and kept as a hash, and no event tells of a single ballot.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import CODE_ALPHABET, new_code, tidy_code
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.norms import public as norms
from linli.platform.text import clean
from linli.platform.ui.words import exact_words

from ..models import Vote, VoteBallot, VoteLetter, VoteOption, VotePaper, VoteRoll
from ..policy import may
from ..queries.budget import ballot_digest
from ..queries.facts import at_least
from ..vocab import BALLOT_TAKEN, NOT_ON_THE_LADDER, PAPER_SETTLED, RUNG_WORDS, WRONG_BALLOT, Deed, Rung
from ..vocab.votes import BY_LETTER, VOTE_CLOSED, WRONG_LETTER, VoteKind, VoteState
from .votes import CODE_LENGTH, letter_digest

ONE_ONLY = (VoteKind.YES_NO, VoteKind.SINGLE)


def take_general_ballot(vote: UUID, *, actor: Actor, known_as: str = "", code: str = "") -> str:
    """Hand a ballot to a confirmed resident, where persons vote: its code, told once and never kept.

    Whoever sends the same ``code`` again, because the answer never came, has the same ballot.

    Raises ``vote_closed``, ``by_letter``, ``not_on_the_ladder``, ``ballot_taken``.
    """
    row = _open(vote)
    if row.basis != norms.Basis.PERSONS:
        raise BY_LETTER()
    if not at_least(actor, Rung.RESIDENT, row.place_path):
        raise NOT_ON_THE_LADDER(who=gettext(RUNG_WORDS[Rung.RESIDENT]))
    code, named = _fresh(code), _known_as(row, known_as)
    try:
        with transaction.atomic():
            VoteRoll.objects.create(vote=row, account_id=UUID(actor.id))
            VoteBallot.objects.create(vote=row, digest=ballot_digest(code), known_as=named)
    except IntegrityError:
        if _handed(row, code):
            return code
        raise BALLOT_TAKEN() from None
    return code


@transaction.atomic
def take_by_letter(vote: UUID, letter: str, *, known_as: str = "", code: str = "") -> str:
    """Hand a ballot to who has a letter: its code. The letter is used up, and what joins both is not kept.

    The same letter with the same ``code`` again is the same ballot.

    Raises ``vote_closed``, ``wrong_letter``.
    """
    row = _open(vote)
    found, code = _letter(row, letter), _fresh(code)
    if found is not None and found.used and _handed(row, code):
        return code
    if found is None or found.used or VotePaper.objects.filter(letter=found).exists():
        raise WRONG_LETTER()
    found.used = True
    found.save(update_fields=("used",))
    VoteBallot.objects.create(
        vote=row, digest=ballot_digest(code), area=found.area, known_as=_known_as(row, known_as)
    )
    return code


@transaction.atomic
def tick_choice(vote: UUID, code: str, seq: int, *, on: bool) -> list[int]:
    """Tick a choice on a ballot, or take that back; saved at once: all that is ticked now, in order.

    Where one may be chosen it replaces the other; in a ranked vote a tick is the next place. Whoever has
    the code holds the ballot; nobody is asked who they are. Raises ``vote_closed``, ``wrong_ballot``.
    """
    row = _open(vote)
    rows = VoteBallot.objects.select_for_update().filter(vote=row, digest=ballot_digest(code), paper=False)
    ballot = rows.order_by("id").first()
    if ballot is None:
        raise WRONG_BALLOT()
    if not VoteOption.objects.filter(vote=row, seq=seq).exists():
        raise INVALID(field="choice")
    kept = [] if row.kind in ONE_ONLY else [one for one in ballot.choices if one != seq]
    if on:
        kept.append(seq)
    ballot.choices = kept if row.kind == VoteKind.RANKED else sorted(kept)
    ballot.save(update_fields=("choices",))
    return list(ballot.choices)


@transaction.atomic
def key_ballot(
    vote: UUID, letter: str, choices: Sequence[int], *, actor: Actor, known_as: str = ""
) -> bool:
    """Enter a paper ballot by the code on it; whether two people have now entered it alike.

    Until then each may correct what they entered, and sees nothing of the other's; papers that came in
    time may be entered after the end too. Raises ``not_found``, ``wrong_letter``, ``paper_settled``.
    """
    row = Vote.objects.select_for_update().filter(pk=vote).order_by("id").first()
    if row is None or not may(actor, Deed.PAPER, row.place_path):
        raise NOT_FOUND()
    if actor.kind != "account":
        raise FORBIDDEN()
    if row.state != VoteState.OPEN or clock.now() < row.opens_at:
        raise _closed(row)
    found = _letter(row, letter)
    if found is None:
        raise WRONG_LETTER()
    digest = bytes(found.digest)
    if VoteBallot.objects.filter(digest=digest).exists():
        raise PAPER_SETTLED()
    if found.used:
        raise WRONG_LETTER()
    chosen, named = list(dict.fromkeys(choices)), _known_as(row, known_as)
    known = set(VoteOption.objects.filter(vote=row).order_by("seq").values_list("seq", flat=True))
    if not set(chosen) <= known:
        raise INVALID(field="choices")
    chosen = chosen if row.kind == VoteKind.RANKED else sorted(chosen)
    given = {"choices": chosen, "known_as": named}
    VotePaper.objects.update_or_create(letter=found, clerk_id=UUID(actor.id), defaults=given)
    others = VotePaper.objects.filter(letter=found).exclude(clerk=UUID(actor.id)).order_by("id")
    if not any(other.choices == chosen and other.known_as == named for other in others):
        return False
    VoteBallot.objects.create(
        vote=row, digest=digest, choices=chosen, area=found.area, known_as=named, paper=True
    )
    found.used = True
    found.save(update_fields=("used",))
    VotePaper.objects.filter(letter=found).delete()
    return True


def _fresh(code: str) -> str:
    """The code that a page made for a ballot, where it is one of ours; else a new one."""
    tidy = tidy_code(code)
    whole = len(tidy) == CODE_LENGTH and set(tidy) <= set(CODE_ALPHABET)
    return tidy if whole else new_code(CODE_LENGTH)


def _handed(row: Vote, code: str) -> bool:
    return VoteBallot.objects.filter(vote=row, digest=ballot_digest(code), paper=False).exists()


def _open(vote: UUID) -> Vote:
    row = Vote.objects.filter(pk=vote).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if row.state != VoteState.OPEN or not row.opens_at <= clock.now() < row.closes_at:
        raise _closed(row)
    return row


def _closed(row: Vote) -> Exception:
    return VOTE_CLOSED(opens=exact_words(row.opens_at), closes=exact_words(row.closes_at))


def _letter(row: Vote, letter: str) -> VoteLetter | None:
    rows = VoteLetter.objects.select_for_update().filter(vote=row, digest=letter_digest(row.id, letter))
    return rows.order_by("id").first()


def _known_as(row: Vote, known_as: str) -> str:
    """In an open vote the name of a ballot that everybody will read. Raises ``invalid`` without one."""
    if row.secret:
        return ""
    named = clean(known_as)[:40]
    if not named:
        raise INVALID(field="known_as")
    return named
