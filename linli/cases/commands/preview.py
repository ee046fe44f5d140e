# SPDX-License-Identifier: AGPL-3.0-or-later
"""What would be told, before it is: the command is done for real, the messages are read, all is undone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from linli.platform.outbox.send import Told

from ..models import Step
from ..queries.telling import messages_for


def preview(case_id: UUID, do: Callable[[], object]) -> list[Told]:
    """The messages that a command on a matter would send; nothing of it remains.

    Raises what the command raises.
    """
    with transaction.atomic():
        do()
        step = Step.objects.filter(case=case_id).order_by("-seq").values_list("deed", "seq").first()
        found = messages_for(case_id, *step) if step else []
        transaction.set_rollback(True)
    return found
