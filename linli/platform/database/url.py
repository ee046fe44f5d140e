# SPDX-License-Identifier: AGPL-3.0-or-later
"""Connection settings as Django and psycopg want them, from a URL or from our own server."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .place import DATABASE, PORT, find_place

OWNER, APP = "linli_owner", "linli_app"


ENCRYPTED = ("require", "verify-ca", "verify-full")  # modes of libpq that never fall back to clear text


def _here(host: str) -> bool:
    """Whether a host is this machine: a socket (a path, or nothing) or a loopback address."""
    return host.startswith(("/", "@")) or host in ("", "localhost", "127.0.0.1", "::1")


def from_url(url: str) -> dict[str, Any]:
    """Django connection settings from ``postgresql://user:password@host:port/name?sslmode=…``.

    A server elsewhere is spoken to encrypted, and its certificate is checked unless ``sslmode`` says less.
    Raises ``ValueError`` for one that would be spoken to in clear.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("LINLI_DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    host = query.get("host") or unquote(parts.hostname or "")
    if not _here(host):
        mode = query.setdefault("sslmode", "verify-full")
        if mode not in ENCRYPTED:
            raise ValueError(
                "LINLI_DATABASE_URL: a server elsewhere is spoken to encrypted alone; sslmode must be "
                f"{', '.join(ENCRYPTED)}, or the connection a tunnel that ends on this machine"
            )
        if mode == "verify-full":
            query.setdefault("sslrootcert", "system")
    return {
        "NAME": unquote(parts.path.lstrip("/")) or DATABASE,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


def connection(*, owner: bool = False) -> dict[str, Any]:
    """Settings of this installation's database.

    The product runs as a role that may not change the journal; ``owner`` may change the schema
    (``LINLI_DATABASE_OWNER_URL`` where a server is named; the same role serves both if it is unset).
    """
    url = os.environ.get("LINLI_DATABASE_URL")
    if url:
        return from_url(os.environ.get("LINLI_DATABASE_OWNER_URL", url) if owner else url)
    return {
        "NAME": DATABASE,
        "USER": OWNER if owner else APP,
        "PASSWORD": "",
        "HOST": str(find_place().socket),
        "PORT": str(PORT),
        "OPTIONS": {},
    }
