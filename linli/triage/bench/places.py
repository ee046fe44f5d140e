# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench places-in-words``: is a place that the reader asserts the right one?

220 messages about the built-in town, written by us (``tests/places_in_words.csv``): names, streets with
house numbers, parents, English, traditional characters; and traps in which nothing may be asserted: names
that two places have, a parent that does not fit, two places, other towns, persons, firms and brands named
like places, words that mean something else. Needs an installation with the built-in town; writes nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linli.places import public as places
from linli.platform import database

from ..queries import place_in

SET = Path(__file__).parents[1] / "tests" / "places_in_words.csv"
ROUNDS = 20  # over the whole set, for the speed


@dataclass(frozen=True)
class Message:
    """A message with the code of the one place that it speaks of; empty where none may be asserted."""

    text: str
    place: str
    trap: str


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print the figures; 2 where another town is loaded."""
    server = database.ensure()  # held until we end
    told = messages()
    if any(each.place and places.place(each.place) is None for each in told):
        print("these messages are about the built-in town: linli pack load packs/shancheng")
        return 2
    found = figures(told)
    began = time.process_time()
    for _ in range(ROUNDS):
        for each in told:
            place_in(each.text)
    found["per_s"] = round(ROUNDS * len(told) / (time.process_time() - began))
    del server
    print(json.dumps(found, ensure_ascii=False, indent=None if options.json else 1))
    return 0


def messages() -> list[Message]:
    """The messages of the set."""
    with SET.open(encoding="utf-8", newline="") as file:
        return [Message(**row) for row in csv.DictReader(file)]


def figures(told: Sequence[Message]) -> dict[str, Any]:
    """How often what is asserted is right, how many places are found, and what was asserted wrongly."""
    said = [(each, place_in(each.text)) for each in told]
    asserted = [(each, code) for each, code in said if code]
    right = sum(each.place == code for each, code in asserted)
    return {
        "messages": len(told),
        "asserted": len(asserted),
        "precision": round(right / max(len(asserted), 1), 4),
        "recall": round(right / sum(bool(each.place) for each in told), 4),
        "wrong": [f"{each.trap}: {each.text} -> {code}" for each, code in asserted if each.place != code],
        "missed": [f"{each.trap}: {each.text}" for each, code in said if each.place and not code],
    }
