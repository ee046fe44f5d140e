# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reader learns every night from what people decided during the day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from linli.kernel.actor import SYSTEM

from .commands import train
from .models import Example, ReaderModel


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="triage.train")
def train_nightly(timestamp: int) -> None:
    """Train anew if there are examples that the reader in use has not seen, or it cannot be read."""
    current = ReaderModel.objects.filter(current=True).order_by("-id").first()
    if current is None or Example.objects.filter(added_at__gt=current.trained_at).exists():
        train(actor=SYSTEM)


@app.task(queueing_lock="triage.train")
def train_now() -> None:
    """Train at once, when staff ask for it."""
    train(actor=SYSTEM)
