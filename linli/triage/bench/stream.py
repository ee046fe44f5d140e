# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench stream``: letters joined one by one, as many as are asked for; what each costs, and memory.

The letters are made from the shared ones: an issue is one letter's words at a place with a name of its own,
told by several people who each leave out and change some signs. Near letters of other places are the hard
part: the same words, another name. Issues come and go, so that what was long ago is not heard again.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..cli import letters_of
from ..rules.likeness import Letter
from ..rules.stream import Stream

SHARED = Path(os.environ.get("LINLI_DATA", "../shared/data"))
NAME = 4  # characters of a made name of a place
LIVE = 400  # issues of which people write at the same time
MOST = 12  # letters of the largest issues
CHANGED = 0.06  # signs that a writer leaves out or writes otherwise
WINDOW = 2_000  # last letters over which the cost is told
MARKS = (10_000, 30_000, 100_000, 300_000, 1_000_000)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--memory", type=int, default=200_000, help="letters that are remembered at once")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print the cost of a letter and the memory at some marks; 2 where the data set is not there."""
    sheet = SHARED / "teddy2020c" / "messages_4326.xlsx"
    if not sheet.is_file():
        print(f"no {sheet}; say in LINLI_DATA where the data sets lie")
        return 2
    told = measured(letters_of(sheet), options.letters, options.memory)
    print(json.dumps(told) if options.json else json.dumps(told, indent=1))
    return 0


def measured(known: list[Letter], letters: int, memory: int) -> dict[str, Any]:
    """Join ``letters`` made letters; at each mark what the last ones cost, and how many joined rightly."""
    stream, marks, spent = Stream(memory), [], 0.0
    right = said = true = 0
    newest: dict[int, int] = {}  # the number under which an issue's last letter stands
    for count, (issue, letter) in enumerate(made(known, letters), 1):
        before = stream.issues
        began = time.process_time()
        number = stream.add(letter)
        spent += time.process_time() - began
        joined, home = stream.issues == before, newest.get(issue)
        said += joined
        true += home is not None
        right += joined and home is not None and stream.now(home) == stream.now(number)
        newest[issue] = number
        if count % WINDOW == 0:
            if count in MARKS or count == letters:
                marks.append(
                    {
                        "letters": count,
                        "cpu_ms_a_letter": round(1000 * spent / WINDOW, 3),
                        "rss_mb": _rss(),
                        "joined_rightly": round(right / max(said, 1), 3),
                        "of_those_to_join": round(right / max(true, 1), 3),
                    }
                )
            spent = 0.0
    return {"memory": memory, "issues": stream.issues, "marks": marks}


def made(known: list[Letter], letters: int, seed: int = 1) -> Iterator[tuple[int, Letter]]:
    """So many letters with the number of their issue, in the order in which they come."""
    chance = np.random.default_rng(seed)
    live: list[tuple[int, Letter, str, int]] = []
    opened = 0
    for count in range(letters):
        if len(live) < LIVE:
            name = "".join(chr(0x4E00 + each) for each in chance.integers(0, 6000, NAME))
            live.append(
                (opened, known[int(chance.integers(len(known)))], name, int(chance.integers(1, MOST)))
            )
            opened += 1
        at = int(chance.integers(len(live)))
        issue, letter, name, left = live[at]
        if left == 1:
            live[at] = live[-1]
            live.pop()
        else:
            live[at] = (issue, letter, name, left - 1)
        title = name + told(letter.title, chance)
        yield issue, Letter(str(count), title, f"{name}，{told(letter.body, chance)}{name}。")


def told(text: str, chance: np.random.Generator) -> str:
    """A text in another's words: some signs are missing, some are others of the same text."""
    if not text:
        return text
    signs = np.array(list(text))
    changed = chance.random(signs.size) < CHANGED
    signs[changed] = signs[chance.integers(0, signs.size, int(changed.sum()))]
    return "".join(signs[chance.random(signs.size) >= CHANGED / 2])


def _rss() -> int:
    import psutil

    return round(psutil.Process().memory_info().rss / 1e6)
