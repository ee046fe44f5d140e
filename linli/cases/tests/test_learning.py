# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the reader suggests is kept with a matter; what staff correct is kept as an example."""

from __future__ import annotations

from linli.cases.commands import correct_case
from linli.cases.models import Case
from linli.cases.testing import a_case
from linli.cases.vocab import Kind
from linli.kernel.actor import SYSTEM
from linli.triage import public as triage

BOARDS, OTHER = "木栈道的木板烂了一个大洞，脚会踩空。", "housing.parts.lift"
LAMP = "滨江路社区门口的路灯坏了三天了，晚上黑得很。"


def test_what_staff_correct_is_kept_and_can_be_erased_all_together(db: None) -> None:
    case = a_case(text="郑小姐13900011001说楼梯灯不亮。", category=None)
    about = f"case:{case.id}"
    assert triage.forget(about) == 0
    correct_case(case.id, actor=SYSTEM, category="cityscape.lighting.street")
    correct_case(case.id, actor=SYSTEM, kind=Kind.COMPLAIN, category="housing.parts.lift")
    assert triage.forget(about) == 2, "decisions are only added; the last one counts"
    assert triage.forget(about) == 0


def test_a_case_keeps_what_was_suggested_and_a_person_decides(db: None) -> None:
    case = Case.objects.get(pk=a_case(text=LAMP, category=None).id)
    assert case.suggestion["category"]["code"] == "cityscape.lighting.street"
    assert case.category_id is None


def test_what_staff_correct_changes_what_is_suggested_next(taught: None) -> None:
    before = triage.suggest(BOARDS)
    assert OTHER not in [guess.code for guess in before.categories[:1]]
    for number in range(12):
        case = a_case(text=f"{BOARDS}第{number}段", category=None)
        correct_case(case.id, actor=SYSTEM, category=OTHER)
    triage.train(actor=SYSTEM)
    after = triage.suggest(BOARDS)
    assert after.version > before.version and after.categories[0].code == OTHER
    case = Case.objects.get(pk=a_case(text=BOARDS, category=None).id)
    assert case.suggestion["categories"][0]["code"] == OTHER, "the next matter shows it to its reader"
