# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli norms import FILES…``: JSON Lines, Markdown, text, Akoma Ntoso or DOCX into the library;
``linli norms export CODE``: a version as Akoma Ntoso. All files of a call are loaded, or none."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

from linli.kernel.actor import SYSTEM
from linli.kernel.problem import NOT_FOUND, Problem, mark

from .commands import faults_of, import_documents
from .queries import articles_of, norm_by_code
from .rules.markup import BadMarkup, docx_text, from_akn, to_akn
from .rules.parsing import parse
from .rules.records import parse_records
from .rules.structure import Document
from .vocab import Level


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("import", help="load law; nothing is kept if one file has a fault")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".jsonl .md .txt .xml .docx")
    load.add_argument("--level", default="", choices=["", *Level], metavar="LEVEL", help=", ".join(Level))
    load.add_argument("--issuer", default="")
    load.add_argument("--place", default="", help="code of the place where it holds; empty: everywhere")
    load.add_argument("--valid-from", type=date.fromisoformat, help="where the text does not state it")
    load.add_argument("--accept-gaps", action="store_true", help="you checked the missing numbers")
    load.add_argument("--replace", action="store_true", help="put other words in a version that is here")
    load.add_argument("--dry-run", action="store_true", help="read and report only")
    load.add_argument("--json", action="store_true")
    export = verbs.add_parser("export", help="write a version as Akoma Ntoso to standard output")
    export.add_argument("code")
    export.add_argument("--on", type=date.fromisoformat, help="the version in force on this day")


def run(options: argparse.Namespace) -> int:
    return _export(options) if options.verb == "export" else _import(options)


def read_file(path: Path, options: argparse.Namespace) -> list[Document]:
    """All documents of a file; what cannot be read is a fault of a document without articles."""
    try:
        raw = path.read_bytes()
        kind = path.suffix.lower()
        if kind == ".xml":
            found = [from_akn(raw)]
        else:
            text = docx_text(raw) if kind == ".docx" else raw.decode("utf-8-sig")
            if kind in (".jsonl", ".ndjson"):
                found = parse_records(text)
            else:
                found = [parse(text, valid_from=options.valid_from)]
    except UnicodeDecodeError as error:
        return [_unread(mark("this file is not UTF-8"), raw[: error.start].count(b"\n") + 1)]
    except BadMarkup as error:
        return [_unread(str(error), error.line)]
    except OSError as error:
        return [_unread(error.strerror or str(error), 0)]
    for document in found:
        for name in ("level", "issuer", "place"):
            setattr(document, name, getattr(document, name) or getattr(options, name))
    return found or [_unread(mark("this file holds no text"), 0)]


def _unread(what: str, line: int) -> Document:
    found = Document()
    found.note(line, what)
    return found


def _import(options: argparse.Namespace) -> int:
    read = [(path, document) for path in options.files for document in read_file(path, options)]
    faults = [
        {"file": str(path), "title": document.title, **asdict(fault)}
        for path, document in read
        for fault in faults_of(document, accept_gaps=options.accept_gaps)
    ]
    loaded = []
    problem = ""
    if not faults and not options.dry_run:
        try:
            loaded = import_documents(
                [document for _, document in read],
                actor=SYSTEM,
                replace_text=options.replace,
                accept_gaps=options.accept_gaps,
            )
        except Problem as refused:
            problem = str(refused)
    # A code that came in several files counts once: from before its first to after its last.
    first = {(item.norm, item.valid_from): item.before for item in reversed(loaded)}
    last = {(item.norm, item.valid_from): item.after for item in loaded}
    result = {
        "documents": len(read),
        "lines": sum(document.labels for _, document in read),
        "articles": sum(len(document.articles) for _, document in read),
        "before": sum(first.values()),
        "after": sum(last.values()),
        "faults": faults,
        "problem": problem,
        "loaded": [asdict(item) for item in loaded],
    }
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        _print(result)
    return 1 if faults or problem else 0


def _print(result: dict[str, object]) -> None:
    faults, loaded = result["faults"], result["loaded"]
    assert isinstance(faults, list) and isinstance(loaded, list)
    for fault in faults:
        where = f"{fault['file']}:{fault['line']}" if fault["line"] else fault["file"]
        print(f"{where}: {fault['title']} {fault['what']} {fault['detail']}".rstrip(), file=sys.stderr)
    for item in loaded:
        counts = f"{item['before']:>5} → {item['after']:<5}"
        print(f"{item['change']:<9} {counts} {item['title']} {item['valid_from']}")
    if result["problem"]:
        print(result["problem"], file=sys.stderr)
    print(
        f"{result['documents']} documents, {result['lines']} article lines, {result['articles']} articles "
        f"read, {len(faults)} faults; in the library {result['before']} before, {result['after']} after"
    )


def _export(options: argparse.Namespace) -> int:
    norm = norm_by_code(options.code)
    version = norm.on(options.on) if options.on else (norm.versions[-1] if norm.versions else None)
    if version is None:
        raise NOT_FOUND()
    document = Document(
        title=norm.title,
        code=norm.code,
        level=norm.level,
        issuer=norm.issuer,
        adopted=version.adopted,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        articles=articles_of(version.id),
    )
    print(to_akn(document), end="")
    return 0
