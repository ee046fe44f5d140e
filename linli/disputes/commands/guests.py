# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who joins beside parties and mediator, with the consent of all parties, and ties that are disclosed.

人民调解法 20: relatives, neighbours and experts join only with consent; mediators of two communities
mediate jointly where a quarrel crosses their border. 深圳矛盾纠纷多元化解条例 23: a tie is told, and who
has one withdraws when a party asks.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.platform import crypto
from linli.platform.text import clean

from ..events import Noted
from ..models import Conflict, Guest, Mediation, Party, Welcome
from ..policy import Relation, relations
from ..queries.facts import facts_of
from ..queries.guests import may_join
from ..rules import COURSE
from ..rules.course import RUNNING
from ..vocab import NOT_COMPETENT, Action, Deed, Guesting, State
from .base import Work, take

MOST = 8  # people at one mediation beside parties and mediator
TABLE = "disputes_guest"


@transaction.atomic
def ask_guest(
    mediation: UUID,
    kind: Guesting,
    *,
    actor: Actor,
    mediator: UUID | None = None,
    name: str = "",
    about: str = "",
) -> UUID:
    """Ask the parties whether somebody may join: a mediator of another community, or somebody by name.

    Until every party consented, whom it is about sees nothing. Raises ``mediation_not_competent``,
    ``invalid`` without a name or beyond eight people.
    """
    work = take(mediation, Deed.GUEST, actor=actor)
    must_run(work)
    row, identity = work.mediation, new_id()
    here = Guest.objects.filter(mediation=row, left_at=None)
    name, about = clean(name)[:80], clean(about)[:200]
    if kind is Guesting.JOINT:
        _competent(row, mediator)
        if here.filter(mediator=mediator).exists():
            raise INVALID(field="mediator")
        name = ""
    elif not name:
        raise INVALID(field="name")
    if here.count() >= MOST:
        raise INVALID(field="name")
    Guest.objects.create(
        id=identity,
        mediation=row,
        kind=kind.value,
        mediator_id=mediator if kind is Guesting.JOINT else None,
        name=crypto.seal(name, TABLE, "name", identity) if name else None,
        about=crypto.seal(about, TABLE, "about", identity) if about else None,
        asked_at=work.at,
    )
    work.done(Deed.GUEST, Noted(Deed.GUEST.value))
    return identity


@transaction.atomic
def welcome(mediation: UUID, guest: UUID, party: UUID, *, actor: Actor) -> int:
    """A party consents to a guest, each for itself; the last one lets them join."""
    work = take(mediation, Deed.WELCOME, actor=actor)
    must_run(work)
    if actor.kind == "visitor" and actor.id != str(party):
        raise FORBIDDEN()
    row = _guest(work, guest)
    parties = set(Party.objects.filter(mediation=mediation).order_by("seq").values_list("id", flat=True))
    if party not in parties:
        raise NOT_FOUND()
    if row.mediator_id is not None:  # what held when the parties were asked must hold when they answered
        _competent(work.mediation, row.mediator_id)
    Welcome.objects.get_or_create(guest=row, party_id=party, defaults={"at": work.at})
    heard = set(Welcome.objects.filter(guest=row).order_by("id").values_list("party_id", flat=True))
    if row.joined_at is None and heard >= parties:
        row.joined_at = work.at
        row.save(update_fields=("joined_at",))
    return work.done(Deed.WELCOME, Noted(Deed.WELCOME.value))


@transaction.atomic
def leave(mediation: UUID, guest: UUID, *, actor: Actor) -> int:
    """A guest leaves, or a party does not wish them any more: no reason is asked. Who mediated jointly sees
    the mediation no more."""
    work = take(mediation, Deed.LEAVE, actor=actor)
    row = _guest(work, guest)
    facts = facts_of(work.mediation)
    own = row.mediator is not None and str(row.mediator.account_id) == actor.id
    if relations(actor, facts) == {Relation.JOINT} and not own:
        raise FORBIDDEN()
    if row.mediator is not None and actor.kind == "visitor":  # whom a party refused is not asked for again
        Conflict.objects.get_or_create(mediation=work.mediation, mediator=row.mediator)
    row.left_at = work.at
    row.save(update_fields=("left_at",))
    return work.done(Deed.LEAVE, Noted(Deed.LEAVE.value))


@transaction.atomic
def disclose(mediation: UUID, text: str, *, actor: Actor) -> int:
    """The mediator tells the parties of a tie to one of them or to the matter; they may ask for another."""
    if not text.strip():
        raise INVALID(field="text")
    work = take(mediation, Deed.DISCLOSE, actor=actor)
    must_run(work)
    return work.done(Deed.DISCLOSE, Noted(Deed.DISCLOSE.value), text)


def must_run(work: Work) -> None:
    """Raises ``not_now`` once the mediation came to an end or an agreement."""
    if State(work.mediation.state) not in RUNNING:
        COURSE.after(State(work.mediation.state), Action.REFUSE)


def _guest(work: Work, guest: UUID) -> Guest:
    rows = Guest.objects.select_for_update(of=("self",)).select_related("mediator")
    row = rows.filter(pk=guest, mediation=work.mediation, left_at=None).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return row


def _competent(row: Mediation, mediator: UUID | None) -> None:
    """On the roster of another community for this kind, no party, and did not stand back."""
    found = next((one for one in may_join(row) if one.id == mediator), None)
    gone = Conflict.objects.filter(mediation=row, mediator=mediator).exists()
    if found is None or gone or Party.objects.filter(mediation=row, account=found.account).exists():
        raise NOT_COMPETENT()
