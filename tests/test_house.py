# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law of the house: what a linter cannot see, and what would be said twice in review."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
LINLI = ROOT / "linli"
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
SOURCES = [
    path
    for path in [*LINLI.rglob("*.py"), *(ROOT / "tools").glob("*.py"), *(ROOT / "tests").rglob("*.py")]
    if "migrations" not in path.parts
]
TEMPLATES = sorted(LINLI.rglob("*.html"))
MODELS = [model for model in apps.get_models() if model.__module__.startswith("linli.")]


def storey(module: str) -> int:
    """How high a package stands: 0 is the lowest."""
    name = module.split(".")[1]
    for height, layer in enumerate(reversed(LAYERS["layers"])):
        if name in [part.strip() for part in layer.split("|")]:
            return height
    raise AssertionError(f"{module} stands in no storey")


def capability(module: str) -> str:
    return ".".join(module.split(".")[: 3 if module.startswith("linli.platform.") else 2])


def read(path: Path) -> str:
    return path.read_text("utf-8")


def rooms(*names: str) -> Iterator[Path]:
    """Files of rooms by name, in every capability."""
    for path in LINLI.glob("*/**/*.py"):
        parts = path.relative_to(LINLI).parts
        if len(parts) > 1 and "tests" not in parts and parts[1].removesuffix(".py") in names:
            yield path


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_and_says_its_licence(path: Path) -> None:
    lines = read(path).splitlines()
    assert len(lines) <= 400, "split it by verb"
    if lines:
        assert "SPDX-License-Identifier: AGPL-3.0-or-later" in lines[0]


def test_styles_and_scripts_are_short_and_say_their_licence() -> None:
    for path in [*LINLI.rglob("static/**/*.css"), *LINLI.rglob("static/**/*.js")]:
        text = read(path)
        assert "SPDX-License-Identifier: AGPL-3.0-or-later" in text.splitlines()[0], path
        assert len(text.splitlines()) <= 400, path


def test_everything_that_can_say_its_licence_says_it() -> None:
    """Templates, recipes and scripts; data files are covered by LICENSE, generated ones by their makers."""
    recipes = [ROOT / name for name in ("conftest.py", "Makefile", ".ci/run", "tests/matrix.toml")]
    for path in [*TEMPLATES, *ROOT.glob("tools/*.sh"), *ROOT.glob("maps/*.toml"), *recipes]:
        assert "SPDX-License-Identifier: AGPL-3.0-or-later" in read(path), path


def test_public_functions_are_explained() -> None:
    silent = []
    for path in rooms("public", "commands", "queries", "rules", "policy"):
        for node in ast.parse(read(path)).body:
            named = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
            small = isinstance(node, ast.FunctionDef) and len(node.body) == 1
            if named and not small and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not silent


# --- models --------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_is_explained_and_ordered(model: type[models.Model]) -> None:
    doc = model.__doc__ or ""
    assert doc and not doc.startswith(f"{model.__name__}("), "say what it is"
    assert model._meta.ordering, "a list without an order comes in another one tomorrow"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or field.model is not model:
            continue
        target = field.related_model
        assert isinstance(target, type)
        home, other = capability(model.__module__), capability(target.__module__)
        assert field.remote_field.related_name == "+", f"{field} leaves a name on the other side"
        if home == other:
            continue
        assert storey(other) < storey(home) or other.startswith("linli.platform"), f"{field} points up"
        allowed = (models.PROTECT, models.CASCADE) if model.__name__ == "SavedView" else (models.PROTECT,)
        assert field.remote_field.on_delete in allowed, f"{field} would take rows along"


def test_no_model_judges_a_person() -> None:
    banned = re.compile(r"score|credit|risk|rank|label|tag_of|face|track", re.IGNORECASE)
    fields = [f"{model._meta.label}.{field.name}" for model in MODELS for field in model._meta.get_fields()]
    assert [name for name in fields if banned.search(name)] == []


GROUPS_PEOPLE = re.compile(r'Reporter\.objects\.filter\([^)]*account|reporter__|values\("reporter')


def test_nothing_lists_matters_by_who_brought_them() -> None:
    """The one exception is the person's own list (docs/ethics.md)."""
    found = {
        str(path.relative_to(ROOT))
        for path in rooms("queries", "commands", "views", "api", "handlers", "jobs")
        if GROUPS_PEOPLE.search(read(path))
    }
    assert found <= {"linli/cases/queries/lines.py"}


# --- writing -------------------------------------------------------------------------------------

WRITES = {
    "create", "bulk_create", "update_or_create", "get_or_create", "bulk_update", "save", "delete",
    "update", "select_for_update",
}  # fmt: skip


