# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in at an OpenID provider: authorization code with PKCE (RFC 7636, OpenID Connect Core 1.0).

Of all that a provider tells we keep issuer and subject, and ask for nothing but ``openid``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from linli.kernel import clock

from .outgoing import NoAnswer, fetch, origin_of

SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519", "EdDSA"]
KEEP = 3600  # seconds for which what a provider says of itself, and its keys, are kept
LEEWAY = 60  # seconds by which two clocks may be apart
Kept = dict[str, str]


class Refused(Exception):
    """The provider was not reached, or what came back proves nothing."""


@dataclass(frozen=True)
class Provider:
    """A provider as the operator named it. Its endpoints lie at the issuer or at ``hosts``."""

    issuer: str
    client: str
    secret: str
    name: str
    hosts: tuple[str, ...] = ()

    @property
    def origins(self) -> frozenset[str]:
        return frozenset(origin_of(url) for url in (self.issuer, *self.hosts))


_told: dict[str, tuple[float, dict[str, Any], KeySet]] = {}


def begin(provider: Provider, back: str, *, anew: bool = False) -> tuple[str, Kept]:
    """Where to send the browser, and what to keep in its session until it comes ``back``.

    ``anew`` asks the provider to let the person sign in again, whatever session they have there.
    """
    said, _ = _of(provider)
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    if anew:
        query |= {"prompt": "login", "max_age": "0"}
        kept["anew"] = str(clock.now().timestamp())
    where = said["authorization_endpoint"]
    return f"{where}{'&' if '?' in where else '?'}{urlencode(query)}", kept


def end(provider: Provider, kept: Kept, given: Mapping[str, str], back: str) -> str:
    """The subject that the provider vouches for. Raises :class:`Refused`."""
    if not kept or not hmac.compare_digest(given.get("state", ""), kept.get("state", "\0")):
        raise Refused("state")
    if "error" in given or "code" not in given:
        raise Refused("the provider said no")
    if given.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise Refused("another issuer")
    said, _ = _of(provider)
    form = {
        "grant_type": "authorization_code",
        "code": given["code"],
        "redirect_uri": back,
        "code_verifier": kept["verifier"],
        "client_id": provider.client,
    }
    headers = {}
    if provider.secret:
        pair = f"{quote(provider.client, safe='')}:{quote(provider.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    answer = _json(provider, said["token_endpoint"], form=form, headers=headers)
    since = float(kept["anew"]) if "anew" in kept else None
    return _subject(provider, str(answer.get("id_token", "")), kept["nonce"], since)


def forget() -> None:
    """Ask providers anew; for tests."""
    _told.clear()


def _subject(provider: Provider, token: str, nonce: str, since: float | None) -> str:
    """The subject of an ID token whose signature and claims hold (Core 1.0, 3.1.3.7), and who signed in
    there not before ``since``; a provider that does not say when has not proved it."""
    claims = _claims(provider, token)
    now = clock.now().timestamp()
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    holds = {
        "iss": claims.get("iss") == provider.issuer,
        "aud": isinstance(audiences, list) and provider.client in audiences,
        "azp": claims.get("azp", provider.client) == provider.client
        and (len(audiences or []) < 2 or "azp" in claims),
        "exp": _number(claims.get("exp")) > now - LEEWAY,
        "iat": 0 < _number(claims.get("iat")) < now + LEEWAY,
        "nbf": _number(claims.get("nbf", 0)) < now + LEEWAY,
        "nonce": hmac.compare_digest(str(claims.get("nonce", "")), nonce),
        "auth_time": since is None or since - LEEWAY < _number(claims.get("auth_time")) < now + LEEWAY,
        "sub": isinstance(claims.get("sub"), str) and 0 < len(claims["sub"]) <= 255,
    }
    wrong = [name for name, is_so in holds.items() if not is_so]
    if wrong:
        raise Refused(", ".join(wrong))
    return str(claims["sub"])


def _claims(provider: Provider, token: str) -> dict[str, Any]:
    """Claims under a good signature; keys that we do not know are asked for once."""
    for fresh in (False, True):
        _, keys = _of(provider, fresh=fresh)
        try:
            return dict(jwt.decode(token, keys, algorithms=SIGNATURES).claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            if fresh or not _unknown_key(token, keys):
                raise Refused("signature") from error
    raise Refused("signature")


def _unknown_key(token: str, keys: KeySet) -> bool:
    try:
        head = token.split(".", 1)[0]
        kid = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))).get("kid")
    except (ValueError, AttributeError):
        return False
    return kid is not None and kid not in {key.kid for key in keys.keys}


def _of(provider: Provider, *, fresh: bool = False) -> tuple[dict[str, Any], KeySet]:
    """What a provider says of itself, and its keys."""
    at, said, keys = _told.get(provider.issuer, (0.0, {}, KeySet([])))
    now = clock.now().timestamp()
    if fresh or not 0 <= now - at < KEEP:
        said = _json(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != provider.issuer:
            raise Refused("another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(said.get(name), str) or not _at_home(provider, said[name]):
                raise Refused(f"{name} lies elsewhere")
        try:
            keys = KeySet.import_key_set(_json(provider, said["jwks_uri"]))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Refused("keys") from error
        _told[provider.issuer] = (now, said, keys)
    return said, keys


def _json(provider: Provider, url: str, **more: Any) -> dict[str, Any]:
    try:
        found = json.loads(fetch(url, provider.origins, **more))
    except (NoAnswer, ValueError) as error:
        raise Refused(str(error)) from error
    if not isinstance(found, dict):
        raise Refused("no answer")
    return found


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else -1.0


def _at_home(provider: Provider, url: str) -> bool:
    try:
        return origin_of(url) in provider.origins
    except NoAnswer:
        return False
