# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: requests of authorities with their extracts, impact assessments."""

from .assessments import (
    NewAssessment,
    decide_assessment,
    remind_reviews,
    withdraw_assessment,
    write_assessment,
)
from .pack import check_pack, load_demo, load_pack
from .requests import (
    NewRequest,
    decide_request,
    erase_extracts,
    forget_holder,
    lapse_requests,
    record_request,
    tell_persons,
    withdraw_request,
)

__all__ = [
    "NewAssessment",
    "NewRequest",
    "check_pack",
    "decide_assessment",
    "decide_request",
    "erase_extracts",
    "forget_holder",
    "lapse_requests",
    "load_demo",
    "load_pack",
    "record_request",
    "remind_reviews",
    "tell_persons",
    "withdraw_assessment",
    "withdraw_request",
    "write_assessment",
]
