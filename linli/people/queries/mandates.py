# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts for whom: for the two of them, for who takes it down, and as the actor of a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.looks import reveal_many

from ..models import Mandate, MandateAct
from ..policy import may_take_mandates
from ..vocab.mandates import scopes
from .accounts import account_names
from .acting import called_of, holds
from .records import account_of_contact

OWN, CALL = "own", "call"  # purposes of looks: the two themselves; whoever serves them


@dataclass(frozen=True)
class MandateInfo:
    """A mandate with what both are called. ``holds`` says whether it opens anything today."""

    id: UUID
    person: UUID
    helper: UUID
    person_name: str
    helper_name: str
    kind: str
    scopes: Sequence[str]
    until: date
    way: str
    channel: str
    given_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    drawn: str
    paper: UUID | None
    holds: bool

    @property
    def state(self) -> str:
        """Where it stands: holds, offered (the helper has not taken it on), ended, over (by its day)."""
        if self.ended_at:
            return "ended"
        if self.holds:
            return "holds"
        return "offered" if self.until >= places.today() and not self.accepted_at else "over"


@dataclass(frozen=True)
class ActInfo:
    """Something that a helper did: words for it, what it was about, and when."""

    words: str
    called: str
    at: datetime


@dataclass(frozen=True)
class Acting:
    """Who acted for a person: what the helper is called and is to them, and until when."""

    name: str
    person: str
    kind: str
    until: date


def mandates_of(viewer: Actor) -> list[MandateInfo]:
    """The viewer's own: those they gave and those they were given, newest first."""
    if viewer.kind != "account":
        return []
    mine = Mandate.objects.filter(Q(person=viewer.id) | Q(helper=viewer.id))
    return _revealed(mine, viewer, OWN)


def mandate_of(mandate: UUID, *, viewer: Actor) -> MandateInfo:
    """One mandate for the two of them (also for the helper while acting) and for who takes them down.

    Raises ``not_found`` for everybody else.
    """
    rows = Mandate.objects.filter(pk=mandate)
    row = rows.order_by("id").first()
    own = (
        row is not None
        and viewer.kind == "account"
        and viewer.id in (str(row.person_id), str(row.helper_id))
    )
    acts = row is not None and viewer.acts and viewer.id == str(row.id)
    if not own and not acts and not may_take_mandates(viewer):
        raise NOT_FOUND()
    found = _revealed(rows, viewer, OWN if own or acts else CALL)
    if not found:
        raise NOT_FOUND()
    return found[0]


def mandates_by_contact(typed: str, *, viewer: Actor) -> list[MandateInfo]:
    """The mandates that the person with this number or address gave. Raises ``forbidden``."""
    if not may_take_mandates(viewer):
        raise FORBIDDEN()
    person = account_of_contact(typed)
    return _revealed(Mandate.objects.filter(person=person), viewer, CALL) if person else []


def acts_of(mandate: UUID, since: datetime | None = None, limit: int = 100) -> list[ActInfo]:
    """What was done by a mandate, newest first; words are marked. For whoever may read the mandate."""
    rows = MandateAct.objects.filter(mandate=mandate, **({"at__gte": since} if since else {}))
    known = {act: (words, scope) for scope in scopes().values() for act, words in scope.acts.items()}
    return [
        ActInfo(known[row.act][0], known[row.act][1].called(row.subject), row.at)
        for row in rows.order_by("-id")[:limit]
        if row.act in known
    ]


def who_acted(refs: Iterable[str], *, viewer: Actor, purpose: str) -> dict[str, Acting]:
    """Who acted for whom, by the actor that the journal and the threads keep (``mandate:…``). The look is
    recorded. For storeys that answer for why the viewer reads it."""
    wanted = sorted({UUID(ref[8:]) for ref in refs if ref.startswith("mandate:")})
    rows = list(Mandate.objects.filter(pk__in=wanted).order_by("id")) if wanted else []
    if not rows:
        return {}

    def read() -> dict[str, Acting]:
        names = {row.id: called_of(row) for row in rows}
        return {
            f"mandate:{row.id}": Acting(
                names[row.id]["helper"], names[row.id]["person"], row.kind, row.until
            )
            for row in rows
        }

    return reveal_many(viewer, "mandate", [row.id for row in rows], ["name"], read, purpose=purpose)


def copy_of_mandates(viewer: Actor) -> list[dict[str, object]]:
    """Everything kept about the viewer's mandates, as plain data."""
    return [
        {
            "person": one.person_name,
            "helper": one.helper_name,
            "kind": one.kind,
            "scopes": list(one.scopes),
            "until": str(one.until),
            "way": one.way,
            "channel": one.channel,
            "given": one.given_at.isoformat(),
            "accepted": one.accepted_at.isoformat() if one.accepted_at else "",
            "ended": one.ended_at.isoformat() if one.ended_at else "",
            "acts": [
                {"at": act.at.isoformat(), "what": act.words, "number": act.called}
                for act in acts_of(one.id)
            ],
        }
        for one in mandates_of(viewer)
    ]


def mandate_subjects(viewer: Actor, words: str) -> Mapping[UUID, str]:
    """Ids of the viewer's mandates with words for them, for the list of who read them."""
    mine = (
        Mandate.objects.filter(Q(person=viewer.id) | Q(helper=viewer.id))
        if viewer.kind == "account"
        else Mandate.objects.none()
    )
    return dict.fromkeys(mine.order_by("id").values_list("id", flat=True), words)


def own_name(account: UUID) -> str:
    """What somebody calls themselves, in whatever language they said it."""
    return next(iter(account_names([account]).get(account, {}).values()), "")


def _revealed(rows: QuerySet[Mandate], viewer: Actor, purpose: str) -> list[MandateInfo]:
    found, today = list(rows.order_by("-given_at", "id")[:200]), places.today()
    if not found:
        return []
    ids = [row.id for row in found]
    return reveal_many(
        viewer, "mandate", ids, ["name"], lambda: [_info(row, today) for row in found], purpose=purpose
    )


def _info(row: Mandate, today: date) -> MandateInfo:
    called = called_of(row)
    return MandateInfo(
        row.id, row.person_id, row.helper_id, called["person"], called["helper"], row.kind, row.scopes,
        row.until, row.way, row.channel, row.given_at, row.accepted_at, row.ended_at, row.ended_by,
        crypto.unseal(row.drawn, "people_mandate", "drawn", row.id) if row.drawn else "",
        row.paper_id, holds(row, today),
    )  # fmt: skip
