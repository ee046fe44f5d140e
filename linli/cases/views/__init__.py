# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of matters: bringing one, following one's own, the public list, the desk, the field."""
