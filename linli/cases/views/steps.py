# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps of a statutory course on the page of a matter: the words of its actions, and forms of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from linli.platform.outbox.send import Told
from linli.platform.ui.forms import Form
from linli.platform.ui.words import name_of

from ..forms import ActionForm, StepForm
from ..queries import Ahead, CaseDetail, templates_for
from ..queries.telling import TOLD
from ..rules.wording import TEMPLATED
from ..vocab import ACTION_WORDS, Action
from .replying import reply_check


def bound_to_course(detail: CaseDetail) -> bool:
    """Whether nothing but the steps of its course is done with a matter."""
    return detail.course is not None and detail.course.course.binds


def steps_of(detail: CaseDetail, action: Action) -> tuple[Ahead, ...]:
    """What an action is on the course that binds the matter; it may be one of several steps."""
    course = detail.course
    return course.steps_of(action.value) if course and bound_to_course(detail) else ()


def label_of(detail: CaseDetail, action: Action) -> str:
    """An action in the words of the course, where it is one step of it."""
    steps = steps_of(detail, action)
    return name_of(steps[0].step.do) if len(steps) == 1 else gettext(ACTION_WORDS[action])


def action_items(
    detail: CaseDetail, bound: Mapping[str, Form], told: list[Told] | None, route_to: Any
) -> list[dict[str, Any]]:
    """What can be done with a matter now, each with its form, the most likely first. ``route_to`` is the
    answer of the duties: its unit is filled in where the matter is passed on."""
    version = {"version": detail.line.version}
    duty = {
        "unit": route_to.unit.code if route_to else "",
        "assist": [unit.code for unit in route_to.assisting] if route_to else [],
    }
    found = []
    for action in sorted(detail.actions, key=lambda action: not steps_of(detail, action)):
        steps = steps_of(detail, action)
        initial = {**version, **(duty if action is Action.DISPATCH else {})}
        form = bound.get(action.value) or ActionForm(action=action, steps=steps, initial=initial)
        found.append(
            {
                "action": action,
                "step": bool(steps),
                "label": label_of(detail, action),
                "form": form,
                "templates": templates_for(action, detail.line.category) if action in TEMPLATED else [],
                "tells": action in TOLD or any(item.step.paper for item in steps),
                "preview": told if action.value in bound else None,
                "check": _checked(detail, bound.get(action.value)) if action is Action.RESOLVE else None,
            }
        )
    return found


def _checked(detail: CaseDetail, form: Form | None) -> dict[str, Any]:
    """What the answer in a form lacks; without a form, what the letter asks."""
    return reply_check(detail, str(form["text"].value() or "") if form else "")


def step_forms(detail: CaseDetail, bound: Mapping[str, Form]) -> list[dict[str, Any]]:
    """Steps that the viewer may take with a form of their own."""
    ahead = detail.course.ahead if detail.course else ()
    return [
        {"item": item, "name": name, "form": bound.get(name) or StepForm(item=item, initial=version)}
        for item in ahead
        if item.may and item.here
        for name, version in ((f"step-{item.step.code}", {"version": detail.line.version}),)
    ]
