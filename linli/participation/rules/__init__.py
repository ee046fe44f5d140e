# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure rules of taking part: counting, grouping, drawing, weighting."""
