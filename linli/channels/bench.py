# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench channels``: how well pages on paper are read, as the product reads them.

Pages are set here in three types and sizes, once as a clean scan (150 dots an inch) and once as
somebody would photograph them: askew, turned, in uneven light with a shadow, with noise, as a small JPEG.
The form is filled in type, and in an imitation of writing by hand: each sign is turned, sheared, shifted
and bent by itself. Real writing is harder; the figure says what a person must at least expect to correct.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageFilter

TEXT = """人民街道滨江路社区石板坡的石梯松了三级，老人上下怕踩空。从上个月十五日起就这样，下雨更滑。
请尽快修好，并在旁边装一段扶手。我住滨江路十八号二单元三楼，电话 13900002041，姓名余桂芳。
楼下的路灯也有两盏不亮，编号是 R-0417 和 R-0418，晚上七点以后看不见台阶。
Three steps are loose since Monday; please mend them before the rain comes."""
FONTS = (("Noto Serif CJK SC", 11), ("Noto Sans CJK SC", 14), ("Noto Serif CJK SC", 18))
PAGE = """#set page(margin: 24mm)
#set text(font: facts.font, size: facts.size * 1pt)
#set par(leading: 1em)
#for line in facts.lines [#line#parbreak()]"""
FILLED: dict[str, Any] = {
    "text": [
        "石板坡的石梯松了三级，老人怕踩空。", "从上个月十五日起就这样，下雨更滑。",
        "请修好，再装一段扶手。",
    ],
    "address": ["滨江路十八号旁边的石梯"],
    "name": ["余桂芳"],
    "contact": "13900002041",
}  # fmt: skip
WANTED = {
    name: "".join(words) if isinstance(words, list) else words for name, words in FILLED.items()
}  # fmt: skip
BOUNDS = {"ocr_printed": 0.98, "ocr_photo": 0.95}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print the figures; 1 where a bound is not kept."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    from linli.platform.catalogues import compile_catalogues

    compile_catalogues()
    django.setup()
    told = measure(options.seed)
    print(json.dumps(told) if options.json else "\n".join(f"{k:<16} {v:>8}" for k, v in told.items()))
    missed = {name: bound for name, bound in BOUNDS.items() if told[name] < bound}
    if missed:
        print(f"below its bound: {missed}", file=sys.stderr)
    return 1 if missed else 0


def measure(seed: int) -> dict[str, float]:
    """Accuracies by character (spaces not counted), the lowest of the three types for each; seconds a
    page, in which a whole processor works."""
    from linli.platform import ocr, pdf

    from .rules import accuracy

    printed: list[float] = []
    photos: list[float] = []
    seconds: list[float] = []
    for number, (font, size) in enumerate(FONTS):
        facts = {"font": font, "size": size, "lines": TEXT.split("\n")}
        page = pdf.picture(PAGE, facts)
        for kept, content in ((printed, page), (photos, photographed(page, seed + number))):
            found = ocr.read(content)
            seconds.append(found.seconds)
            kept.append(accuracy(TEXT, "".join(line.text for line in in_rows(found))))
    form = a_form(FILLED)
    began = time.monotonic()
    return {
        "ocr_printed": round(min(printed), 4),
        "ocr_photo": round(min(photos), 4),
        "ocr_form": round(of_form(form), 4),
        "ocr_form_turned": round(of_form(turned(form)), 4),
        "ocr_hand": round(of_form(by_hand(seed)), 4),
        "seconds_a_page": round(sum(seconds) / len(seconds), 1),
        "seconds_a_form": round((time.monotonic() - began) / 3, 1),
    }


def in_rows(found: Any) -> list[Any]:
    """What was read, row by row."""
    from .rules.sheet import Piece, by_rows

    return by_rows([Piece(one.text, one.x, one.y, one.width, one.height) for one in found.lines])


