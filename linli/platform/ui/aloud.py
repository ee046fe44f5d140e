# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages for those who would rather listen or look: speech made here, and videos in sign language.

The voice is ``espeak-ng`` where it is installed. Without it pages are read by the browser's own voice, and
where that is missing too, the button is not shown.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from linli.kernel.problem import mark, problem

from ..home import home

VOICES = {"zh-Hans": "cmn", "en": "en"}
LONGEST = 2000  # signs at once
SECONDS = 15
WORDS_A_MINUTE = "150"  # a little slower than people speak

NO_VOICE = problem(
    "no_voice",
    404,
    mark("This server has no voice to read with."),
    mark("Use the reading voice of your browser, or telephone us: somebody reads it to you."),
)


@cache
def has_voice() -> bool:
    """Whether speech can be made here."""
    return shutil.which("espeak-ng") is not None


def speak(text: str, language: str) -> bytes:
    """Speech as WAV. The words go to the program by its input, never by its name. Raises ``no_voice``."""
    program = shutil.which("espeak-ng")
    said = " ".join(text.split())[:LONGEST]
    if program is None or not said:
        raise NO_VOICE()
    asked = [program, "--stdout", "--stdin", "-v", VOICES.get(language, "cmn"), "-s", WORDS_A_MINUTE]
    try:
        done = subprocess.run(asked, input=said.encode(), capture_output=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise NO_VOICE() from error
    return done.stdout


def video_of(page: str) -> Path | None:
    """The video in sign language for a page, by the name of its route; most pages have none."""
    found = home() / "videos" / f"{page}.mp4"
    return found if found.is_file() else None
