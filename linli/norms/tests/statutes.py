# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statutes of a town that does not exist, written for these tests, and ways to spoil a file."""

from __future__ import annotations

import random
from collections.abc import Callable

from linli.norms.rules.numerals import label_of

LAMPS = """# 中华人民共和国路灯法

（2030年3月1日第二十届代表大会通过）

目　录

第一章　总　则
第二章　点灯与熄灯
附　则

第一章　总　则

第一条　为了让夜里走路的人看得见，制定本法。

第二条　本法所称路灯，包括：
（一）街道两旁的灯；
（二）楼道里的灯：
1.声控的；
2.常亮的。
前款以外的灯，依照第四条规定办理。

第二条之一　依照《中华人民共和国蜡烛法》第一条点的蜡烛不是路灯。

第二章　点灯与熄灯

第三条　天黑点灯，天亮熄灯。
违反本法第二条、第二条之一和第四条第一款规定的，由路灯所责令改正。

第四条　坏了的灯应当在三日内修好。

附　则

第五条　本法自2030年6月1日起施行。
"""


def statute(articles: int = 24, title: str = "中华人民共和国试验法", begin: int = 1) -> str:
    """A statute of so many articles, each with words of its own."""
    lines = [f"# {title}", "", "（2030年1月1日通过）", ""]
    for number in range(begin, begin + articles):
        if number % 8 == 1:
            lines += [f"## 第{'一二三四五六七八九十'[number // 8 % 10]}章　第{number}号章", ""]
        lines += [
            f"{label_of(number)}　这是为试验而写的第{number}号条文。",
            f"它的第二款有{number * 7}个字。",
            "",
        ]
        if number % 5 == 0:
            lines[-1:] = [f"（一）甲{number}；", f"（二）乙{number}。", ""]
    lines += [f"{label_of(begin + articles)}　本法自2030年2月1日起施行。", ""]
    return "\n".join(lines)


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text))]


def _drop_line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def _double_line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def _swap_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _sign(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return (
        text[:at]
        + chance.choice(["\0", "第", "条", "\n", "　", "㊀", "\ufffd", "２", "<", "}"])
        + text[at + 1 :]
    )


def _number(text: str, chance: random.Random) -> str:
    label = label_of(chance.randint(1, 20))
    return text.replace(
        label, chance.choice([label_of(chance.randint(1, 99)), "第某条", "第十十条", label[:-1]]), 1
    )


def _join_lines(text: str, chance: random.Random) -> str:
    places = [at for at, sign in enumerate(text) if sign == "\n"]
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def _unspace(text: str, chance: random.Random) -> str:
    label = label_of(chance.randint(1, 20))
    return text.replace(f"{label}　", label, 1)


MUTATIONS: list[Callable[[str, random.Random], str]] = [
    _cut, _drop_line, _double_line, _swap_lines, _sign, _number, _join_lines, _unspace,
]  # fmt: skip
