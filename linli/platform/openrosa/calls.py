# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenRosa 1.0 for ODK Collect: form list, form, manifest, and filled forms with their photos.

docs.getodk.org: openrosa-form-list,
openrosa-form-submission. The key of the phone stands in the address, as
ODK Central has it: it can be ended at once and no password lies on a phone. Our own log never holds it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND, Problem, mark, problem

from .. import crypto
from ..access import route, throttle
from ..access.routes import Policy
from ..files.store import store
from ..forms.filling import fill
from ..forms.instance import LARGEST, given_of, read_instance
from ..ui.words import explain, name_of
from .devices import find_device
from .entities import entities_csv, hash_of
from .models import Submission
from .receivers import Arrival, EntityList, Published, Receiver, find, published

DEVICE = Policy("device: the key of a phone in the address", lambda actor: True)
MOST_BYTES = 50_000_000  # of one request; Collect splits what is larger
MOST_FILES = 20
MOST_ASKED = 500  # entities of one question
PART = "xml_submission_file"
OK, RECEIVED, RECEIVED_BEFORE = 200, 201, 202

KEY_ENDED = problem(
    "key_ended",
    401,
    mark("The key of this phone does not hold any more."),
    mark("Your filled forms stay on the phone. Make a new key at the desk and scan its QR code."),
)
OTHER_CONTENT = problem(
    "other_content",
    409,
    mark("A form with this id was received already, and it said something else."),
    mark("The first one stands. If both are right, fill the second in as a new form."),
)
EDITED = problem(
    "edited_form",
    409,
    mark("A form that was sent before cannot be changed from the phone."),
    mark("Correct it at the desk, or send a new form."),
)
TOO_MUCH = problem(
    "too_much_at_once",
    413,
    mark("This is more than %(limit)s MB at once."),
    mark("Let Collect send in smaller parts, or take the photos with a lower resolution."),
)
View = Callable[..., HttpResponse]


def _spoken(view: View) -> View:
    """A view of OpenRosa: it knows the phone's holder, and answers in the protocol's own words."""

    @functools.wraps(view)
    def answered(request: HttpRequest, device: str, **rest: Any) -> HttpResponse:
        try:
            response = view(request, _holder(device, request), device, **rest)
        except Problem as error:
            told = explain(error)
            response = _message(f"{told.title} {told.remedy}", error.status)
        response._has_been_logged = True  # type: ignore[attr-defined]  # the address holds the key
        response["X-OpenRosa-Version"] = "1.0"
        response["X-OpenRosa-Accept-Content-Length"] = str(MOST_BYTES)
        response["Date"] = http_date(clock.now().timestamp())
        return response

    return answered


def _holder(device: str, request: HttpRequest) -> Actor:
    row = find_device(device)
    if row is None:
        throttle.allow("openrosa:key", throttle.address(request), times=60, seconds=900)
        raise KEY_ENDED()
    throttle.allow_here("openrosa", str(row.id), times=600, seconds=60)
    holder: Actor = import_string(settings.ACTOR_OF_ACCOUNT)(row.holder)
    if not holder.is_staff:
        raise KEY_ENDED()
    return holder


