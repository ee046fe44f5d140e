# SPDX-License-Identifier: AGPL-3.0-or-later
"""The residents' side: front page and navigation. No state of its own."""
