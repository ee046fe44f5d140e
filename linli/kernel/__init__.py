# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kernel: pure Python, known to every storey, knowing none."""
