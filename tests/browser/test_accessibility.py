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

AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text("utf-8")
LOOK = Path(__file__).with_name("look.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GET: dict[str, Any] = tomllib.loads((ROOT / "tests" / "matrix.toml").read_text("utf-8"))["get"]
DOORS = {
    "everybody": "", "accounts": "lin", "staff": "zhou", "takes_down": "zhou", "workers": "deng",
    "looks": "su", "administrators": "admin", "operator": "zhou", "coordinators": "chen",
    "records": "zhou", "reads_requests": "zhou", "assesses": "qin", "reads_assessments": "qin",
    "homes": "chen", "duty_hands": "chen", "duty_hands auditor": "chen", "rights": "admin",
    "keepers auditor": "su", "reads_line": "zhou", "takes_wishes": "chen", "plans": "chen",
    "operator coordinators": "zhou",
}  # fmt: skip
# Behind an open door, but only for whom it concerns.
OWN = {
    "report-done": "lin",
    "mandate": "lin",
    "matter": "lin",
    "matter-data": "lin",
    "matter-paper": "lin",
    "matter-objection": "lin",
    "desk-mediation": "he",
    "desk-grid": "he",
    "desk-item": "he",
    "desk-round": "he",
    "desk-round-plan": "he",
    "desk-space": "chen",
    "desk-space-edit": "chen",
    "desk-space-paper": "chen",
    "desk-proposal": "chen",
    "desk-vote": "chen",
    "desk-opinions": "chen",
    "desk-panel": "chen",
    "desk-meeting": "chen",
    "desk-general-vote": "chen",
    "desk-board": "he",
    "desk-board-edit": "chen",
    "desk-posting": "he",
    "desk-posting-new": "he",
    "desk-offer": "he",
    "desk-open-call": "he",
    "desk-text": "chen",
    "desk-hearing": "chen",
    "desk-commitment": "chen",
    "desk-callback": "zhou",
}
NO_PAGES = {
    "home-of",  # leads on
    "api-docs", "api-unknown", "problem-type",  # for programs
    "town-style", "base-map", "place-at", "field-manifest", "field-worker", "field-key",
    "public-file", "matter-file",
    "my-mediation", "mediation-paper",  # number and code lead there; a file
    "commitment-photo", "vote-file", "opinions-file", "panel-file",  # files
    "desk-mediation-file", "desk-mediation-sheet", "desk-mediation-list",  # files
    "openrosa", "openrosa-list", "openrosa-form", "openrosa-manifest", "openrosa-submission",  # for phones
    "openrosa-entities", "openrosa-integrity", "field-phone", "desk-visit-sheet-file",  # for phones, a file
    "moderation-log", "hearing-data", "hearing-paper",  # files
    "desk-text-edit", "desk-hearing-edit",  # the forms of desk-text-new and desk-hearing-new
    "survey-data", "survey-paper", "desk-survey-workbook",  # files
    "paper-form", "paper-request", "matter-letter", "desk-letter", "desk-paper-scan",  # files
    "kiosk-health",  # for programs
    "openness-slip", "openness-amounts", "posting-notice", "posting-file", "posting-amounts",  # files
    "desk-posting-edit",  # the form of desk-posting-new
    "kiosk-worker", "sign-video", "mandate-paper",  # for programs; files
    "desk-message-file",
    "chat-in",  # for programs
    "meetings-feed", "meeting-notice",  # a calendar, a paper
    "general-vote-file", "desk-general-vote-edit",  # a file; the form of desk-general-vote-new
    "desk-meeting-presence", "desk-meeting-edit",  # a part of a page; the form of desk-meeting-new
    "desk-brief",  # a part of the queue, where it is seen
    "desk-ask", "desk-part-assign",  # parts of a form, of a matter's page, where they are seen
    "rates-rows", "hidden-rows", "my-copy", "matter-copy", "reply-file", "desk-hotline-file",  # files
    "desk-request-scan", "desk-request-extract",  # a file, and what is made of one
    "my-passkey",  # answers under a host name alone; test_passkey.py opens it there
    "sign-in-outside", "sign-in-outside-back", "prove-outside",  # off until a town names a provider
    "my-join-outside", "messages-stop",
    "invited", "subscribe", "subscribe-code", "stop", "reply", "my-contact-code", "second-step", "closed",
    # … only a message or a step before leads there
    "desk-duty-change", "desk-question", "desk-template", "norm-changes",  # none in the built-in town
}  # fmt: skip
# Where a number or an id of a matter, a category is found: the first page of each person.
FIRST = {
    "": "/nearby/",
    "lin": "/mine/",
    "zhou": "/desk/",
    "deng": "/field/",
    "admin": "/desk/categories/",
    "chen": "/desk/categories/",
}
# Pages of one thing: the list on which the first link to one stands.
LED = {
    "mandate": ("/me/mandates/", r"/me/mandates/[0-9a-f-]{36}/"),
    "deadline": ("/deadlines/", r"/deadlines/[^/\"?]+/"),
    "norm": ("/norms/", r"/norms/[^/\"?]+/"),
    "pact": ("/pacts/", r"/pacts/[^/\"?]+/"),
    "desk-issue": ("/desk/issues/", r"/desk/issues/[0-9a-f-]{36}/"),
    "desk-request": ("/desk/official-requests/", r"/desk/official-requests/[0-9a-f-]{36}/"),
    "desk-request-new": ("/desk/official-requests/", r"/desk/official-requests/new/[a-z]+/"),
    "desk-assessment-write": ("/desk/assessments/", r"/desk/assessments/write/[a-z_]+/"),
    "desk-assessment": ("/desk/assessments/", r"/desk/assessments/[0-9a-f-]{36}/"),
    "desk-pact": ("/desk/pacts/", r"/desk/pacts/[^/\"?]+/"),
    "space": ("/take-part/", r"/take-part/renmin-2026/"),
    "propose": ("/take-part/renmin-2026/", r"/take-part/renmin-2026/propose/"),
    "proposal": ("/take-part/renmin-2026/", r"/take-part/renmin-2026/P[^/\"?]+/"),
    "vote": ("/take-part/jiangsheng-2026/", r"/take-part/jiangsheng-2026/vote/"),
    "desk-vote": ("/desk/take-part/jiangsheng-2026/", r"/desk/take-part/jiangsheng-2026/vote/"),
    "survey": ("/surveys/", r"/surveys/safe-home/"),
    "survey-answer": ("/surveys/riverside/", r"/surveys/riverside/answer/"),
    "survey-own": ("/surveys/riverside/", r"/surveys/riverside/own/"),
    "desk-survey": ("/desk/surveys/", r"/desk/surveys/riverside/"),
    "desk-survey-edit": ("/desk/surveys/riverside/", r"/desk/surveys/riverside/edit/"),
    "desk-survey-preview": ("/desk/surveys/riverside/", r"/desk/surveys/riverside/preview/"),
    "desk-survey-take": ("/desk/surveys/riverside/", r"/desk/surveys/riverside/take/voice/"),
    "panel": ("/take-part/renmin-2026/", r"/take-part/renmin-2026/panel/"),
    "desk-panel": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/panel/"),
    "opinions": ("/take-part/renmin-2026/", r"/take-part/renmin-2026/opinions/"),
    "opinions-result": ("/take-part/jiangsheng-2026/", r"/take-part/jiangsheng-2026/opinions/result/"),
    "desk-opinions": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/opinions/"),
    "text": ("/drafts/", r"/drafts/D[^/\"?]+/"),
    "text-amend": ("/drafts/", r"/drafts/D[^/\"?]+/amend/"),
    "hearing": ("/hearings/", r"/hearings/Y[^/\"?]+/"),
    "hearing-say": ("/hearings/", r"/hearings/Y[^/\"?]+/say/"),
    "desk-text": ("/desk/drafts/", r"/desk/drafts/D[^/\"?]+/"),
    "desk-hearing": ("/desk/hearings/", r"/desk/hearings/Y[^/\"?]+/"),
    "general-vote": ("/votes/?ended=yes", r"/votes/V[^/\"?]+/"),
    "desk-general-vote": ("/desk/votes/", r"/desk/votes/V[^/\"?]+/"),
    "openness-board": ("/open/", r"/open/\d+/"),
    "open-item": ("/open/509901001002/", r"/open/\d+/r-funds/"),
    "posting": ("/open/509901001002/", r"/open/posting/G[^/\"?]+/"),
    "desk-board": ("/desk/open/", r"/desk/open/509901001002/"),
    "desk-board-edit": ("/desk/open/509901001002/", r"/desk/open/\d+/edit/"),
    "desk-posting": ("/desk/open/509901001002/", r"/desk/open/posting/G[^/\"?]+/"),
    "desk-posting-new": ("/desk/open/509901001002/", r"/desk/open/\d+/r-services/new/"),
    "way-in": ("/join/", r"/join/firms/"),
    "offer": ("/join/firms/", r"/join/firms/offer/"),
    "open-call": ("/calls/", r"/calls/Z[^/\"?]+/"),
    "desk-offer": ("/desk/offers/", r"/desk/offers/T[^/\"?]+/"),
    "desk-open-call": ("/desk/offers/", r"/desk/calls/Z[^/\"?]+/"),
    "meeting": ("/meetings/?past=yes", r"/meetings/H[^/\"?]+/"),
    "desk-meeting": ("/desk/meetings/", r"/desk/meetings/H[^/\"?]+/"),
    "commitment": ("/commitments/", r"/commitments/C[^/\"?]+/"),
    "desk-space": ("/desk/take-part/", r"/desk/take-part/renmin-2026/"),
    "desk-space-edit": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/edit/"),
    "desk-space-paper": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/paper/"),
    "desk-proposal": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/P[^/\"?]+/"),
    "desk-commitment": ("/desk/commitments/", r"/desk/commitments/C[^/\"?]+/"),
    "problem-item": ("/problem-lists/", r"/problem-lists/L[^/\"?]+/"),
    "desk-item": ("/desk/problem-lists/", r"/desk/problem-lists/L[^/\"?]+/"),
    "desk-grid": ("/desk/grids/", r"/desk/grids/\d+/"),
    "desk-round": ("/desk/rounds/", r"/desk/rounds/[0-9a-f-]{36}/"),
    "desk-round-plan": ("/desk/rounds/", r"/desk/rounds/plan/\d+/"),
    "field-door": ("/field/round/", r"/field/door/[0-9a-f-]{36}/"),
    "field-ask": ("/field/round/", r"/field/ask/[0-9a-f-]{36}/"),
    "desk-mediation": ("/desk/mediations/", r"/desk/mediations/M[^/\"?]+/"),
    "desk-wording": ("/desk/mediations/papers/", r"/desk/mediations/papers/[a-z]+/"),
    "desk-reader-version": ("/desk/reader/", r"/desk/reader/\d[^/\"?]*/"),
    "desk-callback": ("/desk/phone/", r"/desk/phone/callbacks/[0-9a-f-]{36}/"),
    "desk-category-questions": ("/desk/questions/", r"/desk/questions/[0-9a-f-]{36}/"),
}
SAID = "滨江路社区门口的路灯坏了三天了，晚上走路看不见。"
# name -> (who, address, what is written and sent, the status that answers): pages that no link leads to.
MORE: dict[str, tuple[str, str, list[tuple[str, str]], int]] = {
    "report: understood": ("", "/report/", [("#id_text", SAID), ("main form button.primary", "")], 200),
    "report: refused": ("", "/report/", [("main form button.primary", "")], 422),
    "track: refused": ("", "/track/", [("main form button.primary", "")], 422),
    "call: refused": ("zhou", "/desk/new/", [("main form button.primary", "")], 422),
    "queue: empty": ("zhou", "/desk/?q=%E6%97%A0%E6%AD%A4%E4%BA%8B", [], 200),
    "nearby: empty": ("", "/nearby/?q=%E6%97%A0%E6%AD%A4%E4%BA%8B", [], 200),
    "not found": ("", "/nowhere/", [], 404),
    "not allowed": ("luo", "/desk/posts/", [], 403),
}
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
