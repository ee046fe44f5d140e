# SPDX-License-Identifier: AGPL-3.0-or-later
"""Being told about a public matter or a place without an account: contact, code, a link that ends it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from linli.kernel.problem import Problem
from linli.platform.access import PUBLIC, route, throttle
from linli.platform.ui.forms import SecretForm
from linli.platform.ui.words import language

from ..commands import send_subscription_code, subscribe, unsubscribe
from ..forms import CodeForm, SubscribeForm
from ..queries import topic_of
from ..vocab import WRONG_LINK

PENDING = "subscribing"


@route(PUBLIC)
def ask(request: HttpRequest) -> HttpResponse:
    """Say where to write to; the code goes there."""
    given = request.POST or request.GET
    topic = topic_of(given.get("number", ""), given.get("place", ""))
    form = SubscribeForm(request.POST or None, initial=dict(topic.key))
    if request.method == "POST" and form.is_valid():
        try:
            code = send_subscription_code(
                form.cleaned_data["contact"], address=throttle.address(request), language=language()
            )
        except Problem as error:
            form.blame(error, "contact")
        else:
            request.session[PENDING] = {"code": str(code), **topic.key}
            return redirect("subscribe-code")
    status = 422 if form.errors else 200
    return render(request, "cases/subscribe.html", {"form": form, "topic": topic}, status=status)


@route(PUBLIC)
def confirm(request: HttpRequest) -> HttpResponse:
    """Type the code; from then on messages come."""
    pending = request.session.get(PENDING)
    if not pending:
        return redirect("nearby")
    topic = topic_of(pending.get("number", ""), pending.get("place", ""))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            subscribe(UUID(pending["code"]), form.cleaned_data["code"], topic, language=language())
        except Problem as error:
            form.blame(error, "code")
        else:
            del request.session[PENDING]
            return render(request, "cases/subscribe.html", {"topic": topic, "done": True})
    status = 422 if form.errors else 200
    return render(
        request, "cases/subscribe.html", {"form": form, "topic": topic, "code": True}, status=status
    )


@route(PUBLIC)
def stop(request: HttpRequest) -> HttpResponse:
    """End a subscription with one press. Following the link alone ends nothing: programs that look
    through mail follow every link, and what stands behind its ``#`` reaches us in the body alone."""
    form = SecretForm(request.POST if request.method == "POST" else None)
    done = request.method == "POST" and form.is_valid()
    if done:
        subscription, _, proof = form.cleaned_data["secret"].partition(".")
        try:
            unsubscribe(UUID(subscription), proof)
        except ValueError as error:
            raise WRONG_LINK() from error
    status = 422 if form.errors else 200
    return render(request, "cases/stop.html", {"form": form, "done": done}, status=status)
