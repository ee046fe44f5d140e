# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.problem import mark, problem

UNKNOWN_CATEGORY = problem(
    "unknown_category",
    422,
    mark("There is no such category."),
    mark("Choose one from the list, or leave it open: we will choose."),
)
