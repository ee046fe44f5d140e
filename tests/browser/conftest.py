# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole product, started as a newcomer starts it, and a real browser to use it with."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BROWSER = os.environ.get("LINLI_BROWSER", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
POLICY = "Content Security Policy"
expect.set_options(timeout=20_000)  # milliseconds: the machine may be busy with other tests
WIDTHS = {"phone": (390, 844), "tablet": (768, 1024), "desk": (1440, 900)}


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser. A file stays on one worker; the long one is shared by two."""
    for index, item in enumerate(items):
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            half = index % 2 if item.path.stem == "test_accessibility" else ""
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}{half}"))


@dataclass
class Product:
    """A running linli: its address, its data folder, and the password of its demonstration."""

    base: str
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def password(self) -> str:
        return (self.home / "keys" / "demo.password").read_text("ascii").strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def product(worker_id: str) -> Iterator[Product]:
    """The product with the built-in town, in a fresh data folder."""
    home = Path(os.environ["LINLI_HOME"]).parent / f"browser-{worker_id}"
    shutil.rmtree(home, ignore_errors=True)
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items() if key not in ("LINLI_TESTING", "LINLI_TOWN")
    }
    environment |= {"LINLI_HOME": str(home), "LINLI_PORT": str(port)}
    log = home.with_suffix(".log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "linli.config.cli", "run"],
        cwd=ROOT, env=environment, stdout=log, stderr=log,
    )  # fmt: skip
    found = Product(f"http://127.0.0.1:{port}", home, process)
    wait_until(lambda: opens(found.base), 300, lambda: process.poll() is None)
    yield found
    process.send_signal(signal.SIGINT)
    code = process.wait(30)
    log.close()
    shutil.rmtree(home, ignore_errors=True)
    assert code == 0, "Ctrl-C must stop everything cleanly"


def opens(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/promise/", timeout=2):
            return True
    except OSError:
        return False


def wait_until(
    true: Callable[[], bool],
    seconds: float,
    alive: Callable[[], bool] = lambda: True,
    rest: Callable[[], object] = lambda: time.sleep(0.2),
) -> None:
    """Wait for a condition; fails after ``seconds`` or when what it waits for has died.

    ``rest`` is how to wait: a page has to be pumped (``page.wait_for_timeout``) for its handlers to run.
    """
    end = time.monotonic() + seconds
    while not true():
        assert alive(), "the product ended; see the log beside its data folder"
        assert time.monotonic() < end, "it did not happen in time"
        rest()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
    yield found
    found.close()


@pytest.fixture
def visit(browser: Browser, product: Product) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody, in a language, a mode and a width; errors of scripts fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(
        path: str = "/", *, login: str = "", language: str = "zh-hans", mode: str = "normal",
        theme: str = "light", width: str = "desk", **options: Any,
    ) -> Page:  # fmt: skip
        size = WIDTHS[width]
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        cookies = {"linli_language": language, "linli_mode": mode, "linli_theme": theme}
        context.add_cookies(
            [{"name": name, "value": value, "url": product.base} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if POLICY in message.text else None)
        if login:
            sign_in(page, product, login)
        page.goto(product.base + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors


def sign_in(page: Page, product: Product, login: str) -> None:
    page.goto(f"{product.base}/sign-in/")
    page.fill("#id_p-login", login)
    page.fill("#id_p-password", product.password)
    page.click("section[aria-labelledby=by-password] button")
    page.wait_for_url(lambda url: "sign-in" not in url)
    if login == "admin":  # whose rights rest until they are opened
        page.goto(f"{product.base}/desk/rights/")
        page.fill("#id_reason", "岗位轮换")
        page.click("main form button.primary")
        page.wait_for_load_state("networkidle")
