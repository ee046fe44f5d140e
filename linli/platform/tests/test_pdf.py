# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page is made, in Chinese type, and words of people stay words."""

from __future__ import annotations

import pytest
import typst

from linli.kernel.problem import Problem
from linli.platform import pdf

LETTER = "= #facts.title\n#facts.words\n#pagebreak()\n#facts.number"


def test_a_page_is_set_in_chinese_type() -> None:
    made = pdf.pdf(
        LETTER, {"title": "人民调解协议书", "words": "路灯不亮", "number": "1", "lang": "zh-Hans"}
    )
    assert made.startswith(b"%PDF-") and pdf.pages(made) == 2
    assert b"CJK" in made or b"Serif" in made  # the name of the embedded type


@pytest.mark.parametrize("words", ['#read("/etc/passwd")', "$ x $ *bold* #panic(1)", ']] " \\ `', ""])
def test_words_are_never_commands(words: str) -> None:
    assert pdf.pages(pdf.pdf(LETTER, {"title": "x", "words": words, "number": "1"})) == 2


def test_a_template_reads_no_file() -> None:
    with pytest.raises(typst.TypstError):
        pdf.pdf('#read("/etc/hostname")', {})


def test_without_chinese_type_there_is_a_plain_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SERIF", ())
    monkeypatch.setattr(pdf, "SANS", ())
    pdf.type_faces.cache_clear()
    try:
        with pytest.raises(Problem, match="no_chinese_font"):
            pdf.pdf("x", {})
    finally:
        pdf.type_faces.cache_clear()
