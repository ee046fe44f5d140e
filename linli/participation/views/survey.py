# SPDX-License-Identifier: AGPL-3.0-or-later
"""Surveys for everybody: what runs, answering, taking an answer back, figures that anybody can recompute.

An answer is sent without an account and kept without one, whoever may be signed in.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from linli.kernel.problem import INVALID, Problem, mark
from linli.platform.access import PUBLIC, actor_of, route, throttle
from linli.platform.forms.filling import fill, raw_of
from linli.platform.forms.page import FormPage, answer_words, here_now
from linli.platform.ui.preferences import preferences_of
from linli.platform.ui.words import explain, name_of

from ..commands.survey import answer_survey, take_back
from ..queries.survey import (
    SurveyInfo,
    find_survey,
    invited,
    open_files,
    own_answer,
    sha256_of,
    surveys,
)
from ..vocab.survey import SURVEY_NOT_OPEN, AnswerWay
from .survey_paper import blank_paper


@route(PUBLIC)
def survey_list(request: HttpRequest) -> HttpResponse:
    """Every survey that is published, those that run first."""
    return render(request, "participation/surveys.html", {"surveys": surveys(viewer=actor_of(request))})


@route(PUBLIC)
def survey(request: HttpRequest, survey: str) -> HttpResponse:
    """What a survey is for, who is asked, until when; after the count what came of it."""
    found = find_survey(survey, viewer=actor_of(request))
    context: dict[str, Any] = {"survey": found}
    if found.result:
        files = open_files(found)
        context |= {"figures": figures_of(found), "sha256": sha256_of(files["answers.csv"])}
    return render(request, "participation/survey.html", context)


@route(PUBLIC)
def answer(request: HttpRequest, survey: str) -> HttpResponse:
    """The questions: a page with sections, or one question a screen."""
    found = find_survey(survey, viewer=actor_of(request))
    if not found.running:
        raise SURVEY_NOT_OPEN()
    code = request.POST.get("code", "")
    if found.sampled:
        if request.method != "POST":
            return redirect("survey", survey)
        throttle.allow("survey:code", throttle.address(request), times=30, seconds=900)
        if request.POST.get("turn") != "send":
            try:
                invited(found, code)
                throttle.give_back("survey:code", throttle.address(request))
            except Problem as error:
                context = {"survey": found, "problem": explain(error)}
                return render(request, "participation/survey.html", context, status=error.status)
    steps = wants_steps(request)
    page = FormPage(found.form, request, steps=steps)
    draft = _uuid(request.POST.get("draft", "")) or uuid4()
    if page.done:
        throttle.allow_here("survey:answer", throttle.address(request), times=300, seconds=3600)
        try:
            receipt = answer_survey(found, page.filled.answers, draft, way=AnswerWay.WEB, code=code)
        except Problem as error:
            context = {"survey": found, "problem": explain(error)}
            return render(request, "participation/survey.html", context, status=error.status)
        return render(request, "participation/survey_done.html", {"survey": found, "receipt": receipt})
    hidden = [
        ("draft", str(draft)),
        *([("code", code)] if code else []),
        ("steps", "yes" if steps else "no"),
    ]
    context = {"survey": found, "page": page, "hidden": hidden, "send": gettext("Send my answers")}
    status = 422 if page.form_fields.errors else 200
    return render(request, "participation/survey_answer.html", context, status=status)


def wants_steps(request: HttpRequest) -> bool:
    """One question a screen: asked for, or as elder mode has it."""
    said = request.POST.get("steps") or request.GET.get("steps", "")
    return said == "yes" or (said != "no" and preferences_of(request).elder)


@route(PUBLIC)
def own(request: HttpRequest, survey: str) -> HttpResponse:
    """By the receipt: reading one's answer again, or taking it back."""
    found = find_survey(survey, viewer=actor_of(request))
    context: dict[str, Any] = {"survey": found}
    if request.method != "POST":
        return render(request, "participation/survey_own.html", context)
    throttle.allow("survey:receipt", throttle.address(request), times=30, seconds=900)
    receipt = request.POST.get("receipt", "")
    try:
        row = own_answer(found, receipt)
        if request.POST.get("turn") == "erase":
            take_back(found, receipt)
            messages.success(request, gettext("Your answer is taken back. Nothing of it is kept."))
            return redirect("survey", survey)
    except Problem as error:
        context |= {"problem": explain(error)}
        return render(request, "participation/survey_own.html", context, status=error.status)
    filled = fill(found.form, raw_of(found.form, row.answers), now=here_now())
    lines = [(name_of(one.question.words), answer_words(one)) for one in filled.asked if one.value]
    return render(request, "participation/survey_own.html", {**context, "lines": lines, "receipt": receipt})


@route(PUBLIC)
def data(request: HttpRequest, survey: str) -> HttpResponse:
    """The open files, from which anybody reckons the figures again."""
    found = find_survey(survey, viewer=actor_of(request))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in open_files(found).items():
            packed.writestr(zipfile.ZipInfo(name), text)
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{survey}.zip"'
    return response


@route(PUBLIC)
def paper(request: HttpRequest, survey: str) -> HttpResponse:
    """The questions on paper, to print and fill in with a pen."""
    found = find_survey(survey, viewer=actor_of(request))
    response = HttpResponse(blank_paper(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{survey}.pdf"'
    return response


def figures_of(found: SurveyInfo) -> list[dict[str, Any]]:
    """The published figures with their words in the reader's language, ready to draw."""
    words = found.result["open"]["words"]
    return [_figure(one, words[one["question"]], found.sampled) for one in found.result["figures"]]


def _figure(one: dict[str, Any], words: dict[str, Any], sample: bool) -> dict[str, Any]:
    lines = []
    for line in one.get("choices", ()):
        label = words["choices"].get(line["choice"])
        named = name_of(label) if label else gettext("other answers, each of too few people")
        share = 100 * line.get("share", 0)
        lines.append({
            **line, "label": named, "percent": f"{share:.1f}", "width": f"{3 * share:.1f}",
            "from": f"{300 * line.get('low', 0):.1f}", "to": f"{300 * line.get('high', 0):.1f}",
            "range": f"{100 * line['low']:.1f}–{100 * line['high']:.1f}" if "low" in line else "",
        })  # fmt: skip
    silent = [(gettext(label), one[key]) for key, label in SILENT.items() if one.get(key)]
    return {**one, "words": name_of(words["words"]), "lines": lines, "silent": silent, "sample": sample}


SILENT = {
    "dont_know": mark("don't know"),
    "refused": mark("no answer wanted"),
    "no_opinion": mark("don't know, or no answer wanted"),
    "blank": mark("left open"),
    "not_asked": mark("not asked, by an earlier answer"),
}


def _uuid(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    if found.version != 4:
        raise INVALID(field="draft")
    return found
