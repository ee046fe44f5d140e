# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text search in PostgreSQL: words are cut here, stored as a ``simple`` tsvector, found by GIN."""

from .words import clean, document, query, tokens

__all__ = ["clean", "document", "query", "tokens"]
