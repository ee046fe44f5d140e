# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField


class WordsField(SearchVectorField):
    """A tsvector written as the literal that :func:`linli.platform.text.document` makes."""

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector"

    def get_prep_value(self, value: Any) -> str:
        return "" if value is None else str(value)
