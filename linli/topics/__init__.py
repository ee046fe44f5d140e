# SPDX-License-Identifier: AGPL-3.0-or-later
"""The category tree: what a matter is about, at any depth."""
