# SPDX-License-Identifier: AGPL-3.0-or-later
"""Base templates, styles, template tags, form rendering, problem pages: how every page is made."""
