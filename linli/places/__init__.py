# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town and its tree of places: city, district, subdistrict, community, grid, and what crosses it."""
