# SPDX-License-Identifier: AGPL-3.0-or-later
"""A screen without a network: what is said is locked, comes once, and only the slip opens it."""

from __future__ import annotations

import base64
import json
import os
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from linli.channels.commands import end_kiosk, set_up_kiosk
from linli.channels.queries import kiosks
from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.platform import boxes

pytestmark = pytest.mark.django_db
SECRET = "ABCDEFGHJKLMNPQRSTUV"


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def box(told: Any, secret: str = SECRET) -> dict[str, str]:
    """What a browser sends: locked as Web Crypto does it."""
    ours: Any = serialization.load_der_public_key(base64.b64decode(boxes.lock()))
    once, iv = AESGCM.generate_key(256), os.urandom(12)
    wrap = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    data = AESGCM(once).encrypt(iv, json.dumps(told).encode(), None)
    return {"secret": secret, "key": text(ours.encrypt(once, wrap)), "iv": text(iv), "data": text(data)}


def test_what_was_said_comes_once_and_the_slip_leads_to_it(client: Any, cast: Any) -> None:
    key = set_up_kiosk("大厅", "509901001002", actor=cast.operator)
    assert client.get("/kiosk/", {"key": key}).status_code == 302
    assert boxes.lock() in client.get("/kiosk/").content.decode()
    assert (
        "Nothing"
        in client.post("/kiosk/slip/", {"secret": SECRET}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )
    sent = box(
        {"text": "菜市场门口的下水道堵了，一下雨就漫。", "contact": "不记得号码", "language": "zh-Hans"}
    )
    for _ in range(3):
        assert client.post("/kiosk/waiting/", sent).status_code == 200
    page = client.post("/kiosk/slip/", {"secret": "abcd efgh jklm npqr stuv"}).content.decode()
    number = re.search(r"\d{4}-\d{6}-\d", page)
    assert number is not None and page.count("figures") == 2
    from linli.cases import public as cases

    matter = cases.case_detail(number[0], viewer=cast.operator)
    assert "不记得号码" in matter.text and matter.line.place.code == "509901001002"
    # the same slip with other words is refused, and says no more
    assert client.post("/kiosk/waiting/", box({"text": "别的内容。"})).status_code == 409


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_what_is_no_box_of_ours_is_refused(key: str, iv: str, data: str) -> None:
    with pytest.raises(Problem) as error:
        boxes.opened(key, iv, data)
    assert error.value.code == "invalid"


def test_a_box_that_was_changed_does_not_open() -> None:
    good = box({"text": "x"})
    assert boxes.opened(good["key"], good["iv"], good["data"]) == {"text": "x"}
    for name in ("key", "iv", "data"):
        raw = bytearray(base64.b64decode(good[name]))
        raw[0] ^= 1
        with pytest.raises(Problem):
            boxes.opened(*({**good, name: text(bytes(raw))}[part] for part in ("key", "iv", "data")))
    for told in (["x"], {"text": 7}, "x"):
        bad = box(told)
        with pytest.raises(Problem):
            boxes.opened(bad["key"], bad["iv"], bad["data"])


def test_a_screen_tells_how_it_is_and_its_silence_is_seen(client: Any, cast: Any, sign_in: Any) -> None:
    browser = sign_in("operator")
    made = browser.post("/desk/kiosks/", {"name": "大厅", "place": "509901001002"})
    key = parse_qs(urlsplit(made.context["link"]).query)["key"][0]
    assert kiosks()[0].silent
    assert client.post("/kiosk/health/", {"waiting": "2"}).json()["known"] is False
    client.get("/kiosk/", {"key": key})
    assert client.post("/kiosk/health/", {"waiting": "2", "away": "-7x"}).json()["known"] is True
    found = kiosks()[0]
    assert (found.waiting, found.away_seconds, found.silent) == (2, 0, False)
    with clock.standing_at(clock.now() + timedelta(minutes=6)):
        assert kiosks()[0].silent
    end_kiosk(found.id, actor=cast.operator)
    assert not kiosks() and client.post("/kiosk/health/", {"waiting": "1"}).json()["known"] is False
    assert sign_in("handler").get("/desk/kiosks/").status_code == 403
