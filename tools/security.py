# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/security.md: the table of OWASP ASVS 5.0 out of docs/asvs.csv, its counts, our limits."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = {1: "Encoding", 2: "Validation and business logic", 3: "Web frontend", 4: "API and web service",
            5: "Files", 6: "Authentication", 7: "Sessions", 8: "Authorization", 9: "Self-contained tokens",
            10: "OAuth and OIDC", 11: "Cryptography", 12: "Communication", 13: "Configuration",
            14: "Data protection", 15: "Coding and architecture", 16: "Logging and errors",
            17: "WebRTC"}  # fmt: skip
HOW = {"test": "test", "argument": "argument", "missed": "**missed**", "none": "does not apply"}
Row = dict[str, str]


def rows() -> list[Row]:
    """Every requirement of levels 1 and 2, in the order of the standard."""
    with (ROOT / "docs/asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def tests() -> dict[str, list[str]]:
    """Where each test stands: name to ``path::name``."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted([*(ROOT / "linli").rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]):
        for name in re.findall(r"^def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE):
            found[name].append(f"{path.relative_to(ROOT)}::{name}")
    return dict(found)


def proof(row: Row) -> str:
    """The tests with their places, or the argument. Raises ``KeyError`` for a test that is not there."""
    if row["how"] != "test":
        return row["proof"]
    return "<br>".join(f"`{tests()[name][0]}`" for name in row["proof"].split())


def page() -> str:
    """The whole page."""
    table = rows()
    parts = [(ROOT / "docs/security.head.md").read_text("utf-8"), _limits(), _bounds(), "## Counts\n",
             "| level | requirements | do not apply | apply | by test | by argument | missed "
             "| by test, of those that apply |", "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, of in (("1", "1"), ("2", "2"), ("1 and 2", "12")):
        count = Counter(row["how"] for row in table if row["level"] in of)
        apply = count.total() - count["none"]
        parts.append(
            f"| {name} | {count.total()} | {count['none']} | {apply} | {count['test']} | "
            f"{count['argument']} | {count['missed']} | {100 * count['test'] / apply:.1f} % |"
        )
    for number, chapter in CHAPTERS.items():
        parts += [f"\n## V{number} {chapter}\n",
                  "| requirement | level | in short | held by | test or argument |",
                  "|---|---|---|---|---|"]  # fmt: skip
        parts += [
            f"| {row['id']} | {row['level']} | {row['requirement']} | {HOW[row['how']]} | {proof(row)} |"
            for row in table
            if row["id"].split(".")[0] == str(number)
        ]
    return "\n".join(parts) + "\n"


def bounds() -> list[tuple[str, str, str]]:
    """Every ``throttle.allow`` in the code: what is bounded, counted by what, how often in how long."""
    from linli.people.commands.factors import TRIES

    found = set()
    for path in sorted((ROOT / "linli").rglob("*.py")):
        if "tests" in path.parts or path.name == "throttle.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name not in ("throttle.allow", "throttle.allow_here") or not isinstance(node, ast.Call):
                continue
            what, who = (ast.unparse(argument) for argument in node.args[:2])
            said = {str(word.arg): ast.unparse(word.value) for word in node.keywords}
            times, seconds = (said.get(key, str(TRIES[key])) for key in ("times", "seconds"))
            each = ", in each process" if name.endswith("_here") else ""
            by = next((words for sign, words in COUNTED.items() if sign in who), who)
            found.add((what.removeprefix("f").strip("'"), by, f"{times} in {seconds} s{each}"))
    return sorted(found)


# What stands in the code as second argument of ``throttle.allow``, in words.
COUNTED = {"address": "network address", "key.id": "key", "account": "account", "actor.id": "account",
           "number": "number of the matter", "value": "contact", "name": "sign-in name"}  # fmt: skip


def _bounds() -> str:
    rows = "\n".join(f"| `{what}` | {by} | {often} |" for what, by, often in bounds())
    return (
        "## How often\n\nBeyond it the answer is 429 until the window ends. Nobody is locked out for good; "
        "a right sign-in is\nnot counted against its address.\n\n"
        f"| what | counted by | at most |\n|---|---|---|\n{rows}\n"
    )


def _limits() -> str:
    """Limits as they stand in the code, so that no page can say others."""
    from django.conf import settings

    from linli.people.commands.factors import DRIFT, STEP, TRIES
    from linli.people.rules import SLOT
    from linli.people.views.sign_in import HALF_WAY
    from linli.platform import outgoing
    from linli.platform.access import PROOF_HOLDS, keys, passwords
    from linli.platform.files.check import AUDIO, DOCUMENTS, IMAGES, LIMITS, MAX_PIXELS, MEGABYTE

    lines = {
        "session": f"{settings.SESSION_COOKIE_AGE // 3600} hours after it began, "
        f"{settings.SESSION_IDLE // 3600} hours after it was used last (known to {SLOT // 60} minutes)",
        "between first and second factor": f"{HALF_WAY} seconds",
        "proof before what opens an account is changed": f"{PROOF_HOLDS // 60} minutes after every factor "
        "was proved, by signing in or anew",
        "second factor": f"{TRIES['times']} tries in {TRIES['seconds']} seconds; a code of {STEP} seconds, "
        f"{max(DRIFT)} step early or late",
        "key for programs": f"{keys.LIFETIME.days} days",
        "words that no password may be made of": ", ".join(passwords.WORDS),
        "body of a form": f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE} MB, "
        f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields, {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files",
        **{f"file: {kind}": f"{size // MEGABYTE} MB" for kind, size in LIMITS.items()},
        "kinds of files, by their content": ", ".join(sorted({*IMAGES, *AUDIO, *DOCUMENTS}))
        + "; any other is refused, and none is ever run",
        "pixels of an image": f"{MAX_PIXELS:,}; drawn anew, so that nothing but pixels is kept",
        "answer of a call that goes out": f"{outgoing.LIMIT // 1024} KB "
        f"within {2 * outgoing.PATIENCE:.0f} seconds",
    }
    table = "\n".join(f"| {what} | {limit} |" for what, limit in lines.items())
    return f"## Limits\n\n| what | limit |\n|---|---|\n{table}\n"
