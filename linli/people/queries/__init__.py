# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: units and duties in memory, accounts and the posts they hold today."""

from .accounts import (
    AccountInfo,
    PostInfo,
    account_by_login,
    account_names,
    actor_of_account,
    actor_of_request,
    demo_accounts,
    open_until,
    openings,
    own_account,
    posts_held,
    sign_ins,
)
from .units import (
    Responsible,
    UnitInfo,
    duties,
    duty_conflicts,
    general_intake,
    responsible,
    unit,
    unit_by_code,
    unit_by_id,
    units,
)

__all__ = [
    "AccountInfo",
    "PostInfo",
    "Responsible",
    "UnitInfo",
    "account_by_login",
    "account_names",
    "actor_of_account",
    "actor_of_request",
    "demo_accounts",
    "duties",
    "duty_conflicts",
    "general_intake",
    "open_until",
    "openings",
    "own_account",
    "posts_held",
    "responsible",
    "sign_ins",
    "unit",
    "unit_by_code",
    "unit_by_id",
    "units",
]
