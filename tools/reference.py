# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the reference pages of docs/ from the code: ``linli manage shell`` is not needed, just
``python tools/reference.py``. A test holds them up to date."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import fields
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = "<!-- Written by tools/reference.py from the code; change it there. -->\n"


def load() -> None:
    """Import every room that declares events or problems."""
    for path in sorted((ROOT / "linli").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        skip = {"tests", "migrations", "testing", "conftest"} & set(parts)
        if (not skip and "problem(" in path.read_text("utf-8")) or parts[-1] == "events":
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


PAGES: dict[str, Callable[[], str]] = {
    "events.md": events_page,
    "problems.md": problems_page,
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
