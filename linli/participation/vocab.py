# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of taking part: rules of counting and the problems that files from outside can have."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class BudgetRule(StrEnum):
    """How a participatory budget is decided."""

    GREEDY = "greedy"
    GREEDY_NO_SKIP = "greedy-no-skip"
    EQUAL_SHARES = "equal-shares"


class Why(StrEnum):
    """Why a project won or lost."""

    FITTED = "fitted"
    NOT_AFFORDABLE = "not_affordable"
    STOPPED_BEFORE = "stopped_before"
    BELOW_THRESHOLD = "below_threshold"
    PAID_BY_SUPPORTERS = "paid_by_supporters"
    SUPPORTERS_SPENT = "supporters_spent"
    NO_SUPPORT = "no_support"


BAD_BUDGET_FILE = problem(
    "bad_budget_file",
    422,
    mark("Line %(line)s of the budget file cannot be read: %(fault)s (%(value)s)."),
    mark("Mend this line and read the file again; nothing was counted."),
)
BAD_OPINIONS = problem(
    "bad_opinions",
    422,
    mark("Row %(row)s of %(file)s cannot be read: %(fault)s (%(value)s)."),
    mark("Mend this row and read the folder again; nothing was counted."),
)
BAD_POOL = problem(
    "bad_pool",
    422,
    mark("Row %(row)s of %(file)s cannot be read: %(fault)s (%(value)s)."),
    mark("Mend this row and read the folder again; nobody was drawn."),
)
QUOTAS_IMPOSSIBLE = problem(
    "quotas_impossible",
    422,
    mark("No panel of %(size)s from this pool fits all quotas."),
    mark("The least change that makes it possible: %(relax)s. Or invite more people."),
)
MARGINS_DISAGREE = problem(
    "margins_disagree",
    422,
    mark("The sample cannot be weighted to these margins: %(fault)s (%(value)s)."),
    mark("Every group with a target needs somebody in the sample, and all margins the same total."),
)
