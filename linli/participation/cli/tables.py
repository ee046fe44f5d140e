# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folders from outside: a conversation, and a pool with its quotas. Faults are named by file and row."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..rules.opinions import last_votes
from ..rules.panel import Quotas
from ..vocab import BAD_OPINIONS, BAD_POOL

VOTES = {"": np.nan, "1": 1.0, "0": 0.0, "-1": -1.0}
ID, HOME = "id", "household"


@dataclass(frozen=True)
class Conversation:
    """The matrix of last votes, people x statements, with names; hidden statements are left out."""

    people: list[str]
    statements: list[str]
    matrix: np.ndarray


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key or "": value or "" for key, value in row.items()} for row in csv.DictReader(file)]


def conversation(folder: Path) -> Conversation:
    """Read a folder; :raises Problem: bad_opinions."""
    hidden = {
        row.get("comment-id", "") for row in _rows(folder / "comments.csv") if row.get("moderated") == "-1"
    }
    wide = _rows(folder / "participants-votes.csv")
    return _wide(wide, hidden) if wide else _long(_rows(folder / "votes.csv"), hidden)


def texts_of(folder: Path) -> dict[str, str]:
    """The words of the statements by their numbers, where the folder has them."""
    return {
        row["comment-id"]: row.get("comment-body", "").strip()
        for row in _rows(folder / "comments.csv")
        if row.get("comment-id")
    }


def _wide(rows: list[dict[str, str]], hidden: set[str]) -> Conversation:
    file = "participants-votes.csv"
    statements = [name for name in rows[0] if name.isdigit() and name not in hidden]
    matrix = np.full((len(rows), len(statements)), np.nan, dtype=np.float32)
    seen: set[str] = set()
    for at, row in enumerate(rows):
        person = row.get("participant", "")
        if not person or person in seen:
            raise BAD_OPINIONS(file=file, row=at + 2, fault="participant missing or twice", value=person)
        seen.add(person)
        for column, name in enumerate(statements):
            if row[name] not in VOTES:
                raise BAD_OPINIONS(
                    file=file, row=at + 2, fault="a vote is 1, 0, -1 or empty", value=row[name]
                )
            matrix[at, column] = VOTES[row[name]]
    return Conversation([row["participant"] for row in rows], statements, matrix)


def _long(rows: list[dict[str, str]], hidden: set[str]) -> Conversation:
    votes: list[tuple[int, str, str, float]] = []
    for at, row in enumerate(rows, 2):
        when, vote = row.get("timestamp", ""), row.get("vote", "")
        if not when.isdigit() or vote not in VOTES or not vote:
            raise BAD_OPINIONS(
                file="votes.csv", row=at, fault="time or vote missing", value=f"{when} {vote}"
            )
        if row.get("comment-id", "") not in hidden:
            votes.append((int(when), row.get("voter-id", ""), row.get("comment-id", ""), VOTES[vote]))
    if not votes:
        raise BAD_OPINIONS(file="votes.csv", row=1, fault="no votes", value="")
    people = sorted({vote[1] for vote in votes})
    statements = sorted({vote[2] for vote in votes})
    row_of = {name: at for at, name in enumerate(people)}
    column_of = {name: at for at, name in enumerate(statements)}
    numbered = [(when, row_of[who], column_of[what], vote) for when, who, what, vote in votes]
    return Conversation(people, statements, last_votes(numbered, len(people), len(statements)))


def pool_of(folder: Path) -> tuple[list[dict[str, str]], Quotas, list[str], list[str] | None]:
    """People, quotas, names and households (None without such a column); :raises Problem: bad_pool."""
    quotas: dict[tuple[str, str], tuple[int, int]] = {}
    for at, row in enumerate(_rows(folder / "categories.csv"), 2):
        key, low, high = (
            (row.get("category", ""), row.get("feature", "")),
            row.get("min", ""),
            row.get("max", ""),
        )
        if key in quotas or not (low.isdigit() and high.isdigit() and int(low) <= int(high)):
            raise BAD_POOL(
                file="categories.csv", row=at, fault="quota twice or not min <= max", value=f"{key}"
            )
        quotas[key] = int(low), int(high)
    if not quotas:
        raise BAD_POOL(file="categories.csv", row=1, fault="no quotas", value="")
    pool = _rows(folder / "respondents.csv")
    if not pool:
        raise BAD_POOL(file="respondents.csv", row=1, fault="nobody in the pool", value="")
    names: list[str] = []
    for at, row in enumerate(pool, 1):
        for category in {key[0] for key in quotas}:
            if (category, row.get(category, "")) not in quotas:
                raise BAD_POOL(
                    file="respondents.csv", row=at + 1, fault=f"no quota for this {category}",
                    value=row.get(category, ""),
                )  # fmt: skip
        names.append(row.get(ID) or str(at))
    if len(set(names)) < len(names):
        raise BAD_POOL(file="respondents.csv", row=1, fault="an id appears twice", value="")
    # Nobody shares a household that is not named.
    homes = [row[HOME] or f"-{at}" for at, row in enumerate(pool)] if HOME in pool[0] else None
    return pool, quotas, names, homes
