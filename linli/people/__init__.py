# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts, organisations, units, posts and duties: who may act, and who answers for what, where."""
