# SPDX-License-Identifier: AGPL-3.0-or-later
"""The expressions of XLSForm (a subset of XPath 1.0, ODK XForms specification): read once, run safely.

Pure: an expression sees the answers that its :class:`Scope` gives it and nothing else; it cannot loop, and
its length and depth are bounded. What it cannot do is refused when the form is read, never when it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from .functions import FUNCTIONS, Nodes, Value, number, same, truth

LONGEST, DEEPEST = 2000, 60
TOKEN = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*(?P<name>[^\W\d][\w-]*)\s*\})|(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<text>"[^"]*"|'[^']*')|(?P<word>[^\W\d][\w-]*(?::[^\W\d][\w-]*)?)|(?P<sign><=|>=|!=|\.\.|[()=<>+*,|.\-]))""",
    re.VERBOSE,
)
Run = Callable[["Scope"], Value]


class Scope(Protocol):
    """What an expression may see."""

    here: str  # the answer that a constraint is about
    position: int  # which repetition, from 1

    def value(self, name: str) -> Value:
        """The answer to a question: text, or all of them where it is asked repeatedly."""

    def column(self, name: str) -> str:
        """A column of the choice that a filter looks at."""

    def label(self, choice: str, name: str) -> str:
        """The words of a choice of a question."""

    def nth(self, name: str, at: int) -> str:
        """The answer in one repetition, from 1."""

    def moment(self) -> str:
        """Now, as an ISO 8601 date and time in the town's zone."""


class ExpressionError(ValueError):
    """An expression that cannot be read: ``args[0]`` says at what."""


@dataclass(frozen=True)
class Expression:
    """An expression that was read: the questions and columns it names, and how it runs."""

    names: frozenset[str]
    columns: frozenset[str]
    run: Run

    def holds(self, scope: Scope) -> bool:
        return truth(self.run(scope))


@lru_cache(maxsize=4096)
def read(text: str) -> Expression:
    """Read an expression. Raises :class:`ExpressionError`."""
    if len(text) > LONGEST:
        raise ExpressionError(f"> {LONGEST}")
    reader = _Reader(text)
    run = reader.level(0)
    if reader.at < len(reader.tokens):
        raise ExpressionError(reader.tokens[reader.at][1])
    return Expression(frozenset(reader.names), frozenset(reader.columns), run)


LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"),
)  # fmt: skip


class _Reader:
    """A reader by descent; each level of precedence is a line of ``LEVELS``."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.at = self.depth = 0
        self.names: set[str] = set()
        self.columns: set[str] = set()
        text, place = text.strip(), 0
        while place < len(text):
            found = TOKEN.match(text, place)
            if found is None:
                raise ExpressionError(text[place : place + 20])
            kind = "ref" if found["ref"] else str(found.lastgroup)
            self.tokens.append((kind, found["name"] if found["ref"] else found[kind]))
            place = found.end()
        if not self.tokens:
            raise ExpressionError("")

    def next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, *signs: str) -> str:
        kind, token = self.next()
        if kind in ("sign", "word") and token in signs:
            self.at += 1
            return token
        return ""

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise ExpressionError(self.next()[1] or sign)

    def level(self, at: int) -> Run:
        if at == 0:
            self.depth += 1
            if self.depth > DEEPEST:
                raise ExpressionError("(" * 3)
        if at == len(LEVELS):
            return self.signed()
        left = self.level(at + 1)
        while sign := self.take(*LEVELS[at]):
            left = _binary(sign, left, self.level(at + 1))
        if at == 0:
            self.depth -= 1
        return left

    def signed(self) -> Run:
        minus = 0
        while self.take("-"):
            minus += 1
        inner = self.primary()
        if not minus:
            return inner
        sign = -1 if minus % 2 else 1
        return lambda scope: sign * number(inner(scope))

    def primary(self) -> Run:
        kind, token = self.next()
        self.at += 1
        if kind == "ref":
            self.names.add(token)
            return lambda scope: scope.value(token)
        if kind == "number":
            figure = float(token)
            return lambda scope: figure
        if kind == "text":
            return lambda scope: token[1:-1]
        if (kind, token) == ("sign", "."):
            return lambda scope: scope.here
        if (kind, token) == ("sign", ".."):
            return lambda scope: ""  # only ``position(..)`` has a use for it
        if (kind, token) == ("sign", "("):
            inner = self.level(0)
            self.need(")")
            return inner
        if kind == "word":
            if self.take("("):
                return self.call(token)
            self.columns.add(token)
            return lambda scope: scope.column(token)
        raise ExpressionError(token)

    def call(self, name: str) -> Run:
        if name not in FUNCTIONS:
            raise ExpressionError(f"{name}()")
        least, most, do = FUNCTIONS[name]
        first = self.next()[1]
        given: list[Run] = []
        if not self.take(")"):
            given.append(self.level(0))
            while self.take(","):
                given.append(self.level(0))
            self.need(")")
        if not least <= len(given) <= most:
            raise ExpressionError(f"{name}()")
        return lambda scope: do(scope, given, first)


def _binary(sign: str, left: Run, right: Run) -> Run:
    match sign:
        case "or":
            return lambda scope: truth(left(scope)) or truth(right(scope))
        case "and":
            return lambda scope: truth(left(scope)) and truth(right(scope))
        case "=":
            return lambda scope: same(left(scope), right(scope), True)
        case "!=":
            return lambda scope: same(left(scope), right(scope), False)
        case "<" | "<=" | ">" | ">=":
            order = ORDERS[sign]
            return lambda scope: any(
                order(a, b) for a in _numbers(left(scope)) for b in _numbers(right(scope))
            )
    reckon = SUMS[sign]
    return lambda scope: reckon(number(left(scope)), number(right(scope)))


def _numbers(value: Value) -> list[float]:
    return [number(one) for one in value] if isinstance(value, Nodes) else [number(value)]


def _divide(a: float, b: float) -> float:
    if b == 0:
        return float("nan") if a == 0 or a != a else float("inf") if a > 0 else float("-inf")
    return a / b


def _modulo(a: float, b: float) -> float:
    """The remainder with the sign of the dividend, as XPath has it."""
    if b == 0 or a != a or b != b or abs(a) == float("inf"):
        return float("nan")
    if abs(b) == float("inf"):
        return a
    left = abs(a) % abs(b)
    return -left if a < 0 else left


ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
SUMS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "div": _divide,
    "mod": _modulo,
}
