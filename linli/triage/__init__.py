# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reader: from a text to a suggestion with reasons. It knows no cases; a person decides."""