READING_ROOMS = (
    "queries", "views", "api", "handlers", "slots", "forms", "templatetags", "rules", "policy",
)  # fmt: skip


def test_only_commands_write() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}"
        for path in rooms(*READING_ROOMS)
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ".objects" in ast.unparse(node.func)
    ]
    assert not guilty


def test_queries_say_who_looks_or_read_what_is_public() -> None:
    text = read(LINLI / "cases/queries/lines.py") + read(LINLI / "cases/queries/detail.py")
    text += read(LINLI / "cases/queries/closed.py")
    for name in ("case_list", "case_detail", "contact_of"):
        assert re.search(rf"def {name}\([^)]*viewer: Actor", text), name


# --- addresses, templates, words -----------------------------------------------------------------


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


def test_every_route_names_its_policy() -> None:
    silent = [path for path, pattern in routes() if not hasattr(pattern.callback, "policy")]
    assert not silent


def test_every_template_is_used() -> None:
    text = "\n".join(read(path) for path in [*SOURCES, *TEMPLATES])
    unused = []
    for path in TEMPLATES:
        name = str(path).split("/templates/")[1]
        if not name.startswith("django/") and f'"{name}"' not in text:
            unused.append(name)
    assert not unused


INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=[\"']|javascript:")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path).split("/templates/")[1])
def test_templates_hold_no_inline_script_or_style(path: Path) -> None:
    assert not INLINE.search(read(path))


WORDS_OUTSIDE = re.compile(
    r"\{%\s*(?:translate|blocktranslate|comment|plural).*?%\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]+>|&\w+;",
    re.DOTALL,
)
BLOCKS = re.compile(
    r"\{% blocktranslate.*?endblocktranslate %\}|\{% comment.*?endcomment %\}|<svg.*?</svg>"
    r"|\{% block (?:main_class|html_attributes) %\}.*?endblock %\}|<kbd>.*?</kbd>|<code>.*?</code>",
    re.DOTALL,
)
BARE = {
    "API",
    "CSV",
    "GeoJSON",
    "JSON",
    "OpenAPI",
    "PDF",
    "English",
    "linli",
    "邻里",
    "中文",
    "SPDX",
    "doctype",
    "html",
    "pb",
    "px",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path).split("/templates/")[1])
def test_templates_hold_no_untranslated_words(path: Path) -> None:
    text = WORDS_OUTSIDE.sub(" ", BLOCKS.sub(" ", read(path)))
    words = set(re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+", text))
    assert words <= BARE


def test_every_message_is_translated() -> None:
    from tools.catalogue import bring_up_to_date

    assert bring_up_to_date(check=True) == 0


# --- documents -----------------------------------------------------------------------------------


def test_every_setting_is_documented() -> None:
    files = [*LINLI.rglob("*.py"), *(ROOT / "tools").glob("*.py")]
    text = "\n".join(read(path) for path in files if "tests" not in path.parts)
    used = set(re.findall(r"\bLINLI_[A-Z_]+\b", text))
    documented = set(re.findall(r"\bLINLI_[A-Z_]+\b", read(ROOT / "docs/settings.md")))
    assert used == documented


def test_the_reference_is_up_to_date() -> None:
    """docs/events.md and docs/problems.md are written by tools/reference.py."""
    from tools.reference import PAGES

    for name, make in PAGES.items():
        assert read(ROOT / "docs" / name) == make(), f"run python tools/reference.py ({name})"


def test_words_of_the_glossary_are_the_words_of_the_code() -> None:
    from linli.cases.vocab import Action, Channel, Deed, Kind, State
    from linli.people.vocab import OrganisationKind, Role
    from linli.places.vocab import PlaceKind

    text = read(ROOT / "docs/glossary.md")
    for word in (*Kind, *State, *Action, *Deed, *Channel, *Role, *OrganisationKind, *PlaceKind):
        assert f"`{word.value}`" in text, word


def test_the_law_of_imports_is_kept() -> None:
    """The contracts of pyproject.toml; planted violations are caught in test_contracts.py."""
    # In a process of its own: it silences every logger that it finds.
    tool = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_a_worker_carries_no_solver_that_nobody_asked_for() -> None:
    """What weighs tens of megabytes is imported where it is used: every worker pays for the rest."""
    code = (
        "import sys, django; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "heavy = 'scipy sklearn pandas cv2 onnxruntime rapidocr pyvrp typst pyxform opencc openpyxl'\n"
        "print(*(name for name in heavy.split() if name in sys.modules))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []
