# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading an XLSForm (xlsform.org): our definition, all faults by row, and the XML for ODK Collect.

The rows are read here, so that every fault knows its row and the words for it in each language; ``pyxform``
makes the XML and has the last word on what the standard allows.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from linli.kernel.problem import Problem

from ..tables import TABLE_UNREADABLE, open_table
from .definition import Definition
from .faults import REFUSED, UNREADABLE, bad_form
from .rows import Cells, Sheets, build, language_of

LARGEST, MOST_ROWS = 2_000_000, 2_000
ROW = re.compile(r"\[row : (\d+)\]")
ROOT = re.compile(r"<data\b([^>]*)>")


@dataclass(frozen=True)
class ReadForm:
    """A form that was read: its definition, its XML, the file itself by its SHA-256."""

    definition: Definition
    xml: str
    sha256: str


@dataclass(frozen=True)
class Around:
    """Questions of ours around those of a file: rows as the standard has them, with ``label`` and ``hint``
    by language. ``type_xml`` is what the XML asks for where our definition holds plain words: a door chosen
    from a list that is no part of the form."""

    title: Mapping[str, str]
    before: tuple[Mapping[str, Any], ...]
    after: tuple[Mapping[str, Any], ...]
    choices: tuple[Mapping[str, Any], ...]


def read_xlsform(
    content: bytes | None, *, form_id: str = "", version: str = "", around: Around | None = None
) -> ReadForm:
    """Read an .xlsx file. ``form_id`` and ``version`` go before what its sheet settings says.

    ``around`` puts questions of ours before and after those of the file, or makes a form of them alone.
    Raises ``bad_form``, whose fact ``faults`` holds every fault as a problem of its own.
    """
    digest = hashlib.sha256(content or b"").hexdigest()
    sheets = _sheets(content) if content is not None else Sheets([], [], [])
    if around:
        sheets = _joined(sheets, around)
    named = form_id or sheets.setting("form_id", "id_string") or f"form-{digest[:8]}"
    numbered = version or sheets.setting("version") or digest[:10]
    definition, faults = build(sheets, named, numbered)
    xml = ""
    if not faults:
        xml, faults = _xml(_told(sheets) if around else BytesIO(content or b""), definition)
    if faults:
        raise bad_form(faults)
    return ReadForm(definition, xml, digest)


def _joined(sheets: Sheets, around: Around) -> Sheets:
    """The rows of a file between ours, which speak the languages of the file's own columns."""
    labels = [key for _, cells in sheets.survey for key in cells if key.partition("::")[0] == "label"]
    columns: dict[str, str] = {}
    for key in dict.fromkeys(labels):
        said = next((cells[key] for _, cells in sheets.survey if cells.get(key)), "")
        if said:
            columns[language_of(key.partition("::")[2], said)] = key.removeprefix("label")
    columns = columns or {"zh-Hans": "::中文 (zh)", "en": "::English (en)"}

    def told(row: Mapping[str, Any]) -> tuple[int, Cells]:
        cells: Cells = {}
        for name, said in row.items():
            if isinstance(said, str):
                cells[name] = said
            else:
                words = {one: said.get(one) or next(iter(said.values()), "") for one in columns}
                cells |= {f"{name}{columns[one]}": word for one, word in words.items() if word}
        return 0, cells

    title = next((around.title[one] for one in columns if one in around.title), "")
    return Sheets(
        [*map(told, around.before), *sheets.survey, *map(told, around.after)],
        [*map(told, around.choices), *sheets.choices],
        [(0, {"form_title": sheets.setting("form_title") or title})],
    )


def _told(sheets: Sheets) -> dict[str, list[Cells]]:
    """Rows as ``pyxform`` takes them without a file."""

    def plain(cells: Cells) -> Cells:
        kind = cells.get("type_xml", cells.get("type", ""))
        return {name: cell for name, cell in {**cells, "type": kind}.items() if name != "type_xml" and cell}

    return {
        "survey": [plain(cells) for _, cells in sheets.survey],
        "choices": [cells for _, cells in sheets.choices],
        "settings": [cells for _, cells in sheets.settings],
    }


def _sheets(content: bytes) -> Sheets:
    if len(content) > LARGEST or content[:2] != b"PK":
        raise bad_form([UNREADABLE()])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(content)
        try:
            survey = _rows(path, "survey")
        except Problem as error:
            raise bad_form([UNREADABLE(why=str(error.facts.get("why", "")))]) from None
        return Sheets(survey, _optional(path, "choices"), _optional(path, "settings"))


def _rows(path: Path, sheet: str) -> list[tuple[int, Cells]]:
    table = open_table(path, sheet=sheet)
    found: list[tuple[int, Cells]] = []
    for row, cells in table.rows:
        if len(found) >= MOST_ROWS:
            raise TABLE_UNREADABLE(why="too many rows")
        found.append((row, {_header(name): _cell(cell) for name, cell in cells.items() if name}))
    return found


def _optional(path: Path, sheet: str) -> list[tuple[int, Cells]]:
    try:
        return _rows(path, sheet)
    except Problem:
        return []


def _header(name: str) -> str:
    """A column as it is written in the standard: ``label::English (en)``, ``list_name``."""
    head, mark, language = name.partition("::") if "::" in name else name.partition(":")
    tidy = re.sub(r"[\s-]+", "_", head.strip().lower())
    if tidy in ("jr", "bind", "body", "media"):  # attributes of ODK's own, which the XML takes as they are
        return name.strip()
    return f"{ALIASES.get(tidy, tidy)}{'::' if mark else ''}{language.strip().lstrip(':')}"


ALIASES = {
    "relevance": "relevant", "calculate": "calculation", "constraint_msg": "constraint_message",
    "value": "name", "list": "list_name", "readonly": "read_only", "repeatcount": "repeat_count",
    "id": "form_id", "title": "form_title",
}  # fmt: skip


def _cell(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _xml(content: BytesIO | dict[str, list[Cells]], definition: Definition) -> tuple[str, list[Problem]]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        kind = ".xlsx" if isinstance(content, BytesIO) else None
        made = convert(content, validate=False, form_name="data", file_type=kind).xform
    except PyXFormError as error:
        said = str(error)
        row = ROW.search(said)
        return "", [REFUSED(row=row[1] if row else "–", value=" ".join(ROW.sub("", said).split())[:300])]
    except Exception as error:  # a library fed what is broken raises whatever comes
        return "", [REFUSED(row="–", value=type(error).__name__)]
    return identified(made, definition.form_id, definition.version), []


def identified(xml: str, form_id: str, version: str) -> str:
    """The XML of a form under an id and a version of ours."""

    def put(found: re.Match[str]) -> str:
        kept = re.sub(r'\s(?:id|version)="[^"]*"', "", found[1])
        return f"<data{kept} id={quoteattr(form_id)} version={quoteattr(version)}>"

    return ROOT.sub(put, xml, count=1)


def faults_of(error: Problem) -> list[Problem]:
    """The single faults in a problem ``bad_form``."""
    found: Mapping[str, Any] = error.facts
    return list(found.get("faults", ()))
