# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law asks of whoever holds personal data: requests of authorities, impact assessments."""
