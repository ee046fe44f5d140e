# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows: accounts and posts, units and duties, what is kept how long, and who acts for whom."""

from .core import (
    Absence,
    Account,
    Consent,
    Contact,
    Duty,
    DutyChange,
    Factor,
    Invitation,
    OneTimeCode,
    Opening,
    Organisation,
    OutsideIdentity,
    Post,
    RecoveryCode,
    RetentionHold,
    RetentionNight,
    RetentionRule,
    SignIn,
    Unit,
)
from .mandates import Mandate, MandateAct

__all__ = [
    "Absence",
    "Account",
    "Consent",
    "Contact",
    "Duty",
    "DutyChange",
    "Factor",
    "Invitation",
    "Mandate",
    "MandateAct",
    "OneTimeCode",
    "Opening",
    "Organisation",
    "OutsideIdentity",
    "Post",
    "RecoveryCode",
    "RetentionHold",
    "RetentionNight",
    "RetentionRule",
    "SignIn",
    "Unit",
]
