# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where staff write, without code: the questions of categories and the templates of answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles, route
from linli.topics import public as topics

from ..commands import place_question, write_question, write_template
from ..forms import QuestionForm, TakeDownForm, TemplateForm
from ..queries import question_counts, question_lines, template_list, template_of, versions_of
from ..rules.wording import PLACES
from ..vocab import Action

WRITERS = roles("administrator", "coordinator")


@route(WRITERS)
def questions(request: HttpRequest) -> HttpResponse:
    """The categories, with how many questions each asks."""
    counts = question_counts()
    rows = [(category, counts.get(category.id, 0)) for category in topics.tree() if category.active]
    return render(request, "cases/questions_all.html", {"rows": rows})


@route(WRITERS)
def category_questions(request: HttpRequest, category: UUID) -> HttpResponse:
    """The questions of one category, and a form for one more."""
    return _questions_page(request, category, None)


@route(WRITERS)
def one_question(request: HttpRequest, category: UUID, question: UUID) -> HttpResponse:
    """Change one question."""
    return _questions_page(request, category, question)


def _questions_page(request: HttpRequest, category: UUID, question: UUID | None) -> HttpResponse:
    topic, lines = topics.category_by_id(category), question_lines(category)
    found = next((line for line in lines if line.id == question), None)
    if question is not None and found is None:
        raise NOT_FOUND()
    initial = QuestionForm.initial_of(found.asked) if found else {}
    form = QuestionForm(request.POST or None, initial=initial, languages=places.town().languages)
    if request.method == "POST" and form.is_valid():
        write_question(category, form.values(), actor=actor_of(request), question=question)
        messages.success(request, gettext("Kept. It is asked from now on."))
        return redirect("desk-category-questions", category)
    context = {"category": topic, "lines": lines, "form": form, "question": found}
    return render(request, "cases/questions_of.html", context, status=422 if form.errors else 200)


@route(WRITERS)
@require_POST
def move_question(request: HttpRequest, category: UUID, question: UUID) -> HttpResponse:
    """Ask a question earlier, no more, or again."""
    deed = request.POST.get("deed", "up")
    active = {"end": False, "again": True}.get(deed)
    place_question(question, actor=actor_of(request), active=active, up=deed == "up")
    return redirect("desk-category-questions", category)


@route(STAFF)
def ask(request: HttpRequest) -> HttpResponse:
    """The questions of a category as a piece of a page, while somebody takes a call."""
    form = TakeDownForm(initial={"category": request.GET.get("category", "")})
    return render(request, "cases/questions.html", {"form": form})


@route(WRITERS)
def templates(request: HttpRequest) -> HttpResponse:
    """All templates of answers, and a form for one more."""
    return _template_page(request, None)


@route(WRITERS)
def one_template(request: HttpRequest, template: UUID) -> HttpResponse:
    """Change a template: its words become a new version."""
    return _template_page(request, template)


def _template_page(request: HttpRequest, template: UUID | None) -> HttpResponse:
    found = template_of(template) if template else None
    initial = {}
    if found:
        initial = {
            "name": found.name,
            "do": found.action.value,
            "category": found.category.code if found.category else "",
            "active": found.active,
            **{f"text:{language}": text for language, text in found.texts.items()},
        }
    form = TemplateForm(request.POST or None, initial=initial, languages=places.town().languages)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        write_template(
            data["name"],
            Action(data["do"]),
            form.texts(),
            actor=actor_of(request),
            category=data["category"] or None,
            active=data["active"],
            template=template,
        )
        messages.success(request, gettext("Kept. Answers given with older words stay as they are."))
        return redirect("desk-templates")
    context = {
        "form": form,
        "template": found,
        "templates": template_list(),
        "versions": versions_of(template) if template else [],
        "places": [("{" + name + "}", gettext(word)) for name, word in PLACES.items()],
    }
    return render(request, "cases/templates.html", context, status=422 if form.errors else 200)
