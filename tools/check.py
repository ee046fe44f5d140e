# SPDX-License-Identifier: AGPL-3.0-or-later
"""All checks with one line each: ``python tools/check.py [--full] [--only lint|types|tests|browser]``.

``make test`` runs everything once with reduced counts; ``--full`` runs the whole matrix and the full
counts on both kinds of database. Ends with one line that says what was run and how long it took.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from linli.platform.testing.browser import find_browser

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", choices=["lint", "types", "tests", "browser"])
    options = parser.parse_args()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LINLI_HOME": os.environ.get("LINLI_TEST_HOME", str(ROOT / "var" / "test")),
        "LINLI_FULL": "1" if options.full else "",
        "PYTHONWARNINGS": "default",
    }
    environment.pop("LINLI_TOWN", None)
    (ROOT / "var").mkdir(mode=0o711, exist_ok=True)
    browser = browser_or_install() if options.only in (None, "browser") else None
    if browser:
        environment["LINLI_BROWSER"] = browser
    pytest = [str(BIN / "python"), "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    shared = [*pytest[:-1], "loadgroup"]  # by the groups that tests/browser/conftest.py names
    steps: dict[str, list[list[str]]] = {
        "lint": [
            [str(BIN / "ruff"), "check", "linli", "tools", "tests", "conftest.py"],
            [str(BIN / "ruff"), "format", "--check", "linli", "tools", "tests", "conftest.py"],
            [str(BIN / "lint-imports"), "--no-cache"],
        ],
        "types": [[str(BIN / "mypy")]],
        "tests": [[*pytest, "-m", "not browser" if options.full else "not browser and not slow"]],
        "browser": [[*shared, "-m", "browser" if options.full else "browser and not slow"]],
    }
    if options.full and options.only in (None, "tests") and not os.environ.get("LINLI_DATABASE_URL"):
        steps["tests on a named server"] = [[str(BIN / "python"), "tools/named_server.py", *pytest[1:],
                                              "-m", "not browser"]]  # fmt: skip
    began, done, failed = time.monotonic(), [], ""
    for name, commands in steps.items():
        if options.only and not name.startswith(options.only):
            continue
        if name == "browser" and browser is None:
            print("No browser was found. It is the one thing missing: on Debian and Ubuntu\n"
                  "    sudo apt-get install chromium fonts-noto-cjk", file=sys.stderr)  # fmt: skip
            failed = "browser"
            break
        took, summary, good = run(name, commands, environment)
        done.append(f"{name} {summary}{took:.0f} s".strip())
        if not good:
            failed = name
            break
    seconds = time.monotonic() - began
    verdict = f"FAILED at {failed}" if failed else "ok"
    print(f"linli checks: {verdict} ({'; '.join(done)}) in {seconds:.0f} s")
    return 1 if failed else 0


def run(name: str, commands: list[list[str]], environment: dict[str, str]) -> tuple[float, str, bool]:
    """Run one step; its seconds, what pytest counted, whether it was good. Output as it comes."""
    began, summary = time.monotonic(), ""
    print(f"--- {name}", flush=True)
    for command in commands:
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                sys.stdout.write(line)
                sys.stdout.flush()
                if found := re.search(r"\d+ passed.*? in ", line):
                    summary = found[0].removesuffix(" in ") + " "
        if process.returncode:
            return time.monotonic() - began, summary, False
    return time.monotonic() - began, summary, True


def browser_or_install() -> str | None:
    """A Chromium or Chrome; installed where that can be done without asking (as root on Debian)."""
    if found := find_browser():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing chromium and a Chinese font …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        packages = ["chromium", "fonts-noto-cjk"]
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", *packages],
            env=quiet,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        return find_browser()
    return None


if __name__ == "__main__":
    sys.exit(main())
