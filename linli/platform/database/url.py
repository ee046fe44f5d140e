# SPDX-License-Identifier: AGPL-3.0-or-later
"""Connection settings as Django and psycopg want them, from a URL or from our own server."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .place import DATABASE, PORT, find_place

OWNER, APP = "linli_owner", "linli_app"


def from_url(url: str) -> dict[str, Any]:
    """Django connection settings from ``postgresql://user:password@host:port/name?sslmode=…``."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("LINLI_DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
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
