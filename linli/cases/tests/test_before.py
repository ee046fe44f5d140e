# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before a report is sent: what is known near by, joining it, and the questions of its category."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.commands import (
    NewCase,
    ReporterData,
    join_case,
    place_question,
    release_case,
    write_question,
)
from linli.cases.models import Answers, Case, Joining, Question
from linli.cases.queries import CaseFilter, case_detail, neighbours, public_case, questions_for
from linli.cases.queries.export import COLUMNS, export_rows
from linli.cases.queries.neighbours import metres_between
from linli.cases.testing import HERE, LAMP, a_case, act, state_of
from linli.cases.vocab import Action, Channel, Kind, State
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.journal.models import EventRecord
from linli.topics import public as topics

TEXT = "滨江路社区门口的路灯坏了三天了，晚上黑得很。"


def spot(metres: float = 0) -> tuple[float, float]:
    """A point in the community, or so many metres north of it."""
    point = places.locator().shape_of(f"{HERE}003").representative_point()
    return point.x, point.y + metres / 111_320


def new(**changes: Any) -> NewCase:
    given: dict[str, Any] = {
        "kind": Kind.HELP, "text": TEXT, "channel": Channel.WEB, "language": "zh-Hans",
        "category": LAMP, "place": HERE,
    }  # fmt: skip
    return NewCase(**{**given, **changes})


def found(*given: Any) -> list[str]:
    return [near.line.number for near in neighbours(*given)]


# --- neighbours -----------------------------------------------------------------------------------


def test_metres_are_metres() -> None:
    assert metres_between((106.5, 29.5), (106.5, 29.5 + 60 / 111_320)) == pytest.approx(60, abs=0.2)
    assert metres_between((106.5, 29.5), (106.501, 29.5)) == pytest.approx(96.8, abs=0.5)
    assert metres_between((106.5, 29.5), None) is None


def test_a_released_matter_is_known_within_the_radius_of_its_category(db: None) -> None:
    case = a_case(point=spot())
    release_case(case.id, actor=SYSTEM, text=True)
    near = neighbours(LAMP, HERE, spot(50))
    assert [(item.line.number, item.metres) for item in near] == [(case.number, 50)]
    assert found(LAMP, HERE, spot(70)) == []  # the default is sixty metres
    topic = topics.category_by_code(LAMP)
    topics.edit_category(topic.id, {"radius": 100}, actor=SYSTEM)
    assert found(LAMP, HERE, spot(70)) == [case.number]
    assert found("cityscape.green.trees", HERE, spot()) == []


def test_the_spot_of_words_that_nobody_released_cannot_be_found_out(db: None) -> None:
    case = a_case(point=spot())
    for metres in (0, 50, 70, 120):
        near = neighbours(LAMP, HERE, spot(metres))
        assert [(item.line.number, item.metres) for item in near] == [(case.number, None)]
        assert near[0].line.title == "" and near[0].line.place.code == HERE
    assert found(LAMP, "509901004002") == []
    assert found(LAMP, None) == []


def test_what_is_closed_hidden_or_joined_is_no_neighbour(db: None) -> None:
    a_case(kind=Kind.WRONGDOING)
    a_case(text="老公又动手打我，我害怕。")
    done = a_case()
    act(done.id, Action.RESOLVE)
    other, joined = a_case(), a_case()
    act(joined.id, Action.MERGE, other=other.number)
    assert found(LAMP, HERE) == [other.number]


# --- joining --------------------------------------------------------------------------------------


def test_who_joins_has_number_and_code_of_their_own_and_counts_once(db: None) -> None:
    known = a_case(reporter=ReporterData(contact="13900000001"))
    for contact in ("13900000002", "+86 139 0000 0002", "13900000003", "", ""):
        who = ReporterData(contact=contact)
        receipt = join_case(new(reporter=who), known.number, actor=VISITOR, case_id=new_id())
        assert receipt.number != known.number and receipt.code != known.code
        assert state_of(receipt.id) is State.MERGED
    assert public_case(known.number).people == 4  # two without a contact are two people
    join_case(
        new(reporter=ReporterData(contact="13900000001")), known.number, actor=VISITOR, case_id=new_id()
    )
    assert public_case(known.number).people == 4  # who brought it is counted already
    assert case_detail(receipt.number, viewer=SYSTEM).joined.line.number == known.number
    act(receipt.id, Action.REOPEN)
    assert public_case(known.number).people == 3  # not the same after all