def of_form(content: bytes) -> float:
    """The accuracy over all fields of a form together."""
    from linli.platform import ocr

    from .rules import Piece, accuracy, fields_of

    found = ocr.read(content)
    pieces = [Piece(one.text, one.x, one.y, one.width, one.height) for one in found.lines]
    fields = fields_of(pieces, found.width, found.height)
    return accuracy("".join(WANTED.values()), "".join(fields.get(name, "") for name in WANTED))


def a_form(filled: dict[str, Any]) -> bytes:
    """Our printed form, filled in type."""
    from django.utils.translation import override

    from linli.platform import pdf

    from .queries.papers import FORM, form_words

    with override("zh-hans"):
        return pdf.picture(FORM, {**form_words("F2811-0932-4", "山城区", "12345"), "filled": filled})


def turned(content: bytes) -> bytes:
    """The same page upside down."""
    return as_jpeg(Image.open(io.BytesIO(content)).convert("RGB").rotate(180), 85)


def photographed(content: bytes, seed: int) -> bytes:
    """A page as a photo: on a table, askew, turned, shaded, noisy, as a small JPEG."""
    random = np.random.default_rng(seed)
    page = Image.open(io.BytesIO(content)).convert("RGB")
    table = (120, 110, 95)
    photo = Image.new("RGB", (page.width + 300, page.height + 300), table)
    photo.paste(page, (150, 150))
    wide, high = photo.size
    corners = ((80, 80), (80, high - 80), (wide - 80, high - 80), (wide - 80, 80))
    askew = [value + random.uniform(-40, 40) for corner in corners for value in corner]
    photo = photo.transform((wide, high), Image.Transform.QUAD, askew, Image.Resampling.BICUBIC)
    photo = photo.rotate(random.uniform(-4, 4), Image.Resampling.BICUBIC, fillcolor=table)
    light = np.asarray(photo).astype(float)
    rows, columns = np.mgrid[0:high, 0:wide]
    shade = 0.62 + 0.38 * (columns / wide + rows / high) / 2
    hand = (columns - wide * 0.7) ** 2 + (rows - high * 0.4) ** 2 < (wide * 0.25) ** 2
    light = light * (shade * (1 - 0.25 * hand))[..., None] + random.normal(0, 9, light.shape)
    picture = Image.fromarray(np.clip(light, 0, 255).astype("uint8"))
    return as_jpeg(picture.filter(ImageFilter.GaussianBlur(0.8)), 60)


def by_hand(seed: int) -> bytes:
    """Our form, filled by an imitated hand and photographed."""
    random = np.random.default_rng(seed)
    page = Image.open(io.BytesIO(a_form({}))).convert("RGB")
    marked = Image.open(io.BytesIO(a_form(FILLED))).convert("RGB")
    ink = ImageChops.difference(page, marked).convert("L").point(lambda value: 255 if value > 60 else 0)
    box = ink.getbbox()
    if box is None:
        return as_jpeg(page, 85)
    bent = np.asarray(ink).astype(float)
    high, wide = bent.shape
    rows, columns = np.mgrid[0:high, 0:wide]
    for step in (9, 23):  # two waves of bending: within a sign, and along a line
        shift = wave(random, high, wide, step) * step / 5
        lift = wave(random, high, wide, step) * step / 5
        up = np.clip(rows + lift, 0, high - 1).astype(int)
        along = np.clip(columns + shift, 0, wide - 1).astype(int)
        bent = bent[up, along]
    pen = Image.fromarray(bent.astype("uint8")).filter(ImageFilter.GaussianBlur(0.7))
    page.paste((30, 40, 90), (0, 0), pen)
    out = io.BytesIO()
    page.save(out, "PNG")
    return photographed(out.getvalue(), seed)


def wave(random: np.random.Generator, high: int, wide: int, step: int) -> Any:
    """A smooth random field between about -1 and 1."""
    coarse = random.uniform(-1, 1, (high // step + 2, wide // step + 2))
    field = Image.fromarray(((coarse + 1) * 127.5).astype("uint8"))
    smooth = field.resize((wide, high), Image.Resampling.BICUBIC)
    return np.asarray(smooth).astype(float) / 127.5 - 1


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
