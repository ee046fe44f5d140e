# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person does with what a matter keeps about them: correct it, erase it. The matter goes its way.

Both leave a tombstone, so that no backup brings back what was erased (see ``platform.erasure``).
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext, override

from linli.kernel.actor import SYSTEM, Actor
from linli.people import public as people
from linli.platform import crypto, erasure
from linli.platform.outbox import send
from linli.platform.text import clean

from ..events import ContactCorrected, ContactErased, ReporterErased
from ..models import Attachment, Case, Joining, Reporter
from ..queries.callers import blind_contact
from ..queries.lines import own_matters
from ..vocab import Deed, See
from .base import take

CONTACT, REPORTER = "cases.contact", "cases.reporter"


@transaction.atomic
def erase_contact(case_id: UUID, *, actor: Actor) -> int:
    """Erase name and contact of the reporter (个人信息保护法 15, 47); the new version.

    Messages about it go too, and what was released to the public is taken back. Number and code, or
    the account, open the matter as before. Done again, it changes nothing.
    """
    work = take(case_id, Deed.ERASE, actor=actor)
    if not Reporter.objects.filter(case=work.case).exclude(name=None, contact=None).exists():
        return work.case.version
    erasure.erase(CONTACT, work.case.id)
    work.done(Deed.ERASE, ContactErased(), sees=See.REPORTER)
    return work.case.version


def erase_reporter_of(account: UUID) -> int:
    """Forget in every matter that a closed account brought it; how many matters. Done again: none."""
    found = own_matters(account)
    for case_id in found:
        with transaction.atomic():
            work = take(case_id, Deed.ERASE, actor=SYSTEM)
            erasure.erase(REPORTER, case_id)
            work.done(Deed.ERASE, ReporterErased(), sees=See.REPORTER)
    return len(found)


@transaction.atomic
def correct_contact(case_id: UUID, name: str, contact: str, *, language: str, actor: Actor) -> int:
    """Put another name and contact in the place of those given (个人信息保护法 46); the new version.

    The contact given before is told. Raises ``no_contact``.
    """
    work = take(case_id, Deed.REACH, actor=actor)
    found = people.contact_of(contact)
    if found is None:
        raise people.NO_CONTACT()
    kind, value = found
    case, called = work.case, clean(name)[:60]
    row, _ = Reporter.objects.get_or_create(case=case)
    before = crypto.unseal(row.contact, "cases_reporter", "contact", case.id) if row.contact else ""
    if before and before != value:
        with override("zh-hans" if language.startswith("zh") else "en"):
            send.queue(
                before,
                "cases.contact_changed",
                gettext("Another contact for your matter"),
                gettext(
                    "Somebody with number and code of your matter gave another contact for it. If this "
                    "was not you, call us."
                ),
                unique_key=f"cases.contact_changed:{case.id}:{case.version}",
                language=language,
                about=case.id,
            )
    row.name = crypto.seal(called, "cases_reporter", "name", case.id) if called else None
    row.contact = crypto.seal(value, "cases_reporter", "contact", case.id)
    row.contact_kind, row.wants_messages = kind.value, True
    row.contact_blind = blind_contact(value)
    row.save(update_fields=("name", "contact", "contact_kind", "contact_blind", "wants_messages"))
    work.done(Deed.REACH, ContactCorrected(kind.value), sees=See.REPORTER)
    return case.version


@erasure.eraser(CONTACT)
def _erase_contact(case_id: UUID) -> None:
    forget_reach(case_id)
    Case.objects.filter(pk=case_id).update(released=False)
    Attachment.objects.filter(case=case_id).update(released=False)
    # A hash of the contact; without it the matter counts as one more that was joined, as before.
    Joining.objects.filter(case=case_id).exclude(who=b"").delete()


@erasure.eraser(REPORTER)
def _erase_reporter(case_id: UUID) -> None:
    _erase_contact(case_id)
    Reporter.objects.filter(case=case_id).delete()


def forget_reach(case_id: UUID) -> None:
    """Nothing is left by which the reporter could be named or reached, and no message about it."""
    Reporter.objects.filter(case=case_id).update(
        name=None,
        contact=None,
        contact_kind="",
        contact_blind=None,
        wants_messages=False,
        may_be_called=False,
    )
    send.forget(case_id, sent=True)
