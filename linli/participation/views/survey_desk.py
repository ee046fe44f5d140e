# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of surveys: prepare from an XLSForm, look at it, publish, draw households, take down, count."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, Problem
from linli.platform.access import actor_of, roles, route
from linli.platform.forms.page import FormPage
from linli.platform.forms.xlsform import faults_of
from linli.platform.ui.forms import Form
from linli.platform.ui.words import explain

from ..commands.survey import (
    SurveyData,
    answer_survey,
    draw_households,
    key_answer,
    prepare_survey,
    publish_survey,
)
from ..commands.survey_count import count_survey
from ..forms.survey import FrameForm, SurveyForm, TakenForm
from ..policy import may
from ..queries.survey import SurveyInfo, find_survey, progress, surveys, words_of, workbook_of
from ..vocab import Deed
from ..vocab.survey import SURVEY_NOT_OPEN, AnswerWay, SurveyWay
from .survey import _uuid, figures_of
from .survey_paper import letters_paper

KEEPERS = roles("coordinator", "community_worker")


def _kept(request: HttpRequest, survey: str) -> SurveyInfo:
    return find_survey(survey, viewer=actor_of(request), kept=True)


@route(KEEPERS)
def desk_surveys(request: HttpRequest) -> HttpResponse:
    """The surveys that one keeps."""
    found = surveys(viewer=actor_of(request), desk=True)
    return render(request, "participation/desk_surveys.html", {"surveys": found})


@route(KEEPERS)
def new_survey(request: HttpRequest) -> HttpResponse:
    """Prepare a survey. It is a draft until it is published."""
    return _edit(request, None)


@route(KEEPERS)
def edit_survey(request: HttpRequest, survey: str) -> HttpResponse:
    """Change a survey: all of it while it is a draft, afterwards its last day and margins."""
    return _edit(request, _kept(request, survey))


def _edit(request: HttpRequest, found: SurveyInfo | None) -> HttpResponse:
    actor = actor_of(request)
    initial = _initial(found) if found else {"least": 10}
    form = SurveyForm(request.POST or None, request.FILES or None, initial=initial)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            prepare_survey(
                _data(form.cleaned_data), form.cleaned_data["workbook"], actor=actor,
                survey=found.id if found else None, expected_version=form.cleaned_data["version"],
            )  # fmt: skip
        except Problem as error:
            if error.status == 403:
                raise
            faults = [explain(one) for one in faults_of(error)]
            form.blame(error, "workbook" if faults else error.facts.get("field"))
        else:
            messages.success(request, gettext("Kept."))
            return redirect("desk-survey", found.code if found else form.cleaned_data["code"])
    context = {"form": form, "survey": found, "faults": faults}
    return render(
        request, "participation/desk_survey_form.html", context, status=422 if form.errors else 200
    )


def _data(data: dict[str, Any]) -> SurveyData:
    def words(name: str) -> dict[str, str]:
        said = {"zh-Hans": data[f"{name}_zh"], "en": data[f"{name}_en"]}
        return {language: text for language, text in said.items() if text}

    return SurveyData(
        data["code"], words("name"), words("purpose"), words("audience"), data["place"], data["unit"],
        SurveyWay(data["way"]), data["begins"], data["ends"], data["least"], data["margins"],
    )  # fmt: skip


def _initial(found: SurveyInfo) -> dict[str, Any]:
    given: dict[str, Any] = {
        "code": found.code, "way": found.way.value, "place": found.place.code, "unit": found.unit.code,
        "begins": found.begins, "ends": found.ends, "least": found.least, "version": found.version,
        "margins": "\n".join(
            f"{name}: {', '.join(f'{choice}={count:g}' for choice, count in wanted.items())}"
            for name, wanted in found.margins.items()
        ),
    }  # fmt: skip
    for name, words in (("name", found.names), ("purpose", found.purpose), ("audience", found.audience)):
        given |= {f"{name}_zh": words.get("zh-Hans", ""), f"{name}_en": words.get("en", "")}
    return given


@route(KEEPERS)
def desk_survey(request: HttpRequest, survey: str) -> HttpResponse:
    """One survey at the desk: how far it has come, what can be done now."""
    return _desk(request, _kept(request, survey))


def _desk(
    request: HttpRequest, found: SurveyInfo, form: Form | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "survey": found,
        "progress": progress(found, viewer=actor),
        "keeps": may(actor, Deed.PREPARE, found.place.path),
        "frame_form": form or FrameForm(),
        "figures": figures_of(found) if found.result else [],
        "words": words_of(found, viewer=actor) if found.result else {},
    }
    return render(request, "participation/desk_survey.html", context, status=status)


