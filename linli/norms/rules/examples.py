# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second look at a clause: is it like clauses that we know to be unlawful?

Rules find what they have words for. A classifier over single signs, pairs and the classes of words of the
rules, learnt from our own example clauses, asks for a second look at what reads like them, and shows the
example.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from .unlawful import RULES
from .unlawful_words import CLASSES

CLAUSES = Path(__file__).parents[1] / "examples" / "pact_clauses.csv"
UNSEEN = (
    "notice",
    "minutes",
)  # the kinds of writers whose clauses no rule was made after and nothing learnt from
WEIGHT = 0.3  # of a class of words beside signs and pairs
SURE = 0.35  # probability from which a second look is asked for


@dataclass(frozen=True)
class Example:
    """An example clause: its kind, and whether it is unlawful."""

    kind: str
    unlawful: bool
    text: str


def _classes_in(texts: Sequence[str]) -> Any:
    """Which classes of words, and what finds and what excuses in which rule, each clause holds."""
    from scipy.sparse import csr_matrix

    seek = [*CLASSES, *(rule.finds for rule in RULES), *(rule.unless for rule in RULES)]
    held = [[bool(one.search(text)) for one in seek] for text in texts]
    return csr_matrix(np.array(held, dtype=float) * WEIGHT)


@lru_cache(maxsize=1)
def _learnt() -> tuple[Any, Any, Any, tuple[Example, ...]]:
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    with CLAUSES.open(encoding="utf-8", newline="") as file:
        known = tuple(
            Example(row["kind"], row["unlawful"] == "yes", row["text"])
            for row in csv.DictReader(file)
            if row["half"] not in UNSEEN
        )
    cut = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    texts = [example.text for example in known]
    table = cut.fit_transform(texts)
    model = LogisticRegression(C=30, max_iter=2000).fit(
        hstack([table, _classes_in(texts)]).tocsr(), [example.unlawful for example in known]
    )
    return cut, model, table, known


def like_unlawful(sentence: str) -> Example | None:
    """The unlawful example that a sentence is most like, if it reads like one; else ``None``."""
    from scipy.sparse import hstack

    cut, model, table, known = _learnt()
    row = cut.transform([sentence])
    if model.predict_proba(hstack([row, _classes_in([sentence])]).tocsr())[0, 1] < SURE:
        return None
    alike = np.asarray((row @ table.T).todense()).ravel()
    alike[[not example.unlawful for example in known]] = -1
    return known[int(alike.argmax())]
