# SPDX-License-Identifier: AGPL-3.0-or-later
"""A vote on a budget as an election that anybody can recompute: the open ballot file and its rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .pb import Ballot, Election, Project

# Published with every result, word for word, so that a stranger counts by the same rule.
RULE_TEXT = (
    "Method of Equal Shares; utility = cost; start = budget/voters rounded down to a whole unit; "
    "step = one unit a voter more; stop before the first step whose winners cost more than the budget; "
    "ties: lower cost, then more votes, then the order of the list, which was drawn by lot before the vote"
)


@dataclass(frozen=True)
class Choice:
    """A project of the vote by its number in the list."""

    seq: int
    title: str
    cost: Decimal


def election_of(
    name: str,
    amount: Decimal,
    choices: Sequence[Choice],
    ballots: Sequence[Sequence[int]],
    begins: date,
    ends: date,
) -> Election:
    """The election; ``ballots`` are numbers of projects, already without any order that tells of people.

    Empty ballots are left out: in Equal Shares they would only lower everybody's share.
    """
    filled = [sorted(set(one)) for one in ballots if one]
    meta = {
        "description": name.replace("\n", " "),
        "num_projects": str(len(choices)),
        "num_votes": str(len(filled)),
        "budget": _plain(amount),
        "currency": "CNY",
        "vote_type": "approval",
        "rule": "equalshares",
        "date_begin": begins.isoformat(),
        "date_end": ends.isoformat(),
        "comment": RULE_TEXT,
    }
    projects = [
        Project(
            str(one.seq),
            one.cost,
            one.title,
            None,
            {
                "project_id": str(one.seq),
                "cost": _plain(one.cost),
                "name": " ".join(one.title.split()),
                "votes": str(sum(one.seq in ballot for ballot in filled)),
            },
        )
        for one in choices
    ]
    rows = []
    for number, ballot in enumerate(filled, 1):
        said = tuple(map(str, ballot))
        rows.append(Ballot(str(number), said, (), {"voter_id": str(number), "vote": ",".join(said)}))
    return Election(meta, tuple(projects), tuple(rows))


def _plain(amount: Decimal) -> str:
    return str(int(amount)) if amount == amount.to_integral_value() else str(amount)
