# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written in the longer forms of the matrix."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from linli.participation.queries.openness import find_board, find_item, open_periods
from linli.participation.testing import SURVEY_FORM, SURVEY_LISTS
from linli.platform.forms.testing import survey_rows, workbook

MONTH = date.today() + timedelta(days=30)
NEAR = "509901001002"  # the community in which the near matter lies
POSTING = {"title": "收支", "text": "说明。"}


def a_quarter() -> str:
    """The first day of a quarter that the near board has not published."""
    board = find_board(NEAR)
    return open_periods(board, find_item(board, "r-services"))[0].first.isoformat()


VOTE = {
    "title": "声控灯", "kind": "yes_no", "body": "residents", "basis": "persons", "place": NEAR,
    "unit": "s-renmin", "eligible": "300", "opens_day": "2027-06-01", "opens_time": "09:00",
    "closes_day": "2027-06-09", "closes_time": "18:00",
}  # fmt: skip
MEETING = {
    "title": "秋季居民会议", "body": "residents", "basis": "households", "place": NEAR, "unit": "s-renmin",
    "day": "2027-06-01", "begins": "19:00", "ends": "21:00", "spot": "会议室", "eligible": "300",
    "item1_title": "装灯",
}  # fmt: skip
TEXT_FORM = {
    "title": "养犬公约", "place": NEAR, "unit": "s-renmin", "level": "residents_pact", "rung": "contact",
    "begins": "2027-06-01", "ends": "2027-06-20", "clauses": "遛狗牵绳。",
}  # fmt: skip
HEARING_FORM = {
    "title": "夜间停车", "text": "哪里可以停？", "place": NEAR, "unit": "s-renmin",
    "categories": "停车 / Parking", "begins": "2027-06-01", "ends": "2027-06-20",
}  # fmt: skip
SPACE = {
    "name_zh": "近处", "code": "near-space", "kind": "process", "level": "involve", "about_zh": "说说。",
    "place": NEAR, "rung": "contact", "unit": "s-renmin", "threshold": 0, "answer_on": MONTH,
    "rules": "一人一次。",
}  # fmt: skip
SURVEY = {
    "name_zh": "调查", "purpose_zh": "了解情况。", "audience_zh": "居民", "code": "near-survey",
    "way": "open",
    "place": NEAR, "unit": "s-renmin", "begins": date.today(), "ends": date.today() + timedelta(days=9),
    "least": 5,
}  # fmt: skip


def a_workbook() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.xlsx", workbook(survey_rows(*SURVEY_FORM), SURVEY_LISTS))


ANSWER = {
    "draft": "0b7f1c9e-3c4d-4f5a-8b6c-7d8e9fa0b1c2", "turn": "send", "seen": "safe people age words",
    "q-safe": "yes", "q-people": "3",
}  # fmt: skip
MANDATE = {
    "person_name": "林奶奶", "helper_name": "林小雨", "helper": "139 0000 0032", "kind": "family",
    "scopes": ["matters"], "until": date.today() + timedelta(days=20),
}  # fmt: skip
