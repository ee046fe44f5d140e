# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hard routes: recognised while somebody writes, kept in their compartment, corrected by a person."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.commands import ReporterData, correct_case
from linli.cases.models import Case
from linli.cases.queries import CaseFilter, case_detail, public_case, public_list
from linli.cases.rules import ROUTES, hard_signs, kept_route
from linli.cases.testing import a_case, act
from linli.cases.vocab import Action, Hard
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message
from linli.triage import public as triage

SAID = [
    ("隔壁的小孩天天挨打，身上都是伤。", Hard.CHILD),
    ("楼下把三岁男童一个人锁在家里。", Hard.CHILD),
    ("The neighbours' child is covered in bruises.", Hard.CHILD),
    ("老公又动手打我，我害怕。", Hard.HOME),
    ("儿子喝了酒就打老人。", Hard.HOME),
    ("My husband beats me when he drinks.", Hard.HOME),
    ("社区王主任收了好处费才给盖章。", Hard.OFFICIAL),
    ("举报李局长贪污工程款。", Hard.OFFICIAL),
    ("The director took money for the permit; that is bribery.", Hard.OFFICIAL),
]
PLAIN = [
    "小孩在球场打球到半夜，很吵。",
    "业委会主任挪用维修基金。",
    "社区主任帮我解决了漏水，谢谢。",
    "路灯坏了三天。",
    "The playground swing is broken and children cannot use it.",
    "老公出差了，水管爆了没人修。",
]


@pytest.mark.parametrize(("text", "route"), SAID)
def test_a_hard_route_is_recognised_and_says_why(text: str, route: Hard) -> None:
    sign = next(sign for sign in hard_signs(text) if sign.route is route)
    assert all(piece in text.lower() for piece in sign.because)
    assert kept_route(hard_signs(text)) == route


@pytest.mark.parametrize("text", PLAIN)
def test_what_everybody_says_takes_no_hard_route(text: str) -> None:
    assert hard_signs(text) == ()


def test_of_several_routes_the_one_is_kept_that_is_answered_day_and_night() -> None:
    both = hard_signs("王局长受贿，还拿刀", [(7, 9)])
    assert [sign.route for sign in both] == [Hard.LIFE, Hard.OFFICIAL]
    assert kept_route(both) == Hard.LIFE
    assert kept_route(()) == ""
    assert set(ROUTES) == set(Hard)


def test_danger_is_shown_with_numbers_before_anything_is_sent(client: Any, db: None) -> None:
    page = client.post("/report/", {"text": "隔壁的小孩天天挨打，身上都是伤。"}).content.decode()
    assert 'href="tel:110"' in page and 'href="tel:12338"' in page
    assert "小孩天天挨打" in page
    assert Case.objects.count() == 0
    assert 'href="tel:12388"' not in client.post("/report/", {"text": "路灯坏了三天。"}).content.decode()


def test_it_is_shown_at_the_desk_while_the_operator_types(sign_in: Any) -> None:
    page = sign_in("operator").post("/desk/suggest/", {"text": "老公又动手打我"}).content.decode()
    assert 'href="tel:12338"' in page and "反家庭暴力法" in page


def test_what_takes_a_hard_route_is_not_public_and_its_events_lie_apart(cast: Any) -> None:
    case = a_case(text="老公又动手打我，我害怕。", reporter=ReporterData(contact="13900000001"))
    assert case.hard == Hard.HOME
    assert case.number not in [line.number for line in public_list(CaseFilter()).lines]
    with pytest.raises(Problem):
        public_case(case.number)
    assert set(EventRecord.objects.filter(subject=case.id).values_list("compartment", flat=True)) == {
        "hard:home"
    }
    deliver_all()
    body = Message.objects.get(about=case.id).body
    assert case.number in body and "打" not in body  # who reads the telephone may be who it is about


def test_a_report_about_an_official_goes_to_the_supervision_body_alone(cast: Any) -> None:
    case = a_case(text="社区王主任收了好处费才给盖章。")
    assert case.unit == "d-discipline"
    assert case_detail(case.number, viewer=cast.supervisor).line.hard == Hard.OFFICIAL
    for name in ("operator", "coordinator", "district_coordinator", "auditor", "community_worker"):
        with pytest.raises(Problem) as caught:
            case_detail(case.number, viewer=cast.player(name).actor)
        assert caught.value.code == "not_found"


def test_a_person_takes_the_mark_away_or_sets_it(cast: Any) -> None:
    case = a_case(text="老公又动手打我，我害怕。")
    correct_case(case.id, actor=cast.operator, hard="")
    assert public_case(case.number).line.number == case.number
    act(case.id, Action.DISPATCH, unit="d-lighting", assist=["d-traffic"])
    correct_case(case.id, actor=cast.operator, hard=Hard.OFFICIAL, category="cityscape.green.trees")
    assert Case.objects.get(pk=case.id).unit.code == "d-discipline"
    detail = case_detail(case.number, viewer=cast.supervisor)
    assert [part.unit.code for part in detail.parts if not part.ended] == ["d-discipline"]
    with pytest.raises(Problem):
        case_detail(case.number, viewer=cast.handler)
    assert triage.forget(f"case:{case.id}") == 0  # its words teach the reader nothing


def test_who_takes_down_a_report_that_is_not_for_them_gets_its_slip_once(sign_in: Any) -> None:
    client = sign_in("operator")
    page = client.post(
        "/desk/new/", {"channel": "phone", "kind": "complain", "text": "社区王主任收了好处费才给盖章。"}
    )
    case = Case.objects.get()
    assert page.status_code == 200
    assert case.number in page.content.decode() and 'href="tel:12388"' in page.content.decode()
    assert client.get(f"/desk/matter/{case.number}/").status_code == 404
    assert client.get(f"/desk/matter/{case.number}/slip/").status_code == 404


def test_who_sets_a_mark_that_shuts_them_out_is_led_back_to_the_queue(sign_in: Any) -> None:
    case = a_case()
    data = {"version": 1, "kind": "complain", "place": "509901001002", "hard": "official"}
    sent = sign_in("operator").post(
        f"/desk/matter/{case.number}/correct/", {f"correct-{name}": value for name, value in data.items()}
    )
    assert (sent.status_code, sent.url) == (302, "/desk/")
    assert Case.objects.get(pk=case.id).hard == Hard.OFFICIAL
    assert act(case.id, Action.DISPATCH, actor=SYSTEM) == 3
