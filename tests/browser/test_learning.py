# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an officer corrects in the browser changes, after the reader has learnt, what is suggested next."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Product, wait_until
from .test_story import slip

BOARDS, OTHER = "木栈道的木板烂了一个大洞，脚会踩空", "housing.parts.lift"
TIMES = 12
PLACE = "509901001003"
READING = ".fact-box:has-text('系统的理解')"
Visit = Callable[..., Page]


def reported(visit: Visit, text: str) -> str:
    page = visit("/report/", java_script_enabled=False, width="phone")
    page.fill("#id_text", text)
    page.click("main form button.primary")
    page.click(".send button")
    number = slip(page)[0]
    page.context.close()
    return number


@pytest.mark.slow
def test_corrections_change_the_next_suggestion(visit: Visit, product: Product) -> None:
    first = reported(visit, f"{BOARDS}。")
    desk = visit(f"/desk/matter/{first}/", login="zhou")
    assert "电梯" not in desk.locator(READING).inner_text()

    for place in range(TIMES):
        number = reported(visit, f"{BOARDS}，第{place}段。")
        desk.goto(f"{product.base}/desk/matter/{number}/")
        form = desk.locator('form[action$="/correct/"]')
        form.locator("xpath=ancestor::details").locator("summary").click()
        form.locator('select[name="correct-category"]').select_option(OTHER)
        form.locator('input[name="correct-place"]').fill(PLACE)
        form.locator("button:not([name])").click()
        expect(desk.locator("h1").first).to_be_visible()

    admin = visit("/desk/reader/", login="admin")
    admin.goto(f"{product.base}/desk/reader/")
    version = admin.locator("dl.facts dd").first.inner_text()
    admin.click('form[action$="/train/"] button')

    def learnt() -> bool:
        admin.goto(f"{product.base}/desk/reader/")
        return admin.locator("dl.facts dd").first.inner_text() != version

    wait_until(learnt, 180, rest=lambda: admin.wait_for_timeout(1000))
    desk.goto(f"{product.base}/desk/matter/{reported(visit, BOARDS + '。')}/")
    expect(desk.locator(READING)).to_contain_text(re.compile("电梯"))
