# SPDX-License-Identifier: AGPL-3.0-or-later
"""From an idea to a promise that was kept, by the pages alone: no JavaScript, on a phone, in elder mode."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import Product, sign_in

pytestmark = pytest.mark.browser
SPACE = "/take-part/renmin-2026/"
TITLE = "江亭巷口加一面凸面镜"


def person(browser: Browser, product: Product, login: str) -> Page:
    """Somebody at a telephone whose browser runs no script, in elder mode."""
    context: BrowserContext = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, service_workers="block"
    )
    context.add_cookies(
        [
            {"name": name, "value": value, "url": product.base}
            for name, value in (("linli_language", "zh-hans"), ("linli_mode", "elder"))
        ]
    )
    page = context.new_page()
    sign_in(page, product, login)
    return page


def test_an_idea_becomes_a_promise_that_is_kept(browser: Browser, product: Product) -> None:
    lin, chen = person(browser, product, "lin"), person(browser, product, "chen")
    lin.goto(f"{product.base}{SPACE}propose/")
    lin.fill('[name="title"]', TITLE)
    lin.fill('[name="text"]', "巷口转弯看不见来车，孩子上学危险。")
    lin.click("main form button.primary")
    expect(lin.locator("h1")).to_have_text(TITLE)
    number = re.search(r"P\d{4}-\d{6}-\d", lin.url)
    assert number
    desk = f"{product.base}/desk{SPACE}{number[0]}/"
    chen.goto(desk)
    chen.click("form.doing button.primary")
    chen.goto(desk)
    chen.check('[name="answer-verdict"][value="accepted"]')
    chen.fill('[name="answer-text"]', "现场看过，确实需要。")
    chen.fill('[name="answer-promise"]', "巷口安装一面凸面镜。")
    chen.select_option('[name="answer-unit"]', "s-renmin-city")
    chen.fill('[name="answer-due_on"]', (date.today() + timedelta(days=30)).isoformat())
    chen.click("section.doing button.primary")
    lin.goto(f"{product.base}/take-part/mine/")
    expect(lin.locator("main")).to_contain_text("现场看过，确实需要。")
    lin.click("main a[href^='/commitments/C']")
    promise = lin.url.rsplit("/", 2)[1]
    chen.goto(f"{product.base}/desk/commitments/{promise}/")
    chen.select_option('[name="do"]', "fulfil")
    chen.fill('[name="text"]', "凸面镜已装好。")
    chen.click("main form button.primary")
    lin.reload()
    expect(lin.locator("main")).to_contain_text("凸面镜已装好。")
    lin.click('button[name="solved"][value="yes"]')
    expect(lin.locator(".notice, .messages").first).to_be_visible()
    lin.context.close()
    chen.context.close()
