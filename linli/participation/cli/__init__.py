# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli participation budget FILE.pb | count FILE.json | opinions DIR | panel DIR --size K |
survey DIR``: anybody recomputes a result.

Folders hold what Pol.is and the stratification app export: ``participants-votes.csv`` (or ``votes.csv``
with re-votes); ``categories.csv`` and ``respondents.csv``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from secrets import randbelow
from typing import Any

from linli.norms import public as norms

from ..rules.budget import decide
from ..rules.lot import read_list
from ..rules.opinions import groups_of, representative
from ..rules.panel import list_hash, maximin, numbered
from ..rules.pb import read_pb
from ..rules.survey import effect, figures
from ..rules.talk import shared
from ..rules.tally import read_poll, tally
from ..vocab import BAD_BUDGET_FILE, BAD_POOL, BudgetRule
from ..vocab.meetings import NO_MEETING_RULE
from ..vocab.panel import NUMBERED
from ..vocab.votes import VoteKind
from .tables import Conversation, conversation, pool_of, survey_of, texts_of

KINDS = {kind.value.replace("_", "-"): kind for kind in VoteKind}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["budget", "count", "opinions", "panel", "survey"])
    parser.add_argument("path", type=Path, help="a .pb file, the file of a vote, or a folder")
    parser.add_argument(
        "--rule",
        choices=[*(each.value for each in BudgetRule), *KINDS],
        help="of a budget (greedy if none is named), or of a vote (what its file says)",
    )
    parser.add_argument("--threshold", type=Decimal, help="votes or points below which nothing wins")
    parser.add_argument("--size", type=int, help="people on the panel")
    parser.add_argument(
        "--number", type=int, help="the number drawn in public, 1-1000; without it by chance"
    )
    parser.add_argument(
        "--into", default="", metavar="SPACE", help="put an opinion map from elsewhere into a space, closed"
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print the result; 2 if a panel has no size."""
    if options.what == "panel" and options.path.is_dir() and (options.size or 0) < 1:
        print("--size must be at least 1")
        return 2
    if options.number is not None and not 1 <= options.number <= NUMBERED:
        print(f"--number must lie between 1 and {NUMBERED}")
        return 2
    tools = {"budget": budget, "count": count, "opinions": opinions, "panel": panel, "survey": survey}
    told = tools[options.what](options)
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print("\n".join(f"{name:<16} {value}" for name, value in told.items()))
    return 0


def budget(options: argparse.Namespace) -> dict[str, Any]:
    """Winners of a ``.pb`` file, with the reason for every project."""
    try:
        text = options.path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BAD_BUDGET_FILE(line=line, fault="not UTF-8", value=options.path.name) from error
    began = time.perf_counter()
    election = read_pb(text)
    outcome = decide(election, BudgetRule(options.rule or BudgetRule.GREEDY), options.threshold)
    return {
        "winners": list(outcome.winners),
        "cost": _plain(outcome.cost),
        "seconds": round(time.perf_counter() - began, 4),
        "rule": outcome.rule.value,
        "endowment": None if outcome.endowment is None else _plain(outcome.endowment),
        "projects": [
            {
                "project": each.project,
                "won": each.won,
                "why": each.why.value,
                "score": _plain(each.score),
                "number": _plain(each.number),
            }
            for each in outcome.reasons
        ],
        "notes": [f"{line}: {what}" for line, what in election.notes],
    }


def count(options: argparse.Namespace) -> dict[str, Any]:
    """The result of a general vote from its open file, by the law in force on the day on which it ended."""
    poll = read_poll(options.path.read_text(encoding="utf-8"))
    if options.rule:
        poll = replace(poll, kind=KINDS[options.rule])
    rule = norms.meeting_rule(
        norms.Body(poll.body), norms.Basis(poll.basis), poll.day, special=poll.weighty
    )
    if rule is None:
        raise NO_MEETING_RULE()
    found = tally(poll, rule)
    return {
        "outcome": found.outcome.value,
        "winners": list(found.winners),
        "present": found.there.present,
        "eligible": poll.eligible,
        "needed": rule.needed(poll.eligible),
        "law": rule.source,
        "day": poll.day.isoformat(),
        "choices": [
            {"seq": one.seq, "title": title, "ballots": one.heads, "area": _plain(one.area), "won": one.won}
            for one, title in zip(found.lines, poll.options, strict=True)
        ],
        "rounds": list(found.rounds),
    }


def opinions(options: argparse.Namespace) -> dict[str, Any]:
    """Groups of a conversation; who never voted has none."""
    talk = conversation(options.path)
    began = time.perf_counter()
    found = groups_of(talk.matrix)
    if options.into:
        _into(options.into, options.path, talk)
    return {
        "groups": {
            person: int(group) for person, group in zip(talk.people, found.of, strict=True) if group >= 0
        },
        "k": found.k,
        "stability": round(found.stability, 3),
        "seconds": round(time.perf_counter() - began, 3),
        "representative": [
            {
                "group": each.group,
                "statement": talk.statements[each.statement],
                "agree": round(each.agree, 3),
                "votes": each.votes,
                "lift": round(each.lift, 2),
            }
            for each in representative(talk.matrix, found)
        ],
        "shared": shared(talk.matrix, found.of, range(found.k), [int(one) for one in talk.statements]),
    }


def _into(code: str, folder: Path, talk: Conversation) -> None:
    """Put a conversation into a space of this town."""
    from linli.kernel.actor import SYSTEM

    from ..commands import import_map
    from ..queries import find_space

    texts = texts_of(folder)
    words = [texts.get(name, name) for name in talk.statements]
    import_map(find_space(code, viewer=SYSTEM), words, talk.matrix, actor=SYSTEM)


def published(options: argparse.Namespace) -> dict[str, Any]:
    """A published list: its fingerprint, the panel of a number, in how many panels each of the pool is."""
    try:
        text = options.path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BAD_POOL(row=1, file=options.path.name, fault="cannot be read", value="") from error
    panels = read_list(text)
    counted = Counter(one for panel in panels for one in panel)
    told: dict[str, Any] = {
        "panels": len(panels),
        "panels_sha256": sha256(text.encode()).hexdigest(),
        "least_often": min(counted.values(), default=0),
        "most_often": max(counted.values(), default=0),
    }
    if options.number and options.number <= len(panels):
        told |= {"number": options.number, "panel": panels[options.number - 1]}
    return told


def panel(options: argparse.Namespace) -> dict[str, Any]:
    """A panel by lot: rows of respondents.csv counted from 1 (their ids, if the file has such a column)."""
    if options.path.is_file():
        return published(options)
    pool, quotas, names, homes = pool_of(options.path)
    if len(pool) < options.size:
        raise BAD_POOL(
            row=len(pool) + 1, file="respondents.csv", fault="fewer people than seats", value=options.size
        )
    began = time.perf_counter()
    lottery = maximin(pool, quotas, options.size, homes)
    panels = numbered(lottery)
    drawn = options.number or randbelow(NUMBERED) + 1
    return {
        "min_probability": round(lottery.min_probability, 9),
        "bound": round(lottery.bound, 9),
        "panel": [names[row] for row in panels[drawn - 1]],
        "seconds": round(time.perf_counter() - began, 3),
        "number": drawn,
        "panels_sha256": list_hash(panels),
    }


def survey(options: argparse.Namespace) -> dict[str, Any]:
    """The figures of a survey from its open files."""
    began = time.perf_counter()
    told, columns, rows = survey_of(options.path)
    return {
        "figures": figures(columns, rows, told["strata"], told["way"] == "sample"),
        "answers": len(rows),
        "effect": effect(rows),
        "seconds": round(time.perf_counter() - began, 4),
    }


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
