# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings, addresses and commands: the only place that knows everybody."""
