# SPDX-License-Identifier: AGPL-3.0-or-later
"""The screen in a hall: large targets, keys on the screen, reading aloud, and nothing left behind."""
