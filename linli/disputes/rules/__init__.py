# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a mediation, what an agreement must hold, and papers as tables. Pure."""

from .agreement import CONTENTS, missing
from .course import COURSE, ENDED, WAYS
from .papers import after_end, compose, docx

__all__ = ["CONTENTS", "COURSE", "ENDED", "WAYS", "after_end", "compose", "docx", "missing"]
