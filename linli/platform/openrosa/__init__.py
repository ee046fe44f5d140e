# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms for phones with ODK Collect: keys for phones, the calls of OpenRosa, who receives what."""
