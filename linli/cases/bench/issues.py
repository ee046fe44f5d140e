# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench issues``: the 4,326 letters go through the product, and its issues are measured.

In a data folder of its own: the generated pack is loaded (the reader learns), the sheet is imported, every
matter joins its issue in the order in which it came (as its letter would do it), then one night passes. The
issues are held beside those that are known by the name of a place or a firm in the letters: a letter with
the name and a word of the matter belongs to the issue, one with the name only is left out of the count, and
every other belongs to none. The names were chosen from what an earlier grouping showed, so that issues that
are easy to find are more than their share; which letters belong is by name alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from linli.platform import database
from linli.platform.home import CHECKOUT, home

from .importing import _linli

SHEET = "messages_4326.xlsx"
# What every letter of an issue names, and a word of what it is about.
NAMED = (
    (r"伊景园|滨河[苑院]", r"车位|捆绑"),
    (r"丽发新城", r"搅拌|灰尘|噪音|污染|扬尘|水泥"),
    (r"魅力之城", r"油烟|餐饮|烧烤|夜宵|扰民"),
    (r"58车[贷货]", r""),
    (r"购房补[贴助]", r"人才"),
    (r"辉煌国际城", r"餐饮|饭店|油烟|商铺"),
    (r"青青家园|青山新村", r"烟道|油烟|餐饮|通道"),
    (r"月亮岛", r"高压|电线|电塔|110k"),
    (r"凉塘路", r"改造|拆迁|动工"),
    (r"茶场村", r"拆迁|规划|征"),
    (r"温斯顿", r"退"),
    (r"老地方美食", r""),
    (r"中[茂贸]城", r"欠|退|欺"),
    (r"泉星公园", r"规划|项目"),
    (r"诺亚山林", r"医院"),
    (r"余易贷", r""),
    (r"聚利[网人]|利聚人", r""),
    (r"洪山公园", r"建设|开工|规划"),
    (r"楚行一卡通", r""),
    (r"云开[壹一]品", r"产权"),
    (r"凯乐国际城", r"停车|乱停"),
    (r"圣力华苑", r"车位"),
    (r"[汉国]?王陵", r"公园|考古|遗址"),
    (r"梅溪湖", r"地铁"),
)
HALF, PURE = 0.5, 0.8  # an issue is found if one group holds half of it and is pure to four fifths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print the figures; 2 where the data set is not there."""
    data = Path(os.environ.get("LINLI_DATA", CHECKOUT.parent / "shared" / "data")).resolve()
    sheet = data / "teddy2020c" / SHEET
    if not sheet.is_file():
        print(f"no {sheet}; say in LINLI_DATA where the data sets lie")
        return 2
    folder = home() / "bench-issues"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o711, parents=True)
    os.environ |= {"LINLI_HOME": str(folder), "LINLI_DATA": str(data)}
    server = database.ensure()  # held until we end
    _linli("pack", "generate", "teddy2020c")
    began = time.monotonic()
    _linli("pack", "load", str(folder / "packs" / "teddy2020c"))
    loaded = time.monotonic() - began
    imported, _ = _linli(
        "import", "cases", str(sheet), "--map", str(CHECKOUT / "maps" / "teddy2020c.toml"), "--json"
    )
    import django

    django.setup()
    told = {
        "letters": imported["created"],
        "routed": imported["routed"],
        "load_s": round(loaded, 1),
        **_issues(),
    }
    del server
    print(json.dumps(told, ensure_ascii=False) if options.json else json.dumps(told, indent=1))
    return 0


def _issues() -> dict[str, Any]:
    from linli.kernel import clock
    from linli.kernel.actor import Actor, Holding
    from linli.places import public as places
    from linli.triage import public as triage

    from ..commands import group_matters, join_issue
    from ..models import Case
    from ..queries import hot_list, open_issues

    rows = list(
        Case.objects.order_by("received_at", "id").values_list("id", "title", "text", "received_at")
    )
    truth = named({str(identity): f"{title}{text}" for identity, title, text, _ in rows})

    def placed() -> dict[str, str]:
        found = {str(identity): triage.issue_of(f"case:{identity}") for identity, *_ in rows}
        return {name: str(issue) for name, issue in found.items() if issue is not None}

    began = time.process_time()
    for identity, _, _, at in rows:
        with clock.standing_at(at):
            join_issue(identity)
    arriving = time.process_time() - began
    arrived = agreement(placed(), truth)
    last = max(at for *_, at in rows) + timedelta(days=1)
    with clock.standing_at(last):
        began = time.process_time()
        grouped = group_matters()
        night = time.process_time() - began
        viewer = Actor("account", "bench", (Holding("coordinator", places.tree().root.path),))
        listed = hot_list(viewer)
        return {
            "by_name": {
                "issues": len(set(truth.values()) - {""}),
                "letters": sum(map(bool, truth.values())),
            },
            "as_they_came": {**arrived, "cpu_ms_a_letter": round(1000 * arriving / len(rows), 2)},
            "after_the_night": {**agreement(placed(), truth), "grouped": grouped, "cpu_s": round(night, 1)},
            "page": {
                "listed": len(listed),
                "open_to_all": len(open_issues()),
                "hottest": [
                    {
                        "people": item.info.heat.people,
                        "letters": len(item.info.letters),
                        "place": item.info.place,
                        "topic": item.info.category,
                    }
                    for item in listed[:8]
                ],
            },
        }


def named(texts: Mapping[str, str]) -> dict[str, str]:
    """The issue of each letter by name: a pattern, ``""`` for none; letters left out are absent."""
    truth = {}
    for key, text in texts.items():
        found = [(name, re.search(about, text)) for name, about in NAMED if re.search(name, text)]
        sure = [name for name, about in found if about]
        if not found or len(sure) == 1:
            truth[key] = sure[0] if sure else ""
    return truth


def agreement(groups: Mapping[str, str], truth: Mapping[str, str]) -> dict[str, Any]:
    """Pairs and issues of a grouping beside the truth; a pair counts where one of both is in an issue."""
    cells = Counter((groups.get(key, f"alone {key}"), issue) for key, issue in truth.items())
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    nowhere: Counter[str] = Counter()
    for (group, issue), count in cells.items():
        ours[group] += count
        if issue:
            theirs[issue] += count
        else:
            nowhere[group] += count
    both = sum(_pairs(count) for (_, issue), count in cells.items() if issue)
    said = sum(_pairs(count) - _pairs(nowhere[group]) for group, count in ours.items())
    true = sum(map(_pairs, theirs.values()))
    found = {
        issue
        for (group, issue), count in cells.items()
        if issue and count >= HALF * theirs[issue] and count >= PURE * ours[group] and count > 1
    }
    return {
        "precision": round(both / max(said, 1), 3),
        "recall": round(both / max(true, 1), 3),
        "f1": round(2 * both / max(said + true, 1), 3),
        "found": len(found),
    }


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
