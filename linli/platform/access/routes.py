# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route names its policy; a route without one does not answer.

The policy of a route is the outer door only. What a person may see or do inside is decided again by
the queries and commands, because messages, the command line and replayed phones enter there too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from linli.kernel import clock
from linli.kernel.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """Who may use a route: everybody, whoever signed in, or holders of a role."""

    name: str
    admits: Callable[[Actor], bool]


PUBLIC = Policy("public", lambda actor: True)
SIGNED_IN = Policy("signed in", lambda actor: actor.signed_in)
ACTING = Policy("signed in or acting for somebody", lambda actor: actor.signed_in or actor.acts)
STAFF = Policy("staff", lambda actor: actor.is_staff)


def for_person(*scopes: str) -> Policy:
    """Whoever signed in, or acts for somebody by a mandate with one of these scopes."""
    return Policy(SIGNED_IN.name, lambda actor: actor.signed_in or any(map(actor.person, scopes)))


def roles(*names: str) -> Policy:
    """Holders of one of these roles."""
    return Policy("role " + "|".join(sorted(names)), lambda actor: actor.has(*names))


def posts(*names: str) -> Policy:
    """Holders of one of these posts, even while its rights rest."""
    return Policy("post " + "|".join(sorted(names)), lambda actor: actor.awake().has(*names))


def route(policy: Policy, *, anew: str = "") -> Callable[[View], View]:
    """Declare the policy of a view; the gate enforces it.

    With ``anew`` the view also asks that the person proved lately who they are; it names the page on
    which its form stands, where they come back to after they did.
    """

    def declare(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        view.anew = anew  # type: ignore[attr-defined]
        return view

    return declare


def actor_of(request: HttpRequest) -> Actor:
    """Who makes this request, with the posts held today; looked up once a request."""
    actor: Actor | None = getattr(request, "_linli_actor", None)
    if actor is None:
        actor = _loader()(request)
        request._linli_actor = actor  # type: ignore[attr-defined]
    return actor


PROOF_HOLDS = 900  # seconds in which what opens an account may be changed, after every factor was proved


def keep_proof(request: HttpRequest) -> None:
    """The person behind this browser has just proved every factor that they have."""
    request.session["proved_until"] = clock.now().timestamp() + PROOF_HOLDS


def proved_lately(request: HttpRequest) -> bool:
    """Whether somebody proved in this browser who they are, not longer ago than a proof holds."""
    until: float = request.session.get("proved_until", 0)
    return until > clock.now().timestamp()


@cache
def _loader() -> Callable[[HttpRequest], Actor]:
    return import_string(settings.ACTOR_LOADER)
