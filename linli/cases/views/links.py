# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question by link: staff put it, and whoever holds the link answers it once."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, route, throttle
from linli.platform.files import store

from ..commands import ask_by_link, end_link, preview, reply_by_link
from ..forms import AskLinkForm, ReplyForm
from ..queries import link_file, open_link
from ..vocab import LinkTo
from .casework import case_page, refused
from .matter import serve
from .sight import staff_matter


@route(STAFF)
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Put a question; the link is shown once, and goes to the person by message if they left a contact."""
    detail = staff_matter(request, number)
    form = AskLinkForm(request.POST, prefix="asklink")
    if not form.is_valid():
        return case_page(request, detail, 422, asklink=form)
    data, case, actor = form.cleaned_data, detail.line.id, actor_of(request)
    files = [int(item) for item in request.POST.getlist("files") if item.isdecimal() and len(item) < 19]

    def put() -> tuple[int, str]:
        return ask_by_link(
            case, LinkTo(data["to"]), data["text"], actor=actor, party=data["party"], files=files,
            days=data["days"],
        )  # fmt: skip

    try:
        if request.POST.get("preview"):
            return case_page(request, detail, 200, preview(case, put), asklink=form)
        token = put()[1]
    except Problem as error:
        return refused(request, number, form, error, "asklink")
    link = request.build_absolute_uri(reverse("reply", args=[token]))
    messages.success(request, gettext("Asked. The link, shown only now: %(link)s") % {"link": link})
    return redirect("desk-case", number)


@route(STAFF)
@require_POST
def end(request: HttpRequest, number: str, to: str) -> HttpResponse:
    """Take an open question back."""
    if to not in LinkTo._value2member_map_:
        raise NOT_FOUND()
    end_link(staff_matter(request, number).line.id, LinkTo(to), actor=actor_of(request))
    messages.success(request, gettext("Taken back. The link opens nothing any more."))
    return redirect("desk-case", number)


@route(PUBLIC)
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """The question, and the form for its one answer."""
    throttle.allow_here("link", throttle.address(request), times=300, seconds=900)
    link = open_link(token)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            throttle.allow("upload", throttle.address(request), times=600, seconds=3600)
            files = [store.store(file.read()).id for file in form.cleaned_data["attached"]]
            reply_by_link(token, form.cleaned_data["text"], files)
        except Problem as error:
            form.blame(error)
        else:
            return render(request, "cases/reply.html", {"link": link, "done": True})
    status = 422 if form.errors else 200
    response = render(
        request, "cases/reply.html", {"link": link, "form": form, "token": token}, status=status
    )
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


@route(PUBLIC)
def reply_file(request: HttpRequest, token: str, attachment: int) -> FileResponse:
    """A photo that staff chose for this question."""
    return serve(link_file(token, attachment))
