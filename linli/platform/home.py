# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data folder of this installation, ``LINLI_HOME`` (default ``var/`` in the checkout).

We create it readable by ourselves and passable for others (0711), because the database server may
run as a user of its own; its contents are closed. A folder that we did not create is never touched.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The data folder, made if it is not there."""
    chosen = os.environ.get("LINLI_HOME")
    path = Path(chosen).expanduser().resolve() if chosen else CHECKOUT / "var"
    if not path.exists():
        try:
            path.mkdir(parents=True)
        except FileExistsError:  # another process was faster
            return path
        path.chmod(0o711)
    return path


def private(name: str) -> Path:
    """A folder inside the data folder that only we can enter."""
    path = home() / name
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def home_id() -> str:
    """A random name of this data folder: a folder made anew never meets an old one's database."""
    return kept_secret("home.id", lambda: secrets.token_hex(8))


def kept_secret(name: str, make: object) -> str:
    """The content of a small file in ``keys/``, written once by ``make()`` and closed to others."""
    path = private("keys") / name
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        pass
    value = make()  # type: ignore[operator]
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails if another process was faster: then its value holds
    except FileExistsError:
        value = path.read_text("ascii").strip()
    finally:
        draft.unlink()
    return value
