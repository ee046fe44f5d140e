# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make the environment: ``python3 tools/bootstrap.py [--dev]``. Needs Python 3.11+ and nothing else.

Installs exactly what ``requirements.lock`` names (with ``--dev`` also ``requirements-dev.lock``),
checked by hash, into ``.venv``. Does nothing when the environment is up to date.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "linli.stamp"


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 (this very line tells)
        return fail(f"linli needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    dev = "--dev" in sys.argv[1:]
    locks = [ROOT / "requirements.lock"] + ([ROOT / "requirements-dev.lock"] if dev else [])
    wanted = digest([*locks, ROOT / "pyproject.toml"])
    have = STAMP.read_text().split() if STAMP.exists() else []
    if wanted in have and PYTHON.exists():
        return 0
    if not whole(VENV) and not make(VENV):
        return fail(
            "Python could not make an environment. On Debian and Ubuntu install it with\n"
            "    sudo apt-get install python3-venv"
        )
    for lock in locks:
        if install(lock):
            return fail(
                f"The packages of {lock.name} could not be installed; the lines above say why.\n"
                "The first start needs a way to a Python package index; later ones need no network."
            )
    pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "-e", str(ROOT))
    STAMP.write_text("\n".join({*have, wanted, digest([locks[0], ROOT / "pyproject.toml"])}))
    return 0


def whole(venv: Path) -> bool:
    """Whether an environment was made to its end: without python3-venv, Debian leaves one without pip."""
    return all((venv / "bin" / name).exists() for name in ("python", "pip"))


def make(venv: Path) -> bool:
    """Make an environment, anew if half of one is there; whether it worked."""
    say("Making the Python environment in .venv …")
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def install(lock: Path) -> int:
    """Install one lock file, showing one moving line."""
    total = len(re.findall(r"^[a-z0-9][^ ]*==", lock.read_text(), re.MULTILINE))
    say(f"Installing {total} packages from {lock.name} (checked by hash) …")
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--no-deps",  # the lock names them all, without those that pyproject.toml overrides
        "--no-input",
        "-r",
        str(lock),
    ]
    began, seen = time.monotonic(), 0
    tail: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            tail = [*tail[-40:], line]
            if line.startswith(("Collecting", "Requirement already", "Installing collected")):
                seen += 1
                name = "installing" if line.startswith("Inst") else line.split()[1].split("==")[0]
                progress(f"  {min(seen, total)}/{total}  {name:<34} {time.monotonic() - began:4.0f} s")
    progress("")
    if run.returncode:
        sys.stderr.write("".join(tail))
    return run.returncode


def pip(*arguments: str) -> None:
    subprocess.run([str(PYTHON), "-m", "pip", *arguments], check=True, env=environment())


def environment() -> dict[str, str]:
    return {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def digest(files: list[Path]) -> str:
    content = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(content + str(ROOT).encode() + sys.version.encode()).hexdigest()


def progress(text: str) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\033[K{text}")
        sys.stdout.flush()


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nstopped; the next start goes on from here")
