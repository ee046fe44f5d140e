# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matters in the API: bringing one is public; reading and moving them needs a key."""

from . import course as course  # their operations are hung on the same router
from . import joint as joint
from .operations import router

__all__ = ["router"]
