# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long the register of requests keeps what names a person, and how that ends.

That data were given, to whom and by what right is kept for three years at least (网络数据安全管理条例 12).
Then the words, the reasons and the scanned instrument go; the line of the register stays, for it names
nobody and is counted in public.
"""

from __future__ import annotations

import io
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest
from PIL import Image

from linli.kernel import clock
from linli.kernel.problem import mark
from linli.people import public as people
from linli.platform import crypto, erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.files import store

from ..models import Decision, Extract, OfficialRequest
from ..queries.requests import TABLE
from ..vocab import GIVEN

RECORD = "privacy.record"
SEALED = ("reference", "what_for")


def empty_words(request: UUID) -> dict[str, bytes]:
    """The sealed words of a request with nothing in them."""
    return {name: crypto.seal("", TABLE, name, request) for name in SEALED}


def _blank() -> UUID:
    """A blank sheet that takes the place of a scanned instrument."""
    out = io.BytesIO()
    Image.new("1", (1, 1), 1).save(out, "PNG")
    blank = store.store(out.getvalue()).id
    store.link([blank])
    return blank


@erasure.eraser(RECORD)
def _erase_record(request: UUID) -> None:
    row = OfficialRequest.objects.filter(pk=request, emptied_at=None).order_by("id").first()
    if row is None:
        return
    scan, row.scan_id, row.emptied_at = row.scan_id, _blank(), clock.now()
    for name, empty in empty_words(request).items():
        setattr(row, name, empty)
    row.save(update_fields=("scan", "emptied_at", *SEALED))
    store.unlink([scan])
    Decision.objects.filter(request=row).update(reason="")
    Extract.objects.filter(request=row).update(sealed=None)


def _end(request: UUID) -> None:
    erasure.erase(RECORD, request)
    people.retention_ended(RECORD, request, people.Ending.ANONYMISE)


def _request(called: str) -> UUID | None:
    """The newest request with an instrument of this number, for a hold."""
    rows = OfficialRequest.objects.filter(instrument_number=called.strip()).order_by("-recorded_at", "id")
    return rows.values_list("id", flat=True).first()


keeps(
    Keeper(
        RECORD,
        mark("Whom an authority asked about, what for, and its instrument: proof of what was given"),
        mark("the day the request ended and the person was told"),
        # Whoever is not told yet, for an instrument forbids it, finds everything when they are.
        lambda: (
            OfficialRequest.objects.filter(ended_at__isnull=False, emptied_at=None)
            .exclude(state__in=[state.value for state in GIVEN], told_at=None)
            .annotate(since=Greatest(F("ended_at"), F("told_at")), held=F("id"))
        ),
        _end,
        _request,
    )
)
