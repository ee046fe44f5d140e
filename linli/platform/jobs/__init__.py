# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work that happens later or regularly. Capabilities put their work into their ``jobs`` rooms."""
