# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark


class Measure(StrEnum):
    """What a time limit is for."""

    ACCEPT = "accept"
    CONTACT = "contact"
    ANSWER = "answer"


MEASURE_WORDS = {
    Measure.ACCEPT: mark("decide whether to take it on"),
    Measure.CONTACT: mark("contact the person"),
    Measure.ANSWER: mark("settle and answer"),
}


class Start(StrEnum):
    """From when a time limit runs."""

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"


class SourceMark(StrEnum):
    """How sure we are of a rule: read in the source, read in a reprint, or a default to be checked."""

    VERIFIED = "V"
    SECONDARY = "S"
    DEFAULT = "M"


class CalendarKind(StrEnum):
    """Where working days come from before the town's own list: China's notices, or plain weekdays."""

    CN = "cn"
    WEEKDAYS = "weekdays"


MARK_WORDS = {
    SourceMark.VERIFIED: mark("read in the text of the law"),
    SourceMark.SECONDARY: mark("read in a reprint or a report of it"),
    SourceMark.DEFAULT: mark("a default that this town should check"),
}
