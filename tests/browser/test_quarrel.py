# SPDX-License-Identifier: AGPL-3.0-or-later
"""A quarrel from its first sign to a confirmed agreement that both kept, by the pages alone."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from .conftest import Product
from .paper_text import docx_text, pdf_text

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]
PLACE = "509901001002"
SUMMARY = "对门每天清早六点拖家具，说过几次都没有用。"
TERMS = {
    "facts": "对门清早移动家具，声响影响邻居休息。",
    "points": "清早移动家具的时间和响声。",
    "duties": "宁夏一方铺软垫、改时间，程远一方有事先敲门商量。",
    "terms": "早上八点以前不移动家具；桌椅脚都套上软垫。",
    "way": "自行遵守，由调解员上门回访。",
}
PARTIES = ("程远", "宁夏")


def press(page: Page, deed: str) -> None:
    """Press the button of a deed, which its form or itself sends."""
    button = page.locator(
        f'[formaction$="/do/{deed}/"], form[action$="/do/{deed}/"] button:not([formaction])'
    )
    button.first.click()
    page.wait_for_load_state()


def open_by_code(page: Page, product: Product, number: str, code: str) -> None:
    page.goto(f"{product.base}/mediation/")
    form = page.locator('form[action$="/mediation/open/"]')
    form.locator('[name="number"]').fill(number)
    form.locator('[name="code"]').fill(code)
    form.locator("button").click()
    expect(page.locator("h1 code")).to_have_text(number)


def asked(page: Page) -> tuple[str, str]:
    """Ask for mediation on a telephone; number and code."""
    page.select_option('[name="kind"]', "neighbours")
    page.select_option('[name="place"]', PLACE)
    for name, text in (("summary", SUMMARY), ("name", PARTIES[0]), ("contact", "13900000031"),
                       ("other", PARTIES[1])):  # fmt: skip
        page.fill(f'[name="{name}"]', text)
    page.click('form:has([name="summary"]) button.primary')
    number, code = page.locator("dl.facts code").all_inner_texts()
    return number, code


def fetched(page: Page, path: str, product: Product) -> bytes:
    answer = page.context.request.get(f"{product.base}{path}")
    assert answer.status == 200, path
    return answer.body()


def posted(page: Page, form: str) -> bytes:
    """What a form that makes a file sends back."""
    with page.expect_download() as waited:
        page.locator(f'form[action$="{form}"] button').first.click()
    return waited.value.path().read_bytes()


def draw(page: Page) -> None:
    """Read the wording, write one's name with the mouse, sign."""
    page.check('[name="read"]')
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 20 + 12 * step, box["y"] + 20 + 9 * (step % 3))
    page.mouse.up()
    press(page, "sign")