def test_joining_sent_twice_is_done_once_and_leaves_no_trail_across_matters(db: None) -> None:
    first, second = a_case(), a_case(text="另一盏路灯也坏了，在码头。")
    who, identity = ReporterData(contact="13900000002"), new_id()
    one = join_case(new(reporter=who), first.number, actor=VISITOR, case_id=identity)
    assert join_case(new(reporter=who), first.number, actor=VISITOR, case_id=identity) == one
    assert EventRecord.objects.filter(subject=identity).count() == 2
    act(first.id, Action.RESOLVE)
    assert join_case(new(reporter=who), first.number, actor=VISITOR, case_id=identity) == one
    join_case(new(reporter=who), second.number, actor=VISITOR, case_id=new_id())
    hashes = [bytes(value) for value in Joining.objects.order_by("case").values_list("who", flat=True)]
    assert len(set(hashes)) == 2


def test_what_takes_a_hard_route_is_never_joined(db: None) -> None:
    known = a_case()
    hard = new(text="老公又动手打我，我害怕。")
    receipt = join_case(hard, known.number, actor=VISITOR, case_id=new_id())
    assert (receipt.hard, state_of(receipt.id)) == ("home", State.RECEIVED)


@pytest.mark.parametrize("state", ["closed", "hidden", "nowhere"])
def test_only_what_is_open_and_public_can_be_joined(db: None, state: str) -> None:
    known = a_case(kind=Kind.WRONGDOING if state == "hidden" else Kind.HELP)
    if state == "closed":
        act(known.id, Action.RESOLVE)
    number = "2026-999999-9" if state == "nowhere" else known.number
    with pytest.raises(Problem) as caught:
        join_case(new(), number, actor=VISITOR, case_id=new_id())
    assert caught.value.code == "cannot_merge"
    assert Case.objects.count() == 1


def draft(client: Any, text: str = TEXT) -> tuple[Any, dict[str, Any]]:
    page = client.post("/report/", {"text": text})
    return page, {**page.context["form"].initial, "category": "", "address": ""}


def test_it_is_shown_before_sending_and_joined_with_one_press(client: Any, db: None) -> None:
    known = a_case()
    page, data = draft(client)
    assert f'value="{known.number}"' in page.content.decode()
    assert data["seen"] == known.number
    sent = client.post("/report/send/", {**data, "join": known.number})
    assert sent.status_code == 302
    own = Case.objects.exclude(pk=known.id).get()
    assert own.merged_into_id == known.id
    assert "joined" in client.get(sent.url, headers={"accept-language": "en"}).content.decode()
    public = client.get(f"/nearby/{known.number}/", headers={"accept-language": "en"}).content.decode()
    assert "1 more person says the same" in public


def test_what_is_known_at_another_spot_is_shown_once_before_it_is_sent(client: Any, db: None) -> None:
    known = a_case(category="cityscape.green.trees")
    _, data = draft(client)
    data |= {"guess": "", "category": "cityscape.green.trees"}
    again = client.post("/report/send/", data)
    assert again.status_code == 200 and Case.objects.count() == 1
    assert f'value="{known.number}"' in again.content.decode()
    assert client.post("/report/send/", {**data, "seen": known.number}).status_code == 302
    assert Case.objects.count() == 2


# --- questions ------------------------------------------------------------------------------------


def words(zh: str, en: str) -> dict[str, str]:
    return {"zh-Hans": zh, "en": en}


def asked(kind: str, category: str = LAMP, **more: Any) -> str:
    values = {
        "kind": kind, "words": words("问", "Q"), "hints": {}, "choices": [], "stops": [], "notice": {},
        "required": False, **more,
    }  # fmt: skip
    return str(write_question(topics.category_by_code(category).id, values, actor=SYSTEM))


def stopping() -> str:
    return asked(
        "yes_no",
        words=words("有电线裸露吗？", "Are wires bare?"),
        stops=["1"],
        notice=words("请立即拨打 119。", "Please telephone 119."),
        required=True,
    )


def test_questions_are_of_the_category_and_of_those_above_it(cast: Any) -> None:
    top = asked("text", category="cityscape")
    own = asked("choice", choices=[words("一盏", "One"), words("多盏", "Several")])
    assert [item.key for item in questions_for(LAMP)] == [top, own]
    assert [item.key for item in questions_for("cityscape.green.trees")] == [top]
    assert questions_for(None) == [] and questions_for("x") == []
    other = asked("number")
    row = Question.objects.get(pk=other)
    place_question(row.id, actor=cast.coordinator, up=True)
    assert [item.key for item in questions_for(LAMP)] == [top, other, own]
    place_question(row.id, actor=cast.coordinator, active=False)
    assert [item.key for item in questions_for(LAMP)] == [top, own]
    for name in ("handler", "operator", "resident"):
        with pytest.raises(Problem) as caught:
            place_question(row.id, actor=cast.player(name).actor, active=True)
        assert caught.value.code == "forbidden"


