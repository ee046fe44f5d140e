# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a mediation, what an agreement must hold, and papers as tables. Pure."""

from linli.kernel.docx import docx

from .agreement import CONTENTS, digest_of, missing
from .course import COURSE, ENDED, WAYS
from .papers import after_end, check_wording, compose

__all__ = [
    "CONTENTS",
    "COURSE",
    "ENDED",
    "WAYS",
    "after_end",
    "check_wording",
    "compose",
    "digest_of",
    "docx",
    "missing",
]
