# SPDX-License-Identifier: AGPL-3.0-or-later
"""Field work: grids and their teams, what a grid may be asked, rounds and visits at the door."""
