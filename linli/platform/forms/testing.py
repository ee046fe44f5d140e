# SPDX-License-Identifier: AGPL-3.0-or-later
"""XLSForms for tests: workbooks made from rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

ZH, EN = "label::中文 (zh)", "label::English (en)"
SURVEY: list[list[Any]] = [
    ["type", "name", ZH, EN, "required", "relevant", "constraint", "constraint_message::中文 (zh)",
     "calculation", "choice_filter", "default", "hint::中文 (zh)"],
    ["begin_group", "home", "您家", "Your home"],
    ["integer", "people", "家里住几口人？", "How many live there?", "yes", "", ". > 0 and . < 20",
    "一到十九口。"],
    ["select_one yn", "dog", "养狗吗？", "A dog?", "yes", "", "", "", "", "", "", "只问一次"],
    ["end_group"],
    ["begin_repeat", "dogs", "狗", "Dog", "", "${dog} = 'y'"],
    ["text", "nm", "叫什么？", "Name", "yes"],
    ["integer", "age", "几岁？", "Age"],
    ["end_repeat"],
    ["calculate", "total", "", "", "", "", "", "", "sum(${age})"],
    ["select_one county", "county", "哪个区？", "District"],
    ["select_one street", "street", "哪条街？", "Street", "", "", "", "", "", "of = ${county}"],
    ["select_multiple yn or_other", "why", "为什么？", "Why?"],
    ["date", "day", "哪天？", "Which day?", "", "", "", "", "", "", "today()"],
    ["note", "thanks", "谢谢。", "Thank you."],
]  # fmt: skip
CHOICES: list[list[Any]] = [
    ["list_name", "name", ZH, EN, "of"],
    ["yn", "y", "是", "yes", ""],
    ["yn", "n", "否", "no", ""],
    ["county", "a", "甲区", "A", ""],
    ["county", "b", "乙区", "B", ""],
    ["street", "a1", "甲一街", "A1", "a"],
    ["street", "b1", "乙一街", "B1", "b"],
]
SETTINGS: list[list[Any]] = [["form_title", "form_id"], ["养狗", "dogs-1"]]


def workbook(
    survey: Sequence[Sequence[Any]] = SURVEY,
    choices: Sequence[Sequence[Any]] = CHOICES,
    settings: Sequence[Sequence[Any]] = SETTINGS,
) -> bytes:
    """An .xlsx file with the three sheets."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def survey_rows(*rows: Sequence[Any]) -> list[list[Any]]:
    """Rows under the plain header type, name, label, relevant, calculation, constraint, choice_filter."""
    header = ["type", "name", "label", "relevant", "calculation", "constraint", "choice_filter"]
    return [header, *(list(row) for row in rows)]


def instance_xml(form_id: str, instance: str, body: str, version: str = "1") -> bytes:
    """A submission as ODK Collect writes it."""
    return (
        f'<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="{form_id}" '
        f'version="{version}">{body}<orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>'
    ).encode()
