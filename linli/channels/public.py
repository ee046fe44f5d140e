# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of channels."""

from .commands import check_pack, load_demo, load_pack

__all__ = ["check_pack", "load_demo", "load_pack"]
