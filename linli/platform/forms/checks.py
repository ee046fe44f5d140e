# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can only be seen in the whole form: unreadable conditions, names that are not there, rings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from linli.kernel.problem import Problem

from .definition import Definition, Item, Question, Section, walk
from .expressions import ExpressionError, read
from .faults import DEFAULT_BAD, EXPRESSION_BAD, NAME_UNKNOWN, PATTERN_BAD, RING
from .filling import default_of, meaning
from .functions import dangerous

REGEX = re.compile(r"""regex\s*\([^,]*,\s*(?:"([^"]*)"|'([^']*)')""")


def check(form: Definition, row_of: Mapping[str, int]) -> list[Problem]:
    """Every fault of a form whose rows are right each by itself."""
    names = set(row_of)
    faults: list[Problem] = []
    leads: dict[str, set[str]] = {}
    for item, _around in walk(form.items):
        row = row_of.get(item.name, 0)
        for column, said in _conditions(item).items():
            faults += _expression(row, column, said, item, names)
            if column not in ("constraint", "choice_filter") and not faults:
                # What is asked or reckoned may not depend on itself; an answer may be judged by it.
                leads.setdefault(item.name, set()).update(_names(said))
        if isinstance(item, Section) and not faults:
            for inner, _ in walk(item.items):
                leads.setdefault(inner.name, set()).update(_names(item.relevant) | _names(item.times))
        if isinstance(item, Question):
            faults += _default(row, item)
    return faults or [RING(row=row_of.get(one, 0), value=one) for one in _ring(leads)]


def _conditions(item: Item) -> dict[str, str]:
    if isinstance(item, Section):
        told = {"relevant": item.relevant, "repeat_count": item.times}
    else:
        told = {
            "required": item.required,
            "relevant": item.relevant,
            "constraint": item.constraint,
            "calculation": item.calculation,
            "choice_filter": item.choice_filter,
        }
        if default_is_expression(item):
            told["default"] = item.default
    return {column: said for column, said in told.items() if said}


def default_is_expression(item: Question) -> bool:
    try:
        return default_of(item) is not None
    except ExpressionError:
        return True


def _names(said: str) -> set[str]:
    return set(read(said).names) if said else set()


def _expression(row: int, column: str, said: str, item: Item, names: set[str]) -> list[Problem]:
    try:
        found = read(said)
    except ExpressionError as error:
        return [EXPRESSION_BAD(row=row, column=column, value=error.args[0] or "–")]
    known = {"name"}
    if isinstance(item, Question) and column == "choice_filter":
        known |= {key for one in item.choices for key in one.columns}
        lost = found.columns - known
    else:
        lost = found.columns
    faults = [
        NAME_UNKNOWN(row=row, column=column, value=name) for name in sorted((found.names - names) | lost)
    ]
    patterns = [one or other for one, other in REGEX.findall(said)]
    return faults + [
        PATTERN_BAD(row=row, column=column, value=one[:60]) for one in patterns if dangerous(one)
    ]


def _default(row: int, item: Question) -> list[Problem]:
    if not item.default or default_is_expression(item):
        return []
    wrong = meaning(item, item.default, item.choices)[1]
    return [DEFAULT_BAD(row=row, value=item.default[:60])] if wrong else []


def _ring(leads: Mapping[str, set[str]]) -> list[str]:
    """A name that leads back to itself; none if there is no ring."""
    done: set[str] = set()
    for start in leads:
        path: dict[str, None] = {}
        stack = [(start, iter(sorted(leads[start])))]
        while stack:
            name, rest = stack[-1]
            path[name] = None
            step = next((one for one in rest if one not in done), None)
            if step is None:
                done.add(name)
                path.pop(name, None)
                stack.pop()
            elif step in path:
                return [step]
            else:
                stack.append((step, iter(sorted(leads.get(step, ())))))
    return []
