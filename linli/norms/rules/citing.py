# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading how tables of the town cite: 第22、23条 of 信访工作条例."""

from __future__ import annotations

import re

from .numerals import article_of, label_of


def citations(source: str, articles: str) -> list[tuple[str, str]]:
    """Title and label of every article that a rule names; a title in 《》 counts, else the whole source."""
    title = re.search(r"《([^》]+)》", source)
    name = title[1] if title else source
    found = []
    for part in re.findall(r"[0-9]+(?:-[0-9]+)?|第[^条、，,]+条(?:之[一二三四五六七八九十]+)?", articles):
        key = article_of(part)
        if key:
            found.append((name, label_of(*key)))
    return found
