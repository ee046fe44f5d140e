# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each form of the matrix is sent with, so that only the person decides whether it gets through."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from matrix_content import (
    ANSWER,
    HEARING_FORM,
    MANDATE,
    MEETING,
    NEAR,
    POSTING,
    SPACE,
    SURVEY,
    TEXT_FORM,
    VOTE,
    a_quarter,
    a_workbook,
)
from stage import GRID, LAMP, Matter, photo, spot

from linli.cases.models import Case, Link, Part, Press, Redaction, Subscription, TopicPlan
from linli.cases.queries import link_token, stop_token
from linli.cases.testing import a_case, a_ticket
from linli.kernel import clock
from linli.kernel.ids import new_id
from linli.participation.testing import QUOTAS
from linli.people.testing import Cast
from linli.triage.models import Issue, IssueLetter


def prefixed(prefix: str, **data: Any) -> dict[str, Any]:
    return {f"{prefix}-{name}": value for name, value in data.items()}


def action_form(action: str, matter: Matter | None) -> dict[str, Any]:
    assert matter is not None
    text = {"text": "因为如此。", "way": "区人民法院", "version": matter.version, "reason": "not_our_duty"}
    other = a_case(place=places_of(matter)).number if action == "merge" else ""
    unit = {"raise": "d-government", "lower": "s-renmin-city"}.get(action, "d-traffic")
    return prefixed(action, **text, unit=unit, other=other)


def places_of(matter: Matter) -> str:
    return Case.objects.values_list("place__code", flat=True).get(pk=matter.id)


def asked_for(route: str, matter: Matter | None) -> dict[str, Any]:
    """What a link carries besides its path."""
    if route == "place-at":
        return dict(zip("xy", spot(GRID), strict=True))
    if route == "subscribe":
        return {"place": GRID}
    return {"part": share_of(matter, lead=True)} if route == "desk-part-assign" and matter else {}


def share_of(matter: Matter, **wanted: Any) -> Any:
    """A unit's live part of a matter: the one that leads, or one that was asked."""
    parts = Part.objects.filter(case=matter.id, ended_at=None, **wanted).order_by("-begun_at", "id")
    return parts.values_list("id", flat=True).first()


def share_form(deed: str, **data: Any) -> Callable[..., dict[str, Any]]:
    return lambda matter: prefixed(deed, part=share_of(matter, lead=deed == "assign"), **data)


def press_form(name: str) -> Callable[..., dict[str, Any]]:
    """What is said about the pressing of a matter."""
    rows = Press.objects.order_by("id").values_list("id", flat=True)
    return lambda matter: prefixed(name, press=rows.filter(case=matter.id).first(), text="已约定时间。")


def hidden_of(matter: Matter) -> Any:
    """What is hidden of a matter."""
    return Redaction.objects.order_by("id").values_list("id", flat=True).filter(case=matter.id).first()


def other_issue() -> dict[str, Any]:
    """The issue that the one of the stage may go into."""
    rows = Issue.objects.filter(into=None).order_by("-opened_at", "-id")
    return {"into": rows.values_list("id", flat=True)[0]}


def near_letter() -> dict[str, Any]:
    """One of the two matters of the issue of the stage."""
    first = IssueLetter.objects.order_by("id").values_list("about", flat=True)[0]
    return {"letters": [Case.objects.values_list("number", flat=True).get(pk=first[5:])]}


def open_plan() -> dict[str, Any]:
    """A plan for the issue of the stage, with what came of it."""
    issue = IssueLetter.objects.order_by("id").values_list("issue_id", flat=True)[0]
    unit = Case.objects.order_by("id").values_list("unit_id", flat=True)[0]
    plan = TopicPlan.objects.create(issue=issue, goal="亮", unit_id=unit, due_on=MONTH, at=clock.now())
    return prefixed("result", plan_id=plan.id, result="已换灯。")


def tickets() -> list[str]:
    """Tickets in the near grid and in a far community, of which the hotline was told nothing yet."""
    refs = [new_id().hex for _ in range(2)]
    for ref, place in zip(refs, (GRID, "509901004001"), strict=True):
        a_ticket(ref, place=place)
    return refs


def day_file() -> dict[str, Any]:
    """A hotline's file that urges both."""
    header = (
        "工单编号,来电时间,诉求类型,标题,诉求内容,事发地址,办结时限,工单状态,办结时间,催办次数,补充内容"
    )
    rows = [f"{ref},2026-03-02 08:30:00,求助,路灯不亮,请修路灯。,,,待办理,,1," for ref in tickets()]
    file = SimpleUploadedFile("day.csv", "\n".join([header, *rows]).encode())
    return {"source": "shancheng-12345", "shancheng-12345-file": file}


