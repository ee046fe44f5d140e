# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys (WebAuthn level 2) by the library fido2; we keep the state, it does the ceremony.

A passkey belongs to the host name under which it was made, so it cannot be asked for by another site.
Browsers make none for a bare network address.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fido2.server import Fido2Server

State = dict[str, Any]


class Refused(Exception):
    """What the browser sent does not prove that it holds the passkey."""


@dataclass(frozen=True)
class Site:
    """Where the ceremony takes place: ``https://town.example:8443`` and the town's name."""

    origin: str
    host: str
    name: str

    @property
    def has_passkeys(self) -> bool:
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return True
        return False


@dataclass(frozen=True)
class Passkey:
    """What is kept: credential with its public key, and the authenticator's count of uses."""

    id: bytes
    credential: bytes
    count: int


def begin_making(site: Site, account: bytes, login: str, known: Sequence[bytes]) -> tuple[str, State]:
    """Options for the browser as JSON, and the state to end the ceremony with."""
    from fido2.webauthn import PublicKeyCredentialUserEntity, ResidentKeyRequirement

    user = PublicKeyCredentialUserEntity(name=login, id=account, display_name=login)
    options, state = _server(site).register_begin(
        user, _credentials(known), resident_key_requirement=ResidentKeyRequirement.DISCOURAGED
    )
    return _json(options), dict(state)


def end_making(site: Site, state: State, answer: str) -> Passkey:
    """The new passkey. Raises :class:`Refused`."""
    try:
        data = _server(site).register_complete(state, json.loads(answer))
    except Exception as error:
        raise Refused(str(error)) from error
    if data.credential_data is None:
        raise Refused("no credential")
    return Passkey(data.credential_data.credential_id, bytes(data.credential_data), data.counter)


def begin_asking(site: Site, known: Sequence[bytes]) -> tuple[str, State]:
    """Options for the browser as JSON, and the state to end the ceremony with."""
    options, state = _server(site).authenticate_begin(_credentials(known))
    return _json(options), dict(state)


def end_asking(site: Site, state: State, answer: str, known: Sequence[bytes]) -> Passkey:
    """The passkey that was used, with its new count. Raises :class:`Refused`."""
    from fido2.webauthn import AuthenticationResponse

    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        used = _server(site).authenticate_complete(state, _credentials(known), response)
        count = response.response.authenticator_data.counter
    except Exception as error:
        raise Refused(str(error)) from error
    return Passkey(used.credential_id, bytes(used), count)


def _server(site: Site) -> Fido2Server:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    rp = PublicKeyCredentialRpEntity(name=site.name, id=site.host)
    return Fido2Server(rp, verify_origin=lambda origin: origin == site.origin)


def _credentials(known: Sequence[bytes]) -> list[Any]:
    from fido2.webauthn import AttestedCredentialData

    return [AttestedCredentialData(one) for one in known]


def _json(options: Any) -> str:
    return json.dumps(dict(options)["publicKey"])
