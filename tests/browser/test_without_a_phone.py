# SPDX-License-Identifier: AGPL-3.0-or-later
"""A resident of eighty-two without a smartphone: rings up, gets letters in large print, is visited, and
rates by telephone. Every right that a telephone with a screen has, and nothing that needs one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Product
from .test_field_day import arrived, stops
from .test_story import answer

SAID = "滨江路社区和平街口的路灯坏了，我八十二岁，晚上不敢下楼。"


def letter(page: Page, product: Product, number: str, which: str) -> bytes:
    """A letter to be printed for somebody, as the desk fetches it."""
    got = page.request.get(f"{product.base}/desk/matter/{number}/letter/{which}/")
    assert got.ok and got.headers["content-type"] == "application/pdf"
    return got.body()


@pytest.mark.slow
def test_a_day_without_a_smartphone(visit: Callable[..., Page], product: Product) -> None:
    desk = visit("/desk/phone/", login="zhou")
    desk.fill("#id_number", "13800138210")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/desk/new/"))
    expect(desk.locator("#caller")).to_contain_text("138")
    expect(desk.locator("#id_contact")).to_have_value("13800138210")
    desk.fill("#id_text", SAID)
    desk.fill("#id_address", "和平街 12 号")
    desk.select_option("#id_place", "509901001002003")
    desk.locator("#id_text").focus()
    desk.click("button[accesskey=s]")
    if desk.locator(
        "button[accesskey=s]"
    ).count():  # questions of its category came up: asked and left open
        desk.click("button[accesskey=s]")
    number, code = desk.locator(".codes dd").all_inner_texts()
    assert re.fullmatch(r"\d{4}-\d{6}-\d", number) and re.fullmatch(r"[A-Z0-9]{8}", code)
    assert letter(desk, product, number, "receipt").startswith(b"%PDF")

    paper = visit("/paper/")
    for link in paper.locator("main a[href$='.pdf']").all():
        got = paper.request.get(product.base + str(link.get_attribute("href")))
        assert got.body().startswith(b"%PDF"), "every right on paper, without signing in"

    desk.goto(f"{product.base}/desk/matter/{number}/")
    desk.locator('form[action$="/do/dispatch/"] button:not([name])').first.click()
    expect(desk.locator(".standing .state").first).to_contain_text("已派单")
    handler = visit("/desk/", login="luo")
    handler.goto(f"{product.base}/desk/matter/{number}/")
    handler.locator('form[action$="/do/start/"] button:not([name])').click()
    answer(handler, product, number, "灯泡已经换好，今晚就亮。")
    assert letter(desk, product, number, "answer").startswith(b"%PDF")

    worker = visit("/field/", login="deng", width="phone")
    worker.goto(f"{product.base}/field/matter/{number}/")
    worker.locator('input[value="verify"]').check()
    worker.locator("form[data-offline] button.primary").click()
    expect(worker).to_have_url(re.compile("/field/$"))
    door = stops(product, 1)[0]
    worker.goto(f"{product.base}/field/door/{door}/")
    worker.check("input[name=outcome][value=visited]")
    worker.fill("#id_text", "灯亮了，老人说满意。")
    worker.locator("form[data-offline] button.primary").click()
    expect(worker).to_have_url(re.compile("/field/"))
    assert arrived(product, [door])["visits"] == 1

    desk.goto(f"{product.base}/desk/matter/{number}/")
    form = desk.locator('form[action$="/rate/"]')
    form.locator("xpath=ancestor::details").locator("summary").click()
    for name, value in (("contacted", "yes"), ("solved", "yes"), ("satisfied", "5")):
        field = form.locator(f'[name$="{name}"][value="{value}"]')
        if field.count():
            field.check()
        else:
            form.locator(f'select[name$="{name}"]').select_option(value)
    form.locator("button").click()
    desk.wait_for_load_state()
    expect(desk.locator('form[action$="/rate/"]')).to_have_count(0)
