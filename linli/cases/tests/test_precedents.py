# SPDX-License-Identifier: AGPL-3.0-or-later
"""Similar answered matters: what the public and the viewer may read, the most alike first."""

from __future__ import annotations

from typing import Any

from django.test import Client

from linli.cases.commands import release_case
from linli.cases.models import Case
from linli.cases.queries import case_detail, precedents
from linli.cases.testing import a_case, a_case_in
from linli.cases.vocab import State
from linli.kernel.actor import SYSTEM
from linli.people.testing import enter
from linli.triage import public as triage

FLICKERS = "桥头的路灯一闪一闪，晚上看不清路。"
OTHERS = ("广场的路灯白天也亮着，太浪费电。", "球场边的灯杆歪了，怕倒下来。", "巷子里灯罩掉了。")


def answered(text: str, *, released: bool = True, **changes: Any) -> str:
    receipt = a_case_in(State.RESOLVED, text=text, **changes)
    if released:
        release_case(receipt.id, actor=SYSTEM, text=True)
    return receipt.number


def test_the_most_alike_is_found_and_odd_letters_do_no_harm() -> None:
    letters = [triage.Letter(str(at), "", text) for at, text in enumerate((*OTHERS, FLICKERS, "", "🙂"))]
    found = triage.likest(triage.Letter("", "", "橋頭路燈一閃一閃，看不清"), letters, 2)
    assert found[0][0] == "3" and len(found) <= 2
    assert triage.likest(letters[0], [], 3) == []
    assert triage.likest(triage.Letter("", "", ""), letters[:1], 3) == []
    assert triage.likest(triage.Letter("", "", "医保卡丢了到哪里补办"), letters, 3) == []


def test_only_what_this_viewer_and_everybody_may_read(cast: Any) -> None:
    wanted = answered(FLICKERS)
    for text in OTHERS:
        answered(text)
    answered(FLICKERS, released=False)
    a_case(text=FLICKERS)  # not answered
    hidden = answered(FLICKERS)
    Case.objects.filter(number=hidden).update(restricted=True)
    mine = a_case(text="桥头路灯又一闪一闪的，看不清路。").number
    found = precedents(case_detail(mine, viewer=cast.operator), viewer=cast.operator)
    assert found[0].line.number == wanted and found[0].text == FLICKERS and found[0].answer
    assert hidden not in {each.line.number for each in found} and mine != found[0].line.number
    assert precedents(case_detail(mine, viewer=SYSTEM), viewer=cast.far_coordinator) == []


def test_the_page_shows_answers_and_has_nothing_to_put_them_in(cast: Any) -> None:
    wanted, mine = answered(FLICKERS), a_case(text=FLICKERS).number
    client = Client()
    enter(client, cast.player("operator").account)
    page = client.get(f"/desk/matter/{mine}/precedents/").content.decode()
    assert wanted in page and "因为如此。" in page and FLICKERS in page
    main = page.split("<main")[1].split("</main")[0]
    assert "<form" not in main and "<button" not in main
