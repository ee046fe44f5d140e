# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates of answers with their versions, and the message that is shown before it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.commands import ReporterData, move_case, preview, write_template
from linli.cases.models import Case, Step, TemplateVersion
from linli.cases.queries import template_of, templates_for
from linli.cases.rules.wording import TEMPLATED, filled, unknown_places
from linli.cases.testing import LAMP, a_case, a_case_in, act
from linli.cases.vocab import Action, State
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.norms import public as norms
from linli.places import public as places
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message
from linli.topics import public as topics

WORDS = {"zh-Hans": "您反映的{place}{category}问题已处理。", "en": "{category} in {place} is mended."}


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def test_places_in_a_template_are_filled_and_unknown_ones_are_seen() -> None:
    assert unknown_places("{unit} {name} {") == ["name"]
    assert filled("{unit}: {day}{{", {"unit": "甲", "day": ""}) == "甲: …{{"
    assert Action.RESOLVE in TEMPLATED and Action.RETURN not in TEMPLATED


def test_each_change_of_words_is_a_version_and_only_that(cast: Any) -> None:
    made = write_template("修好了", Action.RESOLVE, WORDS, actor=cast.coordinator, category="cityscape")
    write_template("修好了", Action.RESOLVE, WORDS, actor=cast.coordinator, template=made)
    assert template_of(made).number == 1 and template_of(made).category is None
    write_template("修好了", Action.RESOLVE, {"en": "Mended."}, actor=cast.coordinator, template=made)
    assert template_of(made).number == 2
    assert TemplateVersion.objects.get(template=made, number=1).texts == WORDS
    assert EventRecord.objects.filter(type="cases.template_written").count() == 3


def test_a_template_is_offered_where_it_fits(cast: Any) -> None:
    lamp, trees = (topics.category_by_code(code) for code in (LAMP, "cityscape.green.trees"))
    everywhere = write_template("甲", Action.RESOLVE, WORDS, actor=SYSTEM)
    lamps = write_template("乙", Action.RESOLVE, WORDS, actor=SYSTEM, category=LAMP)
    write_template("丙", Action.DECLINE, WORDS, actor=SYSTEM)
    write_template("丁", Action.RESOLVE, WORDS, actor=SYSTEM, active=False)
    assert {item.id for item in templates_for(Action.RESOLVE, lamp)} == {everywhere, lamps}
    assert {item.id for item in templates_for(Action.RESOLVE, trees)} == {everywhere}
    assert {item.id for item in templates_for(Action.RESOLVE, None)} == {everywhere}


def test_who_may_not_write_a_template_and_what_none_is(cast: Any) -> None:
    for name in ("handler", "operator", "resident"):
        actor = cast.player(name).actor
        assert (
            code_of(lambda actor=actor: write_template("x", Action.RESOLVE, WORDS, actor=actor))
            == "forbidden"
        )
    for action, texts in (
        (Action.RESOLVE, {"en": "{nonsense}"}),
        (Action.RESOLVE, {"en": " "}),
        (Action.RETURN, WORDS),
    ):
        assert (
            code_of(lambda action=action, texts=texts: write_template("x", action, texts, actor=SYSTEM))
            == "invalid"
        )


def test_a_template_is_put_into_the_answer_and_its_version_is_kept(sign_in: Any) -> None:
    made = write_template("修好了", Action.RESOLVE, WORDS, actor=SYSTEM)
    case = a_case_in(State.DISPATCHED)
    client, path = sign_in("handler"), f"/desk/matter/{case.number}/do/resolve/"
    typed = {"resolve-version": 2, "resolve-text": "您好。", "resolve-template": ""}
    page = client.post(path, {**typed, "insert": "yes", "pick": str(made)})
    assert page.status_code == 200
    form = next(
        item["form"]
        for item in [page.context["primary"], *page.context["others"]]
        if item["action"] is Action.RESOLVE
    )
    words = form["text"].value()
    assert words == "您好。\n\n您反映的滨江路社区路灯问题已处理。"
    assert Case.objects.get(pk=case.id).version == 2  # nothing is written yet
    sent = client.post(path, {**typed, "resolve-text": words, "resolve-template": form["template"].value()})
    assert sent.status_code == 302
    step = Step.objects.get(case=case.id, deed="resolve")
    assert step.facts["template"] == {"id": str(made), "version": 1, "name": "修好了"}
    write_template("修好了", Action.RESOLVE, {"en": "Mended."}, actor=SYSTEM, template=made)
    assert "“修好了”，第 1 版" in client.get(f"/desk/matter/{case.number}/").content.decode()
    wrong = {**typed, "insert": "yes", "pick": "x"}
    assert client.post(path, wrong).status_code == 422


@pytest.mark.parametrize("key", ["x", f"{'0' * 8}-0000-7000-8000-{'0' * 12}:1", "x:1:2"])
def test_a_version_that_never_was_is_refused(db: None, key: str) -> None:
    case = a_case_in(State.DISPATCHED)
    assert (
        code_of(lambda: move_case(case.id, Action.RESOLVE, actor=SYSTEM, text="好", template=key))
        == "invalid"
    )


# --- the message beforehand -----------------------------------------------------------------------


