# SPDX-License-Identifier: AGPL-3.0-or-later
"""Translations are kept as text and compiled when they are newer than their compiled form."""

from __future__ import annotations

import os
from pathlib import Path

LOCALES = Path(__file__).resolve().parents[1] / "locale"


def compile_catalogues() -> None:
    """Compile what is newer than its compiled form, with Babel: no gettext needed."""
    for source in LOCALES.glob("*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        draft = target.with_suffix(f".{os.getpid()}")
        with source.open("rb") as file, draft.open("wb") as out:
            write_mo(out, read_po(file))
        draft.replace(target)
