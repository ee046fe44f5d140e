# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hard routes on messages written for this test: recall first, then precision."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from linli.triage.rules.hard import hard_routes
from linli.triage.vocab import HardRoute


def messages() -> list[tuple[str, set[str]]]:
    path = Path(__file__).with_name("hard_routes.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], set((row["routes"] or "").split())) for row in csv.DictReader(file)]


def test_no_message_that_cannot_wait_is_missed() -> None:
    told = messages()
    assert len(told) >= 200
    read = [(text, wanted, {each.route.value for each in hard_routes(text)}) for text, wanted in told]
    assert [text for text, wanted, found in read if wanted and not found] == []
    assert [(text, wanted - found) for text, wanted, found in read if wanted - found] == []
    stopped = [bool(wanted) for _, wanted, found in read if found]
    assert sum(stopped) / len(stopped) >= 0.8
    for route in HardRoute:
        said = [route.value in wanted for _, wanted, found in read if route.value in found]
        assert sum(said) / len(said) >= 0.6, route


def test_what_triggered_can_be_highlighted() -> None:
    text = "昨晚，我老公喝了酒就打我"
    (trigger,) = hard_routes(text)
    assert trigger.route is HardRoute.VIOLENCE and text[trigger.start : trigger.end] == "打"


@pytest.mark.parametrize("text", ["", "🙂", "打" * 100_000, "\x00", "a" * 50])
def test_odd_texts_are_read_without_harm(text: str) -> None:
    assert hard_routes(text) == []
