# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing a matter: once and only once, with what a person takes home; finding it again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from linli.cases.commands import ReporterData, move_case, note_case, rate_case
from linli.cases.models import Case, Part, Reporter, Step
from linli.cases.queries import case_detail, holder_of, own_list
from linli.cases.rules import make_number, parse_number, title_of
from linli.cases.testing import HERE, LAMP, a_case, a_case_in, act
from linli.cases.vocab import Action, Channel, Kind, See, Solved, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import Problem
from linli.platform.journal.models import EventRecord
from linli.platform.testing.queries import counted
from linli.platform.testing.threads import together

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # ten in the morning in the town


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def told() -> int:
    """How many events of matters the journal holds."""
    return EventRecord.objects.filter(type__startswith="cases.").count()


# --- the receipt ----------------------------------------------------------------------------------


def test_the_receipt_says_who_answers_by_when(db: None) -> None:
    with clock.standing_at(MONDAY):
        receipt = a_case()
    case = Case.objects.get(pk=receipt.id)
    assert (receipt.unit, case.state, case.version) == ("d-hotline", "received", 1)
    assert parse_number(receipt.number) == receipt.number
    assert len(receipt.code) == 8
    assert receipt.due_at == datetime(2026, 11, 9, 16, tzinfo=UTC)  # five working days, to midnight
    assert (case.due_rule, case.due_provisional) == ("hotline.answer", False)


def test_a_point_makes_the_place_finer_and_must_lie_in_the_town(db: None) -> None:
    from linli.places import public as places

    outline = places.locator().shape_of("509901001002003").representative_point()
    inside = a_case(point=(outline.x, outline.y))
    assert Case.objects.get(pk=inside.id).place.code == "509901001002003"
    elsewhere = a_case(point=(outline.x, outline.y), place="509901004002")
    assert Case.objects.get(pk=elsewhere.id).place.code == "509901004002"  # the person knows better
    nowhere = a_case(place=None, category=None, text="不知道在哪里，请看看。")
    assert Case.objects.get(pk=nowhere.id).place.code == places.tree().root.code
    assert code_of(lambda: a_case(point=(0.0, 0.0))) == "outside_town"


def test_words_a_photo_or_a_title_are_needed(db: None) -> None:
    assert code_of(lambda: a_case(text=" \u200b ")) == "text_too_short"
    assert code_of(lambda: a_case(text="灯")) == "text_too_short"
    assert Case.objects.count() == 0
    a_case(text="", title="路灯")


