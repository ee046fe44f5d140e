# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chinese numerals as statutes write them: 第一百二十条之一 is (120, 1)."""

from __future__ import annotations

import re

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[零〇一二两三四五六七八九十百千]+"
LABEL = re.compile(rf"第({NUMERAL}|[0-9]{{1,4}})条(?:之({NUMERAL}|[0-9]{{1,2}}))?")


def number_of(numeral: str) -> int | None:
    """The value of a numeral below ten thousand; ``None`` for what no statute would write."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    total, digit, unit = 0, None, 10_000
    for sign in numeral:
        if sign in UNITS:
            value = UNITS[sign]
            if value >= unit or digit == 0:
                return None
            if digit is None and (value != 10 or total):
                return None
            total, digit, unit = total + (digit if digit is not None else 1) * value, None, value
        elif sign not in DIGITS or (digit is not None and digit != 0):
            return None
        else:
            digit = DIGITS[sign]
    return total + (digit or 0) or None


def numeral_of(number: int) -> str:
    """The numeral that a statute writes for 1 to 9,999."""
    if not 0 < number < 10_000:
        raise ValueError("statutes number from 1 to 9,999")
    signs, text, gap = "零一二三四五六七八九", "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit == 0:
            gap = bool(text) and number > 0
            continue
        text += "零" * gap + ("" if digit == 1 and value == 10 and not text else signs[digit]) + unit
        gap = False
    return text


def label_of(number: int, branch: int = 0) -> str:
    """第…条, or 第…条之…."""
    return f"第{numeral_of(number)}条" + (f"之{numeral_of(branch)}" if branch else "")


def article_of(text: str) -> tuple[int, int] | None:
    """Number and branch of a label such as 第一百二十条之一, 120 or 120-1; ``None`` if it is none."""
    plain = re.fullmatch(r"([0-9]{1,4})(?:-([0-9]{1,2}))?", text.strip())
    if plain:
        return int(plain[1]), int(plain[2] or 0)
    match = LABEL.fullmatch(text.strip())
    if match is None:
        return None
    number, branch = number_of(match[1]), number_of(match[2]) if match[2] else 0
    return None if number is None or branch is None else (number, branch)
