# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cross-references in a text: 本法第十条、第十二条, 《…法》第三条, 《…》."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .numerals import LABEL, article_of

OWN = r"本(?:法典|法|条例|规定|办法|解释|规则|公约|章程|细则)"
START = re.compile(
    rf"(?:《(?P<title>[^《》\n]{{2,60}})》|(?P<own>{OWN}))(?:[（(][^（）()\n]{{0,40}}[）)])?"
)
NEXT = re.compile(
    r"(?:第[^条\n。；]{1,12}款)?(?:第[^条\n。；]{1,8}项)?(?:[、，,]|和|与|及|以及|或者|或|至|到)"
)


@dataclass(frozen=True)
class Reference:
    """Where a text points: a title (empty: the text itself) and an article (``None``: the whole)."""

    start: int
    end: int
    title: str
    article: tuple[int, int] | None


def references(text: str) -> list[Reference]:
    """All references of a text, in order; a title that numbers follow gives one for each article."""
    found: list[Reference] = []
    for match in START.finditer(text):
        title = match["title"] or ""
        at, begun = match.end(), match.start()
        label = LABEL.match(text, at)
        if label is None:
            if title:
                found.append(Reference(match.start(), match.end(), title, None))
            continue
        while label:
            article = article_of(label[0])
            if article is None:
                break
            found.append(Reference(begun, label.end(), title, article))
            link = NEXT.match(text, label.end())
            if link is None:
                break
            begun = link.end()
            label = LABEL.match(text, begun)
    return found
