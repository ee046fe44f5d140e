# SPDX-License-Identifier: AGPL-3.0-or-later
"""A survey answered by somebody in elder mode whose browser runs no script: one question a screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Product

pytestmark = pytest.mark.browser


def test_a_survey_is_answered_read_again_and_taken_back_without_script(
    browser: Browser, product: Product
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, service_workers="block"
    )
    chosen = (("linli_language", "zh-hans"), ("linli_mode", "elder"))
    context.add_cookies([{"name": name, "value": value, "url": product.base} for name, value in chosen])
    page = context.new_page()
    page.goto(f"{product.base}/surveys/riverside/")
    page.click(".act a.primary")
    for _ in range(12):  # more screens than there are questions
        if page.locator(".xsummary").count():
            break
        if page.locator(".xform input[type=radio]").count():
            page.locator(".xform input[type=radio]").first.check()
        page.click(".xturn button.primary")
    expect(page.locator(".xsummary")).to_contain_text("几乎每天")
    page.click(".xturn button.primary")
    receipt = page.locator("section[aria-labelledby=receipt] code").inner_text()
    page.goto(f"{product.base}/surveys/riverside/own/")
    page.fill("#receipt", receipt)
    page.click("main form button.primary")
    expect(page.locator("main .facts")).to_contain_text("几乎每天")
    page.click("button[value=erase]")
    expect(page.locator("main")).to_contain_text("答卷已收回")
    context.close()
