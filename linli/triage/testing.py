# SPDX-License-Identifier: AGPL-3.0-or-later
"""For tests of storeys above: what was kept as an example, and a town whose reader knows nothing."""

from __future__ import annotations

from linli.platform import stamps

from .models import Decision, Example, ReaderModel


def example_about(about: str) -> Example | None:
    """The last decision about something, if there is one."""
    return Example.objects.filter(about=about).order_by("-id").first()


def forget_readers() -> None:
    """No reader is in force."""
    ReaderModel.objects.update(current=False)
    stamps.forget()


def decision_about(about: str) -> dict[str, bool]:
    """By level, whether the reader's first thought about something was what a person decided."""
    return dict(Decision.objects.filter(about=about).order_by("id").values_list("level", "right"))
