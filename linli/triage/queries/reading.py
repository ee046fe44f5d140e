# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a text: kind, category, place, unit, signs of danger, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from linli.people import public as people
from linli.places import public as places
from linli.platform import stamps
from linli.topics import public as topics

from ..models import Bar, ReaderModel
from ..rules import Head, danger_in, hard_routes, tidy, unpack
from ..rules.bars import bar_of
from ..vocab import Level

STAMP = "triage"
PLACE_SURE = 0.7  # from here a place may be suggested without asking which of several


@dataclass(frozen=True)
class Guess:
    """A code with a calibrated probability and the pieces of text that speak for it."""

    code: str
    probability: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceGuess:
    """A place with a confidence and the reason (``places.Reason``)."""

    code: str
    probability: float
    reason: str
    words: str


@dataclass(frozen=True)
class Suggestion:
    """What the reader makes of a text. ``None`` or nothing where it is not sure enough.

    ``within`` is the lowest branch of the category tree that it is sure of, where it is not of a leaf;
    then ``categories`` holds only what lies in that branch. ``thought`` is its first thought at each level
    with its certainty, sure enough or not: what it is measured by, when a person has decided.
    """

    kind: Guess | None = None
    category: Guess | None = None
    categories: tuple[Guess, ...] = ()
    within: Guess | None = None
    place: PlaceGuess | None = None
    places: tuple[PlaceGuess, ...] = ()
    unit: str = ""
    duty: str = ""
    danger: tuple[str, ...] = ()
    hard: tuple[str, ...] = ()
    version: int = 0
    thought: dict[str, tuple[str, float]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready form, as a case keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class Reading:
    """Kind and category that the reader is sure of (empty where it is not), for many texts."""

    kind: str = ""
    category: str = ""
    probability: float = 0.0
    version: int = 0

    def as_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)


@dataclass(frozen=True)
class Reader:
    """A trained reader as it is held in memory, with the bars that people set."""

    version: int
    heads: dict[str, Head]
    figures: dict[str, Any]
    bars: Mapping[tuple[Level, str], float] = field(default_factory=dict)

    def bar(self, level: Level, top: str = "") -> float:
        """The probability from which it speaks: set for this top category, set for all, or measured."""
        for place in ((level, top), (level, "")):
            if place in self.bars:
                return self.bars[place]
        head = self.heads.get("kind" if level is Level.KIND else "category")
        return head.bar if head else 1.0


def suggest(text: str, place_hint: str | None = None) -> Suggestion:
    """The reader's suggestion for a text; ``place_hint`` is the code of where it was taken down."""
    reader = current()
    tidied = tidy(text)
    ((kind, kinds),) = _guesses(reader, "kind", [tidied])
    ((category, ranked),) = _guesses(reader, "category", [tidied], explain=True, most=12)
    sums = _sums(ranked)
    within = None if category else _branch(sums, reader)
    inside = [guess for guess in ranked if within is None or within.code in _chain(guess.code)]
    candidates = _places(text, place_hint)
    place = candidates[0] if _clear(candidates) else None
    known = topics.category(category.code) if category else None
    home = place.code if place else place_hint
    answer = None
    if known is not None and home:
        answer = people.responsible(known.code, home, places.today())
    return Suggestion(
        kind=kind,
        category=category if known is not None else None,
        categories=tuple(guess for guess in inside if topics.category(guess.code))[:3],
        within=within,
        place=place,
        places=tuple(candidates[:4]),
        unit=answer.unit.code if answer and answer.duty else "",
        duty=str(answer.duty.id) if answer and answer.duty else "",
        danger=tuple(dict.fromkeys(danger.value for danger, _, _ in danger_in(text))),
        hard=tuple(dict.fromkeys(found.route.value for found in hard_routes(text))),
        version=reader.version,
        thought=_thought(kinds, sums, ranked),
    )


def read_many(texts: Sequence[str]) -> list[Reading]:
    """Kinds and categories of many texts, without reasons; abstains as :func:`suggest` does."""
    reader = current()
    tidied = [tidy(text) for text in texts]
    kinds, categories = _guesses(reader, "kind", tidied), _guesses(reader, "category", tidied)
    found = []
    for (kind, _), (category, ranked) in zip(kinds, categories, strict=True):
        sure = category if category and topics.category(category.code) else None
        found.append(
            Reading(
                kind.code if kind else "",
                sure.code if sure else "",
                ranked[0].probability if ranked else 0.0,
                reader.version,
            )
        )
    return found


