# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paper: what was read stands in its field, a person confirms it, nothing is lost."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from linli.cases.public import Action, Channel, See, case_detail
from linli.cases.testing import a_case, act
from linli.channels.commands import put_away, read_next, sheet_came, take_sheet
from linli.channels.forms import SheetForm
from linli.channels.models import Sheet
from linli.channels.queries import sheet_of, sheets
from linli.channels.queries.papers import form_words, qr_rows
from linli.channels.rules import LABELS, Piece, accuracy, fields_of, new_number, number_in
from linli.channels.testing import a_page, a_sheet
from linli.kernel.problem import Problem
from linli.platform import ocr, pdf
from linli.platform.files.models import StoredFile

NUMBER = "F2811-0932-4"
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
DIGITS = "13900002041"
ROWS = (
    ("诉求登记表", 20, 10), (f"本表编号：{NUMBER}", 20, 40), ("1. 什么事？从什么时候开始的？", 20, 80),
    ("石梯松了三级，老人怕踩空。", 30, 110), ("下雨更滑。", 30, 140), ("2. 在哪里？", 20, 180),
    ("滨江路十八号", 30, 210), ("3. 怎么称呼您（可不填）", 20, 250), ("余桂芳", 30, 280),
    ("4. 电话或邮箱（可不填）", 20, 320), *((one, 30 + 40 * at, 350) for at, one in enumerate(DIGITS)),
    ("5. 交到哪里", 20, 390), ("社区或街道窗口 12345", 30, 420),
)  # fmt: skip
FIELDS = {
    "number": NUMBER, "text": "石梯松了三级，老人怕踩空。\n下雨更滑。", "address": "滨江路十八号",
    "name": "余桂芳", "contact": DIGITS,
}  # fmt: skip
WIDE, HIGH = 500.0, 460.0


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def pieces() -> list[Piece]:
    return [Piece(text, x, y, 20.0 * len(text), 22.0) for text, x, y in ROWS]


def turned(piece: Piece, quarter: int) -> Piece:
    """A piece on the page turned clockwise by quarters."""
    wide, high = WIDE, HIGH
    for _ in range(quarter):
        piece = Piece(piece.text, high - piece.y - piece.height, piece.x, piece.height, piece.width)
        wide, high = high, wide
    return piece


@pytest.mark.parametrize("quarter", range(4))
def test_whichever_way_up_the_paper_lay_each_word_stands_in_its_field(quarter: int) -> None:
    lying = [turned(piece, quarter) for piece in reversed(pieces())]
    wide, high = (WIDE, HIGH) if quarter % 2 == 0 else (HIGH, WIDE)
    assert fields_of(lying, wide, high) == FIELDS


def test_a_letter_without_our_labels_is_text_and_a_wrong_number_is_none() -> None:
    letter = [
        Piece("路灯坏了，", 0, 0, 90, 20),
        Piece("请修。", 95, 2, 50, 20),
        Piece("F2811-0932-5", 0, 40, 90, 20),
    ]
    assert fields_of(letter, 200, 200) == {"text": "路灯坏了，\n请修。\nF2811-0932-5"}
    assert fields_of([], 10, 10) == {}
    mail = [Piece("4 电话或邮箱", 0, 0, 90, 20), Piece("yu @mail.cn", 0, 40, 90, 20)]
    assert fields_of(mail, 200, 200) == {"contact": "yu@mail.cn"}
    assert (accuracy("路灯 坏了", "路灯坏了"), accuracy("路灯坏了", "路打坏"), accuracy("", "x")) == (
        1.0,
        0.5,
        0.0,
    )


@given(st.sampled_from(range(9)), st.characters(categories=["Nd"], max_codepoint=127))
def test_a_number_with_one_digit_wrong_is_not_taken(place: int, digit: str) -> None:
    number = new_number()
    digits = [at for at, sign in enumerate(number) if sign.isdigit()]
    wrong = number[: digits[place]] + digit + number[digits[place] + 1 :]
    assert number_in(f"编号：{wrong.lower()} 。") == (number if wrong == number else "")


def test_the_form_bears_the_labels_that_are_looked_for() -> None:
    for language in ("zh-hans", "en"):
        with override(language):
            words = form_words(NUMBER, "山城区", "12345")
            made = pdf.pdf("#facts.title", words)
        for field, labels in LABELS.items():
            assert words[field].startswith(labels), (language, field)
        assert made.startswith(b"%PDF")
    assert len(rows := qr_rows("x")) == len(rows[0]) and set("".join(rows)) == {"0", "1"}