@route(KEEPERS)
@require_POST
def survey_do(request: HttpRequest, survey: str, move: str) -> HttpResponse:
    """Publish a survey, draw households (the answer is the PDF with their letters), count."""
    actor, found = actor_of(request), _kept(request, survey)
    form: Form = FrameForm(request.POST, request.FILES) if move == "draw" else Form(request.POST)
    if not form.is_valid():
        return _desk(request, found, form, 422)
    try:
        said = _do(found, move, form.cleaned_data, actor)
    except Problem as error:
        status = form.refuse(error)
        messages.error(request, " ".join(error.words(gettext)))
        return _desk(request, found, form if move == "draw" else None, status)
    if isinstance(said, bytes):
        response = HttpResponse(said, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{survey}-letters.pdf"'
        return response
    messages.success(request, said)
    return redirect("desk-survey", survey)


def _do(found: SurveyInfo, move: str, data: dict[str, Any], actor: Actor) -> str | bytes:
    match move:
        case "publish":
            publish_survey(found.id, actor=actor)
            return gettext("Published. It takes answers from its first day on.")
        case "draw":
            letters = draw_households(found.id, data["frame"], data["size"], data["seed"], actor=actor)
            return letters_paper(found, letters)
        case "count":
            count = count_survey(found.id, actor=actor)
            return gettext("Counted: %(n)s answers. Single answers are destroyed.") % {"n": count}
    raise NOT_FOUND()


@route(KEEPERS)
def preview(request: HttpRequest, survey: str) -> HttpResponse:
    """The questions as people will see them; nothing is kept."""
    found = _kept(request, survey)
    page = FormPage(found.form, request, steps=request.GET.get("steps") == "yes")
    if page.done:
        messages.success(
            request, gettext("Everything was answered. Nothing was kept: this is how it looks.")
        )
        return redirect("desk-survey", survey)
    context = {"survey": found, "page": page, "hidden": [], "send": gettext("Try to send")}
    return render(request, "participation/desk_survey_preview.html", context)


@route(KEEPERS)
def workbook(request: HttpRequest, survey: str) -> HttpResponse:
    """The XLSForm as it was handed in."""
    found = _kept(request, survey)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(workbook_of(found), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{survey}.xlsx"'
    return response


@route(KEEPERS)
def take_down(request: HttpRequest, survey: str, how: str) -> HttpResponse:
    """Take an answer down for somebody: by telephone or at the counter (``voice``), or from ``paper``."""
    found, actor = _kept(request, survey), actor_of(request)
    if how not in ("voice", "paper"):
        raise NOT_FOUND()
    if not may(actor, Deed.PAPER, found.place.path):
        raise FORBIDDEN()
    if not found.running and not (how == "paper" and found.over and not found.result):
        raise SURVEY_NOT_OPEN()
    page = FormPage(found.form, request)
    taken = TakenForm(
        request.POST if page.posted else None, paper=how == "paper", sampled=found.sampled,
        initial={"way": AnswerWay.TELEPHONE.value},
    )  # fmt: skip
    draft = _uuid(request.POST.get("draft", "")) or uuid4()
    if page.done and taken.is_valid():
        try:
            said = _take_down(found, page, taken.cleaned_data, draft, how, actor)
        except Problem as error:
            if error.status == 403:
                raise
            taken.blame(error, "code" if error.code == "wrong_invitation" else error.facts.get("field"))
        else:
            messages.success(request, said)
            return redirect("desk-survey-take", survey, how)
    context = {
        "survey": found, "page": page, "taken": taken, "how": how, "hidden": [("draft", str(draft))],
        "send": gettext("Keep this answer"),
    }  # fmt: skip
    wrong = page.form_fields.errors or (page.posted and taken.errors)
    return render(request, "participation/desk_survey_take.html", context, status=422 if wrong else 200)


def _take_down(
    found: SurveyInfo, page: FormPage, data: dict[str, Any], draft: Any, how: str, actor: Actor
) -> str:
    code = data.get("code", "")
    if how == "voice":
        way = AnswerWay(data["way"])
        receipt = answer_survey(found, page.filled.answers, draft, way=way, code=code)
        return gettext("Kept. Read the receipt out: %(receipt)s") % {"receipt": receipt}
    if key_answer(found, data["serial"], page.filled.answers, draft, code=code, actor=actor):
        return gettext("Entered alike by two people: it counts.")
    return gettext("Entered. A second person has to enter it from the paper, without seeing yours.")
