# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts and the posts they hold today, deputies included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.http import HttpRequest

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor, Holding
from linli.places import public as places
from linli.platform import crypto

from ..models import Absence, Account, Contact, Opening, OutsideIdentity, Post, SignIn
from ..rules import is_over
from ..vocab import OPENED_FOR_A_TIME
from .acting import acting
from .factors import came_with_factor, factor_due

ACTS = "mandate"  # of a session: by which mandate somebody acts in it


@dataclass(frozen=True)
class AccountInfo:
    """An account with one of its posts, for lists of staff."""

    id: UUID
    login: str
    names: Mapping[str, str]
    role: str
    unit: str
    place: str


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor behind a page request: visitor, or account with today's posts.

    A post that rests is awake in the browser where its holder opened it, until the time is over.
    Where the town asks its staff for a second factor, no post counts without one. In a session in which
    somebody acts for another, nobody is there but the helper of that mandate.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_active or session_over(request):
        return VISITOR
    holder = _holder(user.pk)
    if mandate := request.session.get(ACTS):
        return acting(holder, mandate)
    if holder.is_staff and factor_due() and not came_with_factor(request):
        return Actor("account", str(user.pk))
    return holder.awake() if holder.resting and open_until(request) else holder


def session_over(request: HttpRequest) -> bool:
    """Whether this session has ended by the clock: since it began, or since it was used."""
    session = request.session
    bounds = {"longest": settings.SESSION_COOKIE_AGE, "idle": settings.SESSION_IDLE}
    return is_over(session.get("begun"), session.get("used"), clock.now().timestamp(), **bounds)


def posts_rest(request: HttpRequest) -> bool:
    """Whether this person's posts do not count just now, because a second factor is due."""
    user = getattr(request, "user", None)
    if (
        user is None
        or not user.is_authenticated
        or session_over(request)
        or not factor_due()
        or came_with_factor(request)
    ):
        return False
    return _holder(user.pk).is_staff


def open_until(request: HttpRequest) -> datetime | None:
    """When the rights that were opened in this browser close again; ``None`` if none are open."""
    opening = request.session.get("rights")
    if not opening:
        return None
    rows = Opening.objects.filter(
        pk=opening, account=request.user.pk, closed_at=None, ends_at__gt=clock.now()
    )
    return rows.order_by("id").values_list("ends_at", flat=True).first()


def openings(limit: int = 200) -> list[Opening]:
    """Who opened an administrator's rights, when and why, newest first: for auditor and administrators."""
    return list(Opening.objects.select_related("account").order_by("-opened_at", "id")[:limit])


def actor_of_account(account: UUID) -> Actor:
    """The actor behind an id that a key names; a visitor once the account was closed.

    Posts that rest stay at rest: a key opens nothing.
    """
    actor = _holder(account)
    if actor.is_staff or Account.objects.filter(pk=account, is_active=True).exists():
        return actor
    return VISITOR


def _holder(account: UUID) -> Actor:
    """The account with every post that it holds today, its own and those it stands in for."""
    today = places.today()
    covered = Absence.objects.filter(
        deputy=account, deputy__is_active=True, begins__lte=today, ends__gte=today
    ).values("account")
    rows = (
        Post.objects.filter(Q(account=account, account__is_active=True) | Q(account__in=covered))
        .filter(Q(valid_from=None) | Q(valid_from__lte=today))
        .filter(Q(valid_to=None) | Q(valid_to__gt=today))
        .order_by("id")
        .values_list("role", "place__path", "unit__path", "unit__code")
    )
    held = [Holding(role, place, unit or "", code or "") for role, place, unit, code in rows]
    return Actor(
        "account",
        str(account),
        tuple(post for post in held if post.role not in OPENED_FOR_A_TIME),
        resting=tuple(post for post in held if post.role in OPENED_FOR_A_TIME),
    )


def account_names(accounts: Iterable[UUID]) -> dict[UUID, Mapping[str, str]]:
    """Names of accounts by id, for pages that say who did something."""
    rows = Account.objects.filter(pk__in=set(accounts)).order_by("login")
    return dict(rows.values_list("id", "names"))


def demo_accounts() -> list[AccountInfo]:
    """The demonstration accounts of the built-in town, one line per post."""
    rows = (
        Post.objects.filter(account__is_demo=True)
        .order_by("account__login", "id")
        .values_list("account_id", "account__login", "account__names", "role", "unit__code", "place__code")
    )
    if not settings.DEMO:
        return []
    found = [AccountInfo(*row[:4], row[4] or "", row[5]) for row in rows]
    residents = Account.objects.filter(is_demo=True).exclude(pk__in=[line.id for line in found])
    found += [
        AccountInfo(row.id, row.login, row.names, "resident", "", "") for row in residents.order_by("login")
    ]
    return found


@dataclass(frozen=True)
class PostInfo:
    """A post that is held today or later, with who holds it."""

    id: UUID
    login: str
    names: Mapping[str, str]
    role: str
    unit: Mapping[str, str] | None
    place: Mapping[str, str]
    valid_to: date | None
    account: UUID


def posts_held() -> list[PostInfo]:
    """All posts that have not ended, for the administrator."""
    rows = (
        Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=places.today()))
        .order_by("place__path", "role", "account__login")
        .values_list(
            "id",
            "account__login",
            "account__names",
            "role",
            "unit__names",
            "place__names",
            "valid_to",
            "account_id",
        )
    )
    return [PostInfo(*row) for row in rows]


def reach_of(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """A confirmed contact of each account that has one, for messages that come of what they did."""
    rows = Contact.objects.filter(account__in=set(accounts), account__is_active=True).order_by("-id")
    return {row.account_id: crypto.unseal(row.sealed, "people_contact", "sealed", row.id) for row in rows}


def languages_of(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """The language of each account for messages: the one chosen last, else the town's first one."""
    first = places.town().languages[0]
    rows = Account.objects.filter(pk__in=set(accounts)).order_by("login").values_list("id", "language")
    return {account: language or first for account, language in rows}


def is_identified(account: UUID) -> bool:
    """Whether somebody proved who they are by an outside identity."""
    return OutsideIdentity.objects.filter(account=account, account__is_active=True).exists()


def account_by_login(login: str) -> UUID | None:
    """The account with this sign-in name, if there is one."""
    return Account.objects.filter(login=login).order_by("login").values_list("id", flat=True).first()


def sign_ins(account: UUID) -> list[SignIn]:
    """Sessions of an account that still open something, newest first."""
    living = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    return list(SignIn.objects.filter(account=account, key__in=living).order_by("-begun_at", "id"))


def own_account(account: UUID) -> Account:
    """The account itself, for its owner's pages."""
    return Account.objects.get(pk=account)


def account_of_identity(issuer: str, subject: str) -> Account | None:
    """The open account that an outside identity belongs to."""
    found = OutsideIdentity.objects.filter(issuer=issuer, subject=subject, account__is_active=True)
    row = found.select_related("account").order_by("id").first()
    return row.account if row else None


def identities_of(account: UUID) -> list[OutsideIdentity]:
    """Outside identities of an account, for its owner's page."""
    return list(OutsideIdentity.objects.filter(account=account).order_by("joined_at", "id"))


def holds_post(account: UUID) -> bool:
    """Whether an account holds a post of its own today or later."""
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=places.today()), account=account)
    return held.exists()
