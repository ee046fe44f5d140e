# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands on the command line: taking matters over from files, giving them back."""
