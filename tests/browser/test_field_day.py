# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day of a grid worker on a phone without a network, whose browser is killed and whose network flaps:
everything arrives, once, in its order. And the phone itself: lock, loss, photos, what was refused."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from .conftest import BROWSER, FLAGS, ROOT, WIDTHS, Product, free_port, sign_in, wait_until
from .test_offline import WAITING, ready_for_offline, waiting_on

OWN = (
    "linli/field/static/field/*.js",
    "linli/platform/ui/static/ui/page.js",
    "linli/platform/forms/static/forms/*.js",
)


def asked(product: Product, code: str) -> Any:
    """What a few lines of Python answer inside of the product."""
    head = "import json\nfrom linli.config.ready import make_ready\nmake_ready()\n"
    environment = {
        key: value for key, value in os.environ.items() if key not in ("LINLI_TESTING", "LINLI_TOWN")
    }
    environment |= {"LINLI_HOME": str(product.home), "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", head + code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def stops(product: Product, count: int, login: str = "deng") -> list[str]:
    """Doors of rounds of today that nobody was at yet, in their order."""
    return asked(
        product,
        f"""
from linli.fieldwork.testing import stops_for
from linli.people import public as people
print(json.dumps([str(one) for one in stops_for(people.account_by_login({login!r}), {count})]))""",
    )


def arrived(product: Product, wanted: list[str]) -> dict[str, Any]:
    """Of stops: which were noted, in the order in which they arrived; events and photos."""
    return asked(
        product,
        f"""
from linli.fieldwork.models import Visit, VisitPhoto
from linli.platform.journal.models import EventRecord
stop_of = dict(Visit.objects.filter(stop__in={wanted!r}).values_list("id", "stop"))
told = EventRecord.objects.filter(type="visit.noted", subject__in=list(stop_of))
told = told.order_by("recorded_at", "pk")
order = [str(stop_of[one]) for one in told.values_list("subject", flat=True)]
print(json.dumps({{"order": order, "visits": len(stop_of),
    "photos": VisitPhoto.objects.filter(visit__in=list(stop_of)).count()}}))""",
    )


class Phone:
    """A phone's browser with a profile on disk: killed without warning, it is opened again as it was."""

    def __init__(self, playwright: Playwright, product: Product, profile: Path) -> None:
        self.playwright, self.product, self.profile = playwright, product, profile
        self.kills = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.open()

    def open(self, *, offline: bool = False) -> None:
        port = free_port()
        self.process = subprocess.Popen(
            [BROWSER, *FLAGS, "--headless=new", f"--remote-debugging-port={port}",
             f"--user-data-dir={self.profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        end = time.monotonic() + 60
        while True:
            try:
                browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
                break
            except Error:
                assert time.monotonic() < end
                time.sleep(0.2)
        self.browser = browser
        self.context: BrowserContext = browser.contexts[0]
        self.context.set_offline(offline)
        self.page: Page = self.context.new_page()
        self.page.set_viewport_size({"width": WIDTHS["phone"][0], "height": WIDTHS["phone"][1]})

    def slow(self, times: int) -> None:
        self.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": times})

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        with suppress(Error):
            self.browser.close()
        self.kills += 1

    def close(self) -> None:
        """Closed as a person closes it, so that everything is written down."""
        assert self.process is not None
        with suppress(Error):
            self.browser.new_browser_cdp_session().send("Browser.close")
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def go(self, path: str) -> None:
        self.page.goto(self.product.base + path, wait_until="load")

    def note(self, stop: str, words: str, photos: list[str]) -> None:
        """What one does at a door: who was met, what was said, photos."""
        self.go(f"/field/door/{stop}/")
        self.page.check("input[name=outcome][value=visited]")
        self.page.check("input[name=signs][value=charging]")
        self.page.fill("#id_text", words)
        if photos:
            self.page.set_input_files("#id_photos", photos)
            expect(self.page.locator(".cover canvas")).to_have_count(len(photos))
            expect(self.page.locator("form[data-offline] button.primary")).to_be_enabled()
        with self.page.expect_navigation():
            self.page.click("form[data-offline] button.primary")


@pytest.fixture
def phone(playwright: Playwright, product: Product, tmp_path: Path) -> Iterator[Phone]:
    found = Phone(playwright, product, tmp_path / "profile")
    yield found
    found.close()
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


def picture(path: Path, number: int, size: tuple[int, int] = (1600, 1200)) -> str:
    """A photo with a place in it, as a phone takes it."""
    chance = random.Random(number)
    noise = Image.frombytes("RGB", (320, 240), chance.randbytes(320 * 240 * 3)).resize(size)
    exif = Image.Exif()
    exif[0x010F] = "Maker of phones"
    exif.get_ifd(0x8825)[1] = "N"
    noise.save(path / f"{number}.jpg", "JPEG", quality=90, exif=exif)
    return str(path / f"{number}.jpg")


def day(
    phone: Phone, product: Product, tmp_path: Path, *, visits: int, photos: int, kills: int, seed: int = 1
) -> dict[str, Any]:
    """A day offline, then a network that comes and goes; figures of what became of it."""
    chance = random.Random(seed)
    wanted = stops(product, visits)
    pictures = [picture(tmp_path, number) for number in range(photos)]
    sign_in(phone.page, product, "deng")
    phone.go("/field/")
    ready_for_offline(phone.page)
    kept = (
        "async () => (await (await caches.open('linli-field-pages')).keys()).map(({ url }) => url).join()"
    )
    wait_until(lambda: all(one in phone.page.evaluate(kept) for one in wanted), 240)
    maps = (
        "async () => (await (await caches.open('linli-field-files')).keys())"
        ".some(({ url }) => url.includes('/map/'))"
    )
    wait_until(lambda: phone.page.evaluate(maps), 60)
    phone.close()
    phone.open(offline=True)
    kill_at = set(chance.sample(range(visits), min(kills * 3 // 4, visits)))
    began = time.monotonic()
    phone.slow(4)
    for number, stop in enumerate(wanted):
        phone.note(stop, f"第{number}户说的话，离线记下。", pictures)
        if number in kill_at:
            phone.kill()
            phone.open(offline=True)
            phone.go("/field/")
            phone.slow(4)
            assert waiting_on(phone.page) == number + 1, "what was kept before the kill is there after it"
    made = time.monotonic() - began
    began = time.monotonic()
    left = kills - phone.kills
    flaps = 0
    while waiting_on(phone.page):
        phone.context.set_offline(False)
        phone.page.evaluate("window.dispatchEvent(new Event('online'))")
        phone.page.wait_for_timeout(chance.uniform(300, 2500))
        if left > 0:
            left -= 1
            phone.kill()
            phone.open()
            phone.go("/field/")
        else:
            phone.context.set_offline(True)
            flaps += 1
            phone.page.wait_for_timeout(chance.uniform(100, 400))
        assert time.monotonic() - began < 900, "it does not arrive"
    phone.context.set_offline(False)
    found = arrived(product, wanted)
    return {
        "visits": visits, "missing": visits - found["visits"],
        "doubled": len(found["order"]) - len(set(found["order"])), "in_order": found["order"] == wanted,
        "photos_missing": visits * photos - found["photos"], "kills": phone.kills, "flaps": flaps,
        "making_s": round(made), "sending_s": round(time.monotonic() - began),
    }  # fmt: skip


RIGHT = {"missing": 0, "doubled": 0, "in_order": True, "photos_missing": 0}


def test_a_day_without_network(phone: Phone, product: Product, tmp_path: Path) -> None:
    told = day(phone, product, tmp_path, visits=20, photos=0, kills=2)
    assert {name: told[name] for name in RIGHT} == RIGHT, told


@pytest.mark.slow
def test_a_long_day_with_photos_and_kills(
    phone: Phone, product: Product, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = day(phone, product, tmp_path, visits=200, photos=3, kills=20)
    with capsys.disabled():
        print("\n" + json.dumps(told))
    assert {name: told[name] for name in RIGHT} == RIGHT and told["kills"] == 20, told


def test_the_first_page_is_painted_from_what_is_kept(phone: Phone, product: Product) -> None:
    sign_in(phone.page, product, "deng")
    phone.go("/field/")
    ready_for_offline(phone.page)
    line = phone.context.new_cdp_session(phone.page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    line.send("Network.emulateNetworkConditions", slow)  # bytes a second: 400 kbit/s
    phone.slow(4)
    phone.page.reload()
    painted = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    wait_until(lambda: phone.page.evaluate(painted) > 0, 20)
    assert phone.page.evaluate(painted) < 2000  # milliseconds
    scripts = b"".join(path.read_bytes() for one in OWN for path in sorted(ROOT.glob(one)))
    assert len(gzip.compress(scripts)) < 100_000


def queued(page: Page, product: Product) -> Any:
    """What the phone keeps, opened with its worker's key: of each entry its fields, files as names, types
    and bytes."""
    key = page.context.request.get(f"{product.base}/field/key/").json()
    return page.evaluate(
        """async ({ holder, ...jwk }) => {
          const key = await subtle.importKey('jwk', jwk, CURVE, false, ['deriveBits']);
          return Promise.all((await mine()).map(async (entry) => ({
            ...entry, fields: await Promise.all([...await (await open(entry.form, key)).formData()]
              .map(async ([name, value]) => {
                if (!(value instanceof File)) return [name, value];
                const bytes = new Uint8Array(await value.arrayBuffer());
                const signs = Array.from(bytes, (one) => String.fromCharCode(one)).join("");
                return [name, value.name, value.type, value.size, btoa(signs)];
              })),
          })));
        }""",
        key,
    )


def test_photos_are_drawn_anew_and_covered_before_they_are_kept(
    visit: Callable[..., Page], product: Product, tmp_path: Path
) -> None:
    stop = stops(product, 1)[0]
    page = visit("/field/", login="deng", width="phone")
    ready_for_offline(page)
    page.goto(f"{product.base}/field/door/{stop}/")
    page.context.set_offline(True)
    page.check("input[name=outcome][value=visited]")
    huge = tmp_path / "huge.jpg"
    huge.write_bytes(b"\xff\xd8" + bytes(100_000_000))
    page.set_input_files("#id_photos", [picture(tmp_path, 1, (640, 480)), str(huge)])
    expect(page.locator(".cover [data-refused]:visible")).to_contain_text("huge.jpg")
    canvas = page.locator(".cover canvas")
    expect(canvas).to_have_count(1)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.up()
    expect(page.locator("form[data-offline] button.primary")).to_be_enabled()
    with page.expect_navigation():
        page.click("form[data-offline] button.primary")
    [entry] = queued(page, product)
    [photo] = [one for one in entry["fields"] if one[0] == "photos"]
    image = Image.open(io.BytesIO(base64.b64decode(photo[4])))
    assert image.format == "JPEG" and not image.getexif(), "neither place nor device is in it"
    assert max(image.convert("RGB").getpixel((image.width // 4, image.height // 4))) < 12, "burnt in"
    assert max(image.convert("RGB").getpixel((image.width * 3 // 4, image.height * 3 // 4))) > 12
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until(lambda: waiting_on(page) == 0, 20)
    assert arrived(product, [stop])["photos"] == 1


def test_what_was_refused_is_put_right_on_the_phone(visit: Callable[..., Page], product: Product) -> None:
    page = visit("/field/", login="deng", width="phone")
    ready_for_offline(page)
    page.context.set_offline(True)
    page.goto(f"{product.base}/field/new/")
    page.fill("#id_text", "联系方式写错、后来改正的一件。")
    page.fill("#id_contact", "不是电话")
    with page.expect_navigation():
        page.click("form[data-offline] button.primary")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(WAITING)).to_contain_text("待发送")
    page.goto(f"{product.base}/field/waiting/")
    page.click("[data-queue] summary")
    expect(page.locator("[data-said]")).to_contain_text("联系方式写错、后来改正的一件。")
    page.click("[data-mend]")
    expect(page.locator("#id_text")).to_have_value("联系方式写错、后来改正的一件。")
    page.fill("#id_contact", "13900000000")
    with page.expect_navigation():
        page.click("form[data-offline] button.primary")
    wait_until(lambda: waiting_on(page) == 0, 20)


def test_a_phone_locks_and_a_lost_one_forgets_everything(
    visit: Callable[..., Page], product: Product
) -> None:
    page = visit("/field/waiting/", login="deng", width="phone")
    ready_for_offline(page)
    page.fill("#set-code", "4711")
    page.click("[data-set-lock] button")
    expect(page.locator("[data-set]")).to_be_visible()
    page.evaluate("localStorage.setItem('linli-field-touched', '1')")
    page.context.set_offline(True)
    page.goto(f"{product.base}/field/")
    expect(page.locator("#lock-code")).to_be_visible()
    expect(page.locator("main h1").first).to_be_hidden()
    page.fill("#lock-code", "1111")
    page.click("[data-lock] button")
    expect(page.locator("[data-lock] [data-wrong]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#lock-code")).to_be_visible()
    page.fill("#lock-code", "4711")
    page.click("[data-lock] button")
    expect(page.locator("main h1").first).to_be_visible()
    page.goto(f"{product.base}/field/new/")
    page.fill("#id_text", "手机丢了，没有发出去的一件。")
    with page.expect_navigation():
        page.click("form[data-offline] button.primary")
    assert waiting_on(page) == 1
    desk = visit("/desk/phones/", login="deng")
    while desk.locator("form[action*='/lost/'] button").count():
        desk.locator("form[action*='/lost/'] button").first.click()
        desk.wait_for_load_state()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url(re.compile(r"^[^/]*//[^/]*/$"), timeout=30_000)
    left = page.evaluate(
        "async () => [(await caches.keys()).length, localStorage.length, "
        "(await indexedDB.databases()).length]"
    )
    assert left == [0, 0, 0]
    page.goto(f"{product.base}/field/")
    assert "sign-in" in page.url
