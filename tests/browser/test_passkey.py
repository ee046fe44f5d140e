# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ceremony of a passkey in a real browser, with the browser's own virtual authenticator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Product, wait_until

KEY = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False,
       "isUserVerified": False, "automaticPresenceSimulation": True}  # fmt: skip


@pytest.fixture
def named(product: Product) -> Iterator[Product]:
    """The product under a host name: browsers make no passkey for a bare address."""
    before, product.base = product.base, product.base.replace("127.0.0.1", "localhost")
    yield product
    product.base = before


def plug_in(page: Page) -> tuple[Any, str]:
    """Plug a virtual security key into the browser."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    made = link.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return link, made["authenticatorId"]


def first_step(page: Page, product: Product, login: str) -> None:
    page.goto(f"{product.base}/sign-in/")
    page.fill("#id_p-login", login)
    page.fill("#id_p-password", product.password)
    page.click("section[aria-labelledby=by-password] button")


def test_a_passkey_is_made_and_opens_and_a_copied_one_does_not(
    visit: Callable[..., Page], named: Product
) -> None:
    page = visit("/me/sign-in/passkey/", login="wang", language="en")
    link, key = plug_in(page)
    page.reload()
    page.fill("#passkey-name", "blue key")
    page.click("form[data-passkey] button.primary")
    expect(page.locator("ul.codes li")).to_have_count(10)
    page.goto(f"{named.base}/me/sign-in/")
    expect(page.locator("table").first).to_contain_text("blue key")
    page.click("form[data-sign-out] button")

    first_step(page, named, "wang")
    expect(page).to_have_url(f"{named.base}/sign-in/second/")
    page.goto(f"{named.base}/desk/")
    assert "/sign-in/" in page.url
    page.goto(f"{named.base}/sign-in/second/")
    page.click("form[data-passkey] button.primary")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(f"{named.base}/desk/")
    expect(page).to_have_url(f"{named.base}/desk/")

    # A copy of the authenticator counts its uses anew: its signature is right, and it opens nothing.
    at = {"authenticatorId": key}
    (credential,) = link.send("WebAuthn.getCredentials", at)["credentials"]
    link.send("WebAuthn.removeCredential", {**at, "credentialId": credential["credentialId"]})
    link.send("WebAuthn.addCredential", {**at, "credential": {**credential, "signCount": 0}})
    page.goto(f"{named.base}/")
    page.click("form[data-sign-out] button")
    first_step(page, named, "wang")
    page.click("form[data-passkey] button.primary")
    expect(page.locator(".notice.danger")).to_be_visible()
    page.goto(f"{named.base}/desk/")
    assert "/sign-in/" in page.url


def test_without_the_key_nothing_opens_and_the_page_says_so(
    visit: Callable[..., Page], named: Product
) -> None:
    page = visit("/me/sign-in/passkey/", login="fang", language="en")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    page.click("form[data-passkey] button.primary")
    wait_until(lambda: page.locator("form[data-passkey] [role=alert]").is_visible(), 10,
               rest=lambda: page.wait_for_timeout(100))  # fmt: skip
    page.goto(f"{named.base}/me/sign-in/")
    assert "recovery code" not in page.content()
