# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records of one account as a source; not the matters that the person brought."""

from __future__ import annotations

from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places

from .sources import Found, Source, register


def _find(typed: str) -> Found:
    """Whoever asks learns nothing: whether somebody has an account is told to two approvers together."""
    return Found(people.account_of_contact(typed), places.tree().root.path)


register(
    Source(
        "person",
        mark("A named person's own records"),
        mark("Telephone number or e-mail address of the person"),
        mark(
            "As the instrument names it. Whether anything is kept about this person is shown to nobody "
            "before two approvers have agreed. Matters are asked for one by one, by their numbers."
        ),
        {
            "account": mark("Account: name, since when"),
            "contacts": mark("Contacts"),
            "consents": mark("Consents"),
            "sessions": mark("Sessions"),
        },
        {
            "sign_in_name": mark("Sign-in name"),
            "names": mark("Name"),
            "since": mark("Since"),
            "kind": mark("Kind"),
            "value": mark("Contact"),
            "purpose": mark("Purpose"),
            "given": mark("Given"),
            "withdrawn": mark("Withdrawn"),
            "browser": mark("Browser"),
            "last_used": mark("Last used"),
        },
        _find,
        people.records_of,
    )
)
