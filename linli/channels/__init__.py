# SPDX-License-Identifier: AGPL-3.0-or-later
"""Channels: telephone, paper, messages, so that nobody is left out. In come commands, out go answers."""
