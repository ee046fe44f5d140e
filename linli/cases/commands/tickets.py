# SPDX-License-Identifier: AGPL-3.0-or-later
"""News of a ticket from the system that it was taken over from: taken once, never over our own work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import mark
from linli.places import public as places
from linli.platform.journal.append import append

from ..events import PressProposed, TicketUpdated
from ..models import Case, Deferral, Extension, Parking, Press, Step, Ticket
from ..rules.importing import Draft
from ..rules.joint import PressState, Trigger
from ..rules.tickets import MOST_SEEN, News, Odds, Ours, mark_of, news_of, told_after, told_of
from ..vocab import Action, Deed, See, State
from .base import DUE, Work, run_parts, take
from .move import step

SENT_BACK = mark("The system that it came from sent it back.")


def ticket_row(case: Mapping[str, object], draft: Draft, taken_at: datetime) -> dict[str, object]:
    """The ticket of a matter that is just taken over; what comes ended is told back only if it moves."""
    told = told_of(draft)
    return {
        "case_id": case["id"],
        "told": told,
        "set_at": taken_at,
        "seen": [mark_of(told)],
        "taken_at": taken_at,
        "replied": case["version"] if case["answered_at"] or case["closed_at"] else 0,
        "reply": "",
    }


def start_tickets(found: Iterable[tuple[UUID, int, Draft]]) -> None:
    """Tickets for matters that were taken over before there were any: news count from here."""
    now = clock.now()
    rows = [
        Ticket(
            case_id=case,
            told=(told := told_of(draft)),
            set_at=now,
            seen=[mark_of(told)],
            taken_at=now,
            replied=version,
        )
        for case, version, draft in found
    ]
    Ticket.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def renew_ticket(case_id: UUID, draft: Draft, *, actor: Actor) -> News:
    """Take what a newer file says of a ticket: a new limit, urging, words, withdrawal, rework.

    What was taken, and where it is at odds with us; done twice, the second time takes nothing. Raises
    ``not_found`` and ``forbidden`` as every step with a matter does.
    """
    work = take(case_id, Deed.UPDATE, actor=actor)
    case, ticket = work.case, Ticket.objects.get(case=case_id)
    news = news_of(ticket.told, ticket.seen, draft, _ours(case, ticket))
    if any(code is Odds.OLDER for code, _ in news.odds):
        return news
    words = news.words
    if news.action is not None:
        step(work, news.action, text=words or _sent_back(news.action))
        words = ""
    if news.due or news.urged or words:
        _note(work, news, words)
    told = told_after(ticket.told, draft, news)
    if told != ticket.told:
        ticket.told = told
        ticket.set_at = work.at if news.due or news.action else ticket.set_at
        ticket.seen = [*ticket.seen, mark_of(told)][-MOST_SEEN:]
        ticket.save(update_fields=("told", "set_at", "seen"))
    return news


def _note(work: Work, news: News, words: str) -> None:
    case = work.case
    changed: tuple[str, ...] = ()
    if news.due:
        case.due_at, case.due_rule, case.due_provisional = news.due, "", False
        run_parts(case)
        asked = Deferral.objects.filter(case=case, decided_at=None)
        asked.update(granted=True, answer="", decided_at=work.at)
        changed = DUE
    if news.urged:
        _propose_press(work)
    due = news.due.isoformat() if news.due else ""
    work.done(
        Deed.URGE if news.urged else Deed.UPDATE,
        TicketUpdated(due, news.urged),
        sees=See.INTERNAL,
        text=words,
        unit=case.unit_id,
        facts={"due": due} if due else {},
        changed=changed,
    )


def _propose_press(work: Work) -> None:
    """List it among what may be pressed; a person decides, as on every other trigger."""
    mine = Press.objects.filter(case=work.case, trigger=Trigger.URGED.value, ended_at=None)
    if mine.exists():
        return
    row = Press.objects.create(
        id=new_id(),
        case=work.case,
        unit_id=work.case.unit_id,
        trigger=Trigger.URGED.value,
        state=PressState.PROPOSED.value,
        at=work.at,
        actor=work.actor.ref,
    )
    append([Entry(PressProposed(str(work.case.id), row.trigger), row.id, 1, work.actor, work.at)])


def _ours(case: Case, ticket: Ticket) -> Ours:
    put_off = Extension.objects.filter(case=case, at__gte=ticket.set_at)
    stood = Parking.objects.filter(Q(begins__gte=ticket.set_at) | Q(ends__gte=ticket.set_at), case=case)
    moved = put_off.exists() or stood.exists()
    return Ours(State(case.state), case.due_at, moved, _said(case))


def _said(case: Case) -> Sequence[str]:
    """The person's words as they came, and those that came later."""
    later = Step.objects.filter(case=case, deed__in=(Deed.UPDATE.value, Deed.URGE.value)).exclude(text="")
    return (case.text, *case.text.split("\n\n"), *later.order_by("seq").values_list("text", flat=True))


def _sent_back(action: Action) -> str:
    if action is not Action.REOPEN:
        return ""
    with override(places.town().languages[0].lower()):
        return gettext(SENT_BACK)
