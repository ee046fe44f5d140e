# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages: what came and waits for a person, what a gateway or the chat hands over, what an address
wants, how the channels do."""

from __future__ import annotations

import json
import os
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, roles, route, throttle
from linli.platform.access.routes import Policy
from linli.platform.files import store
from linli.platform.outbox.channel import Arrived, Report
from linli.platform.outbox.send import CHANNELS

from ..commands import (
    begin_again,
    begin_own,
    choose_daily,
    hear,
    join_message,
    put_message_away,
    stop_messages,
    wish_for,
)
from ..forms import JoinForm, WishForm
from ..policy import COUNTERS, TAKERS
from ..queries import arrival_file, arrivals, reach_by_link, ways
from ..vocab import NOT_SIGNED
from ..wires import sms, wecom
from ..wires.signed import is_signed

AT_THE_DESK = roles(*TAKERS)
WATCHES = roles("administrator", *COUNTERS)
SIGNED = Policy("signed call", lambda actor: True)  # the view looks at the signature
REPLAYED = 900  # seconds in which the same call is known again: longer than a call is young


# --- the desk ------------------------------------------------------------------------------------


@route(AT_THE_DESK)
@require_safe
def pile(request: HttpRequest) -> HttpResponse:
    """Messages that wait for a person."""
    return _pile(request, WishForm())


def _pile(request: HttpRequest, form: WishForm) -> HttpResponse:
    context = {"arrivals": arrivals(actor_of(request)), "form": form}
    return render(request, "channels/messages.html", context, status=422 if form.errors else 200)


@route(AT_THE_DESK)
@require_POST
def wish_of(request: HttpRequest) -> HttpResponse:
    """Enter what somebody wishes for messages to them, who says so by telephone or on paper."""
    form, actor = WishForm(request.POST), actor_of(request)
    if form.is_valid():
        throttle.allow("wish for", actor.ref, times=120, seconds=3600)
        try:
            wish_for(form.cleaned_data["contact"], form.cleaned_data["wish"], actor=actor)
        except Problem as error:
            form.blame(error, "contact")
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-messages")
    return _pile(request, form)


@route(AT_THE_DESK)
@require_POST
def away(request: HttpRequest, message: UUID) -> HttpResponse:
    """Put a message away of which no matter comes."""
    put_message_away(message, actor=actor_of(request))
    messages.success(request, gettext("Put away; its words were erased."))
    return redirect("desk-messages")


@route(AT_THE_DESK)
@require_POST
def join(request: HttpRequest, message: UUID) -> HttpResponse:
    """Put a message into the thread of a matter that exists."""
    form = JoinForm(request.POST)
    if not form.is_valid():
        raise INVALID(field="number")
    number = form.cleaned_data["number"]
    join_message(message, number, actor=actor_of(request))
    messages.success(request, gettext("It stands in the thread of the matter."))
    return redirect("desk-case", number)


@route(AT_THE_DESK)
@require_safe
def file(request: HttpRequest, message: UUID, file_id: UUID) -> FileResponse:
    """A file that came with a message."""
    found = arrival_file(message, file_id, viewer=actor_of(request))
    stream, key = store.open_file(found)
    response = FileResponse(stream, as_attachment=not key.endswith(".jpg"))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@route(WATCHES)
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """How each channel does; asked for, each other side is asked now."""
    asked = {}
    if request.GET.get("ask"):
        throttle.allow("ask channels", actor_of(request).ref, times=20, seconds=600)
        asked = {name: channel.health() for name, channel in CHANNELS.items() if name != "console"}
    lines = [(way, asked.get(way.name)) for way in ways()]
    return render(request, "channels/ways.html", {"ways": lines, "asked": bool(asked)})


# --- the person ----------------------------------------------------------------------------------


@csrf_exempt  # RFC 8058: the mail program posts by itself; the address carries a proof that we made it
@route(PUBLIC)
def stop(request: HttpRequest, reach: str) -> HttpResponse:
    """End messages to the address whose message carried this link, by one press or by the mail program's
    one click; or begin again. Looking at it ends nothing: programs look at every link."""
    blind, stopped = reach_by_link(reach)
    if request.method == "POST":
        throttle.allow_here("stop link", throttle.address(request), times=300, seconds=3600)
        again = request.POST.get("again") == "1" and "List-Unsubscribe" not in request.POST
        (begin_again if again else stop_messages)(blind)
        stopped = not again
    return render(request, "channels/stop.html", {"stopped": stopped, "done": request.method == "POST"})


@route(SIGNED_IN)
@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """Choose one message a day, or each; or have messages again."""
    actor = actor_of(request)
    match request.POST.get("wish", ""):
        case "again":
            begin_own(actor=actor)
        case "daily" | "each" as wish:
            choose_daily(wish == "daily", actor=actor)
        case _:
            raise INVALID(field="wish")
    messages.success(request, gettext("Kept."))
    return redirect("me")


# --- other machines ------------------------------------------------------------------------------


def _taken(found: Arrived | Report | None, call: str) -> HttpResponse:
    """Take in what was handed over, once: 200, also when the call comes again; 429 for a sender who writes
    without end. What could not be kept is not counted as taken."""
    try:
        with transaction.atomic():
            if _is_new(call):
                hear(found)
    except Problem as error:
        if error.status != 429:
            raise
        return HttpResponse(status=429)
    return HttpResponse("success", content_type="text/plain")


def _is_new(call: str) -> bool:
    try:
        throttle.allow("handed over", call, times=1, seconds=REPLAYED)
    except Problem:
        return False
    return True


@csrf_exempt  # no browser: the call is signed
@route(SIGNED)
@require_POST
def sms_in(request: HttpRequest) -> HttpResponse:
    """A gateway hands over a message, or tells that one did not arrive. Signed as Standard Webhooks."""
    throttle.allow_here("sms in", throttle.address(request), times=6000, seconds=600)
    secret = os.environ.get("LINLI_SMS_SECRET", "")
    if not is_signed(secret, request.headers, request.body):
        raise NOT_SIGNED()
    identity = request.headers["webhook-id"]
    try:
        found = sms.heard(json.loads(request.body), identity)
    except (ValueError, RecursionError):
        raise INVALID() from None
    return _taken(found, identity)


@csrf_exempt  # no browser: the call is signed
@route(SIGNED)
def chat_in(request: HttpRequest) -> HttpResponse:
    """The callback of an application in WeCom: GET proves that this is ours, POST brings a message."""
    throttle.allow_here("chat in", throttle.address(request), times=6000, seconds=600)
    channel = CHANNELS.get("wecom")
    seal = channel.seal if isinstance(channel, wecom.WeCom) else None
    if seal is None:
        raise NOT_FOUND()
    given = [request.GET.get(name, "") for name in ("msg_signature", "timestamp", "nonce")]
    try:
        if request.method != "POST":
            echo = seal.opened(given[0], given[1], given[2], request.GET.get("echostr", ""))
            return HttpResponse(echo, content_type="text/plain")
        opened = seal.opened(given[0], given[1], given[2], wecom.sealed_in(request.body))
        found = wecom.heard(opened)
    except wecom.Untrue:
        raise NOT_SIGNED() from None
    return _taken(found, given[0])
