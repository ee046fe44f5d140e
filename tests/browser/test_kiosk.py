# SPDX-License-Identifier: AGPL-3.0-or-later
"""A screen in a hall loses its network: what is said stays locked, comes through; the slip leads to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Product, wait_until

pytestmark = pytest.mark.slow
KEPT = """async () => {
  const open = indexedDB.open("linli-kiosk", 1);
  await new Promise((done) => (open.onsuccess = done));
  const all = open.result.transaction("boxes").objectStore("boxes").getAll();
  await new Promise((done) => (all.onsuccess = done));
  return JSON.stringify(all.result);
}"""


def test_said_without_a_network_and_found_by_the_slip(visit: Callable[..., Page], product: Product) -> None:
    page = visit("/kiosk/", mode="elder")
    ready = "async () => !!(await (await caches.open('linli-kiosk')).match('/kiosk/'))"
    wait_until(lambda: page.evaluate(ready), 60, rest=lambda: page.wait_for_timeout(200))
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    page.locator("[data-net-say]").click()
    page.locator("#kiosk-text").fill("菜市场门口的下水道堵了，一下雨就漫。")
    page.locator("[data-keep-lock]").click()
    expect(page.locator("[data-slip]")).to_be_visible()
    slip = page.locator("[data-slip-secret]").inner_text()
    assert len(slip.split()) == 5
    kept = page.evaluate(KEPT)
    assert "secret" in kept and "下水道" not in kept
    page.locator("[data-slip-done]").click()
    page.reload()  # the first screen is there without a network
    expect(page.locator("[data-net-waits]")).to_contain_text("1")
    page.context.set_offline(False)
    expect(page.locator("[data-net]")).to_be_hidden()
    assert page.evaluate(KEPT) == "[]"
    page.goto(f"{product.base}/kiosk/slip/")
    page.locator("#secret").fill(slip)
    page.locator("main form button").click()
    expect(page.locator(".receipt dd")).to_have_count(2)