@route(DEVICE)
@_spoken
def form_list(request: HttpRequest, actor: Actor, device: str) -> HttpResponse:
    """The forms that this phone may fill in; ``formID`` asks for one."""
    wanted = request.GET.get("formID")
    lines = "".join(
        _line(request, device, form)
        for _, form in published(actor)
        if form.listed and wanted in (None, form.form_id)
    )
    return _xml(f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{lines}</xforms>')


def _line(request: HttpRequest, device: str, form: Published) -> str:
    """A form in the list."""
    return (
        f"<xform><formID>{escape(form.form_id)}</formID><name>{escape(name_of(form.words))}</name>"
        f"<version>{escape(form.version)}</version><hash>{hash_of(form.xml())}</hash>"
        f"<downloadUrl>{_at(request, 'openrosa-form', device, form.form_id)}</downloadUrl>"
        f"<manifestUrl>{_at(request, 'openrosa-manifest', device, form.form_id)}</manifestUrl></xform>"
    )


def _at(request: HttpRequest, name: str, *parts: str) -> str:
    return escape(request.build_absolute_uri(reverse(name, args=parts)))


@route(DEVICE)
@_spoken
def form(request: HttpRequest, actor: Actor, device: str, form: str) -> HttpResponse:
    """One form as XForm."""
    return _xml(_found(form, actor)[1].xml(), declared=True)


@route(DEVICE)
@_spoken
def manifest(request: HttpRequest, actor: Actor, device: str, form: str) -> HttpResponse:
    """Files that a form needs: the lists of what it follows up, as entities."""
    lines = "".join(
        f'<mediaFile type="entityList"><filename>{escape(one.name)}.csv</filename>'
        f"<hash>{hash_of(entities_csv(one))}</hash>"
        f"<downloadUrl>{_at(request, 'openrosa-entities', device, form, one.name)}</downloadUrl>"
        f"<integrityUrl>{_at(request, 'openrosa-integrity', device, form, one.name)}</integrityUrl>"
        "</mediaFile>"
        for one in _found(form, actor)[1].lists()
    )
    return _xml(f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{lines}</manifest>')


@route(DEVICE)
@_spoken
def entities(request: HttpRequest, actor: Actor, device: str, form: str, name: str) -> HttpResponse:
    """A list that a form follows up, as CSV."""
    return HttpResponse(entities_csv(_list(form, name, actor)), content_type="text/csv; charset=utf-8")


@route(DEVICE)
@_spoken
def integrity(request: HttpRequest, actor: Actor, device: str, form: str, name: str) -> HttpResponse:
    """Which of the entities that a phone asks about (``id``, with commas between) are dealt with."""
    there = {row["name"] for row in _list(form, name, actor).rows}
    asked = [one for one in request.GET.get("id", "").split(",") if one][:MOST_ASKED]
    lines = "".join(
        f"<entity id={quoteattr(one)}><deleted>{'false' if one in there else 'true'}</deleted></entity>"
        for one in asked
    )
    return _xml(f"<data><entities>{lines}</entities></data>")


def _list(form: str, name: str, actor: Actor) -> EntityList:
    found = next((one for one in _found(form, actor)[1].lists() if one.name == name), None)
    if found is None:
        raise NOT_FOUND()
    return found


def _found(form_id: str, actor: Actor) -> tuple[Receiver, Published]:
    found = find(form_id, actor)
    if found is None:
        raise NOT_FOUND()
    return found


@csrf_exempt
@route(DEVICE)
@_spoken
def submission(request: HttpRequest, actor: Actor, device: str) -> HttpResponse:
    """HEAD says what is taken; POST takes a filled form, or more files of one.

    The same form again is harmless (202); the same id with other words is refused (409).
    """
    if request.method == "HEAD":
        response = HttpResponse(status=204)
        response["Location"] = request.build_absolute_uri(request.path)
        return response
    if request.method != "POST":
        response = _message(gettext("Filled forms are sent here by POST."), 405)
        response["Allow"] = "HEAD, POST"
        return response
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TOO_MUCH(limit=MOST_BYTES // 1_000_000)
    sent = request.FILES.get(PART)
    content = sent.read(LARGEST + 1) if sent is not None else request.POST.get(PART, "").encode()
    found = read_instance(content)
    owner, published_form = _found(found.form_id, actor)
    if any(one.tag.rpartition("}")[2] == "deprecatedID" and one.text for one in found.root.iter()):
        raise EDITED()
    came: list[tuple[str, Any]] = list(request.FILES.items())[: MOST_FILES + 1]
    files = {file.name or name: file for name, file in came if name != PART}
    fresh = _take(owner, published_form, found, content, files, actor)
    return _message(gettext("Received. Thank you."), RECEIVED if fresh else RECEIVED_BEFORE)


@transaction.atomic
def _take(
    owner: Receiver, form: Published, found: Any, content: bytes, files: dict[str, Any], actor: Actor
) -> bool:
    """Note a filled form as received and hand it on; whether it or one of its files was new."""
    instance, hashed = _blind(found.instance), _blind(content.hex())
    row = Submission(instance=instance, content=hashed, form_id=form.form_id, files=[])
    try:
        with transaction.atomic():
            row.save(force_insert=True)
        again = False
    except IntegrityError:
        row, again = Submission.objects.select_for_update().get(instance=instance), True
        if bytes(row.content) != hashed or row.form_id != form.form_id:
            raise OTHER_CONTENT() from None
    wanted = {name: sent for name, sent in files.items() if name not in row.files}
    if again and not wanted:
        return False
    kept = {name: store(sent.read()).id for name, sent in wanted.items()}
    now = timezone.localtime(clock.now()).replace(tzinfo=None)
    definition = form.definition()
    filled = fill(definition, given_of(definition, found.root), now=now)
    identity = UUID(bytes=instance[:16], version=4)
    owner.take(
        Arrival(form, identity, found.version, filled.answers, filled.wrong, kept, again), actor=actor
    )
    row.files = [*row.files, *wanted]
    row.save(update_fields=("files",))
    return True


def _blind(said: str) -> bytes:
    return crypto.blind(said, "xforms submission")


def _message(words: str, status: int) -> HttpResponse:
    told = f"<message>{escape(words)}</message>"
    return _xml(
        f'<OpenRosaResponse xmlns="http://openrosa.org/http/response">{told}</OpenRosaResponse>',
        status=status,
    )


def _xml(body: str, *, status: int = OK, declared: bool = False) -> HttpResponse:
    head = "" if declared else '<?xml version="1.0" encoding="UTF-8"?>\n'
    return HttpResponse(head + body, status=status, content_type="text/xml; charset=utf-8")