def drawn() -> bytes:
    """The page of the rows above as somebody's scanner takes it: upside down."""
    page = Image.new("RGB", (640, 470), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 20, index=2)
    for text, x, y in ROWS:
        draw.text((x, y), text, "black", font)
    out = io.BytesIO()
    page.rotate(180).save(out, "PNG")
    return out.getvalue()


@pytest.mark.django_db
def test_a_page_is_read_confirmed_and_goes_with_its_matter(sign_in: Any, cast: Any) -> None:
    client = sign_in("operator")
    form = client.post("/desk/paper/", {"page": SimpleUploadedFile("p.png", drawn())})
    sheet = UUID(form.url.partition("sheet=")[2])
    assert client.get(form.url).status_code == 200  # can be typed from the picture while it waits
    assert read_next() and not read_next()
    found = sheet_of(sheet, viewer=cast.operator)
    assert accuracy("".join(FIELDS.values()), "".join(found.fields[name] for name in FIELDS)) > 0.95
    page = client.get(form.url).content.decode()
    assert found.fields["contact"] in page and f"/desk/paper/{sheet}/scan/" in page
    picture = client.get(f"/desk/paper/{sheet}/scan/")
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")
    told = {**found.fields, "channel": "paper", "kind": "help", "case_id": str(sheet)}
    slip = client.post(form.url, told)
    assert slip.url.endswith("/slip/")
    sheet_came(sheet)
    sheet_came(sheet)
    detail = case_detail(slip.url.split("/")[3], viewer=cast.operator)
    assert detail.line.channel == Channel.PAPER and len(detail.files) == 1
    assert [line.sees for line in detail.thread if line.files] == [See.REPORTER]
    row = Sheet.objects.get(pk=sheet)
    assert (row.state, row.fields, row.file) == ("received", None, None) and not sheets(cast.operator)


@pytest.mark.django_db
def test_what_cannot_be_read_is_said_and_what_is_no_page_is_refused(
    sign_in: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(content: bytes) -> Any:
        raise ocr.NOTHING_READ()

    sheet = a_sheet(cast.community_worker)
    monkeypatch.setattr(ocr, "read", nothing)
    assert read_next()
    assert sheet_of(sheet, viewer=cast.operator).fault == "nothing_read"
    client = sign_in("operator")
    assert "没有可识别的文字" in client.get(f"/desk/new/?sheet={sheet}").content.decode()
    for content in (b"%PDF-1.4", b"x" * 100):
        sent = client.post("/desk/paper/", {"page": SimpleUploadedFile("p.jpg", content)})
        assert sent.status_code in (415, 422)
    large = SimpleUploadedFile("p.jpg", b"x")
    large.size = 100 * 1024 * 1024
    refused = SheetForm({}, {"page": large})
    assert not refused.is_valid() and "15" in str(refused.errors["page"])
    assert code_of(lambda: put_away(sheet, actor=cast.far_worker)) == "not_found"
    assert code_of(lambda: take_sheet(a_page(), actor=cast.handler)) == "forbidden"
    client.post(f"/desk/paper/{sheet}/away/")
    assert not StoredFile.objects.filter(linked=True).exists() and not sheets(cast.operator)


@pytest.mark.django_db
def test_letters_in_large_print_for_whom_the_matter_is(client: Any, sign_in: Any, cast: Any) -> None:
    receipt = a_case()
    path = f"/matter/{receipt.number}/letter"
    assert client.get(f"{path}/receipt/").status_code == 404
    client.post("/track/", {"number": receipt.number, "code": receipt.code})
    first = client.get(f"{path}/receipt/")
    assert first.content.startswith(b"%PDF") and pdf.pages(first.content) == 1
    assert client.get(f"{path}/answer/").status_code == 404
    for action in (Action.DISPATCH, Action.RESOLVE):
        act(receipt.id, action)
    assert client.get(f"{path}/answer/").content.startswith(b"%PDF")
    desk = sign_in("handler")
    assert desk.get(f"/desk/matter/{receipt.number}/letter/answer/").status_code == 200
    assert client.get("/paper/form.pdf").content.startswith(b"%PDF")
