# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile files: mutated tables through the import, mutated photos and documents through the upload.

Whatever comes, the answer is a coded problem or clean work: no crash, nothing half-written. All is
drawn from a seed, so what fails once fails again; a failure names its number and its mutation.
"""

from __future__ import annotations

import io
import os
import random
import struct
import wave
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases.cli import importing
from linli.cases.models import Case, Part
from linli.cases.tests.files import HEADER, import_file, row, write
from linli.kernel.problem import REGISTRY, Problem
from linli.platform.access.models import Attempt
from linli.platform.files import check
from linli.platform.files.models import StoredFile
from linli.platform.journal.models import EventRecord

pytestmark = pytest.mark.django_db
COUNT = 1000 if os.environ.get("LINLI_FULL") == "1" else 60
SECRET = b"GPS-HERE-29.5630-106.5516"  # hidden in every picture; nothing that is kept may hold it
Chance = random.Random


# --- tables ----------------------------------------------------------------------------------------


def table(chance: Chance, ending: str, folder: Path) -> bytes:
    rows = [row(number, what=f"第{number}盏路灯坏了。") for number in range(chance.randint(1, 6))]
    return write(folder / f"whole.{ending}", rows).read_bytes()


def truncated(content: bytes, chance: Chance) -> bytes:
    return content[: chance.randrange(len(content))]


def flipped(content: bytes, chance: Chance) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 30)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def with_nuls(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + b"\0" * chance.randint(1, 50) + content[at:]


def doubled(content: bytes, chance: Chance) -> bytes:
    return content + content[: chance.randrange(len(content))]


def encoded(content: bytes, chance: Chance) -> bytes:
    text = content.decode("utf-8")
    return text.encode(
        chance.choice(["gb18030", "utf-16", "utf-16-le", "big5", "latin-1", "utf-32"]), "replace"
    )


def half_encoded(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    text = content.decode("utf-8")
    return content[:at] + text[at // 2 :].encode("gb18030")


def delimited(content: bytes, chance: Chance) -> bytes:
    return content.replace(b",", chance.choice([b";", b"\t", b"|", b",,", b"\x1f", b" "]))


def quoted(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + chance.choice([b'"', b'""', b'"\r\n', b"'", b"\\"]) + content[at:]


def huge_cell(content: bytes, chance: Chance) -> bytes:
    return content.replace("路灯".encode(), b"x" * chance.choice([20_001, 999_999, 1_000_001]), 1)


def many_columns(content: bytes, chance: Chance) -> bytes:
    lines = content.split(b"\r\n")
    at = chance.randrange(2)  # in the header or in a row
    lines[at] += b",a" * chance.choice([1_999, 100_000, 1_000_000])
    return b"\r\n".join(lines)


def no_lines(content: bytes, chance: Chance) -> bytes:
    return content.replace(b"\r\n", chance.choice([b"\r", b"\n", b"\n\n", b"", "\u2028".encode()]))


def twice_headed(content: bytes, chance: Chance) -> bytes:
    return content.replace(b"topic", b"what", 1)


def nonsense_dates(content: bytes, chance: Chance) -> bytes:
    dates = [
        "2026-02-30",
        "0000-00-00",
        "9999-12-31T23:59:59Z",
        "1e309",
        "-1",
        "٢٠٢٦-٠١-٠١",
        "now",
        "45000",
        "24:00",
    ]
    return content.replace(b"2026-03-02 08:30:00", chance.choice(dates).encode())


def formulas(content: bytes, chance: Chance) -> bytes:
    evil = [
        '=cmd|"/c calc"!A1',
        "@SUM(1)",
        "+1+1",
        "\u202eexe.gpj",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "%00",
    ]
    return content.replace("路灯".encode(), chance.choice(evil).encode())


def zip_parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_flipped(content: bytes, chance: Chance) -> bytes:
    """Damage inside of an intact archive: the XML itself."""
    parts = zip_parts(content)
    name = chance.choice(sorted(parts))
    return zipped({**parts, name: flipped(parts[name], chance)})


def part_missing(content: bytes, chance: Chance) -> bytes:
    parts = zip_parts(content)
    del parts[chance.choice(sorted(parts))]
    return zipped(parts)


def far_cell(content: bytes, chance: Chance) -> bytes:
    """One cell so far out that room for all before it would be some hundred gigabytes."""
    parts = zip_parts(content)
    cell = chance.choice([b"XFD1048576", b"ZZZZZZ99999999", b"A4294967296", b"XFD1", b"A1048576", b"A0"])
    return zipped({**parts, SHEET: parts[SHEET].replace(b'r="A2"', b'r="' + cell + b'"')})


def bomb(content: bytes, chance: Chance) -> bytes:
    """A sheet that unpacks to far more than it says, or says that it unpacks to far too much."""
    parts = zip_parts(content)
    large = zipped(
        {**parts, SHEET: parts[SHEET].replace(b"<sheetData>", b"<sheetData>" + b" " * 40_000_000)}
    )
    at = large.rfind(struct.pack("<I", len(parts[SHEET]) + 40_000_000))  # the size in the directory
    told = chance.choice([1000, 0, 0xFFFFFFF0])
    return large[:at] + struct.pack("<I", told) + large[at + 4 :]


def entities(content: bytes, chance: Chance) -> bytes:
    laughs = (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    parts = zip_parts(content)
    body = parts[SHEET].replace(b"<worksheet", laughs + b"<worksheet", 1)
    return zipped(
        {**parts, SHEET: body.replace(b"<v>0</v>", chance.choice([b"<v>&b;</v>", b"<v>&c;</v>"]))}
    )


def formula_cells(content: bytes, chance: Chance) -> bytes:
    parts = zip_parts(content)
    cell = (
        b'<c r="B2"><f>NOW()+1/0</f>' + chance.choice([b"<v>45000.5</v>", b"<v>#DIV/0!</v>", b""]) + b"</c>"
    )
    return zipped(
        {**parts, SHEET: parts[SHEET].replace(b'<row r="2"', b'<row r="2">' + cell + b"</row><row", 1)}
    )


def other_archive(content: bytes, chance: Chance) -> bytes:
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


BYTES = [truncated, flipped, with_nuls, doubled]
TABLES: dict[str, list[Callable[[bytes, Chance], bytes]]] = {
    "csv": [*BYTES, encoded, half_encoded, delimited, quoted, huge_cell, many_columns, no_lines,
            twice_headed, nonsense_dates, formulas],
    "xlsx": [*BYTES, sheet_flipped, part_missing, far_cell, bomb, entities, formula_cells, other_archive],
}  # fmt: skip


@pytest.mark.parametrize("ending", sorted(TABLES))
def test_no_table_breaks_the_import(ending: str, tmp_path: Path, capsys: Any) -> None:
    told: dict[str, int] = {}
    for number in range(COUNT // 2):
        chance = Chance(f"{ending} {number}")
        mutate = TABLES[ending][number % len(TABLES[ending])]
        whole = table(chance, ending, tmp_path)
        file = tmp_path / f"mutated.{ending}"
        file.write_bytes(mutate(whole, chance))
        file.with_suffix(".toml").write_text((tmp_path / "whole.toml").read_text("utf-8"), "utf-8")
        what = f"{ending} {number}: {mutate.__name__}"
        try:
            report = import_file(file, capsys)
        except Problem as problem:
            assert problem.code in ("table_unreadable", "map_faulty"), what
            told[problem.code] = told.get(problem.code, 0) + 1
            continue
        except BaseException as error:
            raise AssertionError(what) from error
        assert report["read"] == report["created"] + report["already_there"] + report["refused"], what
        told["read"] = told.get("read", 0) + 1
    assert told["read"] and told["table_unreadable"], "mutations that all end the same way try nothing"
    assert_whole()


def assert_whole() -> None:
    """Each matter has its part and its event."""
    cases = set(Case.objects.values_list("id", flat=True))
    assert set(Part.objects.values_list("case_id", flat=True)) == cases
    assert set(EventRecord.objects.filter(type="cases.imported").values_list("subject", flat=True)) == cases


def test_a_workbook_with_too_many_columns_is_told_so(tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(Problem) as caught:
        import_file(write(tmp_path / "a.xlsx", [], [*HEADER, *(f"c{n}" for n in range(2_000))]), capsys)
    assert caught.value.facts["why"] == "too many columns"


@pytest.mark.parametrize("kind", ["folder", "nothing", "device"])
def test_what_is_no_file_at_all(kind: str, tmp_path: Path, capsys: Any) -> None:
    write(tmp_path / "a.csv", [])
    (tmp_path / "a.csv").unlink()
    if kind == "folder":
        (tmp_path / "a.csv").mkdir()
    if kind == "device":
        (tmp_path / "a.csv").symlink_to("/dev/zero")
    with pytest.raises(Problem) as caught:
        import_file(tmp_path / "a.csv", capsys)
    assert caught.value.code == "table_unreadable"


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"[file", b"file = 1", b"[columns]\nref=1", b"\0"])
def test_a_map_that_is_none(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_bytes(text)
    with pytest.raises(Problem) as caught:
        importing.load_map(tmp_path / "map.toml")
    assert caught.value.code == "map_faulty"


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
