# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirements of OWASP ASVS 5.0 that no other test holds; docs/security.md names each of them."""

from __future__ import annotations

import ast
import logging
import re
import runpy
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import global_settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils.module_loading import import_string

from linli.cases.testing import a_case
from linli.config.settings import ROOT as LINLI
from linli.people.commands import factors, sign_in
from linli.people.forms import PasswordForm
from linli.people.models import Account
from linli.platform import outgoing
from linli.platform.access import throttle
from linli.platform.access.passwords import WORDS

ROOT = LINLI.parent
OUTSIDE = {"tests", "testing", "bench", "faults", "upgrade", "weigh", "migrations"}  # tools, no product
SOURCES = {
    path: path.read_text("utf-8") for path in LINLI.rglob("*.py") if not OUTSIDE & {*path.parts, path.stem}
}
SCRIPTS = sorted(LINLI.rglob("static/**/*.js"))
HTTPS = ("HTTPS", "COOKIE_PREFIX", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME",
         "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_NAME", "SECURE_PROXY_SSL_HEADER",
         "SECURE_HSTS_SECONDS")  # fmt: skip
WORD = "six grey geese over water"


@pytest.fixture
def https(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings as they are read where LINLI_HTTPS is set."""
    monkeypatch.setenv("LINLI_HTTPS", "1")
    read = runpy.run_path(str(LINLI / "config" / "settings.py"))
    with override_settings(**{name: read[name] for name in HTTPS}):
        yield


@pytest.fixture
def handler(cast: Any) -> Account:
    account = Account.objects.get(pk=cast.player("handler").account)
    account.set_password(WORD)
    account.save()
    return account


def calls() -> Iterator[tuple[Path, str, ast.Call]]:
    """Every call in the product with its name, such as ``subprocess.run``."""
    for path, text in SOURCES.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                yield path, ast.unparse(node.func), node


# --- encoding ------------------------------------------------------------------------------------


def test_words_of_a_stranger_come_out_as_words(client: Client, cast: Any) -> None:
    evil = '<script>alert(1)</script> "quoted" {{ 7|add:7 }} **bold** javascript:alert(1)'
    case = a_case(text=evil)
    client.force_login(Account.objects.get(pk=cast.player("operator").account))
    page = client.get(reverse("desk-case", args=[case.number])).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
    assert "{{ 7|add:7 }}" in page and "**bold**" in page and 'href="javascript:' not in page


def test_no_statement_is_made_of_words_from_outside() -> None:
    """Statements are constants; only the set-up of the database puts a quoted role into one."""
    made = {
        path.name
        for path, name, call in calls()
        if name.split(".")[-1] in ("execute", "executemany", "raw", "RawSQL", "extra")
        and call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    }  # fmt: skip
    assert made <= {"ready.py", "cluster.py"}, made


def test_nothing_is_run_by_a_shell_or_evaluated() -> None:
    forbidden = {"eval", "exec", "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads",
                 "yaml.unsafe_load", "shelve.open"}  # fmt: skip
    for path, name, call in calls():
        assert name not in forbidden, (path, name)
        assert name != "yaml.load" or "SafeLoader" in SOURCES[path], path
        assert not any(word.arg == "shell" for word in call.keywords), path


def test_patterns_are_ours() -> None:
    """A pattern is a constant or joined from constants and escaped words."""
    for path, name, call in calls():
        if re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|split|findall|finditer)", name):
            parts = [part for part in ast.walk(call.args[0]) if isinstance(part, ast.FormattedValue)]
            for part in parts:
                inside = ast.unparse(part.value)
                assert inside.isupper() or inside == "length" or "escape(" in inside, (path, inside)


def test_scripts_write_no_markup_of_their_own() -> None:
    """Markup comes from the server, which escapes it; scripts write text, and evaluate none."""
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        assert not re.search(
            r"\beval\(|new Function|document\.write|outerHTML *=|insertAdjacentHTML", text
        ), path
        for value in re.findall(r"innerHTML *= *([^;\n]+)", text):
            assert re.fullmatch(r"await answer\.text\(\)|\"\"|word\(.*\)", value), (path, value)


def test_no_form_takes_a_model_as_it_is() -> None:
    for path, text in SOURCES.items():
        assert "ModelForm" not in text and "__all__" not in text.replace("__all__ =", ""), path


# --- headers and cookies -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/sign-in/", "/nearby/", "/nothing/", "/api/v1/categories", "/desk/"]
)
def test_every_answer_bears_its_headers(client: Client, db: None, https: None, path: str) -> None:
    answer = client.get(path, secure=True)
    policy = answer["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    if path in ("/sign-in/", "/desk/"):
        assert answer["Cache-Control"] == "no-store, private"


def test_what_comes_in_clear_is_led_to_https_or_refused(
    client: Client, handler: Account, https: None
) -> None:
    """A page is asked for again; a form or a key in clear is not taken, and not led on in silence."""
    client.force_login(handler)
    for path in ("/", "/desk/?q=1", "/nowhere/"):
        sent = client.get(path)
        assert (sent.status_code, sent["Location"]) == (301, f"https://testserver{path}")
    for sent in (
        client.post(reverse("sign-out")),
        client.get("/api/v1/categories"),
        client.get("/api/v1/cases", headers={"authorization": "Bearer linli_x"}),
        client.post("/api/v1/cases", {}, content_type="application/json"),
    ):
        assert sent.status_code == 403 and "Location" not in sent.headers
        assert sent.json()["code"] == "unencrypted"
    assert client.get("/", headers={"x-forwarded-proto": "http"}).status_code == 301
    assert client.get("/", headers={"x-forwarded-proto": "https"}).status_code == 200


def test_no_other_site_may_read_an_answer(client: Client, db: None) -> None:
    for path in ("/", "/api/v1/categories", "/sign-in/"):
        assert "Access-Control-Allow-Origin" not in client.get(
            path, headers={"origin": "https://evil.example"}
        )


def test_every_answer_says_its_type_and_charset(client: Client, db: None) -> None:
    for path in ("/", "/nothing/", "/sign-in/", "/field/worker.js"):
        assert "charset=utf-8" in client.get(path)["Content-Type"].lower(), path
    assert client.get("/api/v1/nothing")["Content-Type"].startswith("application/problem+json")


def test_over_https_every_cookie_is_bound_to_the_host(
    client: Client, handler: Account, https: None
) -> None:
    client.post(reverse("preferences"), {"language": "en", "mode": "elder", "theme": "dark"}, secure=True)
    client.get("/sign-in/", secure=True)
    data = {"p-login": handler.login, "p-password": WORD}
    assert client.post(reverse("sign-in-password"), data, secure=True).status_code == 302
    assert len(client.cookies) >= 5
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-"), name
        assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        assert cookie["httponly"] or name.endswith("csrf"), name


def test_a_form_of_another_site_is_refused(handler: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(handler)
    assert client.post(reverse("sign-out")).status_code == 403
    assert client.get("/desk/").status_code == 200


def test_trace_is_refused(client: Client, db: None) -> None:
    assert client.trace("/", headers={"authorization": "secret"}).status_code == 405


def test_an_address_is_believed_only_as_far_as_proxies_stand(settings: Any) -> None:
    request = RequestFactory().get(
        "/", headers={"x-forwarded-for": "6.6.6.6, 2.2.2.2"}, REMOTE_ADDR="10.0.0.1"
    )
    settings.PROXIES = 0
    assert throttle.address(request) == "10.0.0.1"
    settings.PROXIES = 1
    assert throttle.address(request) == "2.2.2.2"


def test_a_host_that_is_not_ours_is_not_answered(client: Client, db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["linli.example"]
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_no_file_of_the_house_is_served(client: Client, db: None) -> None:
    for path in ("/.git/config", "/static/", "/static/ui/",
                 "/static/../linli/config/settings.py", "/files/",
                 "/var/secret.key", "/pyproject.toml"):  # fmt: skip
        assert client.get(path).status_code == 404, path


# --- signing in ----------------------------------------------------------------------------------


def test_a_password_is_long_and_free_in_its_signs(handler: Account) -> None:
    for good in ("correcthorsebattery", "x 猫 y 狗 z 鸟 q 鱼", "a1!" * 40, " leading and trailing "):
        validate_password(good, handler)
        handler.set_password(good)
        assert handler.check_password(good) and not handler.check_password(good.strip(" ")[:-1])
        assert not handler.check_password(good.upper())
    for bad in ("short", "password123", "1234567890", "qwertyuiop"):
        with pytest.raises(ValidationError):
            validate_password(bad, handler)


@pytest.mark.parametrize("word", [*WORDS, "shancheng", "山城"])
def test_a_password_is_none_of_the_words_of_the_house_or_the_town(word: str, db: None) -> None:
    for bad in (f"{word}{word}20261", f"2026-{word.upper()}-2026!"):
        with pytest.raises(ValidationError):
            validate_password(bad)
    validate_password(f"{word} sat quietly on branches")


def test_a_field_for_a_password_is_masked_and_lets_helpers_in(client: Client, db: None) -> None:
    field = PasswordForm(prefix="p").fields["password"]
    assert field.widget.input_type == "password" and field.strip is False  # type: ignore[attr-defined]
    page = client.get("/sign-in/").content.decode()
    assert 'type="password"' in page and 'autocomplete="current-password"' in page
    assert not any("onpaste" in path.read_text() or '"paste"' in path.read_text() for path in SCRIPTS)


def test_passwords_are_kept_by_a_slow_hash() -> None:
    read = runpy.run_path(str(LINLI / "config" / "settings.py"))
    assert "PASSWORD_HASHERS" not in read, "those of Django, which raises their cost with every version"
    first = import_string(global_settings.PASSWORD_HASHERS[0])
    assert first.algorithm == "pbkdf2_sha256" and first.iterations >= 600_000


def test_codes_are_long_enough() -> None:
    from django.contrib.sessions.backends.base import VALID_KEY_CHARS

    assert len(VALID_KEY_CHARS) ** 32 >= 2**128, "a key of a session has 32 signs"
    assert factors.DIGITS >= 6 and 30**factors.LENGTH >= 2**47
    assert sign_in.DIGITS >= 6


def test_secrets_come_from_the_source_of_the_system() -> None:
    """The module random serves tests, benches and made-up towns alone."""
    for path, text in SOURCES.items():
        if re.search(r"^(import random|from random import)", text, re.MULTILINE):
            assert "packs" in path.parts or "history" in path.name or "generators" in path.parts, path


def test_a_session_left_opens_nothing_and_the_browser_is_told_to_forget(handler: Account) -> None:
    client, thief = Client(), Client()
    client.force_login(handler)
    thief.cookies["linli_session"] = client.cookies["linli_session"].value
    assert thief.get("/desk/").status_code == 200
    assert client.post(reverse("sign-out"))["Clear-Site-Data"] == '"cache"'
    assert thief.get("/desk/").status_code == 302


def test_every_page_of_staff_lets_them_leave(client: Client, handler: Account) -> None:
    client.force_login(handler)
    for path in ("/desk/", "/me/", "/", "/nearby/"):
        assert f'action="{reverse("sign-out")}"' in client.get(path).content.decode(), path


# --- cryptography and calls ----------------------------------------------------------------------


def test_cryptography_is_that_of_libraries() -> None:
    """AES-GCM, HMAC and SHA-2 only; SHA-1 where RFC 6238 asks for it; MD5 once, where OpenRosa knows
    nothing else and it guards nothing."""
    for path, text in SOURCES.items():
        assert not re.search(r"\bmodes\.(ECB|CBC)|PKCS1v15\(\)|\bARC4|TripleDES", text), path
        if re.search(r"hashlib\.md5|\bMD5\b", text):
            assert path.parts[-2:] == ("openrosa", "entities.py"), path
            assert text.count("hashlib.md5(") == 1 == text.count("usedforsecurity=False"), path
        if re.search(r"hashlib\.sha1|\bSHA1\b", text):
            assert path.name in ("factors.py", "breached.py"), path


def test_outgoing_calls_check_certificates() -> None:
    context = outgoing.tls()
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert "tls().wrap_socket(" in SOURCES[Path(outgoing.__file__)]
    for path, text in SOURCES.items():
        assert not re.search(r"CERT_NONE|_create_unverified|check_hostname *= *False|verify=False", text), (
            path
        )


def test_outgoing_calls_follow_no_redirect() -> None:
    class Away(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            asked.append(self.path)

    asked: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), Away)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    with pytest.raises(outgoing.NoAnswer):
        outgoing.fetch(f"{here}/first", frozenset({here}))
    server.shutdown()
    server.server_close()
    assert asked == ["/first"]


# --- errors and logs -----------------------------------------------------------------------------


def test_debugging_is_off_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LINLI_DEBUG", raising=False)
    assert runpy.run_path(str(LINLI / "config" / "settings.py"))["DEBUG"] is False


def test_logs_go_to_one_place() -> None:
    handlers = runpy.run_path(str(LINLI / "config" / "settings.py"))["LOGGING"]["handlers"]
    assert [handler["class"] for handler in handlers.values()] == ["logging.StreamHandler"]


def test_refusals_are_logged_without_what_was_typed(
    client: Client, handler: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "linli.refused")
    client.post(reverse("sign-in-password"), {"p-login": "x\nforged line", "p-password": "hunter2"})
    client.get("/api/v1/cases", headers={"authorization": "Bearer linli_wrong"})
    client.force_login(handler)
    client.get("/desk/rights/")
    said = [record.getMessage() for record in caplog.records if record.name == "linli.refused"]
    assert said[0] == "wrong_password at sign-in-password for nobody"
    assert any(line.startswith("sign_in at ") for line in said)
    assert any(line.startswith("forbidden at desk-rights for account:") for line in said)
    assert not any(secret in line for line in said for secret in ("hunter2", "forged", "linli_wrong", "\n"))


def test_an_unexpected_error_is_logged_and_tells_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the inner secret")

    monkeypatch.setattr("linli.people.views.sign_in.demo_accounts", breaks)
    answer = Client(raise_request_exception=False).get("/sign-in/")
    assert answer.status_code == 500
    assert "inner secret" not in answer.content.decode() and "Traceback" not in answer.content.decode()
    assert any(record.exc_info and record.name == "django.request" for record in caplog.records)