def test_a_person_is_asked_and_the_answers_stay_with_the_matter(client: Any, cast: Any) -> None:
    many = asked(
        "choice",
        words=words("几盏？", "How many?"),
        choices=[words("一盏", "One"), words("多盏", "Several")],
    )
    day = asked("date", words=words("从哪天起？", "Since when?"))
    page, data = draft(client)
    assert "几盏？" in page.content.decode()
    data |= {"asked": LAMP, f"q-{many}": "2", f"q-{day}": "2026-11-20"}
    sent = client.post("/report/send/", data)
    assert sent.status_code == 302
    rows = Answers.objects.get().rows
    assert [(row["words"]["en"], row.get("told", {}).get("en"), row["value"]) for row in rows] == [
        ("How many?", "Several", "2"), ("Since when?", None, "2026-11-20"),
    ]  # fmt: skip
    place_question(Question.objects.get(pk=many).id, actor=SYSTEM, active=False)
    case = Case.objects.get()
    assert len(case_detail(case.number, viewer=cast.operator).answers) == 2
    assert public_case(case.number).answers == ()
    told = dict(zip(COLUMNS, next(iter(export_rows(CaseFilter(), viewer=SYSTEM))), strict=True))
    assert told["answers"] == ""
    told = dict(
        zip(COLUMNS, next(iter(export_rows(CaseFilter(), viewer=SYSTEM, purpose="x"))), strict=True)
    )
    assert told["answers"] == "几盏？: 多盏\n从哪天起？: 2026-11-20"


def test_a_stopping_answer_is_not_sent_and_says_what_to_do(client: Any, db: None) -> None:
    key = stopping()
    _, data = draft(client)
    data["asked"] = LAMP
    missing = client.post("/report/send/", data)
    assert missing.status_code == 422  # it must be answered
    stopped = client.post("/report/send/", {**data, f"q-{key}": "1"})
    assert stopped.status_code == 422 and "请立即拨打 119。" in stopped.content.decode()
    assert Case.objects.count() == 0
    assert client.post("/report/send/", {**data, f"q-{key}": "2"}).status_code == 302


def test_questions_of_a_category_chosen_last_are_put_before_it_is_received(sign_in: Any) -> None:
    key = stopping()
    operator = sign_in("operator")
    data = {"channel": "phone", "kind": "help", "text": TEXT, "place": HERE, "category": LAMP}
    page = operator.post("/desk/new/", data)
    assert page.status_code == 200 and f'name="q-{key}"' in page.content.decode()
    assert Case.objects.count() == 0
    assert operator.post("/desk/new/", {**data, "asked": LAMP}).status_code == 422
    assert operator.post("/desk/new/", {**data, "asked": LAMP, f"q-{key}": "2"}).status_code == 302
    assert Answers.objects.count() == 1
    assert f'name="q-{key}"' in operator.get("/desk/ask/", {"category": LAMP}).content.decode()
    worker = sign_in("grid_worker")
    field = {"kind": "help", "text": TEXT, "category": LAMP, "case_id": str(new_id())}
    assert f'name="q-{key}"' in worker.post("/field/new/", field).content.decode()
    assert Case.objects.count() == 1
    sent = worker.post("/field/new/", field, headers={"X-Linli-Replay": "1"})
    assert sent.status_code == 302  # sent later by the phone: nobody is there to be asked


def test_staff_write_a_question_without_code(sign_in: Any) -> None:
    client, topic = sign_in("coordinator"), topics.category_by_code(LAMP)
    path = f"/desk/questions/{topic.id}/"
    data = {
        "kind": "choice", "required": "on", "words:zh-Hans": "几盏？", "words:en": "How many?",
        "choices:zh-Hans": "一盏\n多盏", "choices:en": "One", "stops": "2",
        "notice:zh-Hans": "请打 12345。",
    }  # fmt: skip
    assert client.post(path, data).status_code == 422  # the languages differ
    data["choices:en"] = "One\nSeveral"
    assert client.post(path, {**data, "stops": "3"}).status_code == 422
    assert client.post(path, {**data, "notice:zh-Hans": ""}).status_code == 422
    assert client.post(path, data).status_code == 302
    row = Question.objects.get()
    assert (row.kind, row.stops, row.choices[1]) == ("choice", ["2"], words("多盏", "Several"))
    assert EventRecord.objects.filter(type="cases.question_written").count() == 1
    shown = client.get(f"{path}{row.id}/").content.decode()
    assert "一盏" in shown
    assert client.post(f"{path}{row.id}/", {**data, "words:en": "Which?"}).status_code == 302
    assert Question.objects.get().words["en"] == "Which?"
    assert client.post(f"{path}{row.id}/move/", {"deed": "end"}).status_code == 302
    assert not Question.objects.get().active
    other = topics.category_by_code("cityscape.green.trees")
    assert client.get(f"/desk/questions/{other.id}/{row.id}/").status_code == 404
