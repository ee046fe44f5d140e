# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cutting questions and articles into words and into pairs of signs."""

from __future__ import annotations

import re
import unicodedata

import rjieba

RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
# Words that carry no matter in a question. They stand in nearly every one.
EMPTY_WORDS = """
的 了 是 在 和 与 或 吗 呢 怎么 怎么办 什么 如何 是否 可以 能 能否 哪些
有 我 他 她 谁 应 应当 为 对 被 把 将 由 其 该 这 那 要 会 不 没有
还 也 就 都 而 及 以 等 一个 需要 应该 情况 下 时 上 中 请问 怎样 算
吧 啊 多少 多久 哪 几 能不能 可不可以 么
"""
EMPTY = frozenset(EMPTY_WORDS.split())


def folded(text: str) -> str:
    """Full-width forms and capitals folded, so that a question and a law look alike."""
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """Words in order, long compounds also in their parts."""
    return [word for word in rjieba.cut_for_search(folded(text)) if word.isalnum()]


def pairs(text: str) -> list[str]:
    """Every two neighbouring signs of Chinese, every run of letters or digits."""
    found: list[str] = []
    for run in RUN.findall(folded(text)):
        if run[0] < "\u4e00":
            found.append(run)
        else:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


def asked(tokens: list[str]) -> list[str]:
    """The different tokens of a question that carry matter."""
    return [token for token in dict.fromkeys(tokens) if token not in EMPTY]
