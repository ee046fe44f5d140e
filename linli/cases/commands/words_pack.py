# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's questions and templates of answers: ``words.yaml`` of a pack, by the commands."""

from __future__ import annotations

from typing import Any

from linli.kernel.actor import SYSTEM
from linli.platform.forms import AskedKind
from linli.platform.packs import Fault, Loaded, Pack
from linli.topics import public as topics

from ..models import AnswerTemplate, Question
from ..rules.wording import TEMPLATED, unknown_places
from ..vocab import Action
from .questions import FIELDS, write_question
from .templates import write_template

FILE = "words.yaml"
REST: dict[str, Any] = {"hints": {}, "choices": [], "stops": [], "notice": {}, "required": False}


def check_words(pack: Pack, categories: set[str]) -> list[Fault]:
    """Faults of ``words.yaml``: unknown categories, kinds, steps and places for facts."""
    content: dict[str, Any] = pack.document(FILE) or {}
    faults = []
    for part in ("questions", "templates"):
        for one in content.get(part, ()):
            try:
                wrong = _wrong(part, one, categories)
            except (KeyError, ValueError, TypeError) as error:
                wrong = f"{type(error).__name__}: {error}"
            if wrong:
                faults.append(Fault(FILE, 0, wrong, str(one)[:60]))
    return faults


def _wrong(part: str, one: dict[str, Any], categories: set[str]) -> str:
    code = one["category"] if part == "questions" else one.get("category")
    if code and code not in categories:
        return f"category: {code}"
    if part == "questions":
        AskedKind(one["kind"])
        return "" if one["words"] else "words"
    if Action(one["action"]) not in TEMPLATED:
        return f"action: {one['action']}"
    return ", ".join(name for text in one["texts"].values() for name in unknown_places(text))


def load_words(pack: Pack) -> Loaded:
    """Write them where staff have written none yet."""
    loaded = Loaded("words")
    content: dict[str, Any] = pack.document(FILE) or {}
    fresh = not Question.objects.exists() and not AnswerTemplate.objects.exists()
    for one in content.get("questions", ()) if fresh else ():
        values = {name: value for name, value in {**REST, **one}.items() if name in FIELDS}
        write_question(topics.category_by_code(one["category"]).id, values, actor=SYSTEM)
        loaded.count(True, False)
    for one in content.get("templates", ()) if fresh else ():
        write_template(
            one["name"], Action(one["action"]), one["texts"], actor=SYSTEM, category=one.get("category")
        )
        loaded.count(True, False)
    return loaded