def test_unknown_codes_and_contacts_are_refused_and_nothing_remains(db: None) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "unknown_place": {"place": "1"},
        "unknown_category": {"category": "x.y"},
        "unknown_unit": {"about": "d-nothing"},
        "no_contact": {"reporter": ReporterData(contact="call me")},
    }
    for code, changes in wrong.items():
        assert code_of(lambda changes=changes: a_case(**changes)) == code
    assert (Case.objects.count(), told(), Part.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_received_by_its_own_limit(db: None, kind: Kind) -> None:
    known = ReporterData(name="某某", contact="13900000000")
    case = Case.objects.get(pk=a_case(kind=kind, reporter=known).id)
    rules = {"ask": "ask.answer", "suggest": "suggest.answer", "thank": "thank.answer",
             "petition": "petition.decide", "information": "info.answer"}  # fmt: skip
    assert case.due_rule == rules.get(kind.value, "hotline.answer")
    assert case.restricted == (kind is Kind.WRONGDOING)
    assert case.listed == (kind not in (Kind.WRONGDOING, Kind.PETITION, Kind.INFORMATION))


def test_danger_to_life_is_said_at_once(db: None) -> None:
    receipt = a_case(text="楼道里闻到很浓的煤气味，快来人！", category=None)
    assert "gas" in receipt.danger
    assert Case.objects.get(pk=receipt.id).urgent


# --- once and only once ---------------------------------------------------------------------------


def test_sent_again_it_gives_the_same_receipt(cast: Any) -> None:
    identity = uuid4()
    first = a_case(cast.resident, case_id=identity)
    assert a_case(cast.resident, case_id=identity) == first
    assert (Case.objects.count(), told()) == (1, 1)


def test_the_same_id_for_something_else_or_by_somebody_else_reveals_nothing(cast: Any) -> None:
    identity = uuid4()
    a_case(cast.resident, case_id=identity)
    for actor, changes in (
        (cast.resident, {"text": "别的内容，别的事情。"}),
        (cast.other_resident, {}),
        (cast.visitor, {}),
        (cast.resident, {"reporter": ReporterData(contact="13900000000")}),
    ):
        with pytest.raises(Problem) as caught:
            a_case(actor, case_id=identity, **changes)
        assert (caught.value.code, caught.value.status, caught.value.facts) == ("already_used", 409, {})
    assert Case.objects.count() == 1


def test_two_copies_of_one_submission_at_the_same_moment_are_one_matter(committed: None) -> None:
    identity = uuid4()
    found = together(*[lambda: a_case(case_id=identity)] * 4)
    assert len({receipt.number for receipt in found}) == 1
    assert (Case.objects.count(), Step.objects.count(), told()) == (1, 1, 1)


def test_different_content_under_one_id_at_the_same_moment(committed: None) -> None:
    identity = uuid4()
    found = together(
        lambda: a_case(case_id=identity), lambda: a_case(case_id=identity, text="完全不同的另一件事。")
    )
    codes = sorted(item.code if isinstance(item, Problem) else "received" for item in found)
    assert [code if code == "already_used" else "received" for code in codes] == [
        "already_used",
        "received",
    ]
    assert Case.objects.count() == 1


# --- two people at once ---------------------------------------------------------------------------


def test_of_two_who_decide_from_the_same_page_one_is_told(committed: None) -> None:
    case = a_case()
    found = together(
        lambda: act(case.id, Action.DISPATCH, expected_version=1),
        lambda: act(case.id, Action.DECLINE, expected_version=1),
    )
    assert sorted(item if isinstance(item, int) else item.code for item in found if item != 2) == ["stale"]
    assert Case.objects.get(pk=case.id).version == 2
    assert list(EventRecord.objects.filter(subject=case.id).values_list("seq", flat=True)) == [1, 2]


def test_joined_to_each_other_at_once_one_stays(committed: None) -> None:
    one, other = a_case(), a_case()
    found = together(
        lambda: act(one.id, Action.MERGE, other=other.number),
        lambda: act(other.id, Action.MERGE, other=one.number),
    )
    assert sorted(str(item if isinstance(item, int) else item.code) for item in found) == [
        "2", "cannot_merge",
    ]  # fmt: skip
    assert Case.objects.filter(merged_into=None).count() == 1


def test_two_notes_at_once_both_stay(committed: None) -> None:
    case = a_case()
    found = together(*[lambda: note_case(case.id, "记一笔。", See.INTERNAL, actor=SYSTEM)] * 3)
    assert sorted(found) == [2, 3, 4]


def test_a_phone_that_sends_its_deed_twice_at_once_does_it_once(committed: None) -> None:
    case, deed = a_case_in(State.RESOLVED), uuid4()
    version = Case.objects.get(pk=case.id).version
    found = together(*[lambda: act(case.id, Action.VERIFY, expected_version=version, deed_id=deed)] * 3)
    assert found == [version + 1] * 3
    assert Step.objects.filter(case=case.id, deed="verify").count() == 1


def test_a_deed_is_done_once_and_its_id_is_nobody_elses(cast: Any) -> None:
    near = "509901001002003"
    case, other = a_case_in(State.RESOLVED, place=near), a_case_in(State.RESOLVED, place=near)
    deed = uuid4()
    done = move_case(case.id, Action.VERIFY, actor=cast.grid_worker, deed_id=deed)
    assert move_case(case.id, Action.VERIFY, actor=cast.grid_worker, deed_id=deed) == done
    for target, actor in ((other, cast.grid_worker), (case, cast.community_worker)):
        with pytest.raises(Problem) as caught:
            move_case(target.id, Action.VERIFY, actor=actor, deed_id=deed)
        assert caught.value.code == "already_used"


def test_rated_twice_at_once_it_counts_once(committed: None) -> None:
    case = a_case_in(State.RESOLVED)

    def rate() -> int:
        return rate_case(case.id, actor=SYSTEM, contacted=True, solved=Solved.YES, satisfied=5)

    found = together(rate, rate)
    assert sorted(item if isinstance(item, int) else item.code for item in found if item != 4) == [
        "rated_already"
    ]


# --- contact data ---------------------------------------------------------------------------------


def test_name_and_contact_are_sealed_at_rest(db: None) -> None:
    case = a_case(reporter=ReporterData(name="郑小姐", contact="139 0001 1001"))
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(r)::text from cases_reporter r")
        kept = cursor.fetchone()[0]
        cursor.execute("select name, contact from cases_reporter")
        sealed = b"".join(bytes(value) for value in cursor.fetchone())
    for secret in ("郑小姐", "13900011001"):
        assert secret not in kept
        assert secret.encode() not in sealed
    assert Reporter.objects.get(case=case.id).contact_kind == "phone"


def test_without_anything_told_no_reporter_is_kept(db: None) -> None:
    a_case()
    assert Reporter.objects.count() == 0


# --- finding it again -----------------------------------------------------------------------------


def test_number_and_code_open_ones_own_matter(db: None) -> None:
    case = a_case()
    spoken = f" {case.code[:4].lower()}-{case.code[4:]} "
    found, holder = holder_of(case.number.replace("-", " "), spoken)
    assert (found, holder) == (case.id, Actor("visitor", str(case.id)))
    detail = case_detail(case.number, viewer=holder)
    assert detail.is_reporter
    assert detail.code == case.code


def test_what_is_wrong_is_not_told(db: None) -> None:
    case, other = a_case(), a_case()
    tries = [
        (case.number, other.code),
        (case.number, ""),
        ("2026-999999-0", case.code),
        ("", ""),
        ("七", "七"),
    ]
    told = set()
    for number, code in tries:
        with pytest.raises(Problem) as caught:
            holder_of(number, code)
        told.add((caught.value.code, caught.value.status, str(caught.value.facts)))
    assert told == {("wrong_number_or_code", 404, "{}")}


def test_tries_are_counted_by_number(client: Any, db: None) -> None:
    case = a_case()
    answers = [
        client.post("/track/", {"number": case.number, "code": f"WRONG{turn:03}"}) for turn in range(11)
    ]
    assert {answer.status_code for answer in answers} == {422}
    right = client.post("/track/", {"number": case.number, "code": case.code})
    assert right.status_code == 422  # too many tries: the right code waits as well
    assert client.get(f"/matter/{case.number}/").status_code == 404
    other = a_case()
    assert client.post("/track/", {"number": other.number, "code": other.code}).status_code == 302
    assert client.get(f"/matter/{other.number}/").status_code == 200


def test_my_matters_are_mine_alone(cast: Any) -> None:
    mine = a_case(reporter=ReporterData(account=cast.player("resident").account))
    a_case(reporter=ReporterData(account=cast.player("other_resident").account))
    lines = own_list(cast.resident).lines
    assert [line.number for line in lines] == [mine.number]
    assert code_of(lambda: case_detail(mine.number, viewer=cast.other_resident)) == "not_found"


@pytest.mark.parametrize(("year", "sequence"), [(2026, 1), (2026, 999_999), (2027, 1_000_000)])
def test_a_wrong_digit_in_a_number_is_noticed(year: int, sequence: int) -> None:
    number = make_number(year, sequence)
    assert parse_number(number) == number
    digits = number.replace("-", "")
    assert parse_number(digits) == number
    for place, digit in enumerate(digits):
        wrong = digits[:place] + str((int(digit) + 1) % 10) + digits[place + 1 :]
        assert parse_number(wrong) is None


def test_a_number_has_the_year_of_the_town_and_not_of_the_machine(db: None) -> None:
    with clock.standing_at(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)):  # half past midnight in the town
        assert a_case().number.startswith("2027-")


