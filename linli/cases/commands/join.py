# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining what is known already: a matter of one's own, merged into the known one from the start."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from linli.kernel.actor import SYSTEM, Actor
from linli.people import public as people
from linli.platform import crypto

from ..models import Case, Joining, Reporter
from ..queries.course import binds
from ..rules import parse_number
from ..rules.course import OPEN
from ..vocab import CANNOT_MERGE, Action
from .move import move_case
from .receive import NewCase, Receipt, ReporterData, receive_case


@transaction.atomic
def join_case(new: NewCase, known: str, *, actor: Actor, case_id: UUID) -> Receipt:
    """Receive a matter and join it to a public open one by its number: number, code and thread stay
    the person's own. Sent again it gives the same receipt.

    Words that call for a hard route are received by themselves and never joined, and so is what goes a
    course of law, such as a petition: it has an answer of its own. Raises
    ``cannot_merge`` where there is no such matter any more.
    """
    target = (
        Case.objects.filter(number=parse_number(known), merged_into=None)
        .filter(listed=True, restricted=False, hard="", state__in=[state.value for state in OPEN])
        .exclude(pk=case_id)
        .order_by("id")
        .values_list("id", "number")
        .first()
    )
    if target is None and not Joining.objects.filter(case=case_id).exists():
        raise CANNOT_MERGE()
    receipt = receive_case(new, actor=actor, case_id=case_id)
    alone = receipt.hard or binds(new.kind)
    if target is None or alone or Joining.objects.filter(case=case_id).exists():
        return receipt
    who = _who(new.reporter, case_id, target[0])
    Joining.objects.create(case_id=case_id, who=b"" if who == _reporter_of(target[0]) else who)
    move_case(case_id, Action.MERGE, actor=SYSTEM, other=target[1])
    return receipt


def _who(reporter: ReporterData, case: UUID, target: UUID) -> bytes:
    """The person in the eyes of the known matter alone: by account, else by contact, else as new."""
    contact = people.contact_of(reporter.contact) if reporter.contact else None
    told = str(reporter.account or "") or (contact[1] if contact else "") or str(case)
    return crypto.blind(told, f"join:{target}")


def _reporter_of(target: UUID) -> bytes:
    """The reporter of the known matter, by the same hash; empty if nobody knows who it is."""
    found = Reporter.objects.filter(pk=target).first()
    if found is None:
        return b""
    contact = crypto.unseal(found.contact, "cases_reporter", "contact", target) if found.contact else ""
    told = str(found.account_id or "") or contact
    return crypto.blind(told, f"join:{target}") if told else b""
