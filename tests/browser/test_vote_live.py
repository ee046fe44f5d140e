# SPDX-License-Identifier: AGPL-3.0-or-later
"""A vote on a budget while it runs, by the pages alone, without scripts: set up, ticked, gone on with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Product
from .test_taking_part import person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SPACE = "/take-part/vote-now/"


def set_up(chen: Page, product: Product) -> None:
    """A space whose vote runs today, with two projects that were proposed on paper."""
    today = date.today()
    chen.goto(f"{product.base}/desk/take-part/new/")
    for name, text in {
        "name_zh": "今天就投票", "code": "vote-now", "about_zh": "试一试。", "rules": "一人一票。",
        "answer_on": str(today + timedelta(days=30)), "vote_begins": str(today - timedelta(days=1)),
        "vote_ends": str(today + timedelta(days=9)),
    }.items():  # fmt: skip
        chen.fill(f'[name="{name}"]', text)
    chen.check('[name="level"][value="empower"]')
    chen.select_option('[name="place"]', "509901001002")
    chen.select_option('[name="rung"]', "resident")
    chen.select_option('[name="unit"]', "s-renmin")
    chen.click("main form button.primary")
    chen.click(f'form[action$="{SPACE}do/publish/"] button')
    for title, cost in (("修台阶", "9000"), ("换路灯", "24000")):
        chen.goto(f"{product.base}/desk{SPACE}paper/")
        chen.fill('[name="title"]', title)
        chen.fill('[name="text"]', "台阶边太暗。")
        chen.fill('[name="paper"]', f"柜台 {title}")
        chen.click("main form button.primary")
        page = chen.url
        chen.click("form.doing button.primary")
        chen.goto(page)
        chen.check('[name="answer-verdict"][value="accepted"]')
        chen.fill('[name="answer-text"]', "可以表决。")
        chen.fill('[name="answer-cost"]', cost)
        chen.click("section.doing button.primary")
    chen.goto(f"{product.base}/desk{SPACE}vote/")
    chen.fill('[name="open-amount"]', "30000")
    chen.click("main form button.primary")


def test_a_ballot_is_taken_ticked_put_away_and_opened_again(browser: Browser, product: Product) -> None:
    chen, lin = person(browser, product, "chen"), person(browser, product, "lin")
    set_up(chen, product)
    lin.goto(f"{product.base}{SPACE}")
    lin.click(f'main a[href="{SPACE}vote/"]')
    lin.click("section.act button.primary")
    code = lin.locator("section.act code").first.inner_text()
    assert code not in lin.url
    for seq in (1, 2):
        lin.click(f"#project-{seq} button")
        expect(lin.locator(f"#project-{seq} button")).to_have_attribute("aria-pressed", "true")
    lin.click("#project-2 button")
    expect(lin.locator("#project-2 button")).to_have_attribute("aria-pressed", "false")
    lin.click('button[name="away"]')
    expect(lin.locator("#project-1 button")).to_have_count(0)
    lin.fill('[name="code"]', "NOSUCHCODE")
    lin.click("form:has([name=code]) button")
    expect(lin.locator("main")).to_contain_text("修台阶")  # one is still where the code is typed
    lin.fill('[name="code"]', code.lower())
    lin.click("form:has([name=code]) button")
    expect(lin.locator("#project-1 button")).to_have_attribute("aria-pressed", "true")
    lin.context.close()
    chen.context.close()
