# SPDX-License-Identifier: AGPL-3.0-or-later
"""The grid worker's side, on a phone, with or without network. No state of its own."""
