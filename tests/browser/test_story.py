# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole course in a browser: said, routed, handled, looked at, answered, not solved, solved."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import shapely.geometry
from playwright.sync_api import Page, expect

from .conftest import ROOT, Product

LAMP = "滨江路社区和平街口的路灯坏了三天了，晚上走路看不见。"
GRID = "509901001002003"  # the grid worker's
Visit = Callable[..., Page]


class Steps:
    """What a person does on a page, counted: words written, things touched."""

    def __init__(self, page: Page) -> None:
        self.page, self.count, self.begun = page, 0, time.monotonic()

    def write(self, selector: str, text: str) -> None:
        self.count += 1
        self.page.fill(selector, text)

    def touch(self, selector: str) -> None:
        self.count += 1
        self.page.locator(selector).first.click()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun


def standing_in(place: str) -> dict[str, Any]:
    """A telephone that knows where it is: somewhere in a place of the built-in town."""
    drawn = json.loads((ROOT / "packs" / "shancheng" / "places.geojson").read_text("utf-8"))["features"]
    outline = next(shape["geometry"] for shape in drawn if shape["properties"]["code"] == place)
    point = shapely.geometry.shape(outline).representative_point()
    return {
        "permissions": ["geolocation"],
        "geolocation": {"longitude": point.x, "latitude": point.y},
    }


def report_on_a_phone(page: Page, text: str) -> tuple[str, str, Steps]:
    """From the first page to the slip, one question a screen; number and code."""
    steps = Steps(page)
    steps.touch(".door.first")
    steps.write("#id_text", text)
    steps.touch("main form button.primary")
    steps.touch("[data-next]")  # what it is and what about: suggested, and only confirmed
    steps.touch("[data-next]")
    steps.touch("[data-here]")
    expect(page.locator("[data-says]")).not_to_be_empty()
    steps.touch("[data-next]")
    steps.touch(".send button")
    expect(page).to_have_url(re.compile("/report/done/"))
    return *slip(page), steps


def slip(page: Page) -> tuple[str, str]:
    number, code = page.locator(".codes dd").all_inner_texts()
    assert re.fullmatch(r"\d{4}-\d{6}-\d", number)
    assert re.fullmatch(r"[A-Z0-9]{8}", code)
    return number, code


def follow(page: Page, product: Product, number: str, code: str) -> None:
    """Open one's matter from anywhere with number and code."""
    page.goto(f"{product.base}/track/")
    page.fill("#id_number", number)
    page.fill("#id_code", code)
    page.click("main form button.primary")
    expect(page).to_have_url(re.compile("/matter/"))


def answer(page: Page, product: Product, number: str, text: str) -> None:
    """The handler of the unit answers on the desk."""
    page.goto(f"{product.base}/desk/matter/{number}/")
    form = page.locator('form[action$="/do/resolve/"]')
    if not form.is_visible():
        form.locator("xpath=ancestor::details").locator("summary").click()
    form.locator("textarea").fill(text)
    form.locator("button:not([name])").click()
    expect(page.locator(".standing .state").first).to_have_class(re.compile("good"))


def rate(page: Page, solved: str, satisfied: int) -> None:
    """Answer the three questions."""
    for name, value in (("contacted", "yes"), ("solved", solved), ("satisfied", str(satisfied))):
        page.locator(f'input[name="rate-{name}"][value="{value}"]').check()
    page.locator(".rate button.primary").click()


def route_by_keyboard(page: Page, number: str) -> None:
    """Down to the new matter with j, accept what is suggested with a."""
    for _ in range(12):
        if number in page.locator("tr.here").inner_text():
            break
        page.keyboard.press("j")
    expect(page.locator("#brief [data-accept] button")).to_be_visible()
    expect(page.locator("#brief q").first).to_be_visible()
    page.wait_for_timeout(300)  # the brief of the row that is here now, not of the one before
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.get_by_role("status").first).to_contain_text(number)


@pytest.mark.parametrize("mode", ["normal", "elder"])
def test_from_a_dark_lamp_to_a_second_answer(visit: Visit, product: Product, mode: str) -> None:
    phone = visit("/", width="phone", mode=mode, **standing_in(GRID))
    number, code, steps = report_on_a_phone(phone, LAMP)
    assert steps.count <= 9, "a report is a handful of steps"
    assert steps.seconds < 60
    expect(phone.locator(".qr svg")).to_be_visible()
    expect(phone.locator(".receipt")).to_contain_text("12345")

    desk = visit("/desk/?group=new&order=received", login="zhou")
    route_by_keyboard(desk, number)

    handler = visit("/desk/", login="luo")
    expect(handler.locator(".queue")).to_contain_text(number)
    handler.goto(f"{product.base}/desk/matter/{number}/")
    handler.locator('form[action$="/do/start/"] button:not([name])').click()
    answer(handler, product, number, "灯泡已经换好，今晚就亮。")

    worker = visit("/field/", login="deng", width="phone", mode=mode)
    worker.goto(f"{product.base}/field/matter/{number}/")
    worker.locator('input[value="verify"]').check()
    worker.locator("form[data-offline] button.primary").click()
    expect(worker).to_have_url(re.compile("/field/$"))

    home = visit("/", width="phone", mode=mode)
    follow(home, product, number, code)
    expect(home.locator(".the-answer")).to_contain_text("灯泡已经换好")
    rate(home, "no", 2)
    expect(home.locator(".standing")).not_to_contain_text("已答复")
    expect(home.locator(".the-answer")).to_have_count(0)

    answer(handler, product, number, "线路老化，今天换了整段线，请再看看。")
    home.reload()
    expect(home.locator(".the-answer")).to_contain_text("整段线")
    rate(home, "yes", 5)
    expect(home.locator(".rate")).to_have_count(0)


def test_all_of_it_without_scripts(visit: Visit, product: Product) -> None:
    page = visit("/report/", java_script_enabled=False, width="phone")
    page.fill("#id_text", LAMP)
    page.click("main form button.primary")
    page.click(".send button")
    number, code = slip(page)

    desk = visit("/desk/?group=new&order=received", login="zhou", java_script_enabled=False)
    desk.get_by_role("link", name=re.compile("路灯坏了三天")).first.click()
    form = desk.locator('form[action$="/do/dispatch/"]')
    form.locator("button:not([name])").click()
    expect(desk.locator(".standing .state").first).to_contain_text("已派单")

    handler = visit("/desk/", login="luo", java_script_enabled=False)
    handler.goto(f"{product.base}/desk/matter/{number}/")
    handler.locator('form[action$="/do/start/"] button:not([name])').click()
    answer(handler, product, number, "已经修好。")

    worker = visit("/field/", login="he", width="phone", java_script_enabled=False)
    worker.goto(f"{product.base}/field/matter/{number}/")
    worker.locator('input[value="verify"]').check()
    worker.locator("form[data-offline] button.primary").click()
    expect(worker).to_have_url(re.compile("/field/$"))

    follow(page, product, number, code)
    expect(page.locator(".the-answer")).to_contain_text("已经修好")
    rate(page, "yes", 4)
    expect(page.locator(".rate")).to_have_count(0)


def test_slip_and_matter_print_on_one_sheet(visit: Visit, product: Product) -> None:
    page = visit("/", width="phone", **standing_in(GRID))
    report_on_a_phone(page, "公园的长椅断了一根木条。")
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".qr svg")).to_be_visible()
    for control in ("header nav", "button", ".foot", ".helpline"):
        expect(page.locator(control).first).to_be_hidden()
