# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database: a server named by ``LINLI_DATABASE_URL``, or one of our own.

Our own is PostgreSQL from a wheel, run by a small supervisor: several commands share one running
server, each holding a lease, and whoever gives back the last lease stops it. No Django here.
"""

from __future__ import annotations

import atexit
import os

from .cluster import Cluster, ServerFailed
from .place import Place, find_place
from .url import connection, from_url

__all__ = [
    "Cluster",
    "Place",
    "ServerFailed",
    "connection",
    "embedded",
    "ensure",
    "find_place",
    "from_url",
    "leave",
]

_cluster: Cluster | None = None


def embedded() -> bool:
    """Whether this installation runs its own server."""
    return not os.environ.get("LINLI_DATABASE_URL")


def ensure() -> Cluster | None:
    """Start (or join) our own server; ``None`` where a server is named by URL."""
    global _cluster
    if not embedded():
        return None
    if _cluster is None:
        cluster = Cluster(find_place())
        atexit.register(cluster.release)  # first: whoever is told to stop while it starts leaves nothing
        cluster.acquire()
        _cluster = cluster
    return _cluster


def leave() -> None:
    """Give our lease back before we end; whoever gives back the last one stops the server."""
    global _cluster
    if _cluster is not None:
        _cluster.release()
        _cluster = None
