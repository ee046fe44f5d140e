# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: the register of official requests, impact assessments, and what everybody reads of both."""
