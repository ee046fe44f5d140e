# SPDX-License-Identifier: AGPL-3.0-or-later
"""The field without a network: what is done on the phone arrives, once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import Product, sign_in, wait_until

WAITING = "[data-waiting]"


def ready_for_offline(page: Page) -> None:
    """Wait until the service worker answers for this page, and keeps the field's pages and their style.

    True of the first page as well, which was loaded before there was a worker.
    """
    wait_until(
        lambda: page.evaluate(
            "async () => !!navigator.serviceWorker.controller && "
            "!!(await (await caches.open('linli-field-pages')).match('/field/new/')) && "
            "(await (await caches.open('linli-field-files')).keys())"
            ".some(({ url }) => url.endsWith('.css'))"
        ),
        60,  # seconds: a machine with other work to do takes long to install a worker
    )


def write_report(page: Page, text: str) -> None:
    page.goto(page.url.split("/field/")[0] + "/field/new/")
    page.fill("#id_text", text)
    page.fill("#id_address", "和平街 12 号")
    with page.expect_navigation():  # the page goes on when the report is kept, sent or not
        page.click("form[data-offline] button.primary")


def waiting_on(page: Page) -> int:
    count: int = page.evaluate(
        """() => new Promise((resolve) => {
          const request = indexedDB.open('linli-field', 1);
          request.onsuccess = () => {
            const all = request.result.transaction('waiting').objectStore('waiting').count();
            all.onsuccess = () => resolve(all.result);
          };
        })"""
    )
    return count


def found_in_queue(page: Page, product: Product, words: str) -> int:
    page.goto(f"{product.base}/desk/?q={words}")
    return page.locator("[data-row]").count()


def test_a_report_made_without_network_arrives_once(visit: Callable[..., Page], product: Product) -> None:
    page = visit("/field/", login="deng", width="phone")
    ready_for_offline(page)
    page.context.set_offline(True)
    write_report(page, "楼道声控灯坏了，老人上楼看不见，离线第一件。")
    expect(page.locator(WAITING)).to_contain_text("1 条待提交")
    write_report(page, "垃圾桶满了没有人收，离线第二件。")
    expect(page.locator(WAITING)).to_contain_text("2 条待提交")
    assert waiting_on(page) == 2
    page.reload()
    expect(page.locator(WAITING)).to_contain_text("2 条待提交")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until(lambda: waiting_on(page) == 0, 20)
    desk = visit("/desk/", login="zhou")
    assert found_in_queue(desk, product, "离线第一件") == 1
    assert found_in_queue(desk, product, "离线第二件") == 1


KEPT = """() => new Promise((resolve) => {
  const request = indexedDB.open('linli-field', 1);
  request.onsuccess = () => {
    const all = request.result.transaction('waiting').objectStore('waiting').getAll();
    all.onsuccess = () => resolve(JSON.stringify(all.result, (name, value) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value));
  };
})"""
OLD = """(words) => new Promise((resolve) => {
  const { account } = document.documentElement.dataset;
  const fields = [['text', words], ['address', '和平街 12 号'], ['kind', 'help'],
    ['case_id', crypto.randomUUID()]];
  const request = indexedDB.open('linli-field', 1);
  request.onsuccess = () => {
    const change = request.result.transaction('waiting', 'readwrite');
    const kept = { account, url: '/field/new/', fields, title: '代为反映', at: Date.now() };
    change.objectStore('waiting').put(kept);
    change.oncomplete = () => resolve();
  };
})"""


def test_what_waits_lies_sealed_on_the_phone(visit: Callable[..., Page], product: Product) -> None:
    """Whoever has the phone and not its writer's session reads nothing, whether kept by this version or
    by one before; with the session it is read and sent."""
    page = visit("/field/", login="deng", width="phone")
    ready_for_offline(page)
    page.context.set_offline(True)
    write_report(page, "老人跌倒没有人管，封存的一件。")
    page.evaluate(OLD, "旧版本留下的一件。")
    page.goto(f"{product.base}/field/waiting/")
    expect(page.locator("[data-queue] [data-title]").first).to_contain_text("封存")
    kept = page.evaluate(KEPT)
    assert '"/field/new/"' in kept and waiting_on(page) == 2
    assert not any(words in kept for words in ("跌倒", "和平街", "代为反映", "旧版本"))
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until(lambda: waiting_on(page) == 0, 20)
    desk = visit("/desk/", login="zhou")
    assert found_in_queue(desk, product, "封存的一件") == 1
    assert found_in_queue(desk, product, "旧版本留下的一件") == 1


def test_an_answer_that_got_lost_makes_no_second_matter(
    visit: Callable[..., Page], product: Product
) -> None:
    page = visit("/field/new/", login="deng", width="phone", service_workers="block")

    def lose_the_answer(route: object) -> None:
        if route.request.method == "POST" and not lost:  # type: ignore[attr-defined]
            lost.append(route.fetch())  # type: ignore[attr-defined]  # it arrives …
            route.abort()  # type: ignore[attr-defined]  # … and nobody hears of it
        else:
            route.continue_()  # type: ignore[attr-defined]

    lost: list[object] = []
    page.context.route("**/field/new/", lose_the_answer)
    write_report(page, "路边井盖松动，回音丢失的一件。")
    wait_until(lambda: bool(lost), 10, rest=lambda: page.wait_for_timeout(100))
    page.goto(f"{product.base}/field/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until(lambda: waiting_on(page) == 0, 20, rest=lambda: page.wait_for_timeout(100))
    desk = visit("/desk/", login="zhou")
    assert found_in_queue(desk, product, "回音丢失的一件") == 1


def test_signed_out_work_waits_for_its_owner(visit: Callable[..., Page], product: Product) -> None:
    page = visit("/field/", login="deng", width="phone")
    ready_for_offline(page)
    page.context.set_offline(True)
    write_report(page, "公园长椅坏了，退出之后才发的一件。")
    expect(page.locator(WAITING)).to_contain_text("1 条待提交")
    page.context.clear_cookies(name="linli_session")  # first: what waits is sent as soon as it can be
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(WAITING)).to_contain_text("请重新登录")
    assert waiting_on(page) == 1
    sign_in(page, product, "deng")
    wait_until(lambda: waiting_on(page) == 0, 20)
    desk = visit("/desk/", login="zhou")
    assert found_in_queue(desk, product, "退出之后才发的一件") == 1


def test_what_is_refused_stays_with_its_reason(visit: Callable[..., Page], product: Product) -> None:
    page = visit("/field/", login="deng", width="phone")
    ready_for_offline(page)
    page.context.set_offline(True)
    page.goto(f"{product.base}/field/new/")
    page.fill("#id_text", "联系方式写错的一件。")
    page.fill("#id_contact", "不是电话")
    with page.expect_navigation():
        page.click("form[data-offline] button.primary")
    expect(page.locator(WAITING)).to_contain_text("1 条待提交")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(WAITING)).to_contain_text("待发送")
    page.goto(f"{product.base}/field/waiting/")
    expect(page.locator("[data-queue] [data-words]")).to_contain_text("邮箱")
    assert waiting_on(page) == 1


def test_a_shared_phone_sends_nobodys_work_as_anothers(
    visit: Callable[..., Page], product: Product
) -> None:
    page = visit("/field/", login="deng", width="phone")
    ready_for_offline(page)
    page.context.set_offline(True)
    write_report(page, "小区路灯不亮，同事手机上写的一件。")
    page.context.set_offline(False)
    page.context.clear_cookies(name="linli_session")
    sign_in(page, product, "he")
    page.goto(f"{product.base}/field/")
    expect(page.locator(WAITING)).to_be_hidden()
    desk = visit("/desk/", login="zhou")
    assert found_in_queue(desk, product, "同事手机上写的一件") == 0
    assert waiting_on(page) == 1