def place_in(text: str, hint: str | None = None) -> str:
    """The code of the one place that a text clearly speaks of; empty if there is none."""
    candidates = _places(text, hint)
    return candidates[0].code if _clear(candidates) else ""


def current() -> Reader:
    """The reader in use; one without heads abstains from everything."""
    return stamps.cached(f"{STAMP}:reader", _load)


def _guesses(
    reader: Reader, name: str, texts: Sequence[str], *, explain: bool = False, most: int = 3
) -> list[tuple[Guess | None, list[Guess]]]:
    """For each tidy text the guess of one head, if it is sure, and its first ``most``."""
    head = reader.heads.get(name)
    if head is None:
        return [(None, [])] * len(texts)
    found: list[tuple[Guess | None, list[Guess]]] = []
    for text, probabilities in zip(texts, head.probabilities(texts), strict=True):
        if not any(sign.isalnum() for sign in text):
            found.append((None, []))
            continue
        ranked = [
            Guess(
                head.labels[index],
                round(float(probabilities[index]), 3),
                tuple(head.reasons(text, int(index))) if explain and rank == 0 else (),
            )
            for rank, index in enumerate(probabilities.argsort()[::-1][:most])
        ]
        first = ranked[0]
        bar = reader.bar(Level(name), top_of(first.code) if reader.bars and name == "category" else "")
        found.append((first if first.probability >= bar else None, ranked))
    return found


def _sums(ranked: Sequence[Guess]) -> dict[tuple[str, ...], float]:
    """For every branch (its codes from the top) the probability of its leaves together."""
    sums: dict[tuple[str, ...], float] = {}
    for guess in ranked:
        chain = _chain(guess.code)
        for depth in range(1, len(chain)):
            sums[tuple(chain[:depth])] = sums.get(tuple(chain[:depth]), 0.0) + guess.probability
    return sums


def _branch(sums: Mapping[tuple[str, ...], float], reader: Reader) -> Guess | None:
    """The lowest branch whose leaves together are sure enough: no child without its parent."""
    sure = [chain for chain, total in sums.items() if total >= reader.bar(Level.BRANCH, chain[0])]
    if not sure:
        return None
    lowest = max(sure, key=lambda chain: (len(chain), sums[chain]))
    return Guess(lowest[-1], round(min(sums[lowest], 1.0), 3))


def _thought(
    kinds: Sequence[Guess], sums: Mapping[tuple[str, ...], float], ranked: Sequence[Guess]
) -> dict[str, tuple[str, float]]:
    tops = [(total, chain[0]) for chain, total in sums.items() if len(chain) == 1]
    branches = [Guess(code, round(min(total, 1.0), 3)) for total, code in sorted(tops, reverse=True)]
    first = {Level.KIND: kinds, Level.BRANCH: branches, Level.CATEGORY: ranked}
    return {
        level.value: (guesses[0].code, guesses[0].probability)
        for level, guesses in first.items()
        if guesses
    }


def top_of(code: str) -> str:
    """The top category above a category; empty if the town has no such category."""
    return next(iter(_chain(code)), "")


def _chain(code: str) -> list[str]:
    """The codes from the top of the tree down to a category; empty if the town has no such category."""
    known = topics.category(code)
    return [each.code for each in topics.tree().chain(known)] if known else []


def _places(text: str, hint: str | None) -> list[PlaceGuess]:
    return [
        PlaceGuess(found.place.code, found.confidence, found.reason.value, found.words)
        for found in places.find(text, hint)
    ]


def _clear(candidates: Sequence[PlaceGuess]) -> bool:
    """Whether the first candidate is sure and no second one of another branch comes near."""
    if not candidates or candidates[0].probability < PLACE_SURE:
        return False
    first = places.place_by_code(candidates[0].code)
    rivals = (
        places.place_by_code(other.code) for other in candidates[1:] if other.probability >= PLACE_SURE
    )
    return all(rival.holds(first) or first.holds(rival) or rival.overlay for rival in rivals)


def reader_in_use() -> ReaderModel | None:
    """The row of the reader in use."""
    return ReaderModel.objects.filter(current=True).order_by("-id").first()


def _load() -> Reader:
    row = reader_in_use()
    if row is None:
        return Reader(0, {}, {})
    newest = Bar.objects.order_by("level", "branch", "-id").distinct("level", "branch")
    bars = {
        (Level(level), branch): bar_of(percent)
        for level, branch, percent in newest.values_list("level", "branch", "percent")
        if percent is not None
    }
    return Reader(row.id, unpack(bytes(row.weights)), row.figures, bars)
