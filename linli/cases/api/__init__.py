# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matters in the API: bringing one is public; reading and moving them needs a key."""

from . import joint as joint  # its operations are hung on the same router
from .operations import router

__all__ = ["router"]
