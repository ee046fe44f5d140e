# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of disputes: the pack's part, and figures of the whole town, and a way to
let a letter count towards a sign. No mediation leaves by it."""

from .commands import check_pack, heed, heed_visit, load_demo, load_pack
from .queries import Sums, sums

__all__ = ["Sums", "check_pack", "heed", "heed_visit", "load_demo", "load_pack", "sums"]
