# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing that somebody did at the kiosk is there for whoever comes next."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.testing import a_case
from linli.kiosk.views import IDLE

pytestmark = pytest.mark.django_db


def test_what_was_shown_at_a_kiosk_is_gone_when_it_ends(client: Any) -> None:
    matter = a_case()
    assert "kiosk-bar" not in client.get("/report/").content.decode()
    begun = client.post("/kiosk/begin/", {"to": "/track/"})
    assert begun.url == "/track/" and begun.cookies["linli_mode"].value == "elder"
    assert client.session.get_expiry_age() <= IDLE
    client.post("/track/", {"number": matter.number, "code": matter.code})
    page = client.get(f"/matter/{matter.number}/")
    assert page.status_code == 200 and "kiosk-bar" in page.content.decode()
    ended = client.post("/kiosk/end/")
    assert ended.url == "/kiosk/" and "cache" in ended.headers["Clear-Site-Data"]
    assert client.get(f"/matter/{matter.number}/").status_code == 404
    assert "kiosk-bar" not in client.get("/report/").content.decode()


def test_it_leads_only_through_its_doors_and_forgets_who_was_before(client: Any, sign_in: Any) -> None:
    browser = sign_in("resident")
    assert browser.post("/kiosk/begin/", {"to": "https://elsewhere.example/"}).url == "/kiosk/"
    assert browser.get("/mine/").status_code == 302  # signed out
    english = client.post("/kiosk/begin/", {"language": "en"})
    assert english.cookies["linli_language"].value == "en"
    assert client.get("/kiosk/").status_code == 200
    assert client.get("/kiosk/health/").json()["ok"] is True
