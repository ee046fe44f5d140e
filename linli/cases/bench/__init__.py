# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matters cost: the figures of ``linli bench import``."""
