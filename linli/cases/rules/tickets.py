# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same ticket a day later: what the hotline's next file says that is new, and where the two are at
odds. Pure.

The other system says what it alone knows: another limit, a call that urged, words that came later, that
the person took it back, that it was sent back for rework. That is taken. What was done here is never
overwritten by a file: where the two differ, a person is told with a code, as often as the file says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linli.kernel.problem import mark

from ..vocab import Action, State
from .course import ANSWERED, OPEN
from .importing import Draft

ENDS = frozenset({State.RESOLVED, State.CLOSED, State.DECLINED, State.WITHDRAWN})
MOST_SEEN = 60  # earlier wordings of a ticket that are known again
LONGEST_SIGN = 4  # characters up to which an urging cell is a mark or a number, and no words


class Odds(StrEnum):
    """Where a row of a hotline's file and our matter differ, so that a person must look."""

    DUE_HERE = "due_here"
    ENDED_THERE = "ended_there"
    ANSWERED_HERE = "answered_here"
    OLDER = "older"
    NOT_YOURS = "not_yours"


ODDS_WORDS = {
    Odds.DUE_HERE: mark("the file sets another day, but somebody here moved the day; ours stays"),
    Odds.ENDED_THERE: mark("ended over there, but open here; it stays open"),
    Odds.ANSWERED_HERE: mark("taken back over there, but answered here; the answer stays"),
    Odds.OLDER: mark("this row reads as an older file had it; nothing was changed"),
    Odds.NOT_YOURS: mark("this matter is not with you; nothing was changed"),
}


NEWS_WORDS = {
    Action.WITHDRAW.value: mark("taken back by the person"),
    Action.REOPEN.value: mark("sent back: it is taken up again"),
    "due": mark("another limit"),
    "urged": mark("urged"),
    "words": mark("words that came later"),
}


@dataclass(frozen=True)
class Ours:
    """How our matter stands. ``moved``: a person here moved its day since the hotline last set it."""

    state: State
    due_at: datetime | None
    moved: bool
    said: Sequence[str] = ()  # the person's words as we have them, oldest first


@dataclass(frozen=True)
class News:
    """What a file says anew of a ticket, and where it is at odds with us, each with the file's value."""

    action: Action | None = None
    due: datetime | None = None
    urged: bool = False
    words: str = ""
    odds: tuple[tuple[Odds, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What there is to take over, in words of the code."""
        found = {"due": self.due, "urged": self.urged, "words": self.words}
        moved = (self.action.value,) if self.action else ()
        return (*moved, *(name for name, value in found.items() if value))


def told_of(draft: Draft) -> dict[str, str]:
    """What a row says that may change, with a digest in the place of words."""
    return {
        "state": draft.state.value,
        "due": draft.due_at.isoformat() if draft.due_at else "",
        "urged": _digest(draft.urged),
        "text": _digest(f"{draft.title}\0{draft.text}"),
        "added": _digest(draft.added),
    }


def mark_of(told: Mapping[str, str]) -> str:
    """A short mark by which the same wording is known again."""
    return _digest("\0".join(told[name] for name in sorted(told)))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16] if words.strip("\0\n ") else ""


def news_of(told: Mapping[str, str], seen: Sequence[str], draft: Draft, ours: Ours) -> News:
    """What a row says that was not told before, and its odds; ``seen`` are marks of earlier wordings."""
    now = told_of(draft)
    if now != told and mark_of(now) in seen:
        return News(odds=((Odds.OLDER, ""),))
    action = _action(told, now, ours)
    opens = ours.state in OPEN if action is None else action is Action.REOPEN
    due, odds = None, _standing(draft, ours, action)
    if opens and draft.due_at and now["due"] != told["due"] and draft.due_at != ours.due_at:
        if ours.moved and action is None:
            odds = (*odds, (Odds.DUE_HERE, now["due"]))
        else:
            due = draft.due_at
    urged = opens and bool(now["urged"]) and now["urged"] != told["urged"]
    return News(action, due, urged, _words(told, now, draft, ours, urged=urged), odds)


def told_after(told: Mapping[str, str], draft: Draft, news: News) -> dict[str, str]:
    """What counts as told once the news are taken: a day that was at odds is not."""
    now = told_of(draft)
    differs = any(code is Odds.DUE_HERE for code, _ in news.odds)
    return {**now, "due": told["due"]} if differs else now


def _action(told: Mapping[str, str], now: Mapping[str, str], ours: Ours) -> Action | None:
    if now["state"] == told["state"]:
        return None
    if now["state"] == State.WITHDRAWN and ours.state in OPEN:
        return Action.WITHDRAW
    if now["state"] == State.REOPENED and ours.state not in OPEN:
        return Action.REOPEN
    return None


def _standing(draft: Draft, ours: Ours, action: Action | None) -> tuple[tuple[Odds, str], ...]:
    """Odds that stand as long as the file says so."""
    if action is not None:
        return ()
    if draft.state in ENDS and ours.state in OPEN:
        return ((Odds.ENDED_THERE, draft.state.value),)
    if draft.state is State.WITHDRAWN and ours.state in ANSWERED:
        return ((Odds.ANSWERED_HERE, draft.state.value),)
    return ()


def _words(
    told: Mapping[str, str], now: Mapping[str, str], draft: Draft, ours: Ours, *, urged: bool
) -> str:
    """Words that came later: in a column of their own, at the end of the text, or with the urging."""
    found = []
    if now["text"] != told["text"]:
        found.append(_rest(draft.text, ours.said) or draft.title)
    if now["added"] and now["added"] != told["added"]:
        found.append(_rest(draft.added, ours.said))
    if urged and len(draft.urged) > LONGEST_SIGN:
        found.append(draft.urged)
    return "\n\n".join(filter(None, found))


def _rest(text: str, said: Sequence[str]) -> str:
    """What stands after the words that we have: hotlines often add to the end of a cell."""
    for words in said:
        text = text.strip().removeprefix(words)
    return text.strip()
