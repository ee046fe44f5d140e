# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file really is, and a clean copy of it.

Images are decoded and written anew, so nothing but pixels survives: no EXIF, no GPS, no hidden
second file. Sound and documents are recognised by their first bytes and only ever handed out as
what was recognised, never as something that a browser would run.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import filetype
from PIL import Image, ImageOps

from linli.kernel.problem import Problem, mark, problem

MEGABYTE = 1024 * 1024
MAX_PIXELS = 50_000_000  # a 50-megapixel photo; more is a flood, not a photo
MAX_SIDE = 2560  # what is kept: enough to read a number plate of a lamp post
LIMITS = {"image": 15 * MEGABYTE, "audio": 12 * MEGABYTE, "document": 12 * MEGABYTE}
IMAGES = {
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/heic",
    "image/avif",
    "image/bmp",
}
AUDIO = {
    "audio/mpeg": "audio/mpeg",
    "audio/ogg": "audio/ogg",
    "audio/x-wav": "audio/wav",
    "audio/mp4": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/aac": "audio/aac",
    "audio/amr": "audio/amr",
    "video/webm": "audio/webm",
    "video/mp4": "audio/mp4",
}
DOCUMENTS = {"application/pdf"}

TOO_LARGE = problem(
    "file_too_large",
    413,
    mark("This file is larger than %(limit)s MB."),
    mark("Send a smaller one, or take the photo again with a lower resolution."),
)
NOT_ACCEPTED = problem(
    "file_not_accepted",
    415,
    mark("This kind of file cannot be taken."),
    mark("Photos, voice messages and PDF documents can be sent."),
)
UNREADABLE = problem(
    "file_unreadable",
    422,
    mark("This file could not be read; it may be damaged."),
    mark("Open it on your own device to see whether it is whole, then send it again."),
)


@dataclass(frozen=True)
class Clean:
    """A file as it will be kept."""

    kind: str
    media_type: str
    extension: str
    content: bytes
    width: int | None = None
    height: int | None = None


def clean(content: bytes) -> Clean:
    """The clean copy of what was sent. Raises a coded problem for anything else."""
    if len(content) > max(LIMITS.values()):
        raise TOO_LARGE(limit=max(LIMITS.values()) // MEGABYTE)
    try:
        guess = filetype.guess_mime(content)
    except (TypeError, IndexError, ValueError):
        guess = None
    if guess in IMAGES:
        return _image(content)
    if guess in AUDIO:
        return _as_is("audio", AUDIO[guess], content)
    if guess in DOCUMENTS:
        return _as_is("document", guess, content)
    raise NOT_ACCEPTED()


def _as_is(kind: str, media_type: str, content: bytes) -> Clean:
    if len(content) > LIMITS[kind]:
        raise TOO_LARGE(limit=LIMITS[kind] // MEGABYTE)
    return Clean(kind, media_type, media_type.rsplit("/", 1)[-1], content)


def _image(content: bytes) -> Clean:
    if len(content) > LIMITS["image"]:
        raise TOO_LARGE(limit=LIMITS["image"] // MEGABYTE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged metadata: nothing of them is kept
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise TOO_LARGE(limit=LIMITS["image"] // MEGABYTE)
                image.draft("RGB", (MAX_SIDE, MAX_SIDE))
                image.load()
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except Problem:
        raise
    except Exception as error:  # decoders raise whatever comes when they are fed what is broken
        raise UNREADABLE() from error
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    fresh = Image.new("RGB", upright.size)  # pixels only: no metadata can come along
    fresh.paste(upright)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return Clean("image", "image/jpeg", "jpg", out.getvalue(), fresh.width, fresh.height)
