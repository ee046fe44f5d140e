# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys of an installation in a file of their own, open or behind a passphrase.

Whoever has the archive and the keys has every contact in clear text: keep them in two places.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

STAYS = {"home.id"}  # names this very folder; a restored one has its own
COST = 2**15  # scrypt's n: 32 MB of memory and about a tenth of a second for each guess


class KeysFault(Exception):
    """The keys' file is not one, or its passphrase is wrong or missing."""


def keys_of(folder: Path) -> dict[str, str]:
    """The keys that an installation keeps in its folder, by file name."""
    found = sorted(path for path in folder.glob("*") if path.is_file() and path.name not in STAYS)
    return {path.name: path.read_text("ascii").strip() for path in found}


def seal_keys(path: Path, keys: dict[str, str], archive: str, passphrase: str | None) -> None:
    """Write keys to a file that only its owner can read."""
    text = json.dumps(keys, sort_keys=True)
    body: dict[str, object] = {"format": 1, "archive": archive}
    if passphrase is None:
        body["keys"] = keys
    else:
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, text.encode(), archive.encode())
        body |= {"salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}
    draft = path.with_name(f"{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(body, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def open_keys(path: Path, passphrase: str | None) -> dict[str, str]:
    """The keys of a file. Raises :class:`KeysFault`."""
    try:
        body = json.loads(path.read_text("ascii"))
        if "keys" in body:
            return {str(name): str(value) for name, value in body["keys"].items()}
        if passphrase is None:
            raise KeysFault("a passphrase is needed")
        salt, nonce, sealed = (base64.b64decode(body[name]) for name in ("salt", "nonce", "sealed"))
        opened = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, str(body["archive"]).encode())
        return {str(name): str(value) for name, value in json.loads(opened).items()}
    except InvalidTag as error:
        raise KeysFault("the passphrase is wrong, or the file was changed") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysFault("this is no file with keys") from error


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
