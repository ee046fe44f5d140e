# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values and functions of the expressions in a form (XPath 1.0 and ODK XForms specification). Pure.

A date is the text ``YYYY-MM-DD``; where a number is asked for it is the days since 1970-01-01, as in ODK.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any


class Nodes(tuple[str, ...]):
    """The answers to a question that is asked repeatedly."""

    __slots__ = ()


Value = str | float | bool | Nodes
ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)\S*)?$")
EPOCH = date(1970, 1, 1)
LONGEST_MATCHED = 200  # characters that a pattern is tried on
NESTED = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)\s*[+*{]")  # (a+)+ may take for ever
MANY = 99


def text(value: Value) -> str:
    """A value as text: whole numbers without a point."""
    if isinstance(value, Nodes):
        return value[0] if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value == int(value) else repr(value)
    return value


def number(value: Value) -> float:
    """A value as a number; not-a-number for what is none."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, float):
        return value
    said = text(value).strip()
    if found := ISO_DATE.match(said):
        try:
            days = float((date.fromisoformat(found[1]) - EPOCH).days)
            return days + _day_part(found[2]) if found[2] else days
        except ValueError:
            return math.nan
    if not re.fullmatch(r"-?(?:\d+(?:\.\d*)?|\.\d+)", said, re.ASCII):
        return math.nan
    return float(said)


def _day_part(clock: str) -> float:
    parts = [int(one) for one in clock.split(":")]
    if parts[0] > 23 or any(one > 59 for one in parts[1:]):
        raise ValueError
    return (parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)) / 86400


def truth(value: Value) -> bool:
    """A value as yes or no."""
    if isinstance(value, Nodes):
        return bool(value)
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def same(left: Value, right: Value, equal: bool) -> bool:
    """``=`` and ``!=``: any pair where there are several; as yes/no, numbers or text, in this order."""
    if isinstance(left, bool) or isinstance(right, bool):
        return (truth(left) == truth(right)) is equal
    for a in left if isinstance(left, Nodes) else (left,):
        for b in right if isinstance(right, Nodes) else (right,):
            alike = number(a) == number(b) if isinstance(a, float) or isinstance(b, float) else a == b
            if alike is equal:
                return True
    return False


def day(value: Value) -> str:
    """A number of days, or a date with a time, as a date; empty for what is none."""
    days = number(value)
    if math.isnan(days) or not -700_000 < days < 2_900_000:
        return ""
    return (EPOCH + timedelta(days=math.floor(days))).isoformat()


def dangerous(pattern: str) -> bool:
    """Whether a pattern is wrong, or might take too long on a text made for that."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return True
    return len(pattern) > 300 or bool(NESTED.search(pattern))


def _regex(said: str, pattern: str) -> bool:
    return not dangerous(pattern) and bool(re.fullmatch(pattern, said[:LONGEST_MATCHED]))


def _round(value: float, digits: float = 0.0) -> float:
    if math.isnan(value) or math.isinf(value) or not abs(digits) <= 15:
        return value
    scale = 10 ** int(digits)
    return math.floor(value * scale + 0.5) / scale


def _int(value: float) -> float:
    return value if math.isnan(value) or math.isinf(value) else float(math.trunc(value))


def _power(a: float, b: float) -> float:
    try:
        made = a**b
    except (OverflowError, ZeroDivisionError):
        return math.nan
    return made if isinstance(made, float) else math.nan


def _whole(do: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: value if math.isnan(value) or math.isinf(value) else float(do(value))


FORMATS = {"%Y": "%Y", "%y": "%y", "%m": "%m", "%d": "%d", "%H": "%H", "%M": "%M", "%S": "%S"}


def _format(value: str, pattern: str) -> str:
    found = ISO_DATE.match(value)
    if not found:
        return ""
    try:
        at = datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}")
    except ValueError:
        return ""
    short = {"%e": str(at.day), "%n": str(at.month), "%h": str(at.hour)}
    return re.sub(
        r"%\w", lambda one: short.get(one[0]) or (at.strftime(one[0]) if one[0] in FORMATS else ""), pattern
    )


def _items(value: Value) -> list[str]:
    return text(value).split()


def _all(values: Sequence[Value]) -> list[float]:
    return [number(one) for value in values for one in (value if isinstance(value, Nodes) else (value,))]


def _best(pick: Callable[[list[float]], float]) -> Callable[..., Value]:
    """The least or most of what was answered; blank answers do not count."""

    def do(*values: Value) -> Value:
        known = [one for one in _all(values) if not math.isnan(one)]
        return pick(known) if known else math.nan

    return do


def _nodes(value: Value) -> Nodes:
    return value if isinstance(value, Nodes) else Nodes([text(value)] if text(value) else [])


def _at(items: list[str], at: float) -> str:
    return items[int(at)] if 0 <= at < len(items) else ""


def _part(said: str, begin: float, end: float = math.inf) -> str:
    if math.isnan(begin) or math.isnan(end):
        return ""
    return said[int(max(0.0, begin)) : int(min(len(said), max(0.0, end)))]


# name -> (fewest arguments, most, what it does with values already reckoned)
PLAIN: dict[str, tuple[int, int, Callable[..., Value]]] = {
    "true": (0, 0, lambda: True),
    "false": (0, 0, lambda: False),
    "not": (1, 1, lambda a: not truth(a)),
    "boolean": (1, 1, truth),
    "boolean-from-string": (1, 1, lambda a: text(a) in ("1", "true")),
    "string": (1, 1, text),
    "number": (1, 1, number),
    "int": (1, 1, lambda a: _int(number(a))),
    "round": (1, 2, lambda a, b=0.0: _round(number(a), number(b))),
    "floor": (1, 1, lambda a: _whole(math.floor)(number(a))),
    "ceiling": (1, 1, lambda a: _whole(math.ceil)(number(a))),
    "abs": (1, 1, lambda a: abs(number(a))),
    "pow": (2, 2, lambda a, b: _power(number(a), number(b))),
    "sqrt": (1, 1, lambda a: math.sqrt(number(a)) if number(a) >= 0 else math.nan),
    "selected": (2, 2, lambda a, b: text(b).strip() in _items(a)),
    "count-selected": (1, 1, lambda a: float(len(_items(a)))),
    "selected-at": (2, 2, lambda a, b: _at(_items(a), number(b))),
    "string-length": (1, 1, lambda a: float(len(text(a)))),
    "concat": (1, MANY, lambda *a: "".join(part for one in a for part in _nodes(one))),
    "join": (2, MANY, lambda a, *b: text(a).join(part for one in b for part in _nodes(one))),
    "contains": (2, 2, lambda a, b: text(b) in text(a)),
    "starts-with": (2, 2, lambda a, b: text(a).startswith(text(b))),
    "ends-with": (2, 2, lambda a, b: text(a).endswith(text(b))),
    "substr": (2, 3, lambda a, b, c=math.inf: _part(text(a), number(b), number(c))),
    "substring-before": (2, 2, lambda a, b: _before(text(a), text(b))),
    "substring-after": (2, 2, lambda a, b: text(a).partition(text(b))[2] if text(b) else text(a)),
    "translate": (3, 3, lambda a, b, c: _translate(text(a), text(b), text(c))),
    "normalize-space": (1, 1, lambda a: " ".join(_items(a))),
    "regex": (2, 2, lambda a, b: _regex(text(a), text(b))),
    "date": (1, 1, day),
    "decimal-date-time": (1, 1, number),
    "format-date": (2, 2, lambda a, b: _format(text(a), text(b))),
    "format-date-time": (2, 2, lambda a, b: _format(text(a), text(b))),
    "sum": (1, 1, lambda a: float(sum(_all([a])))),
    "count": (1, 1, lambda a: float(len(_nodes(a)))),
    "count-non-empty": (1, 1, lambda a: float(sum(bool(one) for one in _nodes(a)))),
    "min": (1, MANY, _best(min)),
    "max": (1, MANY, _best(max)),
}


def _before(said: str, mark: str) -> str:
    return said.partition(mark)[0] if mark and mark in said else ""


def _translate(said: str, old: str, new: str) -> str:
    return said.translate(
        {ord(sign): new[at] if at < len(new) else None for at, sign in reversed(list(enumerate(old)))}
    )


def _eager(do: Callable[..., Value]) -> Callable[..., Value]:
    return lambda scope, given, first: do(*(run(scope) for run in given))


def _if(scope: Any, given: Any, first: str) -> Value:
    made: Value = given[1 if truth(given[0](scope)) else 2](scope)
    return made


def _coalesce(scope: Any, given: Any, first: str) -> Value:
    for run in given[:-1]:
        found: Value = run(scope)
        if text(found) not in ("", "NaN"):
            return found
    last: Value = given[-1](scope)
    return last


def _once(scope: Any, given: Any, first: str) -> Value:
    made: Value = scope.here or given[0](scope)
    return made


def _choice_name(scope: Any, given: Any, first: str) -> Value:
    named = re.sub(r"[\s${}]", "", text(given[1](scope)))
    return str(scope.label(text(given[0](scope)), named))


def _indexed(scope: Any, given: Any, first: str) -> Value:
    at = number(given[2](scope))
    return str(scope.nth(first, int(at))) if at >= 1 else ""


FUNCTIONS: dict[str, tuple[int, int, Callable[..., Value]]] = {
    name: (least, most, _eager(do)) for name, (least, most, do) in PLAIN.items()
} | {
    "if": (3, 3, _if),
    "coalesce": (1, MANY, _coalesce),
    "once": (1, 1, _once),
    "today": (0, 0, lambda scope, given, first: str(scope.moment())[:10]),
    "now": (0, 0, lambda scope, given, first: str(scope.moment())),
    "position": (1, 1, lambda scope, given, first: float(scope.position)),
    "jr:choice-name": (2, 2, _choice_name),
    "indexed-repeat": (3, 3, _indexed),
}
