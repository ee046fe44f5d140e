# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates that fail on what is not there."""

from __future__ import annotations


class Undefined(str):
    """Django puts this in place of an undefined variable; putting it on a page fails."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"the template variable {variable!s} is not defined")