def test_the_preview_is_the_message_word_for_word_and_leaves_nothing(cast: Any) -> None:
    case = a_case_in(State.DISPATCHED, reporter=ReporterData(contact="13900000001"))
    events = EventRecord.objects.count()

    def answer() -> None:
        move_case(case.id, Action.RESOLVE, actor=cast.handler, text="换了灯泡。")

    told = preview(case.id, answer)
    assert Case.objects.get(pk=case.id).state == "dispatched"
    assert EventRecord.objects.count() == events
    answer()
    deliver_all()
    sent = Message.objects.get(about=case.id, template="cases.resolve")
    assert [(item.subject, item.body, item.channel) for item in told] == [
        (sent.subject, sent.body, sent.channel)
    ]
    assert told[0].masked == "+86139…01"
    assert code_of(lambda: preview(case.id, answer)) == "not_now"


def test_it_is_in_the_person_s_language_and_says_who_else_is_told(cast: Any) -> None:
    known = a_case(language="en", reporter=ReporterData(contact="zheng@example.org"))
    joined = a_case(reporter=ReporterData(contact="13900000002"))
    act(joined.id, Action.MERGE, other=known.number)
    told = preview(known.id, lambda: act(known.id, Action.RESOLVE, text="Mended."))
    assert [item.masked for item in told] == ["z…@example.org", "+86139…02"]
    assert "has answered your matter" in told[0].body
    assert "Mended." not in told[1].body and "Mended." in told[0].body


def test_the_desk_shows_it_before_anything_is_sent(sign_in: Any) -> None:
    case = a_case_in(State.DISPATCHED, reporter=ReporterData(contact="13900000001"))
    client = sign_in("operator")
    page = client.post(
        f"/desk/matter/{case.number}/do/resolve/",
        {"resolve-version": 2, "resolve-text": "换了灯泡。", "preview": "yes"},
    ).content.decode()
    assert "换了灯泡。" in page and "+86139…01" in page and case.number in page
    for path, data in (
        ("extend", {"extend-version": 2, "extend-limit": 1, "extend-text": "等零件。"}),
        ("note", {"note-text": "请问灯杆编号？", "note-see": "reporter"}),
    ):
        page = client.post(f"/desk/matter/{case.number}/{path}/", {**data, "preview": "yes"})
        assert page.status_code == 200 and "+86139…01" in page.content.decode(), path
    silent = client.post(
        f"/desk/matter/{case.number}/note/",
        {"note-text": "内部。", "note-see": "internal", "preview": "yes"},
    )
    assert silent.context["preview"] == []
    assert Case.objects.get(pk=case.id).version == 2
    deliver_all()
    assert Message.objects.filter(about=case.id).count() == 2  # received and passed on


def test_staff_write_a_template_on_a_page(sign_in: Any) -> None:
    client = sign_in("coordinator")
    data = {"name": "修好了", "do": "resolve", "category": LAMP, "active": "on", "text:zh-Hans": "好{x}"}
    assert client.post("/desk/templates/", data).status_code == 422
    data["text:zh-Hans"] = "{place}已修好。"
    assert client.post("/desk/templates/", data).status_code == 302
    made = TemplateVersion.objects.get()
    path = f"/desk/templates/{made.template_id}/"
    assert client.post(path, {**data, "text:zh-Hans": "{place}修好了。"}).status_code == 302
    shown = client.get(path).content.decode()
    assert "{place}已修好。" in shown and "{place}修好了。" in shown
    assert client.get("/desk/templates/00000000-0000-7000-8000-000000000000/").status_code == 404


ASKED = "三栋的路灯什么时候能修好？修路灯的钱由谁出？"


def test_what_an_answer_lacks_is_shown_before_it_is_sent_and_nothing_is_kept(sign_in: Any) -> None:
    matter = a_case_in(State.IN_PROGRESS, text=ASKED)
    client, page = sign_in("handler"), f"/desk/matter/{matter.number}/"
    asked = client.get(page).content.decode()
    assert asked.count("修路灯的钱由谁出？") > 1, "the questions stand beside the box"
    before = EventRecord.objects.count(), Case.objects.get(pk=matter.id).version
    typed = {"resolve-text": "三栋的路灯5月8日前修好，依据《没有的办法》第九十九条。"}
    beside = client.post(f"{page}check-reply/", typed)
    whole = client.post(f"{page}do/resolve/", {**typed, "check": "yes"})
    assert typed["resolve-text"] in whole.content.decode(), "what was typed is still there"
    for answer, check in ((beside, beside.context["check"]), (whole, whole.context["primary"]["check"])):
        lacks = {point["point"]: point["because"] for point in check["lacks"]}
        assert answer.status_code == 200 and lacks["questions"] == ["修路灯的钱由谁出？"]
        assert lacks["ground"] == ["没有的办法"] and "contact" in lacks and "next" not in lacks
    assert (EventRecord.objects.count(), Case.objects.get(pk=matter.id).version) == before
    assert sign_in("outsider").post(f"{page}check-reply/", typed).status_code == 404


def test_a_ground_that_is_in_the_law_is_known(sign_in: Any) -> None:
    matter = a_case_in(State.IN_PROGRESS, text=ASKED)
    typed = {"resolve-text": "依据《中华人民共和国民法典》第二百七十八条，由业主共同决定。"}
    answer = sign_in("handler").post(f"/desk/matter/{matter.number}/check-reply/", typed)
    has = {point["point"] for point in answer.context["check"]["has"]}
    assert ("ground" in has) == (norms.article_on("民法典", "278", places.today()) is not None)
