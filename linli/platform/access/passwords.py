# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that whoever guesses at a town's service tries first (OWASP ASVS 5.0, 6.1.2 and 6.2.11)."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext

WORDS = ("linli", "邻里", "12345", "password", "admin", "administrator", "hotline", "热线",
         "community", "社区", "grid", "网格", "town", "district", "government", "政府")  # fmt: skip
REST = 6  # letters that a password must hold besides these words


class OwnWords:
    """Refuses a password that is little more than words of the house or the town, digits and signs."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = password.lower()
        town: set[str] = import_string(settings.TOWN_WORDS)()
        for word in sorted({*WORDS, *town}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != password.lower() and len(re.sub(r"[\W\d_]", "", rest)) < REST:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return gettext("This password is little more than words of this service.")
