# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may enter where, who looked at what, and how often somebody may try."""

from .routes import (
    ACTING,
    PROOF_HOLDS,
    PUBLIC,
    SIGNED_IN,
    STAFF,
    Policy,
    actor_of,
    for_person,
    keep_proof,
    posts,
    proved_lately,
    roles,
    route,
)

__all__ = [
    "ACTING",
    "PROOF_HOLDS",
    "PUBLIC",
    "SIGNED_IN",
    "STAFF",
    "Policy",
    "actor_of",
    "for_person",
    "keep_proof",
    "posts",
    "proved_lately",
    "roles",
    "route",
]
