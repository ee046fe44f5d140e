# SPDX-License-Identifier: AGPL-3.0-or-later
"""The staff's side: home page and navigation. No state of its own."""
