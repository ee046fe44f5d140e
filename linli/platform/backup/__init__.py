# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saving an installation into one file, with its keys apart, and bringing it back. No Django here.

The archive is a plain tar: the dump of the database, every kept file, and a manifest with the hash
of each part and the rows of each table. Nothing of it is trusted before its hash was seen.
"""

from .archive import Damaged, Manifest, check, extract, write
from .keys import KeysFault, keys_of, open_keys, seal_keys

__all__ = [
    "Damaged", "KeysFault", "Manifest", "check", "extract", "keys_of", "open_keys", "seal_keys", "write",
]  # fmt: skip
