# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reader learns every night from what people decided during the day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from linli.kernel.actor import SYSTEM

from .commands import train
from .models import Example
from .queries import current, reader_in_use


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="triage.train")
def train_nightly(timestamp: int) -> None:
    """Train anew if there are examples that the reader in use has not seen, or it cannot be read."""
    used = reader_in_use()
    if used is None or not current().heads or Example.objects.filter(added_at__gt=used.trained_at).exists():
        train(actor=SYSTEM)


@app.task(queueing_lock="triage.train")
def train_now() -> None:
    """Train at once, when staff ask for it."""
    train(actor=SYSTEM)
