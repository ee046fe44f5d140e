# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a person without an account comes to their own matter: number and code."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.ids import code_from, tidy_code
from linli.kernel.problem import NOT_FOUND, mark, problem
from linli.platform import crypto

from ..models import Case
from ..rules import parse_number

LENGTH = 8

WRONG_NUMBER_OR_CODE = problem(
    "wrong_number_or_code",
    404,
    mark("Number and code do not belong together."),
    mark("Look at your slip again: the number has eleven digits, the code eight letters and digits."),
)


def case_code(case: UUID) -> str:
    """The code that belongs to a matter's number; made from its id by our key, never stored."""
    return code_from(crypto.blind(str(case), "case code"))


def find_case(number: str) -> tuple[UUID, str]:
    """Id and exact number of a matter, for a command that asks itself who may touch it.

    Raises ``not_found``.
    """
    parsed = parse_number(number)
    found = Case.objects.filter(number=parsed).order_by("id").values_list("id", "number").first()
    if found is None:
        raise NOT_FOUND()
    return found


SHOWN = "matters"  # of a session: the matters whose number and code were shown in this browser


def holders(actor: Actor, session: Mapping[str, Any]) -> list[Actor]:
    """As whom somebody may follow a matter of their own: with their account, or because they showed
    number and code in this browser, the newest first. Whoever acts for another is only that."""
    if actor.acts:
        return [actor]
    accounts = [actor] if actor.kind == "account" else []
    return accounts + [Actor("visitor", case) for case in reversed(session.get(SHOWN, []))]


def holder_of(number: str, code: str) -> tuple[UUID, Actor]:
    """The matter that number and code open, and the visitor who may act as its reporter.

    Raises ``wrong_number_or_code`` without telling which of the two is wrong.
    """
    parsed = parse_number(number)
    found = Case.objects.filter(number=parsed).order_by("id").values_list("id", flat=True).first()
    wanted = case_code(found) if found else "·" * LENGTH
    if not hmac.compare_digest(wanted.encode(), tidy_code(code).encode()) or found is None:
        raise WRONG_NUMBER_OR_CODE()
    return found, Actor("visitor", str(found))


def number_of(case: UUID) -> str:
    """What a matter is called, for lists of what somebody did; empty if there is none."""
    return Case.objects.filter(pk=case).order_by("id").values_list("number", flat=True).first() or ""


def number_and_code(case: UUID) -> tuple[str, str] | None:
    """Number and code of a matter, for whoever proved by something else that it is theirs."""
    number = number_of(case)
    return (number, case_code(case)) if number else None