def test_a_title_is_the_first_sentence(db: None) -> None:
    assert title_of("路灯坏了。已经三天。") == "路灯坏了"
    long = title_of("一" * 60)
    assert (len(long), long[-1]) == (40, "…")


# --- budgets --------------------------------------------------------------------------------------


def test_receiving_moving_and_noting_keep_their_budgets(cast: Any) -> None:
    act(a_case().id, Action.DISPATCH)  # snapshots are read once
    with counted() as receiving:
        case = a_case(reporter=ReporterData(name="某某", contact="13900000000"), files=())
    assert len(receiving) <= 10, str(receiving)
    for action in (Action.ACCEPT, Action.DISPATCH, Action.START, Action.RETURN, Action.UPHOLD,
                   Action.RESOLVE, Action.REWORK, Action.RESOLVE, Action.VERIFY, Action.CLOSE,
                   Action.REOPEN, Action.WITHDRAW):  # fmt: skip
        with counted() as moving:
            act(case.id, action)
        assert len(moving) <= 8, f"{action}: {moving}"
    other = a_case()
    second = a_case()
    with counted() as moving:
        move_case(other.id, Action.MERGE, actor=SYSTEM, other=second.number)
    assert len(moving) <= 8, str(moving)


def test_lists_keep_their_budget(cast: Any) -> None:
    from linli.cases.queries import case_list, public_list
    from linli.cases.queries.lines import CaseFilter

    for _ in range(3):
        a_case(channel=Channel.PHONE, category=LAMP, place=HERE)
    viewer = cast.operator
    for call in (lambda: case_list(viewer, CaseFilter()), lambda: public_list(CaseFilter(q="路灯"))):
        call()
        with counted() as listing:
            call()
        assert len(listing) <= 6, str(listing)
