# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a browser for tests and pictures is found."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium")  # fmt: skip


def find_browser() -> str | None:
    """The Chromium or Chrome that ``LINLI_BROWSER`` names, or the first one that is installed."""
    named = os.environ.get("LINLI_BROWSER")
    for path in [named] if named else [*BROWSERS, shutil.which("chromium"), shutil.which("google-chrome")]:
        if path and Path(path).exists():
            return path
    return None
