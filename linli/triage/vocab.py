# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark


class Source(StrEnum):
    """Where an example comes from."""

    PACK = "pack"
    CORRECTION = "correction"


class Danger(StrEnum):
    """A sign of danger to life in a text: the person is told at once whom to call."""

    FIRE = "fire"
    CRIME = "crime"
    MEDICAL = "medical"
    GAS = "gas"


DANGER_WORDS = {
    Danger.FIRE: mark("Fire or people trapped: call 119 now."),
    Danger.CRIME: mark("Danger from another person: call 110 now."),
    Danger.MEDICAL: mark("Somebody's life is in danger: call 120 now."),
    Danger.GAS: mark("Smell of gas: open windows, touch no switch, go outside, then call 119."),
}
