# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of privacy: storeys above name what an authority can ask for; the pack's part."""

from .commands import check_pack, load_demo, load_pack
from .queries import Found, Source, register

__all__ = ["Found", "Source", "check_pack", "load_demo", "load_pack", "register"]
