# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was taken out before there was a log stands in it too, so that its author can appeal."""

import uuid
from typing import Any

from django.db import migrations

CODES = ("personal", "insult", "advert", "off_topic", "unlawful", "twice")  # the rules by number, till now


def write_acts(apps: Any, schema_editor: Any) -> None:
    proposals = apps.get_model("participation", "Proposal").objects.filter(state="hidden")
    steps = apps.get_model("participation", "ProposalStep").objects.filter(deed="hide")
    acts = apps.get_model("participation", "ModerationAct").objects
    for row in proposals.exclude(rule="").select_related("space").order_by("id").iterator():
        step = steps.filter(proposal=row).order_by("-seq").first()
        if step is not None and row.rule in CODES:
            acts.create(
                id=uuid.uuid4(),
                kind="proposal",
                subject=row.id,
                label=row.number,
                page=f"/take-part/{row.space.code}/{row.number}/",
                place_path=row.space.place_path,
                deed="hide",
                version=1,
                number=CODES.index(row.rule) + 1,
                reason=step.text,
                at=step.at,
            )


class Migration(migrations.Migration):
    dependencies = [("participation", "0040_moderation_texts_hearings")]

    operations = [migrations.RunPython(write_acts, migrations.RunPython.noop)]
