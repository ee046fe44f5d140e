# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that people send: checked by content, cleaned of what they did not mean to tell, kept safe."""
