# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may enter where, who looked at what, and how often somebody may try."""

from .routes import (
    PROOF_HOLDS,
    PUBLIC,
    SIGNED_IN,
    STAFF,
    Policy,
    actor_of,
    keep_proof,
    posts,
    proved_lately,
    roles,
    route,
)

__all__ = [
    "PROOF_HOLDS",
    "PUBLIC",
    "SIGNED_IN",
    "STAFF",
    "Policy",
    "actor_of",
    "keep_proof",
    "posts",
    "proved_lately",
    "roles",
    "route",
]
