# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make the icon sprite: ``python tools/icons.py FOLDER`` with the ``icons/`` folder of the npm
package lucide-static (ISC). Takes the icons that templates, slots and packs name, and no others.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPRITE = ROOT / "linli/platform/ui/static/ui/icons.svg"
IN_TEMPLATE = re.compile(r'\{% icon "([a-z0-9-]+)"')
QUOTED = re.compile(r'"([a-z][a-z0-9-]+)"')
WITH_ICONS = ("slots.py", "vocab.py", "templatetags/*.py")
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg">'
    "<!-- Lucide (lucide.dev), ISC licence, Copyright (c) Lucide Contributors -->\n"
)


def used(known: set[str]) -> set[str]:
    """Names of icons in templates, in tables and slots of Python, and in packs."""
    templates = ROOT.glob("linli/**/*.html")
    names = {name for path in templates for name in IN_TEMPLATE.findall(path.read_text("utf-8"))}
    for pattern in WITH_ICONS:
        for path in ROOT.glob(f"linli/**/{pattern}"):
            names |= set(QUOTED.findall(path.read_text("utf-8"))) & known
    for path in ROOT.glob("packs/*/categories.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            names |= {row["icon"] for row in csv.DictReader(file) if row.get("icon")}
    return names


def main(folder: Path) -> int:
    symbols, missing = [], []
    for name in sorted(used({path.stem for path in folder.glob("*.svg")})):
        path = folder / f"{name}.svg"
        if not path.exists():
            missing.append(name)
            continue
        inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text("utf-8"), re.DOTALL)
        assert inner is not None
        body = re.sub(r"\s+", " ", inner[1]).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    SPRITE.write_text(HEAD + "\n".join(symbols) + "\n</svg>\n", "utf-8")
    print(f"{len(symbols)} icons; missing: {', '.join(missing) or 'none'}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
