# SPDX-License-Identifier: AGPL-3.0-or-later
"""linli (邻里): residents, streets and a city governing together."""

__version__ = "0.1.0"
