# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: the pack's limits, norms, procedures and pacts; law from files; pacts on their course."""

from .library import DocumentLoaded, faults_of, import_documents
from .pack import check_pack, load_pack
from .pacts import answer_comment, comment_pact, decide_clause, edit_pact, move_pact, start_pact

__all__ = [
    "DocumentLoaded",
    "answer_comment",
    "check_pack",
    "comment_pact",
    "decide_clause",
    "edit_pact",
    "faults_of",
    "import_documents",
    "load_pack",
    "move_pact",
    "start_pact",
]
