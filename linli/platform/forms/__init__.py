# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions that staff write without code: their kinds, as fields of a form, and what an answer means."""

from .questions import (
    LONGEST_ANSWER,
    Asked,
    AskedKind,
    answer_rows,
    choice_lines,
    field_name,
    question_fields,
    stop_notice,
)

__all__ = [
    "LONGEST_ANSWER",
    "Asked",
    "AskedKind",
    "answer_rows",
    "choice_lines",
    "field_name",
    "question_fields",
    "stop_notice",
]
