# SPDX-License-Identifier: AGPL-3.0-or-later
"""Staff write the templates of answers; every change of words is a new version that stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.platform import stamps
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean
from linli.topics import public as topics

from ..events import TemplateWritten
from ..models import AnswerTemplate, TemplateVersion
from ..policy import may_write_words
from ..queries.templates import STAMP
from ..rules.wording import TEMPLATED, unknown_places
from ..vocab import Action


@transaction.atomic
def write_template(
    name: str,
    action: Action,
    texts: Mapping[str, str],
    *,
    actor: Actor,
    category: str | None = None,
    active: bool = True,
    template: UUID | None = None,
) -> UUID:
    """Write a template or a new version of it; its id. ``category`` is a code, or none for all.

    Raises ``invalid`` for words in braces that stand for no fact of ours.
    """
    if not may_write_words(actor):
        raise FORBIDDEN()
    told = {language: clean(text) for language, text in texts.items() if clean(text)}
    if not clean(name) or not told or action not in TEMPLATED:
        raise INVALID(field="text")
    if any(unknown_places(text) for text in told.values()):
        raise INVALID(field="text")
    topic = topics.category_by_code(category) if category else None
    data: dict[str, Any] = {
        "name": clean(name)[:60],
        "action": action.value,
        "category_id": topic.id if topic else None,
        "active": active,
    }
    if template is None:
        row = AnswerTemplate(id=new_id(), **data)
        row.save(force_insert=True)
    else:
        found = AnswerTemplate.objects.select_for_update().filter(pk=template).order_by("id").first()
        if found is None:
            raise NOT_FOUND()
        row = found
        for field, value in data.items():
            setattr(row, field, value)
        row.save()
    newest = TemplateVersion.objects.filter(template=row).order_by("-number").first()
    number = newest.number if newest else 0
    if newest is None or newest.texts != told:
        number += 1
        TemplateVersion.objects.create(
            template=row, number=number, texts=told, at=clock.now(), actor=actor.ref
        )
    event = TemplateWritten(action.value, topic.code if topic else "", number, active)
    append([Entry(event, row.id, next_seq(row.id), actor, clock.now())])
    stamps.bump(STAMP)
    return row.id


def template_used(key: str) -> dict[str, Any]:
    """Which template and version a form says it began with, as the thread keeps it; empty if none.

    Raises ``invalid`` for one that never was.
    """
    if not key:
        return {}
    identity, _, number = key.partition(":")
    try:
        found = TemplateVersion.objects.filter(template=UUID(identity), number=int(number))
    except ValueError:
        raise INVALID(field="template") from None
    row = found.order_by("id").values("template__name", "number").first()
    if row is None:
        raise INVALID(field="template")
    return {"template": {"id": identity, "version": row["number"], "name": row["template__name"]}}
