# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paper as PDF: a Typst template and its facts become pages with Chinese type.

A template is a file ``<name>.typ`` in the folder ``templates`` of its storey. It reads what it is given
with ``#let facts = json(bytes(sys.inputs.facts))`` and nothing else: facts arrive as text, never as markup,
so that no word of a person can become a command. Typst reads no file but the template and the pictures that
come with it, and no network.
"""

from __future__ import annotations

import functools
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from linli.kernel.problem import mark, problem

# The first that the machine has is used; Debian's package fonts-noto-cjk brings the first two.
SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "Songti SC")
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
NO_CHINESE_FONT = problem(
    "no_chinese_font",
    503,
    mark("This machine has no type to set Chinese with, so no paper can be made."),
    mark("Ask whoever runs linli to install Chinese fonts (on Debian and Ubuntu: fonts-noto-cjk)."),
)
HEAD = """\
#let facts = json(bytes(sys.inputs.facts))
#let zh = facts.at("lang", default: "zh-Hans").starts-with("zh")
#set text(font: {fonts}, lang: if zh {{ "zh" }} else {{ "en" }}, region: if zh {{ "cn" }} else {{ "gb" }})
#set page(paper: "a4", margin: 22mm)
"""


def pdf(
    template: Path | str, facts: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """A PDF of a template, filled with facts (JSON values; ``lang`` chooses the language of the type).

    ``pictures`` (JPEG, PNG or SVG by a name of ours) can be set with ``image(name)``.

    Raises ``no_chinese_font`` where the machine has no type for Chinese, and whatever Typst
    says (``typst.TypstError``) for a template that is wrong: that is a fault of ours, not of the facts.
    """
    return bytes(_compiled(template, facts, pictures or {}))


def picture(template: Path | str, facts: Mapping[str, Any], dots: int = 150) -> bytes:
    """The first page of the same as a PNG of so many dots per inch."""
    made = _compiled(template, facts, {}, format="png", ppi=float(dots))
    return bytes(made[0] if isinstance(made, list) else made)


def _compiled(
    template: Path | str, facts: Mapping[str, Any], pictures: Mapping[str, bytes], **options: Any
) -> Any:
    import typst

    source = template.read_text("utf-8") if isinstance(template, Path) else template
    head = HEAD.format(fonts=json.dumps(type_faces()).replace("[", "(").replace("]", ",)"))
    with tempfile.TemporaryDirectory() as empty:  # a root in which there is nothing to be read
        page = Path(empty) / "page.typ"
        page.write_text(head + source, "utf-8")
        for name, content in pictures.items():
            (page.parent / Path(name).name).write_bytes(content)
        inputs = {"facts": json.dumps(dict(facts), ensure_ascii=False)}
        return typst.compile(str(page), root=empty, sys_inputs=inputs, **options)


@functools.cache
def type_faces() -> list[str]:
    """The families that pages are set in: Latin and Chinese of this machine."""
    import typst

    have = set(typst.Fonts().families())
    chinese = [name for name in (*SERIF, *SANS) if name in have]
    if not chinese:
        raise NO_CHINESE_FONT()
    return chinese[:2]


def pages(document: bytes) -> int:
    """How many pages a PDF of ours has."""
    return len(re.findall(rb"/Type\s*/Page(?![s\w])", document))
