# SPDX-License-Identifier: AGPL-3.0-or-later
"""One form of writing, for machines that read: what a person wrote is kept and shown as it was written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


def simplified(text: str) -> str:
    """A text in simplified characters (OpenCC, "t2s"), sign by sign: what stands where stays there.

    Simplified and other texts come back as they are; half a sign of a broken encoding becomes "?".
    """
    if text.isascii():
        return text
    convert = _converter()
    try:
        told = convert(text)
    except UnicodeEncodeError:
        return simplified(text.encode("utf-8", "replace").decode())
    return told if len(told) == len(text) else "".join(convert(sign) or sign for sign in text)


@cache
def _converter() -> Callable[[str], str]:
    import opencc

    converter = opencc.OpenCC("t2s")
    return lambda text: str(converter.convert(text))
