# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/security.md against the code: what OWASP ASVS 5.0 asks to be documented, and whether it is so.

The tables of limits and bounds are written from the code (tests/test_house.py holds them current); here
stands that they are whole, and that what is written by hand names all that there is, and nothing else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.urls import URLPattern, get_resolver
from test_security import OUTSIDE, ROOT, SOURCES, calls

from linli.people.commands.factors import TRIES
from linli.platform.access import PROOF_HOLDS, PUBLIC, passwords
from linli.platform.files import check
from linli.platform.ui.forms import Form
from tools.reference import load
from tools.security import bounds

PAGE = (ROOT / "docs/security.md").read_text("utf-8")
USES = r"^\s*(?:import|from) (hashlib|hmac|secrets|ssl|cryptography|joserfc|fido2)\b"
CALLS = r"^\s*(?:import|from) (http\.client|urllib\.request|smtplib|socket|ftplib|requests|httpx|urllib3)\b"


def section(title: str) -> str:
    """The words under a heading."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def files_in(title: str) -> set[str]:
    """The files that a section names."""
    return set(re.findall(r"`(linli/[\w/]+\.py)`", section(title)))


def using(pattern: str) -> set[str]:
    """The files of the product that import such a thing."""
    return {
        str(path.relative_to(ROOT)) for path, text in SOURCES.items()
        if re.search(pattern, text, re.MULTILINE) and not OUTSIDE & {*path.parts, path.stem}
    }  # fmt: skip


def routes() -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", [pattern]):
            if isinstance(inner, URLPattern) and inner.name:
                yield inner.name, inner.callback


def kinds(of: type) -> Iterator[type[Any]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


# --- what comes in -------------------------------------------------------------------------------


def test_every_field_that_is_typed_is_bounded_and_documented() -> None:
    """docs/fields.md says of every field of every form what it must look like."""
    page = (ROOT / "docs/fields.md").read_text("utf-8")
    load("Form):")  # every form there is, whatever other tests asked for before
    found = [
        kind
        for kind in kinds(Form)
        if kind.__module__.startswith("linli.") and "tests" not in kind.__module__
    ]
    assert len(found) > 50
    for kind in found:
        for name, field in kind.base_fields.items():
            assert re.search(rf"^\| `{kind.__name__}` \| `{name}` \|", page, re.MULTILINE), (kind, name)
            if type(field) is forms.CharField and not isinstance(field.widget, forms.HiddenInput):
                assert field.max_length and field.max_length <= 50_000, (kind, name)
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", page, re.MULTILINE)
    known = {(kind.__name__, name) for kind in found for name in kind.base_fields}
    assert set(rows) == known, "fields that are gone"


def test_kinds_and_sizes_of_files_are_told() -> None:
    told = section("Limits")
    for kind in (*check.IMAGES, *check.AUDIO, *check.DOCUMENTS):
        assert kind in told, kind
    for kind, size in check.LIMITS.items():
        assert f"| file: {kind} | {size // check.MEGABYTE} MB |" in told
    assert f"{check.MAX_PIXELS:,}" in told and f"{settings.DATA_UPLOAD_MAX_NUMBER_FILES} files" in told


# What anybody may send without a bound of its own, and why that is no harm.
UNBOUNDED = {
    "preferences": "sets cookies of the sender alone",
    "sign-out": "ends the sender's own session",
    "kiosk-begin": "begins a session of the sender alone", "kiosk-end": "ends it",
    "type-code": "each code has five tries, and codes are bounded",
    "second-step": "bounded in the command, by the account",
    "matter-add": "number and code were shown, and those tries are bounded",
    "matter-rate": "the same", "matter-reopen": "the same", "matter-withdraw": "the same",
    "matter-reach": "the same", "matter-erase": "the same", "subscribe-code": "as type-code",
    "stop": "a signed secret; it ends one subscription once",
    "my-mediation-do": "number and code were shown, and those tries are bounded",
}  # fmt: skip


def test_whatever_anybody_may_send_is_bounded_and_the_bound_is_told() -> None:
    """A public route that takes a form calls ``throttle``, itself or in its command, or stands above."""
    import inspect

    from test_matrix import MATRIX

    public = {name: view for name, view in routes() if getattr(view, "policy", None) is PUBLIC}
    sent = {name for name in MATRIX["post"] if name in public}
    assert len(sent) > 10
    bounded = r"throttle\.|send_code\(|own_matter\("
    bare = {
        name for name in sent if not re.search(bounded, inspect.getsource(inspect.unwrap(public[name])))
    }  # fmt: skip
    assert bare - set(UNBOUNDED) == set()
    told = section("How often")
    for what, by, often in bounds():
        assert f"| `{what}` | {by} | {often} |" in told
    number = sum(name in ("throttle.allow", "throttle.allow_here") for _, name, _ in calls())
    assert number >= len(bounds()) > 15


# --- ways in, sessions, passwords ----------------------------------------------------------------


def test_every_way_in_is_told_with_its_guards() -> None:
    """What the code writes down as a way of signing in stands in the table, and each has its bounds."""
    told = section("Ways in")
    ways = set()
    for _, name, call in calls():
        way = call.args[2] if len(call.args) > 2 else None
        if name in ("enter", "begin", "first_done") and isinstance(way, ast.Constant | ast.IfExp):
            ways |= {
                str(part.value) for part in ast.walk(way)
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isalpha()
            }  # fmt: skip
    assert ways >= {"password", "demo", "code", "outside"}
    for way in (*ways, "totp", "passkey", "recovery"):
        assert f"`{way}`" in told, way
    bounded = {what: often for what, _, often in bounds()}
    assert {"password:name", "password:from", "code:to", "code:from", "factor", "outside"} <= set(bounded)
    assert bounded["factor"] == f"{TRIES['times']} in {TRIES['seconds']} s"
    times, name_often = re.findall(r"(\d+) wrong tries of a name in (\d+) minutes", told)[0]
    assert bounded["password:name"] == f"{times} in {int(name_often) * 60} s"


def test_words_that_no_password_may_be_made_of_are_told() -> None:
    told = section("Limits")
    for word in passwords.WORDS:
        assert word in told, word


def test_how_long_sessions_live_and_how_many_are_told() -> None:
    told = f"{section('Sessions')}{section('Limits')}"
    assert f"{settings.SESSION_COOKIE_AGE // 3600} hours after it began" in told
    assert f"{settings.SESSION_IDLE // 3600} hours after it was used last" in told
    assert f"{PROOF_HOLDS // 60} minutes after every factor" in told
    assert "no bound on how many" in told
    assert "provider's session" in told and "max_age=0" in section("Ways in")


# --- what is used and called ---------------------------------------------------------------------


def test_the_inventory_of_cryptography_is_whole() -> None:
    assert files_in("Cryptography in the code") == using(USES)


def test_whoever_is_called_is_told() -> None:
    """Whatever opens a connection stands in the table: nothing else may import what could."""
    assert using(CALLS) <= files_in("Whom linli calls")
    mail = {str(path.relative_to(ROOT)) for path, text in SOURCES.items() if "send_mail(" in text}
    assert mail <= files_in("Whom linli calls")
    assert not [path for path in files_in("Whom linli calls") if not (ROOT / path).exists()]


def test_every_log_is_told() -> None:
    told = section("Logs")
    named = {
        str(ast.literal_eval(call.args[0])) for _, name, call in calls()
        if name.endswith("getLogger") and call.args
    }  # fmt: skip
    named |= {name for name in settings.LOGGING["loggers"] if name != "linli"}
    assert len(named) >= 5
    for name in named:
        assert f"`{name}`" in told, name


@pytest.mark.parametrize("title", ["Keys", "Libraries", "Who may do what"])
def test_files_that_the_page_leans_on_are_there(title: str) -> None:
    named = re.findall(r"`((?:tests|docs|linli)/[\w/.]+|[\w-]+\.lock)`", section(title))
    assert all((ROOT / name).exists() for name in named)
    assert Path(ROOT / "SECURITY.md").exists()
