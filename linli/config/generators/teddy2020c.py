# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town for the letters of the Teddy Cup 2020, task C: the anonymised places that they name, the
category tree of 517 rows, and the labelled letters as examples for the reader."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from linli.platform.tables import open_table

from . import data_file, write_rows, write_town

PLACE = re.compile(r"([A-Z])(\d*)([市县区])")
ROOT = "province"
LONGEST_EXAMPLE = 2000


def generate(folder: Path) -> None:
    """Write the pack."""
    write_town(
        folder,
        {
            "format": 1,
            "code": "teddy2020c",
            "name": {"zh-Hans": "西地省", "en": "Xidi Province"},
            "languages": ["zh-Hans", "en"],
            "time_zone": "Asia/Shanghai",
            "calendar": "cn",
            "codes": "free",
            "general_intake": "intake",
            "hotline": {"number": "12345", "hours": {"zh-Hans": "每天 24 小时", "en": "day and night"}},
        },
    )
    places = _places()
    write_rows(
        folder / "places.csv",
        ("code", "parent", "kind", "name:zh-Hans", "name:en", "aliases"),
        [(ROOT, "", "city", "西地省", "Xidi Province", "")]
        + [(code, parent, kind, name, name, "") for code, parent, kind, name in places],
    )
    codes = _categories(folder)
    tops = [code for code in codes.values() if "." not in code]
    write_rows(
        folder / "units.csv",
        ("code", "parent", "kind", "place", "name:zh-Hans", "name:en"),
        [
            ("gov", "", "government", ROOT, "省人民政府", "Provincial Government"),
            ("intake", "gov", "hotline", ROOT, "统一受理", "General intake"),
        ]
        + [
            (f"gov-{code}", "gov" if parent == ROOT else f"gov-{parent}", "government", code,
             f"{name}人民政府", f"Government of {name}")
            for code, parent, _, name in places
        ],
    )  # fmt: skip
    write_rows(
        folder / "duties.csv",
        ("unit", "category", "place", "role", "list", "source"),
        [
            (f"gov-{code}", top, code, "lead", "basic", "属地管理（示例）")
            for code, _, _, _ in places
            for top in tops
        ],
    )
    write_rows(
        folder / "deadlines.csv",
        ("key", "measures", "unit", "limit", "extension", "tell:zh-Hans", "source", "article", "mark"),
        [("hotline.answer", "answer", "wd", 5, 5, "五个工作日内办结并答复",
          "参照《济南市12345政务服务便民热线条例》", "第24条", "V")],
    )  # fmt: skip
    _examples(folder, codes)


def _places() -> list[tuple[str, str, str, str]]:
    """(code, parent, kind, name) of every place that the letters name, cities first."""
    table = open_table(data_file("teddy2020c", "messages_4326.xlsx"))
    found: dict[str, dict[str, int]] = {}
    for _, row in table.rows:
        for letter, number, ending in PLACE.findall(f"{row['留言主题']}{row['留言详情']}"):
            endings = found.setdefault(letter + number, {})
            endings[ending] = endings.get(ending, 0) + 1
    letters = {code[0] for code in found}
    kinds = {"市": "city", "县": "county", "区": "district"}
    cities = [(letter, ROOT, "city", f"{letter}市") for letter in sorted(letters)]
    below = []
    for code, endings in sorted(found.items()):
        if len(code) > 1:
            ending = max(endings, key=lambda item: endings[item])
            below.append((code, code[0], kinds[ending], f"{code}{ending}"))
    return cities + below


def _categories(folder: Path) -> dict[str, str]:
    """Write the tree; codes of the top categories by name."""
    table = open_table(data_file("teddy2020c", "taxonomy_517.xlsx"))
    numbers: dict[tuple[str, ...], str] = {}
    rows = []
    for _, row in table.rows:
        chain = [str(row[name]).strip() for name in ("一级分类", "二级分类", "三级分类")]
        for depth in range(1, 4):
            key = tuple(chain[:depth])
            if not key[-1] or key in numbers:
                continue
            parent = numbers.get(key[:-1], "")
            brothers = sum(1 for other in numbers if other[:-1] == key[:-1])
            code = f"{parent}.{brothers + 1:02d}" if parent else f"t{brothers + 1:02d}"
            numbers[key] = code
            rows.append((code, parent, key[-1], key[-1], "" if parent else "message-square"))
    write_rows(folder / "categories.csv", ("code", "parent", "name:zh-Hans", "name:en", "icon"), rows)
    return {key[0]: code for key, code in numbers.items() if len(key) == 1}


def _examples(folder: Path, codes: dict[str, str]) -> None:
    rows = []
    with data_file("teddy2020c", "task1_train_segmented.csv").open(encoding="utf-8-sig") as file:
        rows += [(row["words"].replace(" ", ""), row["label"]) for row in csv.DictReader(file)]
    with data_file("teddy2020c", "task1_sample_raw.csv").open(encoding="utf-8-sig") as file:
        rows += [(f"{row['留言主题']} {row['留言详情']}", row["一级分类"]) for row in csv.DictReader(file)]
    write_rows(
        folder / "examples.csv",
        ("text", "kind", "category", "place"),
        [
            (re.sub(r"\s+", " ", text).strip()[:LONGEST_EXAMPLE], "", codes[label], "")
            for text, label in rows
            if label in codes
        ],
    )
