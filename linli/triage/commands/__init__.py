# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: examples from packs and from corrections, training, forgetting."""

from .bars import note_decision, set_bar
from .issues import IssueText, group_letters, merge_issues, split_issue
from .learn import forget, learn, leave_issues
from .observe import observe
from .pack import check_pack, load_pack
from .train import choose_reader, train

__all__ = [
    "IssueText",
    "check_pack",
    "choose_reader",
    "forget",
    "group_letters",
    "learn",
    "leave_issues",
    "load_pack",
    "merge_issues",
    "note_decision",
    "observe",
    "set_bar",
    "split_issue",
    "train",
]
