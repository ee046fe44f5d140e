# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the reference pages of docs/ from the code: ``linli manage shell`` is not needed, just
``python tools/reference.py``. A test holds them up to date."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HEAD = "<!-- Written by tools/reference.py from the code; change it there. -->\n"


def load(sign: str = "problem(") -> None:
    """Import every room that declares events, or problems (or forms, by another ``sign``)."""
    for path in sorted((ROOT / "linli").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        skip = {"tests", "migrations", "testing", "conftest"} & set(parts)
        if (not skip and sign in path.read_text("utf-8")) or parts[-1] == "events":
            import_module(".".join(part for part in parts if part != "__init__"))


def events_page() -> str:
    """docs/events.md"""
    from linli.kernel.events import TYPES

    load()
    lines = [HEAD, "# Events\n", "What the journal tells upward. Ids and codes only, never words or "
             "personal data. Every event also carries: type, schema version, subject, its number for that "
             "subject, when it happened and was recorded, origin (live, import, replay), compartment and "
             "the plain id of the actor.\n",
             "| event | version | what happened | data |", "|---|---|---|---|"]  # fmt: skip
    for name, kind in sorted(TYPES.items()):
        doc = " ".join((kind.__doc__ or "").split())
        data = ", ".join(f"`{field.name}`" for field in fields(kind))  # type: ignore[arg-type]
        lines.append(f"| `{name}` | {kind.version} | {doc} | {data} |")
    return "\n".join(lines) + "\n"


def problems_page() -> str:
    """docs/problems.md"""
    from linli.kernel.problem import REGISTRY

    load()
    lines = [HEAD, "# Problems\n", "Expected failures, as pages and the API (RFC 9457, `/problems/CODE/`) "
             "show them, in the language of the reader.\n",
             "| code | status | what happened | what to do |", "|---|---|---|---|"]  # fmt: skip
    for code, kind in sorted(REGISTRY.items()):
        lines.append(f"| `{code}` | {kind.status} | {kind.title} | {kind.remedy} |")
    return "\n".join(lines) + "\n"


def security_page() -> str:
    """docs/security.md"""
    from tools.security import page

    return HEAD + page()


def fields_page() -> str:
    """docs/fields.md"""
    from django.utils.translation import override

    from linli.platform.ui.forms import Form

    load("Form):")
    lines = [HEAD, "# Fields\n", "What each field of each form must look like. Whatever comes is checked "
             "by the server. The fields of the API stand in its own document (`/api/v1/openapi.json`), and "
             "what must fit together in [problems](problems.md).\n",
             "| form | field | must be |", "|---|---|---|"]  # fmt: skip
    found, todo = {}, [Form]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        if kind.__module__.startswith("linli.") and "tests" not in kind.__module__:
            found[kind.__name__, kind.__module__] = kind
    with override("en"):
        for (name, _), kind in sorted(found.items()):
            for key, field in kind.base_fields.items():
                lines.append(f"| `{name}` | `{key}` | {must_be(field)} |")
    return "\n".join(dict.fromkeys(lines)) + "\n"


def must_be(field: Any) -> str:
    """What a field of a form takes, in a few words."""
    from django import forms

    words = next((words for kind, words in TAKES.items() if type(field).__name__ == kind), "text")
    bounds = [f"at least {field.min_value}"] if getattr(field, "min_value", None) is not None else []
    bounds += [f"at most {field.max_value}"] if getattr(field, "max_value", None) is not None else []
    bounds += [f"at least {field.min_length} signs"] if getattr(field, "min_length", None) else []
    bounds += [f"at most {field.max_length} signs"] if getattr(field, "max_length", None) else []
    if isinstance(field.widget, forms.HiddenInput):
        bounds.append("hidden: made by the server and checked again")
    return ", ".join([words, *bounds, "needed" if field.required else "may be left out"])


TAKES = {
    "IntegerField": "a whole number", "FloatField": "a number", "DateField": "a day",
    "DateTimeField": "a day and time", "BooleanField": "yes or no", "ChoiceField": "one of a list",
    "TypedChoiceField": "one of a list", "MultipleChoiceField": "some of a list", "UUIDField": "an id",
    "FilesField": "files, as under Limits in security.md",
    "FileField": "a file, as under Limits in security.md",
}  # fmt: skip


PAGES: dict[str, Callable[[], str]] = {
    "events.md": events_page,
    "problems.md": problems_page,
    "fields.md": fields_page,
    "security.md": security_page,
}


def main() -> int:
    """Write all pages."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    django.setup()
    for name, make in PAGES.items():
        (ROOT / "docs" / name).write_text(make(), "utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
