# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding articles from plain words: fields of words and pairs of signs, what earlier questions teach, and
a fusion that is learnt from question-article pairs. No pretrained weights."""

from .index import Index
from .ranking import Hit, Ranker, Why

__all__ = ["Hit", "Index", "Ranker", "Why"]
