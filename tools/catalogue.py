# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bring the translation catalogue up to date: ``python tools/catalogue.py [--check]``.

Collects every message of the product from Python and templates, keeps translations that are there,
drops those no longer used, and lists what is missing. ``--check`` changes nothing and fails if
something is missing. Needs no gettext.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = {"zh_Hans": "zh-hans"}
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "mark": None,
    "message": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# Without dates and names, so that the file changes only when a message does.
HEADER = """# SPDX-License-Identifier: AGPL-3.0-or-later
# Brought up to date by tools/catalogue.py; translations are written here by hand.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
Found = tuple[str, int, str | tuple[str, ...]]


def messages() -> Iterator[Found]:
    """(file, line, message) for every message in the product."""
    from django.utils.translation.template import templatize

    for path in sorted((ROOT / "linli").rglob("*")):
        if path.suffix not in (".py", ".html") or "/tests/" in str(path) or "/migrations/" in str(path):
            continue
        source = path.read_text("utf-8")
        if path.suffix == ".html":
            source = templatize(source, origin=str(path))
        stream = io.BytesIO(source.encode())
        for line, function, found, _ in extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"}):
            keep = _message(str(function), found)
            if keep:
                yield str(path.relative_to(ROOT)), line, keep


def _message(function: str, found: object) -> str | tuple[str, ...] | None:
    parts = found if isinstance(found, tuple) else (found,)
    words = tuple(part for part in parts if isinstance(part, str))
    if function.startswith("ngettext"):
        return words[:2] if len(words) >= 2 else None
    return words[-1] if words and words[-1].strip() else None


def bring_up_to_date(*, check: bool) -> int:
    """Write the catalogues (or only look); the number of messages without a translation."""
    missing = 0
    wanted = list(messages())
    for folder in LANGUAGES:
        path = ROOT / "linli/locale" / folder / "LC_MESSAGES/django.po"
        old = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog(locale=folder)
        new = Catalog(locale=folder, project="linli", charset="utf-8", fuzzy=False)
        for file, _, found in wanted:
            known = old.get(found if isinstance(found, str) else found[0])
            new.add(found, string=known.string if known else None, locations=[(file, 0)])
        untranslated = [
            entry.id for entry in new if entry.id and not (entry.string and all(_strings(entry.string)))
        ]
        missing += len(untranslated)
        for entry in untranslated:
            print(f"{folder}: {entry!r}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                out.write(HEADER.format(language=folder, plural=new.plural_forms).encode())
                write_po(out, new, width=100, sort_output=True, omit_header=True, include_lineno=False)
    return missing


def _strings(string: object) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (str(string),)


if __name__ == "__main__":
    sys.exit(1 if bring_up_to_date(check="--check" in sys.argv) else 0)
