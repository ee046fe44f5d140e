# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of people: signing in, and for administrators posts and duties."""
