# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page that answers GET, in both languages, both sizes of type, light and dark: axe and our own eyes.

The pages are those of ``tests/matrix.toml``, which must list every route: a new page cannot be
forgotten. ``make test`` sees each page twice, so that over all pages every pair of language, mode and
theme meets (pairwise); ``LINLI_FULL=1`` sees all eight.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from stage import address

from .conftest import ROOT, Product, sign_in
from .pages import DOORS, FIRST, LED, MORE, NO_PAGES, OWN

AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text("utf-8")
LOOK = Path(__file__).with_name("look.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GET: dict[str, Any] = tomllib.loads((ROOT / "tests" / "matrix.toml").read_text("utf-8"))["get"]
LOOKS = list(itertools.product(("zh-hans", "en"), ("normal", "elder"), ("light", "dark")))
OTHER = {
    "zh-hans": "en",
    "en": "zh-hans",
    "normal": "elder",
    "elder": "normal",
    "light": "dark",
    "dark": "light",
}
FULL = os.environ.get("LINLI_FULL") == "1"
PAGES = [name for name in GET if name not in NO_PAGES] + list(MORE)


def looks(index: int) -> list[tuple[str, str, str]]:
    """How a page is looked at: a look and its opposite in everything, another pair for each page."""
    if FULL:
        return LOOKS
    first = LOOKS[index % 4]
    return [first, tuple(OTHER[word] for word in first)]  # type: ignore[list-item]


@pytest.fixture(scope="module")
def opened(browser: Browser, product: Product) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of somebody with a look of its own; each person signs in once, styles are fetched once."""
    states: dict[str, Any] = {}

    @cache
    def context(login: str, language: str, mode: str, theme: str) -> BrowserContext:
        if login and login not in states:
            first = browser.new_context()
            sign_in(first.new_page(), product, login)
            states[login] = first.storage_state()
            first.close()
        found = browser.new_context(
            viewport={"width": 1280, "height": 900},
            storage_state=states.get(login),
            service_workers="block",
        )
        cookies = {"linli_language": language, "linli_mode": mode, "linli_theme": theme}
        found.add_cookies(
            [{"name": key, "value": value, "url": product.base} for key, value in cookies.items()]
        )
        return found

    yield context


# What fetches more once the page is there; on other pages everything has come with the load event.
LATER = "[hx-get], [hx-trigger], [data-brief], [data-at]"


def arrive(page: Page, product: Product, name: str) -> int:
    """Go to a page of the list; what it answers."""
    if name in MORE:
        _, path, steps, _ = MORE[name]
        answer = page.goto(product.base + path)
        for selector, text in steps:
            if text:
                page.fill(selector, text)
                continue
            with page.expect_navigation() as going:
                page.click(selector)
            answer = going.value
    elif name in LED:
        path, link = LED[name]
        page.goto(product.base + path)
        found = re.search(f'href="({link})', page.locator("main").inner_html())
        assert found, f"nothing on {path} leads to {name}"
        answer = page.goto(product.base + found[1])
    else:
        answer = page.goto(product.base + address(name, **facts(page, product, name)))
    assert answer is not None
    if page.locator(LATER).count():
        page.wait_for_load_state("networkidle")
    return answer.status


def facts(page: Page, product: Product, name: str) -> dict[str, Any]:
    """What an address takes, from the first page of the person who looks."""
    if not needs(name):
        return {}
    page.goto(product.base + FIRST[person(name)])
    text = page.locator("main").inner_html()
    number = re.search(r"\d{4}-\d{6}-\d", text)
    category = re.search(r"/categories/([0-9a-f-]+)/", text)
    return {"number": number and number[0], "category": category and category[1], "seq": 1}


def needs(name: str) -> bool:
    return bool({"may"} & set(GET[name])) or name == "desk-category"


def person(name: str) -> str:
    if name in MORE:
        return MORE[name][0]
    return OWN.get(name, DOORS[GET[name]["door"]])


# --- what is looked for ------------------------------------------------------------------------------

WORDS = re.compile(r"[A-Za-z]{2,}(?:[ ’',-]+[A-Za-z]{2,})+")


def words_of_residents() -> str:
    """Everything that somebody of the built-in town wrote, in whatever language."""
    folder = ROOT / "packs" / "shancheng" / "history"
    reports = [
        report
        for file in sorted(folder.glob("*.yaml"))
        for report in yaml.safe_load(file.read_text("utf-8"))
    ]
    return json.dumps(reports, ensure_ascii=False)


def catalogue() -> dict[str, str]:
    """Our own words: English -> Chinese."""
    path = ROOT / "linli" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if isinstance(entry.id, str)}


RESIDENTS, OURS = words_of_residents(), catalogue()
CHINESE = {string for string in OURS.values() if re.search("[\u4e00-\u9fff]", string)}


def untranslated(page: Page, language: str) -> list[str]:
    """Words of ours that stand on a page in the other language."""
    texts: list[str] = page.evaluate("look.texts()")
    if language == "en":
        return [text for text in texts if text in CHINESE]
    own = [text for text in texts if text in OURS and OURS[text] != text]
    return own + [
        text
        for text in texts
        if (match := WORDS.search(text)) and match[0] not in RESIDENTS and text not in own
    ]


def violations(page: Page) -> list[str]:
    """What axe finds, as sentences."""
    page.evaluate(AXE)
    return [
        f"axe {rule}: {where}" for rule, where in page.evaluate("(tags) => look.violations(tags)", TAGS)
    ]


def faults(page: Page, language: str, mode: str) -> list[str]:
    """Everything that is wrong with an open page."""
    page.evaluate(LOOK)
    found = violations(page)
    found += [f"no label: {field}" for field in page.evaluate("look.nameless()")]
    found += [f"not in this language: {text}" for text in untranslated(page, language)]
    if re.search(r"\{\{|\{%", page.content()):
        found.append("a piece of template is left")
    if page.get_attribute("html", "lang") != {"zh-hans": "zh-Hans", "en": "en"}[language]:
        found.append("the page does not say its language")
    if not page.title():
        found.append("no title")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if wide > width:
            found.append(f"scrolls sideways at {width} px: {wide}")
        if width == 390:
            least = 60 if mode == "elder" else 44
            found += [f"too small, {text}" for text in page.evaluate("(least) => look.small(least)", least)]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_used_by_everybody(
    opened: Callable[..., BrowserContext], product: Product, name: str
) -> None:
    wanted = MORE[name][3] if name in MORE else 200
    wrong: list[str] = []
    for language, mode, theme in looks(PAGES.index(name)):
        context = opened(person(name), language, mode, theme)
        page = context.new_page()
        heard: list[str] = []

        def hear(message: ConsoleMessage, heard: list[str] = heard) -> None:
            if message.type == "error" and not (wanted >= 400 and f"status of {wanted}" in message.text):
                heard.append(f"console: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error, heard=heard: heard.append(f"script: {error}"))
        assert arrive(page, product, name) == wanted, f"{name} {language}"
        found = faults(page, language, mode)
        wrong += [f"{language} {mode} {theme}: {fault}" for fault in heard + found]
        page.close()
    assert not wrong, "\n".join(wrong)


def test_every_pair_of_language_mode_and_theme_meets() -> None:
    seen = {
        pair
        for index in range(len(PAGES))
        for look in looks(index)
        for pair in itertools.combinations(look, 2)
    }
    assert len(seen) == 12
    for index in range(len(PAGES)):
        assert {word for look in looks(index) for word in look} == set(OTHER)
