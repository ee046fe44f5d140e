# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who seals a signature: an interface for signature services, and one that every installation has.

A service takes a statement (what was signed, by whom; never the words themselves) and gives evidence
that anybody who knows the service can check later. An outside one may first send the person to a page of
its own (``page``); linli then comes back with the evidence that it gave. The town's own service signs at
once with Ed25519. It proves that nothing was changed since; it is no certificate of identity in
the sense of 电子签名法 13, which only an outside service brings (:func:`use`).
"""

from __future__ import annotations

import base64
import binascii
import json
from functools import cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli.kernel import clock

from .home import kept_secret


class SignatureService(Protocol):
    """What a signature service does."""

    name: str

    def page(self, statement: bytes, back: str) -> str:
        """Where the person signs before coming to ``back``; empty if signing needs no page."""

    def seal(self, statement: bytes) -> str:
        """Evidence that this was signed now; for a service without a page."""

    def holds(self, statement: bytes, evidence: str) -> bool:
        """Whether the evidence is of this service and about this very statement."""


class TownSeal:
    """The town's own key: ``evidence`` is JSON of the moment, the public key and the signature."""

    name = "town"

    def page(self, statement: bytes, back: str) -> str:
        return ""

    def seal(self, statement: bytes) -> str:
        at = clock.now().isoformat()
        signature = _key().sign(at.encode() + b"\0" + statement)
        return json.dumps({"at": at, "key": public_key(), "signature": _text(signature)})

    def holds(self, statement: bytes, evidence: str) -> bool:
        try:
            told = json.loads(evidence)
            signature = base64.b64decode(told["signature"], validate=True)
            _key().public_key().verify(signature, str(told["at"]).encode() + b"\0" + statement)
        except (InvalidSignature, ValueError, TypeError, KeyError, binascii.Error):
            return False
        return True


TOWN = TownSeal()
_services: dict[str, SignatureService] = {TOWN.name: TOWN}
_used = [TOWN.name]


def use(service: SignatureService) -> None:
    """Sign with this service from now on; what others signed is still checked by them."""
    _services[service.name] = service
    _used[0] = service.name


def service(name: str = "") -> SignatureService:
    """The service that signs, or the one with a name. Raises ``KeyError`` for an unknown one."""
    return _services[name or _used[0]]


def public_key() -> str:
    """The town's public key (raw, base64), for checking elsewhere."""
    return _text(_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


@cache
def _key() -> Ed25519PrivateKey:
    made = kept_secret("signing.key", lambda: _text(Ed25519PrivateKey.generate().private_bytes_raw()))
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(made))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
