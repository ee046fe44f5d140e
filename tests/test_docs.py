# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents tell the truth: every link, file, name, command, setting, route and test in them exists."""

from __future__ import annotations

import argparse
import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from linli.cases.cli.importing import Report
from linli.cases.rules import importing, replying
from linli.cases.rules.tickets import Odds
from linli.cases.vocab import Kind
from linli.config.cli import COMMANDS
from linli.config.packs import GENERATORS
from linli.people.vocab import DutyList, DutyRole, OrganisationKind, Role
from linli.places.vocab import PlaceKind

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "packs").glob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
GUARD = re.compile(r"^[\w/.]+\.py::test_\w+$")
FILE = re.compile(r"^(?:linli|tools|tests|docs|packs|maps)/[\w./*-]*$|^[\w-]+\.(?:md|toml|lock)$")
ABSENT = {"MAP.toml", "my-map.toml"}  # files of the reader, not ours
ROUTE = re.compile(r"^/(?:[\w<>/.-]+/|api/v1/[\w./]+)$")
OUTSIDE = ("/var/", "/usr/", "/etc/", "/opt/")


def read(name: str | Path) -> str:
    return (ROOT / name).read_text("utf-8")


def spans(text: str) -> list[str]:
    """What stands in code marks inside of sentences."""
    return SPAN.findall(BLOCK.sub("", text))


def code(text: str) -> list[str]:
    """Every line of code: blocks and marks."""
    return [line for block in BLOCK.findall(text) for line in block.splitlines()] + spans(text)


