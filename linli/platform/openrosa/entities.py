# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that forms follow up, as ODK calls them entities; and the one hash that its protocol knows."""

from __future__ import annotations

import csv
import hashlib
import io

from .receivers import EntityList


def hash_of(content: str) -> str:
    """How Collect sees that a form or a list changed (openrosa-form-list: ``hash`` is MD5 alone).

    It guards nothing: whoever could forge it holds the phone's key and can fetch the form itself.
    """
    return f"md5:{hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()}"


def entities_csv(found: EntityList) -> str:
    """A list as CSV: ``name`` and ``label`` first, then ``__version`` and what the storey adds."""
    out = io.StringIO()
    more = [key for key in (found.rows[0] if found.rows else {}) if key not in ("name", "label")]
    table = csv.DictWriter(out, ["name", "label", "__version", *more], lineterminator="\n")
    table.writeheader()
    table.writerows({"__version": "1", **row} for row in found.rows)
    return out.getvalue()
