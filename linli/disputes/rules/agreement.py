# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a mediation agreement holds: 人民调解法 29 and, for its being valid, 29 and 30."""

from __future__ import annotations

from collections.abc import Mapping

from linli.kernel.problem import mark

# Order of the law; the parties (当事人的基本情况) come from the register and are checked with these.
CONTENTS = {
    "parties": mark("the parties"),
    "facts": mark("the main facts"),
    "points": mark("what is in dispute"),
    "duties": mark("who is responsible for what"),
    "terms": mark("what was agreed"),
    "way": mark("how it is performed"),
    "by": mark("by when it is performed"),
}
LONGEST = 4000  # signs of one content


def missing(contents: Mapping[str, object]) -> tuple[str, ...]:
    """The contents of article 29 that are not there, by code, in the order of the law."""
    return tuple(code for code in CONTENTS if len(str(contents.get(code) or "").strip()) < 2)
