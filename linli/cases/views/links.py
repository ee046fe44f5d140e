# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question by link: staff put it, and whoever holds the link answers it once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, STAFF, actor_of, route, throttle
from linli.platform.files import store
from linli.platform.ui.forms import SecretForm

from ..commands import ask_by_link, end_link, preview, reply_by_link
from ..forms import AskLinkForm, ReplyForm
from ..queries import link_address, link_file, link_token, open_link
from ..vocab import LinkTo
from .casework import case_page, refused
from .matter import serve
from .sight import staff_matter

OPENED = "opened link"  # in the session: the link's id and when it was opened
HELD = 7200  # seconds that an opened question stays open in a browser


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
    link = request.build_absolute_uri(link_address(token))
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
def reply(request: HttpRequest) -> HttpResponse:
    """The question, and the form for its one answer.

    The secret of the link comes in a body, opens the question for this browser, and is not kept.
    """
    throttle.allow_here("link", throttle.address(request), times=300, seconds=900)
    if request.method == "POST" and "secret" in request.POST:
        typed = SecretForm(request.POST)
        if not typed.is_valid():
            return render(request, "cases/reply.html", {"secret": typed}, status=422)
        link = open_link(typed.cleaned_data["secret"])
        request.session[OPENED] = (str(link.id), int(clock.now().timestamp()))
        return redirect("reply")
    token = _opened(request)
    if not token:
        return render(request, "cases/reply.html", {"secret": SecretForm()})
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
            del request.session[OPENED]
            return render(request, "cases/reply.html", {"link": link, "done": True})
    status = 422 if form.errors else 200
    return render(request, "cases/reply.html", {"link": link, "form": form}, status=status)


@route(PUBLIC)
def reply_file(request: HttpRequest, attachment: int) -> FileResponse:
    """A photo that staff chose for the question that this browser opened."""
    return serve(link_file(_opened(request), attachment))


def _opened(request: HttpRequest) -> str:
    """The token of the question that this browser opened within the last two hours; else nothing."""
    link, at = request.session.get(OPENED, ("", 0))
    return link_token(UUID(link)) if link and clock.now().timestamp() - at < HELD else ""
