# SPDX-License-Identifier: AGPL-3.0-or-later
"""The register of requests ends by time what names a person, and keeps the line that names nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from linli.kernel import clock
from linli.people.testing import a_contact
from linli.places import public as places
from linli.platform import erasure
from linli.platform.erasure.keeping import keepers
from linli.platform.files.models import StoredFile
from linli.privacy.commands import decide_request, tell_persons
from linli.privacy.models import Decision, OfficialRequest
from linli.privacy.queries import public_figures, request_detail, scan_of
from linli.privacy.testing import a_request

from .test_requests import BOTH, PHONE, WHY, code_of

YEARS = timedelta(days=3 * 365)


def test_after_its_term_a_request_names_nobody_and_is_still_counted(cast: Any, sign_in: Any) -> None:
    a_contact(cast.player("resident").account, PHONE)
    keeper, far = (
        keepers()["privacy.record"],
        {"silent_until": places.today() + YEARS, "silent_ground": "x"},
    )
    with clock.standing_at(clock.now() - YEARS):
        given, silent = a_request(cast.operator), a_request(cast.operator, **far)
        a_request(cast.operator)  # nobody decides on this one
        for one in (given, silent):
            for approver in (cast.data_officer, cast.district_coordinator):
                decide_request(one, BOTH, WHY, actor=approver)
        tell_persons()
        begun = clock.now()
    rows = list(keeper.rows().order_by("id").values_list("id", "since", "held"))
    assert rows == [(given, begun, given)], "one is open, and of one the person is not told yet"
    scan, figures = OfficialRequest.objects.get(pk=given).scan_id, public_figures(places.today())
    assert keeper.end is not None and keeper.find("山公调证字〔2026〕1号") and not keeper.find("无")
    keeper.end(given)
    assert not keeper.rows().exists() and erasure.is_erased("privacy.record", given)
    detail = request_detail(given, viewer=cast.operator)
    assert (detail.reference, detail.what_for, detail.law) == ("", "", "刑事诉讼法")
    assert code_of(lambda: scan_of(given, viewer=cast.operator)) == "not_found"
    assert not StoredFile.objects.get(pk=scan).linked, "the next sweep removes it"
    assert set(Decision.objects.filter(request=given).values_list("reason", flat=True)) == {""}
    assert public_figures(places.today()) == figures
    page = sign_in("operator").get(f"/desk/official-requests/{given}/").content.decode()
    assert "/kept/" in page and "/scan/" not in page
    blank = OfficialRequest.objects.get(pk=given).scan_id
    erasure.erase("privacy.record", given)  # as after a restore
    assert OfficialRequest.objects.get(pk=given).scan_id == blank
