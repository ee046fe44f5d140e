# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody on the line has open: found by a keyed hash of the number, for the time of their call."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.actor import Actor
from linli.people import public as people
from linli.platform import crypto
from linli.platform.access.looks import reveal_many

from ..models import Case, Reporter
from .facts import scope
from .lines import CaseFilter, CaseLine, _page, where

CALL = "call"  # the purpose of a look: to serve who is on the line
MOST = 10  # lines on the page of a call


def blind_contact(value: str) -> bytes:
    """The hash by which a contact is found again; ``value`` as ``people.contact_of`` writes it."""
    return crypto.blind(value, "cases_reporter.contact")


def told_by(case: UUID, purpose: str) -> bytes:
    """A key of who brought a matter, of no use beyond ``purpose``: nobody is found by it, and none of two
    purposes can be joined. Empty where nobody told who they are, or it was erased."""
    found = Reporter.objects.filter(case=case).order_by("case")
    row = found.values_list("contact_blind", "account_id").first()
    if row is None or not any(row):
        return b""
    contact, account = row
    return crypto.blind(bytes(contact).hex() if contact else str(account), purpose)


def caller_matters(contact: str, *, viewer: Actor) -> list[CaseLine]:
    """Open matters that were brought with this contact, for who speaks with the person now.

    No more than everybody may know of (kind, category, community, state), and only what the viewer
    may see as staff: nothing of a hard route, of wrongdoing, of petitions. Nothing that is closed, so
    that no history of a person can be read. Each matter found notes the look before it is shown.
    """
    found = people.contact_of(contact)
    if found is None:
        return []
    brought = Reporter.objects.filter(contact_blind=blind_contact(found[1])).values("case_id")
    rows = Case.objects.filter(scope(viewer), pk__in=brought, listed=True, restricted=False, hard="")
    wanted = CaseFilter(group="open")
    lines = _page(rows.filter(where(wanted)), wanted, "", MOST).lines
    if not lines:
        return []
    ids: list[UUID] = [line.id for line in lines]
    return reveal_many(viewer, "case", ids, ["contact"], lambda: lines, purpose=CALL)
