# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests stand on: a real database, a fixed clock, strict templates, counted queries."""