def test_from_a_sign_to_a_confirmed_agreement_that_was_kept(visit: Visit, product: Product) -> None:
    head = visit("/desk/signs/", login="he")
    sign = head.locator("li:has(select)").first
    sign.locator("select").select_option("talk")
    sign.locator("textarea").fill("请这一带愿意的人坐下来谈一谈。")
    sign.locator("button").click()
    expect(head.get_by_role("status").first).to_be_visible()

    one = visit("/mediation/#ask", width="phone", service_workers="block")
    number, code = asked(one)
    desk = f"/desk/mediations/{number}/"
    head.goto(f"{product.base}{desk}")
    press(head, "accept")
    other_code = re.search(r"查询码([A-Z0-9]{8})", pdf_text(posted(head, "/letter/2/")).replace(" ", ""))
    assert other_code, "the letter to the other side holds its code"

    two = visit("/", width="phone", mode="elder", service_workers="block")
    for page, opener in ((one, code), (two, other_code[1])):
        open_by_code(page, product, number, opener)
        page.select_option("#choice", label="邓小芳")
        press(page, "consent")
    mediator = visit(desk, login="deng")
    mediator.fill('[name="step-at"]', f"{date.today() + timedelta(days=1)}T10:00")
    press(mediator, "schedule")
    press(mediator, "open")
    mediator.fill('[name="step-text"]', "双方都说了清早的情形。")
    press(mediator, "state")

    agreement = mediator.locator('form[action$="/do/draft/"]')
    for name, text in TERMS.items():
        if name != "way":
            agreement.locator(f'[name="agreement-{name}"]').fill(text)
    agreement.locator('[name="agreement-by"]').fill(f"{date.today() + timedelta(days=20)}")
    press(mediator, "draft")
    press(mediator, "conclude")
    expect(mediator.locator("main")).to_contain_text("缺少")  # named, and nothing is concluded
    mediator.locator('[name="agreement-way"]').fill(TERMS["way"])
    press(mediator, "draft")
    for page in (one, two):
        page.reload()
        for text in TERMS.values():
            expect(page.locator("main")).to_contain_text(text)
        draw(page)
    mediator.reload()
    press(mediator, "conclude")

    papers(visit, mediator, one, number, product)
    for page in (one, two):
        page.reload()
        press(page, "allow")
    mediator.goto(f"{product.base}{desk}")
    with zipfile.ZipFile(io.BytesIO(posted(mediator, "/handover/"))) as package:
        assert json.loads(package.read("mediation.json"))["number"] == number
        assert "双方都说了" not in "".join(
            pdf_text(package.read(name)) for name in package.namelist() if name.endswith(".pdf")
        )
    mediator.goto(f"{product.base}{desk}")
    press(mediator, "confirm")
    press(mediator, "kept")
    two.reload()
    expect(two.locator(".state").first).to_contain_text("履行")
    head.goto(f"{product.base}/desk/signs/")
    answer = head.locator('li:has([name="done"])').first
    answer.locator("textarea").fill("谈过了，其中一家申请了调解。")
    answer.locator("button").click()
    outsiders(visit, number, product)


def papers(visit: Visit, mediator: Page, party: Page, number: str, product: Product) -> None:
    """Agreement and joint application, both ways, hold what the law asks for; the file holds all."""
    at = f"/mediation/{number}/paper"
    for page in (mediator, party):
        for text in (
            docx_text(fetched(page, f"{at}/agreement/", product)),
            pdf_text(fetched(page, f"{at}/agreement/?as=pdf", product)),
        ):
            plain = re.sub(r"\s", "", text)
            for words in (number, *PARTIES, *TERMS.values(), "邓小芳", "第二十九条", "印章"):
                assert re.sub(r"\s", "", words) in plain, words
        joint = docx_text(fetched(page, f"{at}/confirmation/", product))
        assert all(words in joint for words in (*PARTIES, "司法确认", "三十", TERMS["terms"]))
        assert "司法确认" in pdf_text(fetched(page, f"{at}/confirmation/?as=pdf", product)).replace(" ", "")
    assert "双方都说了清早的情形" in pdf_text(
        fetched(mediator, f"/desk/mediations/{number}/file/", product)
    )
    for paper in ("record", "register", "catalogue"):  # what was said is not the parties' to take away
        assert party.context.request.get(f"{product.base}{at}/{paper}/").status == 404


def outsiders(visit: Visit, number: str, product: Product) -> None:
    """Whoever is not of the team meets nothing, whatever their post: neither page nor number nor count."""
    desk, paper = f"/desk/mediations/{number}/", f"/mediation/{number}/paper/agreement/"
    for login in ("", "fang", "tan", "lin", "su", "admin"):
        page = visit("/", login=login) if login else visit("/")
        for path in (desk, f"{desk}file/", paper, f"/mediation/{number}/"):
            answer = page.context.request.get(f"{product.base}{path}", max_redirects=0)
            assert answer.status in (302, 403, 404), (login, path, answer.status)
            assert SUMMARY not in answer.text() and PARTIES[1] not in answer.text()
        for path in ("/desk/mediations/", "/desk/mediations/?ended=yes", "/mediation/figures/"):
            assert number not in page.context.request.get(f"{product.base}{path}").text(), (login, path)
