# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading print from a picture: rapidocr, whose models lie in its wheel; nothing leaves the machine.

A page takes seconds and a whole processor, so that it is read in a job, one at a time (see
``channels``), and never while a request waits. The reader is loaded when the first page comes.
"""

from __future__ import annotations

import functools
import io
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from linli.kernel.problem import mark, problem

LONGEST_SIDE = 1700  # pixels: more makes no print clearer and every page slower
MOST_PIXELS = 50_000_000

NOTHING_READ = problem(
    "nothing_read",
    422,
    mark("There is no print or writing on this picture that could be read."),
    mark("Look whether the right side was scanned and the light was good; or type it from the paper."),
)
NO_PICTURE = problem(
    "no_picture",
    415,
    mark("This is no picture of a page."),
    mark("Take a photo of it, or scan it as JPEG or PNG."),
)


@dataclass(frozen=True)
class Line:
    """A piece of text and where it stands (pixels from the upper left corner); how sure, from 0 to 1."""

    text: str
    x: float
    y: float
    width: float
    height: float
    sure: float


@dataclass(frozen=True)
class Reading:
    """What was read on a page of so many pixels, and in how many seconds."""

    lines: tuple[Line, ...]
    width: int
    height: int
    seconds: float


def read(content: bytes) -> Reading:
    """The lines on a picture in the order in which they were found.

    Raises ``no_picture`` for what is none, and ``nothing_read`` for an empty page.
    """
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NO_PICTURE()
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise NO_PICTURE() from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    began = time.monotonic()
    found = _reader()(np.asarray(picture))
    if found.txts is None or not any(text.strip() for text in found.txts):
        raise NOTHING_READ()
    lines = tuple(
        _line(text, box, float(sure))
        for text, box, sure in zip(found.txts, found.boxes, found.scores, strict=True)
    )
    return Reading(lines, picture.width, picture.height, time.monotonic() - began)


def _line(text: str, box: Any, sure: float) -> Line:
    left, top = (float(value) for value in box.min(axis=0))
    right, bottom = (float(value) for value in box.max(axis=0))
    return Line(text, left, top, right - left, bottom - top, sure)


@functools.cache
def _reader() -> Any:
    """The reader, on one processor: the rest of the machine belongs to those who wait for pages."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{name}_op_num_threads": 1 for name in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "error", **threads})
