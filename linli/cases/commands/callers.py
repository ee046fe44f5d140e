# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hashes of contacts that were kept before there were any, so that a caller's open matters are found."""

from __future__ import annotations

from linli.platform import crypto

from ..models import Reporter
from ..queries.callers import blind_contact

BATCH = 500


def index_contacts(limit: int = BATCH) -> int:
    """Give up to ``limit`` contacts their hash; how many. Nothing is left to do when it is 0."""
    done = 0
    rows = Reporter.objects.exclude(contact=None).filter(contact_blind=None).order_by("case")[:limit]
    for row in rows:
        try:
            value = crypto.unseal(row.contact or b"", "cases_reporter", "contact", row.case_id)
        except crypto.Unreadable:
            continue
        # What was corrected or erased meanwhile is not written over.
        done += Reporter.objects.filter(pk=row.pk, contact=row.contact).update(
            contact_blind=blind_contact(value)
        )
    return done