@pytest.fixture(params=PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


# --- every page --------------------------------------------------------------------------------


def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(BLOCK.sub("", read(page))):
        if not target.startswith(("https://", "http://", "#")):
            assert (page.parent / target.split("#")[0]).exists(), target


def test_files_are_there(page: Path) -> None:
    for span in spans(read(page)):
        if FILE.match(span) and span not in ABSENT:
            found = list(ROOT.glob(span)) or list(ROOT.rglob(span) if "/" not in span else ())
            assert found, span


def test_named_tests_exist(page: Path) -> None:
    for span in spans(read(page)):
        if GUARD.match(span):
            path, name = span.split("::")
            assert f"def {name}(" in read(path), span


def test_routes_exist(page: Path) -> None:
    for span in spans(read(page)):
        if ROUTE.match(span) and not span.startswith(OUTSIDE):
            path = span.replace("<number>", "2026-000001-2").replace("CODE", "stale")
            try:
                assert resolve(path).url_name != "api-unknown", span
            except Resolver404:
                raise AssertionError(span) from None


def test_settings_exist(page: Path) -> None:
    known = set(re.findall(r"\bLINLI_[A-Z_]+\b", read("docs/settings.md")))
    assert set(re.findall(r"\bLINLI_[A-Z]+(?:_[A-Z]+)*\b", read(page))) <= known


COMMAND = re.compile(r"(?:^|bin/)linli ([a-z]+)((?: +[^\s|`]+)*)")
FLAG = re.compile(r"(?<!\S)--[a-z-]+")


@cache
def flags_of(command: str) -> set[str]:
    """Every option that a command or one of its verbs takes."""
    parser = argparse.ArgumentParser()
    import_module(COMMANDS[command][0]).configure(parser)
    return set(options_of(parser))


def options_of(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from options_of(verb)


def test_commands_exist(page: Path) -> None:
    for line in code(read(page)):
        for name, rest in COMMAND.findall(line):
            assert name in COMMANDS or name == "help", line
            wanted = set(FLAG.findall(rest))
            if wanted and name != "bench":
                assert wanted <= flags_of(name), line
        for target in re.findall(r"(?:^|\s)make ([a-z-]+)$", line):
            assert re.search(rf"^{target}:", read("Makefile"), re.MULTILINE), line
        for script in re.findall(r"python3? (tools/\w+\.py)", line):
            assert (ROOT / script).exists(), line


# --- single pages ------------------------------------------------------------------------------


def test_both_readmes_say_the_same() -> None:
    here, there = read("README.md"), read("README.zh-Hans.md")
    assert BLOCK.findall(here) == BLOCK.findall(there)
    assert pages_of(here) == pages_of(there)
    for mark in (r"^## ", r"^\|"):
        assert len(re.findall(mark, here, re.MULTILINE)) == len(re.findall(mark, there, re.MULTILINE)), mark


def pages_of(text: str) -> list[str]:
    return sorted(link for link in LINK.findall(text) if re.match(r"docs/[^/]+(?:/README)?\.md", link))


def test_pictures_are_real() -> None:
    for path in (ROOT / "docs/images").glob("*.png"):
        assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n", path
        assert path.name in read("README.md") + read("README.zh-Hans.md"), f"{path.name} is shown nowhere"


def test_every_promise_has_its_guard() -> None:
    text = read("docs/ethics.md").split("## Not yet")[0]
    rows = [line for line in text.splitlines() if line.startswith("| ") and "guarded by" not in line]
    assert len(rows) > 20
    for row in rows:
        promise, guards = row.strip("| ").split(" | ")
        assert spans(guards) and all(GUARD.match(span) for span in spans(guards)), promise


NAMES = re.compile(r"`([\w/.-]+\.(?:py|js))`\s\(((?:`\w+`(?:,\s)?)+)\)")


def test_the_tour_names_what_exists() -> None:
    text = read("docs/tour.md")
    for path, names in NAMES.findall(text):
        for name in SPAN.findall(names):
            defined = rf"^\s*(?:def|class) {name}\b|^{name}\b.*=|^    {name},?$"
            places = [ROOT / path] if "/" in path else sorted((ROOT / "linli/cases").rglob(path))
            assert any(re.search(defined, read(place), re.MULTILINE) for place in places), f"{path} {name}"
    everything = "\n".join(read(path) for path in (ROOT / "linli").rglob("*.py"))
    for span in spans(text):
        if re.fullmatch(r"\w+(?:\.\w+)?", span):
            assert re.search(rf"\b{re.escape(span.split('.')[-1])}\b", everything), span


def test_decisions_are_listed_and_short() -> None:
    listed = read("docs/decisions/README.md")
    for path in (ROOT / "docs/decisions").glob("0*.md"):
        text = read(path)
        assert path.name in listed
        assert re.findall("^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
        assert len(text.splitlines()) <= 60


def test_decisions_name_what_exists() -> None:
    everything = "\n".join(
        read(path) for path in [*(ROOT / "linli").rglob("*.py"), *ROOT.glob("tools/*.py")]
    )
    for path in (ROOT / "docs/decisions").glob("0*.md"):
        for span in spans(read(path)):
            if re.fullmatch(r"\w+(?:\.\w+)?", span) and not COMMAND.match(span):
                assert re.search(rf"\b{re.escape(span.split('.')[-1])}\b", everything), (
                    f"{path.name}: {span}"
                )


def test_the_page_on_packs_agrees_with_the_readers() -> None:
    text = read("docs/packs.md")
    readers = {path: read(path) for path in (ROOT / "linli").rglob("*.py") if "tests" not in path.parts}
    for file, columns in re.findall(r"^\| `([\w.]+\.csv)` \|[^|]*\| `([^`]+)` \|$", text, re.MULTILINE):
        told = set(columns.split(", "))
        sources = "\n".join(source for source in readers.values() if f'"{file}"' in source)
        for column in told:
            name = column.removesuffix(":…")
            asked = [f'row["{name}"]', f'"{name}"'] if name == column else [f'"{name}"', "names(row"]
            assert any(form in sources for form in asked), f"{file}: nobody reads {column}"
        path = ROOT / "packs/shancheng" / file
        if path.exists():
            with path.open(encoding="utf-8", newline="") as opened:
                header = next(csv.reader(opened))
            written = {re.sub(r":.*", ":…", column) for column in header}
            assert written <= told, f"{file}: {written - told} is not explained"
    for kinds in (Kind, OrganisationKind, DutyRole, DutyList, Role, PlaceKind):
        for kind in kinds:
            assert f"`{kind.value}`" in text, kind


def test_the_page_on_imports_agrees_with_the_reader() -> None:
    text = read("docs/import.md")
    for name in importing.FIELDS:
        assert f"`{name}`" in text, name
    for name in replying.FIELDS:
        assert f"`{name}`" in text, name
    for code in Odds:
        assert f"`{code}`" in text, code
    for field in fields(Report):
        assert f"`{field.name}`" in text, field.name
    for name in GENERATORS:
        assert f"linli pack generate {name}" in text
    example = re.search(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert example is not None
    found = importing.read_map(tomllib.loads(example[1]))
    assert found.columns["state"].other == "received"


def test_every_requirement_of_the_standard_stands_once_with_its_proof() -> None:
    """OWASP ASVS 5.0.0 has 70 requirements of level 1 and 183 of level 2."""
    from tools.security import rows, tests

    table = rows()
    assert [row["level"] for row in table].count("1") == 70
    assert [row["level"] for row in table].count("2") == 183
    assert len({row["id"] for row in table}) == len(table)
    for row in table:
        assert row["how"] in ("test", "argument", "missed", "none") and row["proof"], row["id"]
        if row["how"] == "test":
            assert all(name in tests() for name in row["proof"].split()), row["id"]
