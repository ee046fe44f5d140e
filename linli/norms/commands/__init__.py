# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: the pack's limits, norms, procedures and pacts; law from files; pacts on their course."""

from .library import DocumentLoaded, faults_of, import_documents
from .pack import check_pack, load_pack

__all__ = ["DocumentLoaded", "check_pack", "faults_of", "import_documents", "load_pack"]
