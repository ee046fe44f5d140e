# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may enter where, who looked at what, and how often somebody may try."""

from .routes import PUBLIC, SIGNED_IN, STAFF, Policy, actor_of, posts, roles, route

__all__ = ["PUBLIC", "SIGNED_IN", "STAFF", "Policy", "actor_of", "posts", "roles", "route"]
