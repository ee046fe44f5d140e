# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photograph pages of a running product: ``python tools/screenshots.py OUT [--only NAME …]``.

Each page in three widths, two languages, light, dark and elder mode as asked; for looking at, and
for the README.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = {"phone": (390, 844), "tablet": (768, 1024), "desk": (1440, 900)}
SAID = "滨江路社区和平街口的路灯坏了三天了，晚上走路看不见。"
# name -> (who signs in, path, steps before the picture: a link to follow, or text to write with "=")
PAGES: dict[str, tuple[str, ...]] = {
    "front": ("", "/"),
    "say": ("", "/report/"),
    "tell": ("", "/report/", f"#id_text={SAID}", "main form button.primary"),
    "done": (
        "", "/report/", f"#id_text={SAID}", "main form button.primary", "[data-next]", "[data-next]",
        "[data-next]", ".send button",
    ),
    "track": ("", "/track/"),
    "nearby": ("", "/nearby/"),
    "one": ("", "/nearby/?group=answered", "main .list h3 a"),
    "promise": ("", "/promise/"),
    "deadlines": ("", "/deadlines/"),
    "sign-in": ("", "/sign-in/"),
    "not-found": ("", "/nowhere/"),
    "mine": ("lin", "/mine/"),
    "matter": ("lin", "/mine/", "main .list li:has(.state.good) h3 a"),
    "queue": ("zhou", "/desk/"),
    "case": ("zhou", "/desk/?group=new&order=received", ".queue .title"),
    "case-handler": ("luo", "/desk/", ".queue .title"),
    "case-coordinator": ("chen", "/desk/?group=returned", ".queue .title"),
    "call": ("zhou", "/desk/new/"),
    "community": ("he", "/desk/"),
    "auditor": ("su", "/"),
    "officer": ("qin", "/"),
    "categories": ("admin", "/desk/categories/"),
    "duties": ("admin", "/desk/duties/"),
    "posts": ("admin", "/desk/posts/"),
    "keys": ("admin", "/desk/keys/"),
    "reader": ("admin", "/desk/reader/"),
    "looks": ("su", "/desk/looks/"),
    "field": ("deng", "/field/"),
    "field-case": ("deng", "/field/", "main .list a"),
    "field-new": ("deng", "/field/new/"),
    "field-waiting": ("deng", "/field/waiting/"),
}  # fmt: skip
BROWSER = os.environ.get("LINLI_BROWSER", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--password", default=os.environ.get("LINLI_DEMO_PASSWORD", ""))
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--path", help="one page by its address, with --login")
    parser.add_argument("--login", default="")
    parser.add_argument("--steps", nargs="*", default=[], help="links to follow, or FIELD=TEXT to write")
    parser.add_argument("--widths", nargs="*", default=list(WIDTHS))
    parser.add_argument("--languages", nargs="*", default=["zh-hans", "en"])
    parser.add_argument("--modes", nargs="*", default=["light"], help="light dark elder")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only the window")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    pages = {"page": (options.login, options.path, *options.steps)} if options.path else PAGES
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        for name, (login, path, *steps) in pages.items():
            if options.only and name not in options.only:
                continue
            for language in options.languages:
                for mode in options.modes:
                    for width in options.widths:
                        page = opened(browser, options, login, language, mode, WIDTHS[width])
                        page.goto(options.base + path, wait_until="networkidle")
                        for step in steps:
                            take(page, step)
                        file = options.out / f"{name}-{language[:2]}-{mode}-{width}.png"
                        page.screenshot(path=file, full_page=options.whole)
                        page.context.close()
                        print(file)
        browser.close()
    return 0


def take(page: Page, step: str) -> None:
    """Write into a field, or follow the first link or button that a selector finds (if it shows)."""
    selector, _, text = step.partition("=") if step.startswith("#") else (step, "", "")
    if text:
        page.fill(selector, text)
    elif page.locator(selector).first.is_visible():
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")


def opened(
    browser: Browser, options: argparse.Namespace, login: str, language: str, mode: str,
    size: tuple[int, int],
) -> Page:  # fmt: skip
    """A page of a fresh browser, signed in and with language and mode set."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    cookies = {"linli_language": language, "linli_theme": "dark" if mode == "dark" else "light"}
    cookies["linli_mode"] = "elder" if mode == "elder" else "normal"
    context.add_cookies(
        [{"name": key, "value": value, "url": options.base} for key, value in cookies.items()]
    )
    page = context.new_page()
    if login:
        page.goto(f"{options.base}/sign-in/")
        page.fill("#id_p-login", login)
        page.fill("#id_p-password", options.password)
        page.click("section[aria-labelledby=by-password] button")
        page.wait_for_load_state("networkidle")
    return page


if __name__ == "__main__":
    sys.exit(main())
