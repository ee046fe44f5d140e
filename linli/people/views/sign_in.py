# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform.access import PUBLIC, keep_proof, route, throttle
from linli.platform.access.refusals import note
from linli.platform.ui.views import safe_next
from linli.platform.ui.words import language, name_of

from ..commands import confirm_code, forget_session, note_sign_in, send_code
from ..forms import CodeForm, ContactForm, PasswordForm
from ..models import Account
from ..queries import ACTS, demo_accounts, has_factors, posts_rest
from ..rules import SLOT, browser_of
from ..vocab import WRONG_PASSWORD

HALF_WAY = 300  # seconds between the first and the second factor
BACKEND = "django.contrib.auth.backends.ModelBackend"


@route(PUBLIC)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Two ways in: a one-time code (residents), a password (staff)."""
    context = {
        "contact_form": ContactForm(prefix="c"),
        "password_form": PasswordForm(prefix="p"),
        "next": safe_next(request, ""),
        "demo": demo_accounts(),
        "provider": settings.OIDC and settings.OIDC["name"],
    }
    return render(request, "people/sign_in.html", context)


@route(PUBLIC)
@require_POST
@sensitive_post_parameters("p-password")
def with_password(request: HttpRequest) -> HttpResponse:
    """Sign in with name and password; wrong tries are counted by name and by address."""
    form = PasswordForm(request.POST, prefix="p")
    if form.is_valid():
        name = form.cleaned_data["login"]
        try:
            throttle.allow("password:name", name, times=10, seconds=600)
            throttle.allow("password:from", throttle.address(request), times=100, seconds=600)
            account = authenticate(request, username=name, password=form.cleaned_data["password"])
            if not isinstance(account, Account) or (account.is_demo and not settings.DEMO):
                raise WRONG_PASSWORD()
        except Problem as error:
            note(request, error)
            form.blame(error)
        else:
            throttle.forget("password:name", name)
            throttle.give_back("password:from", throttle.address(request))
            return enter(request, account, "demo" if account.is_demo else "password")
    context = {
        "contact_form": ContactForm(prefix="c"),
        "password_form": form,
        "next": safe_next(request, ""),
        "demo": demo_accounts(),
        "provider": settings.OIDC and settings.OIDC["name"],
    }
    return render(request, "people/sign_in.html", context, status=422)


@route(PUBLIC)
@require_POST
def ask_code(request: HttpRequest) -> HttpResponse:
    """Send a one-time code and go on to where it is typed."""
    form = ContactForm(request.POST, prefix="c")
    if form.is_valid():
        try:
            code = send_code(
                form.cleaned_data["contact"],
                address=throttle.address(request),
                language=language(),
                town=name_of(places.town().names),
            )
        except Problem as error:
            note(request, error)
            form.blame(error, "contact")
        else:
            request.session["code"] = str(code)
            request.session["code_next"] = safe_next(request, "")
            return redirect("type-code")
    context = {
        "contact_form": form,
        "password_form": PasswordForm(prefix="p"),
        "next": safe_next(request, ""),
        "demo": demo_accounts(),
        "provider": settings.OIDC and settings.OIDC["name"],
    }
    return render(request, "people/sign_in.html", context, status=422)


@route(PUBLIC)
def type_code(request: HttpRequest) -> HttpResponse:
    """Type the one-time code."""
    waiting = request.session.get("code")
    if not waiting:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = confirm_code(UUID(waiting), form.cleaned_data["code"])
        except Problem as error:
            note(request, error)
            form.blame(error, "code")
        else:
            throttle.give_back("code:from", throttle.address(request))
            goal = request.session.get("code_next", "")
            del request.session["code"]
            return enter(request, account, "code", goal)
    return render(request, "people/type_code.html", {"form": form}, status=422 if form.errors else 200)


def enter(request: HttpRequest, account: Account, way: str, goal: str = "") -> HttpResponse:
    """After the first factor: to the second where there is one, else in."""
    goal = goal or safe_next(request, "")
    if not has_factors(account.pk):
        return begin(request, account, way, goal)
    until = clock.now().timestamp() + HALF_WAY
    request.session["half"] = {"account": str(account.pk), "way": way, "goal": goal, "until": until}
    return redirect("second-step")


def begin(request: HttpRequest, account: Account, way: str, goal: str) -> HttpResponse:
    """Begin a session and go on: to where the person wanted, or to where their work is.

    The session's key is always a new one, so that a key that somebody planted before opens nothing.
    """
    if account.is_demo and not settings.DEMO:
        raise WRONG_PASSWORD()
    before = request.session.session_key
    login(request, account, backend=BACKEND)
    if before is not None and request.session.session_key == before:
        request.session.cycle_key()  # Django keeps it where the same person signs in again
        forget_session(before)
    for left in ("rights", "half", "ceremony", "anew", ACTS):
        request.session.pop(left, None)
    request.session["second"] = "+" in way
    now = clock.now().timestamp()
    request.session["begun"], request.session["used"] = now, int(now) // SLOT
    keep_proof(request)
    request.session["seen"] = places.today().isoformat()
    request.session.save()
    browser = browser_of(request.headers.get("User-Agent", ""))
    note_sign_in(account.pk, way, key=request.session.session_key or "", browser=browser)
    if posts_rest(request):
        return redirect("my-ways")
    return redirect(goal or reverse("home-of"))


@route(PUBLIC)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; the browser forgets the pages it kept, but never work that waits to be sent."""
    forget_session(request.session.session_key or "")
    logout(request)
    response = redirect("/")
    response["Clear-Site-Data"] = '"cache"'
    return response
