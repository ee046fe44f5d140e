# SPDX-License-Identifier: AGPL-3.0-or-later
"""Norms. The first room: legal time limits with their source, and the calendar they are counted on."""
