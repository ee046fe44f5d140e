# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases (事项): what a person brings, and its whole course until they say that it is settled."""
