# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of norms: time limits, the library and asking it, pacts."""
