# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of topics: the category tree."""

from .commands import check_pack, edit_category, load_pack
from .queries import CategoryInfo, Tree, category, category_by_code, category_by_id, tree
from .vocab import UNKNOWN_CATEGORY

__all__ = [
    "UNKNOWN_CATEGORY",
    "CategoryInfo",
    "Tree",
    "category",
    "category_by_code",
    "category_by_id",
    "check_pack",
    "edit_category",
    "load_pack",
    "tree",
]
