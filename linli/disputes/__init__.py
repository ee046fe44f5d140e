# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mediation: goodwill first, by law, and in confidence."""
