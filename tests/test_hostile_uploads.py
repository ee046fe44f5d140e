# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile uploads: mutated photos, sounds and documents through the door that takes files.

Whatever comes, the answer is a coded problem or clean work: no crash, nothing half-written. All is
drawn from a seed, so what fails once fails again; a failure names its number and its mutation.
"""

from __future__ import annotations

import io
import struct
import wave
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from test_hostile_tables import COUNT, Chance, doubled, flipped, truncated, with_nuls, zipped

from linli.kernel.problem import REGISTRY, Problem
from linli.platform.access.models import Attempt
from linli.platform.files import check
from linli.platform.files.models import StoredFile

pytestmark = pytest.mark.django_db
SECRET = b"GPS-HERE-29.5630-106.5516"  # hidden in every picture; nothing that is kept may hold it


# --- uploads ---------------------------------------------------------------------------------------


def picture(chance: Chance, form: str) -> bytes:
    """A photo with a place and a comment in its metadata, as a telephone writes it."""
    image = Image.effect_noise((chance.randint(8, 90), chance.randint(8, 90)), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    exif[0x0112] = chance.randint(0, 9)
    out = io.BytesIO()
    save: dict[str, Any] = {"exif": exif.tobytes()}
    if form == "GIF":
        save = {"comment": SECRET}
    if form == "BMP":
        save = {}
    if form == "JPEG":
        save["comment"] = SECRET
    image.save(out, form, **save)
    return out.getvalue()


def sound(chance: Chance) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(chance.randbytes(400))
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large, in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * min(width * 3 * 200, 20_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


WHOLE: dict[str, Callable[[Chance], bytes]] = {
    "jpeg": lambda chance: picture(chance, "JPEG"),
    "png": lambda chance: picture(chance, "PNG"),
    "webp": lambda chance: picture(chance, "WEBP"),
    "gif": lambda chance: picture(chance, "GIF"),
    "bmp": lambda chance: picture(chance, "BMP"),
    "wav": sound,
    "ogg": lambda chance: b"OggS\0\x02" + bytes(20) + b"\x01\x1eOpusHead" + chance.randbytes(200),
    "mp3": lambda chance: b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\0" + chance.randbytes(300),
    "m4a": lambda chance: b"\0\0\0\x20ftypM4A \0\0\0\0" + chance.randbytes(300),
    "pdf": lambda chance: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF" + chance.randbytes(9),
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def as_it_is(content: bytes, chance: Chance) -> bytes:
    return content


def polyglot(content: bytes, chance: Chance) -> bytes:
    """One file that is a picture and something else besides."""
    return content + chance.choice(
        [HTML, SVG, zipped({"a.txt": SECRET}), b"%PDF-1.7 " + SECRET, b"#!/bin/sh\n"]
    )


def before(content: bytes, chance: Chance) -> bytes:
    return chance.choice([HTML, SVG, b"GIF89a", b"\xef\xbb\xbf", b"\r\n", b"MZ", b"PK\3\4"]) + content


def other(content: bytes, chance: Chance) -> bytes:
    """Nothing that is taken at all, or a flood."""
    return chance.choice(
        [b"", b"\0", SVG, HTML, b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 ",
         b"BM" + bytes(60), png_of(30_000, 30_000), png_of(1, 60_000_000), png_of(0, 0),
         png_of(0x7FFFFFFF, 0x7FFFFFFF),
         b"\0\0\0\x18ftypheic" + bytes(90), b"\0\0\0\x18ftypavif" + bytes(90), zipped({"a": b"b"}),
         b"\x7fELF" + bytes(60), chance.randbytes(500), b"\xff\xd8" + chance.randbytes(16 * 1024 * 1024)]
    )  # fmt: skip


UPLOADS = [as_it_is, truncated, flipped, with_nuls, polyglot, before, doubled, other]
NAMES = [
    "photo.jpg", "photo.exe", "photo.svg", "x.php.jpg", "\u202egpj.exe", "../../etc/passwd", "", "图片.jpg",
    "a" * 300 + ".png", "con.pdf", "a\r\nX-Evil: 1.jpg", "nul\0.jpg", ".htaccess", "a;b'\"<img src=x>.webp",
]  # fmt: skip


def test_no_upload_breaks_the_door_or_keeps_what_was_hidden(client: Client) -> None:
    from django.core.files.storage import default_storage

    told: dict[str, int] = {}
    for number in range(COUNT):
        chance = Chance(f"upload {number}")
        form = sorted(WHOLE)[number % len(WHOLE)]
        mutate = UPLOADS[number // len(WHOLE) % len(UPLOADS)]
        content, name = mutate(WHOLE[form](chance), chance), chance.choice(NAMES)
        what = f"upload {number}: {form} {mutate.__name__} as {name[:20]!r}"
        Attempt.objects.all().delete()  # how often one address may send is another test's matter
        sent = SimpleUploadedFile(
            "x", content, chance.choice(["image/jpeg", "text/html", "", "image/svg+xml"])
        )
        sent._name = name
        response = client.post("/api/v1/files", {"file": sent})
        told[str(response.status_code)] = told.get(str(response.status_code), 0) + 1
        if response.status_code != 201:
            assert response.status_code in (400, 413, 415, 422), what
            assert response.headers["Content-Type"] == "application/problem+json", what
            assert response.json()["code"] in REGISTRY and response.json()["detail"], what
            continue
        kept = StoredFile.objects.get(pk=response.json()["id"])
        with default_storage.open(kept.key) as file:
            stored = file.read()
        default_storage.delete(kept.key)
        assert kept.size == len(stored), what
        assert name == "" or name not in kept.key, what
        if kept.kind == "image":
            assert_clean(stored, what)
        else:
            assert stored == content and kept.media_type not in ("text/html", "image/svg+xml"), what
    assert told["201"] and told["415"], "mutations that all end the same way try nothing"


def assert_clean(stored: bytes, what: str) -> None:
    """Pixels and nothing else."""
    assert SECRET not in stored and b"<script" not in stored and b"Exif" not in stored, what
    with Image.open(io.BytesIO(stored)) as image:
        assert image.format == "JPEG" and not image.getexif(), what
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        assert max(image.size) <= check.MAX_SIDE, what
        image.load()


def test_a_photo_is_turned_upright_before_its_metadata_go() -> None:
    image = Image.new("RGB", (40, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif.tobytes())
    kept = check.clean(out.getvalue())
    assert (kept.width, kept.height) == (20, 40)


@pytest.mark.parametrize("size", [(30_000, 30_000), (1, 60_000_000), (0x7FFFFFFF, 0x7FFFFFFF)])
def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    import tracemalloc

    content = png_of(*size)
    tracemalloc.start()
    with pytest.raises(Problem) as caught:
        check.clean(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code in ("file_too_large", "file_unreadable") and peak < 30_000_000


def test_a_handed_out_file_is_never_run_by_a_browser(client: Client) -> None:
    """What is kept bears a type of ours, whatever it was sent as: no HTML, no SVG, no script."""
    types = {*check.AUDIO.values(), *check.DOCUMENTS, "image/jpeg"}
    assert not {
        kind for kind in types if "html" in kind or "svg" in kind or "xml" in kind or "script" in kind
    }
