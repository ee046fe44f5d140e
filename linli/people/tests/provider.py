# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two OpenID providers for tests: one that others wrote, and one of ours that lies when it is told to."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

# What it answers with, changed by name before an answer: a lie is a function of the claims.
LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "another"},
    "two audiences and no azp": {"aud": ["linli", "another"]},
    "another azp": {"azp": "another"},
    "expired": {"exp": 1},
    "no end": {"exp": None},
    "issued tomorrow": {"iat": 4_000_000_000},
    "not yet": {"nbf": 4_000_000_000},
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a number as subject": {"sub": 7},
}


class Liar:
    """A provider of our own: it checks PKCE and the redirect as the standard says, and lies on demand."""

    def __init__(self) -> None:
        self.key, self.other = (
            RSAKey.generate_key(2048, {"kid": "one"}),
            RSAKey.generate_key(2048, {"kid": "one"}),
        )
        self.lie: dict[str, Any] = {}
        self.sign_with, self.algorithm = self.key, "RS256"
        self.codes: dict[str, dict[str, str]] = {}
        self.says: dict[str, Any] = {}
        self.asked: list[str] = []
        self.answer: tuple[int, bytes] | None = None
        self.subject = "staff-1"

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def authorize(self, url: str) -> str:
        """What the browser does at the provider: the person agrees, and is sent back."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        assert query["code_challenge_method"] == "S256" and query["scope"] == "openid"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        return f"{query['redirect_uri']}?{urllib.parse.urlencode(back)}"

    def token(self, form: dict[str, str]) -> tuple[int, bytes]:
        kept = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            kept is None
            or base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != kept["code_challenge"]
            or form.get("redirect_uri") != kept["redirect_uri"]
        ):
            return 400, b'{"error": "invalid_grant"}'
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "linli", "sub": self.subject, "iat": now, "exp": now + 300}
        claims |= {"nonce": kept["nonce"], **self.lie}
        claims = {name: value for name, value in claims.items() if value is not None}
        return 200, json.dumps({"access_token": "x", "id_token": self.sign(claims)}).encode()

    def sign(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        key: Any = self.sign_with
        if self.algorithm == "HS256":  # the public key taken for a shared secret
            key = OctKey.import_key(self.key.as_pem(private=False))
        return jwt.encode({"alg": self.algorithm, "kid": self.sign_with.kid}, claims, key,
                          algorithms=[self.algorithm])  # fmt: skip

    def answers(self, path: str, form: dict[str, str] | None) -> tuple[int, bytes]:
        self.asked.append(path)
        if self.answer is not None:
            return self.answer
        if path == "/.well-known/openid-configuration":
            ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            said = {"issuer": self.issuer, **{name: f"{self.issuer}/{name}" for name in ends}, **self.says}
            return 200, json.dumps(said).encode()
        if path == "/jwks_uri":
            return 200, json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()
        if path == "/token_endpoint" and form is not None:
            return self.token(form)
        return 404, b"{}"


@contextmanager
def liar() -> Iterator[Liar]:
    """Our own provider, listening."""
    made = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.tell(*made.answers(self.path, None))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.tell(*made.answers(self.path, dict(urllib.parse.parse_qsl(body))))

        def tell(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body.decode())
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


SERVE = """
import oidc_provider_mock
with oidc_provider_mock.run_server_in_thread() as server:
    print(server.server_port, flush=True)
    input()
"""


@contextmanager
def independent() -> Iterator[str]:
    """The issuer of a provider that others wrote (oidc-provider-mock), in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SERVE],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdin and process.stdout
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.write("\n")
        process.stdin.close()
        process.stdout.close()
        process.kill()
        process.wait(10)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


def agree(url: str, subject: str) -> str:
    """Agree at the independent provider, as its page does; where it sends the browser."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    try:
        opener.open(url, urllib.parse.urlencode({"sub": subject}).encode(), timeout=10)
    except urllib.error.HTTPError as answer:
        where = str(answer.headers["Location"])
        answer.close()
        return where
    raise AssertionError("the provider did not send back")