def worker(name: str = "grid_worker") -> str:
    """Somebody of the near team."""
    return str(Cast().player(name).account)


def untold() -> dict[str, Any]:
    """The reply to the hotline about both."""
    tickets()
    return {"source": "shancheng-12345", "form": "csv"}


def asked_by_court() -> dict[str, Any]:
    """A court asks for the contact of one person, with its letter scanned."""
    scan = io.BytesIO(photo())
    scan.name = "scan.jpg"
    return {
        "authority": "区人民法院", "instrument": "court", "instrument_number": "1号", "law": "民事诉讼法",
        "instrument_date": date.today() - timedelta(days=1), "article": "70", "parts": ["contacts"],
        "reference": "139 0000 0008", "what_for": "送达。", "until": MONTH, "scan": scan,
    }  # fmt: skip


RATING = {"rate-contacted": "yes", "rate-solved": "yes", "rate-satisfied": "5"}
TODAY = date.today()
TOMORROW, MONTH = date.today() + timedelta(days=1), date.today() + timedelta(days=30)
# What a form is sent with, so that only the person decides whether it gets through.
FORMS: dict[str, Callable[..., dict[str, Any]]] = {
    "matter-reach": lambda matter: {"reach-name": "郑小姐", "reach-contact": "13900001234"},
    "matter-add": lambda matter: {"add-text": "还有一盏也坏了。"},
    "matter-rate": lambda matter: RATING,
    "matter-reopen": lambda matter: {"reopen-text": "还是不亮。"},
    "desk-rate": lambda matter: RATING,
    "desk-follow-up": lambda matter: {"outcome": "unreachable"},
    "desk-appeal": lambda matter: prefixed("appeal", ground="unsolvable", text="等管线图。"),
    "desk-hide": lambda matter: prefixed(
        "hide", version=matter.version, what="words", words="三天", reason="privacy", text="写到了别人。"
    ),
    "desk-unveil": lambda matter: {"unveil-purpose": "unveil"},
    "desk-object": lambda matter: prefixed("object", redaction=hidden_of(matter), text="这是实话。"),
    "matter-object": lambda matter: prefixed("object", redaction=hidden_of(matter), text="这是实话。"),
    "desk-judge": lambda matter: {
        "deed": "restore",
        **prefixed("judge", redaction=hidden_of(matter), text="没有涉及他人。"),
    },
    "desk-settle": lambda matter: {"deed": "refuse", **prefixed("settle", text="职责清单写明。")},
    "desk-asklink": lambda matter: prefixed("asklink", to="person", text="哪一盏？", days=7),
    "desk-note": lambda matter: {"note-text": "已电话联系。", "note-see": "internal"},
    "desk-release": lambda matter: {"text": "yes", "files": [matter.file]},
    "desk-check-reply": lambda matter: prefixed("resolve", version=matter.version, text="已修好。"),
    "desk-route": lambda matter: {"version": matter.version},
    "desk-correct": lambda matter: prefixed(
        "correct", version=matter.version, kind="help", category="cityscape.green.trees", place=GRID
    ),
    "desk-step": lambda matter: prefixed("step-serve", version=matter.version),
    "matter-step": lambda matter: prefixed("step-supplement", text="2025 年。"),
    "desk-extend": lambda matter: prefixed("extend", version=matter.version, limit=1, text="等配件。"),
    "desk-defer": lambda matter: prefixed("defer", version=matter.version, limit=1, text="等配件。"),
    "desk-deny": lambda matter: prefixed("deny", version=matter.version, text="请按期办结。"),
    "desk-park": lambda matter: prefixed("park", version=matter.version, review_on=MONTH, text="等雨季。"),
    "desk-call-in": lambda matter: prefixed(
        "call", version=matter.version, unit1="d-traffic", task1="封一条车道。", text="要几家一起。"
    ),
    "desk-borrow": lambda matter: prefixed(
        "borrow", version=matter.version, unit="d-government", task="请协调。"
    ),
    "desk-part-contribute": share_form("contribute", text="已办好。"),
    "desk-part-refuse": share_form("refuse", reason="not_our_duty", text="清单没有。"),
    "desk-part-agree": share_form("agree"),
    "desk-part-hold": share_form("hold", text="清单写明。"),
    "desk-part-excuse": share_form("excuse", text="不需要了。"),
    "desk-part-assign": share_form("assign", person=""),
    "desk-link": lambda matter: prefixed(
        "link", version=matter.version, parent=a_case(place=places_of(matter)).number
    ),
    "desk-press": lambda matter: prefixed(
        "press", version=matter.version, trigger="bad_effect", by=TOMORROW, text="请说明。"
    ),
    "desk-respond": press_form("respond"),
    "desk-spare": press_form("spare"),
    "field-check": lambda matter: prefixed("check", version=matter.version, found="verify", text="亮了。"),
}
PLAIN: dict[str, Any] = {
    "desk-issue-merge": other_issue,
    "desk-issue-split": near_letter,
    "desk-issue-finish": open_plan,
    "desk-issue-plan": {
        "plan-plan_id": "01939d0c-0000-7000-8000-000000000002", "plan-goal": "灯都亮",
        "plan-unit": "d-lighting", "plan-due_on": MONTH,
    },
    "propose": {
        "draft": "0190d3c0-0000-7000-8000-000000000003", "title": "加扶手", "text": "台阶滑。",
        "place": NEAR,
    },
    "desk-space-paper": {
        "draft": "0190d3c0-0000-7000-8000-000000000004", "title": "加扶手", "text": "台阶滑。",
        "place": NEAR, "paper": "柜台 第2页",
    },
    "desk-phones": {"name": "社区的手机"},
    "survey-answer": ANSWER,
    "survey-own": {"receipt": "ABCDEFGHJKMN"},
    "desk-survey-preview": ANSWER,
    "desk-survey-take": {**ANSWER, "way": "counter"},
    "desk-survey-new": lambda: {
        **SURVEY, "code": "another", "workbook": a_workbook(),
    },
    "desk-survey-edit": SURVEY,
    "panel-enter": {"f0": "女", "f1": "六十以上", "address": "打铜街12号"},
    "panel-answer": {"accepts": "yes"},
    "desk-panel-do": {
        "quotas-seats": 4, "quotas-quotas": QUOTAS, "quotas-until": MONTH,
    },
    "opinions-code": {"code": "ABCDEFGH"},
    "opinions-say": {"statement": "1", "stance": "agree"},
    "opinions-write": {"text": "晚上太吵。"},
    "desk-opinions-do": {"sheet-serial": "A1", "sheet-s1": "agree"},
    "vote-code": {"code": "ABCDEFGH"},
    "vote-tick": {"project": "1", "on": "yes"},
    "desk-vote-do": {"paper-serial": "A1", "paper-choices": ["1"]},
    "desk-space-new": {**SPACE, "code": "another"},
    "desk-space-edit": SPACE,
    "general-vote-letter": {"letter": "ABCDEFGH"},
    "general-vote-code": {"code": "ABCDEFGH"},
    "general-vote-tick": {"choice": "1", "on": "yes"},
    "desk-general-vote-new": VOTE,
    "desk-general-vote-edit": VOTE,
    "desk-general-vote-do": {"letters-count": "1"},
    "moderation-appeal": {"text": "不是广告。"},
    "desk-moderation-do": {"prefix": "a0", "a0-text": "不是广告。", "a0-paper": "柜台 第5页"},
    "text-amend": {
        "draft": "0190d3c0-0000-7000-8000-000000000005", "clause": "1", "kind": "replace",
        "words": "遛狗牵短绳。", "reason": "更安全。",
    },
    "text-do": {"seq": "1"},
    "desk-text-new": TEXT_FORM,
    "desk-text-edit": TEXT_FORM,
    "desk-text-do": {
        "voices-seq": "1", "voices-sheet": "第1册", "voices-for_it": "3", "voices-against": "1",
    },
    "hearing-say": {
        "draft": "0190d3c0-0000-7000-8000-000000000006", "category": "1", "words": "楼下缺车位。",
        "place": NEAR,
    },
    "desk-hearing-new": HEARING_FORM,
    "desk-hearing-edit": HEARING_FORM,
    "desk-hearing-do": {
        "paper-draft": "0190d3c0-0000-7000-8000-000000000007", "paper-category": "1",
        "paper-words": "楼下缺车位。", "paper-place": NEAR, "paper-paper": "柜台 第6页",
    },
    "desk-meeting-new": MEETING,
    "desk-meeting-edit": {**MEETING, "spot": "别处"},
    "desk-meeting-do": {"sheet-sheet": "签到册", "sheet-lines": "3"},
    "open-item-ask": {"text": "怎么还没有贴？"},
    "posting-sign": {"agrees": "yes"},
    "desk-board-edit": {"unit": "c-binjianglu", "since": TODAY, "spot": "门口"},
    "desk-board-do": {"ask-item": "r-funds", "ask-text": "电费多少？", "ask-paper": "询问单 1"},
    "desk-posting-new": lambda: {**POSTING, "first": a_quarter()},
    "desk-posting-edit": lambda: {**POSTING, "amounts": "支出 | 灯 | 3"},
    "desk-posting-do": {"sign-seat": "1", "sign-agrees": "yes", "sign-paper": "签字页"},
    "offer": {"gift": "time", "place": NEAR, "title": "送一路", "times": "上午"},
    "desk-offer-new": {
        "way": "firms", "gift": "room", "place": NEAR, "title": "会议桌", "times": "周二",
        "paper": "柜台 1",
    },
    "desk-offer-do": {"decide-accept": "yes"},
    "desk-call-new": {
        "gift": "time", "title": "送饭", "text": "上午。", "place": NEAR, "unit": "c-binjianglu",
        "until": MONTH, "terms": "无偿。",
    },
    "desk-call-close": {"text": "送到了。"},
    "desk-residents": {"login": "cast-outsider", "place": NEAR, "way": "counter"},
    "desk-proposal-do": {"sheet-sheet": "第1册", "sheet-lines": 12},
    "desk-commitment": {"do": "start", "text": "已备料。", "version": 1},
    "pact-comment": {"clause": "1", "text": "写清楚些。"},
    "desk-pacts": {"title": "新公约", "level": "residents_pact", "place": NEAR, "clauses": "遛狗牵绳。"},
    "mediation": {
        "draft": "0190d3c0-0000-7000-8000-000000000001", "kind": "neighbours", "place": NEAR,
        "summary": "楼上夜里弹琴。", "name": "丁芸", "contact": "13900000001", "other": "霍山",
    },
    "desk-mediation-new": {
        "draft": "0190d3c0-0000-7000-8000-000000000002", "kind": "neighbours", "place": NEAR,
        "summary": "楼上夜里弹琴。", "name": "丁芸", "contact": "13900000001", "other": "霍山",
        "origin": "party",
    },
    "mediation-open": {"number": "M2026-000009-1", "code": "ABCDEFGH"},
    "desk-mediation-do": {"step-text": "双方都愿意谈。"},
    "desk-item-new": {"title": "台阶破损", "place": NEAR, "source": "visit", "unit": "d-lighting"},
    "desk-item": {"do": "take", "text": "本周去看。", "version": 2},
    "field-door": {"outcome": "absent", "visit_id": "00000000-0000-4000-8000-00000000d00a"},
    "field-ask": {"state": "done", "text": "都看过了。"},
    "desk-grid-do": {"task": "hazard", "text": "看一看楼道。", "due_on": "2999-01-01"},
    "desk-round-plan": lambda: {
        "day": date.today() + timedelta(days=2), "basis": "sample", "count": 2, "workers": [worker()],
    },
    "desk-visit-sheets": lambda: {
        "name_zh": "养犬", "code": "dogs", "place": NEAR, "workbook": a_workbook(),
    },
    "wish-change": {"rhythm": "quarter"},
    "desk-round-hand-over": lambda: {"worker": worker("community_worker")},
    "desk-mediation-scan": lambda: {
        "which": "record", "scan": SimpleUploadedFile("a.jpg", photo(), "image/jpeg"),
    },
    "desk-sign": {"decision": "source", "reason": "先查来源。"},
    "desk-wording": {"text": "人民调解书\n{number} {applicant} {respondent} {statements} {mediator}"},
    "desk-mediators": {"login": "cast-grid_worker", "place": NEAR, "kinds": ["neighbours"], "active": "on"},
    "desk-pact-edit": {"clauses": "遛狗牵绳。\n夜里安静。", "version": 1},
    "desk-pact-decide": {"decision": "kept", "reason": "没有问题。"},
    "desk-pact-answer": {"use": "taken", "answer": "已改。"},
    "desk-pact-move": {"on": "2026-05-01", "version": 1},
    "preferences": {"mode": "elder", "next": "/nearby/"},
    "my-name": {"n-name": "张三"},
    "my-contact": {"c-contact": "139 0000 0008"},
    "my-consent": {"give": "1"},
    "my-close": {"x-sure": "on"},
    "kiosk-slip": {"secret": "ABCD EFGH JKLM NPQR STUV"},
    "kiosk-waiting": {"secret": "ABCDEFGHJKLMNPQRSTUV", "key": "x", "iv": "x", "data": "x"},
    "desk-kiosks": {"name": "大厅", "place": NEAR},
    "my-mandate-give": MANDATE,
    "desk-mandates": {"contact": "139 0000 0031"},
    "desk-mandate-new": {**MANDATE, "person": "139 0000 0033", "way": "signature", "drawn": "M1 1L9 9"},
    "my-password": {"old": "so far", "new": "a much longer one"},
    "sign-in-password": {"p-login": "nobody", "p-password": "wrong"},
    "ask-code": {"c-contact": "139 0000 0009"},
    "type-code": {"code": "123456"},
    "report": {"text": "路灯坏了。"},
    "subscribe": {"place": "509901001002", "contact": "139 0000 0008"},
    "subscribe-code": {"code": "123456"},
    "reply": lambda: {"secret": link_token(Link.objects.get(ended_at=None, to="outside").id)},
    "stop": lambda: {"secret": f"{(row := Subscription.objects.earliest('at')).id}.{stop_token(row.id)}"},
    "track": {"number": "2026-000001-7", "code": "ABCDEFGH"},
    "desk-new": {"channel": "phone", "kind": "help", "text": "路灯坏了。", "place": "509901001002"},
    "field-new": {"kind": "help", "text": "路灯坏了。", "case_id": "01939d0c-0000-7000-8000-000000000001"},
    "desk-suggest": {"text": "路灯坏了。"},
    "desk-paper-pile": lambda: {"page": SimpleUploadedFile("page.jpg", photo())},
    "desk-message-join": lambda: {"number": Case.objects.order_by("number")[0].number},
    "desk-message-wish": {"contact": "139 0000 0008", "wish": "stop"},
    "my-messages": {"wish": "daily"},
    "messages-stop": {"List-Unsubscribe": "One-Click"},
    "desk-phone": {"number": "139 0000 0008"},
    "desk-call": {"case_id": "01939d0c-0000-7000-8000-000000000011", "text": "路灯坏了。", "deed": "cut"},
    "desk-callback": {"outcome": "busy", "version": 1},
    "desk-line-count": {"day": date.today(), "offered": 9, "answered": 9, "in_time": 8},
    "desk-many": {"deed": "note", "text": "催办。", "number": ["2026-000001-7"]},
    "desk-hand-over": {"unit": "nowhere"},
    "desk-reader-bar": {"level": "category", "branch": "", "percent": "85"},
    "desk-keep-view": {"name": "mine", "query": "group=new"},
    "desk-duties": {
        "unit": "d-lighting", "category": LAMP, "place": "509901000000", "role": "assisting",
        "on_list": "basic", "source": "清单", "valid_from": TOMORROW, "reason": "清单更新。",
    },
    "desk-end-duty": {"on": MONTH, "reason": "换届。"},
    "desk-decide-duty": {"deed": "refuse", "answer": "不妥。"},
    "desk-retention": {"purpose": "cases.reach", "until": MONTH, "reason": "法院调卷。"},
    "desk-decide-hold": {"deed": "agree", "answer": ""},
    "desk-request-new": asked_by_court,
    "desk-request-decide": {"deed": "refuse", "reason": "没有法律依据。"},
    "desk-assessment-write": {
        "aims": "回传。", "kinds": ["words"], "ground": "duty", "ground_words": "第34条。",
        "harms": "外泄。", "measures": "不含姓名。", "summary": "不含姓名和电话。", "review_on": MONTH,
    },
    "desk-assessment-decide": {"deed": "agree"},
    "desk-posts": {
        "login": "new-one", "name": "新人", "password": "long enough 1", "role": "auditor", "place": GRID,
    },
    "desk-open-rights": {"reason": "岗位轮换", "minutes": "15"},
    "desk-keys": {"name": "program", "scopes": ["cases:read"]},
    "desk-category": {
        "name:zh-Hans": "路灯", "name:en": "Lamps", "hint:zh-Hans": "灯", "hint:en": "lamps",
        "active": "on", "radius": "80",
    },
    "desk-category-questions": {"kind": "text", "words:zh-Hans": "几盏不亮？"},
    "desk-question": {"kind": "text", "words:zh-Hans": "几盏不亮？"},
    "desk-move-question": {"deed": "up"},
    "desk-hotline": day_file,
    "desk-hotline-reply": untold,
    "desk-templates": {"name": "已修", "do": "resolve", "text:zh-Hans": "已修好。"},
    "desk-template": {"name": "已修", "do": "resolve", "text:zh-Hans": "已修好。"},
}  # fmt: skip
# Where a valid form of somebody who has to be a stranger is refused by the form itself.
FORM_SAYS = {"sign-in-password": "422", "track": "422", "desk-hand-over": "422"}
