# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages on their way out. Storeys queue them; senders (e-mail, console, later SMS) deliver."""
