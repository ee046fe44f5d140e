# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checking a clause against the table of what a pact may not say. It flags and explains; a person decides.

Sources: 居民委员会组织法 31 and 村民委员会组织法 31 (a pact may not contradict constitution and laws, nor
infringe personal, democratic and property rights), and the articles that each rule names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .examples import like_unlawful
from .unlawful import RULES, LegalityRule

BY_KIND = {rule.kind: rule for rule in RULES}
SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")


@dataclass(frozen=True)
class Flag:
    """A sentence that a rule found, and the words that made it do so. ``example`` is set where no rule
    found anything but the sentence reads like that unlawful one: a second look, less sure."""

    rule: LegalityRule
    sentence: str
    words: str
    example: str = ""


def sentences(text: str) -> list[str]:
    """The sentences of a clause."""
    return [found.strip() for found in SENTENCE.findall(text) if found.strip()]


def check_clause(text: str) -> list[Flag]:
    """Every rule that finds something in a clause, with sentence and words; where none does, a second look
    if the sentence reads like an unlawful example."""
    flags = []
    for sentence in sentences(text):
        for rule in RULES:
            found = rule.finds.search(sentence)
            if found and not rule.unless.search(sentence):
                flags.append(Flag(rule, sentence, found[0]))
        if not any(flag.sentence == sentence for flag in flags):
            example = like_unlawful(sentence)
            if example:
                flags.append(Flag(BY_KIND[example.kind], sentence, sentence, example.text))
    return flags
