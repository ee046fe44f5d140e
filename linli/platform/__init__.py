# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django plumbing that every capability stands on. It knows nothing of towns, people or cases."""
