# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of moderation as they stood on each day, the log of what was done by them, its figures."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.places import public as places
from linli.platform import stamps
from linli.platform.tables import write_csv
from linli.platform.ui.words import name_of

from ..models import Amendment, HearingComment, ModerationAct, ModerationRule, Proposal, Statement, Support
from ..policy import may
from ..vocab import RULE_WORDS, Deed
from ..vocab.core import Part
from ..vocab.moderation import Contribution, Outcome

STAMP = "moderation"  # of the rules, which are held in memory
PAGE = 40
MOST = 20_000
COLUMNS = (
    "at", "kind", "number", "deed", "rules_version", "rule_number", "rule", "reason", "appealed_at",
    "outcome", "outcome_reason", "decided_at",
)  # fmt: skip


@dataclass(frozen=True)
class RuleLine:
    """A public rule. ``own`` has its words by language where the town wrote it; else it is linli's."""

    version: int
    number: int
    code: str
    own: Mapping[str, str]

    @property
    def words(self) -> str:
        """The rule in the language now spoken."""
        return name_of(self.own) if self.own else gettext(RULE_WORDS[self.code])  # type: ignore[index]


@dataclass(frozen=True)
class RuleSet:
    """A version of the rules and from which day it holds (none: from the beginning)."""

    version: int
    valid_from: date | None
    rules: tuple[RuleLine, ...]

    def by_code(self, code: str) -> RuleLine | None:
        """The rule with a code."""
        return next((one for one in self.rules if one.code == code), None)


@dataclass(frozen=True)
class ActLine:
    """What was done by a rule, and what came of an appeal. It names nobody."""

    id: UUID
    kind: Contribution
    label: str
    page: str
    deed: str
    rule: RuleLine | None
    reason: str
    at: datetime
    appeal: str
    appealed_at: datetime | None
    outcome: Outcome | None
    answer: str
    decided_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether an appeal waits for another moderator."""
        return self.appealed_at is not None and self.outcome is None


@dataclass(frozen=True)
class Figures:
    """How much is contributed and how much of it was moderated; days are the median until an appeal was
    decided."""

    kinds: tuple[tuple[Contribution, int, int, int], ...]  # kind, contributed, taken out, given back
    rules: tuple[tuple[RuleLine, int], ...]
    moderators: int
    appeals: int
    returned: int
    upheld: int
    days: float | None


def rule_sets() -> list[RuleSet]:
    """Every version of the rules, the newest first. Where the town has none, linli's own are version 1."""
    return stamps.cached(STAMP, _load_rule_sets)


def _load_rule_sets() -> list[RuleSet]:
    found: dict[int, list[ModerationRule]] = {}
    for row in ModerationRule.objects.order_by("version", "number"):
        found.setdefault(row.version, []).append(row)
    sets = [
        RuleSet(
            version,
            rows[0].valid_from,
            tuple(RuleLine(version, row.number, row.code, row.words) for row in rows),
        )
        for version, rows in sorted(found.items(), reverse=True)
    ]
    own = tuple(RuleLine(1, number, code.value, {}) for number, code in enumerate(RULE_WORDS, 1))
    return sets or [RuleSet(1, None, own)]


def rules_now() -> RuleSet:
    """The rules in force today."""
    sets, today = rule_sets(), places.today()
    in_force = (one for one in sets if one.valid_from is None or one.valid_from <= today)
    return next(in_force, sets[-1])


def act_lines(kind: Contribution | None = None, after: int = 0) -> tuple[list[ActLine], bool]:
    """A page of the log, the newest first, and whether there is more."""
    rows = ModerationAct.objects.order_by("-at", "id")
    rows = rows.filter(kind=kind) if kind else rows
    found = list(rows[after : after + PAGE + 1])
    return _lines(found[:PAGE]), len(found) > PAGE


def acts_about(kind: Contribution, subjects: Iterable[UUID]) -> dict[UUID, list[ActLine]]:
    """What was done with each of several contributions, the newest first."""
    rows = list(ModerationAct.objects.filter(kind=kind, subject__in=list(subjects)).order_by("-at", "id"))
    found: dict[UUID, list[ActLine]] = {}
    for row, line in zip(rows, _lines(rows), strict=True):
        if row.subject is not None:
            found.setdefault(row.subject, []).append(line)
    return found


def acts_on_sentences(space: str, seqs: Iterable[int]) -> list[ActLine]:
    """What was done last with sentences of the opinion map of a space, by their numbers."""
    labels = [f"{space}/{seq}" for seq in seqs]
    if not labels:
        return []
    rows = ModerationAct.objects.filter(kind=Contribution.STATEMENT, called__in=labels)
    last = {row.called: row for row in rows.order_by("at", "id")}
    return _lines(list(last.values()))


def appeals_waiting(viewer: Actor) -> list[tuple[ActLine, bool]]:
    """The appeals that wait in the viewer's places, each with whether this viewer may decide it."""
    rows = ModerationAct.objects.exclude(appealed_at=None).filter(outcome="").order_by("appealed_at", "id")
    kept = [row for row in rows[:MOST] if may(viewer, Deed.HIDE, row.place_path)]
    return [
        (line, row.moderator_id is None or str(row.moderator_id) != viewer.id)
        for row, line in zip(kept, _lines(kept), strict=True)
    ]


def open_acts(viewer: Actor) -> list[ActLine]:
    """What stands without an appeal in the viewer's places: an appeal on paper is entered against it."""
    rows = ModerationAct.objects.filter(appealed_at=None).order_by("-at", "id")[:MOST]
    return _lines([row for row in rows if may(viewer, Deed.PAPER, row.place_path)][:PAGE])


def authors_of(kind: Contribution, subject: UUID | None) -> set[UUID]:
    """Accounts of those who wrote a contribution; none where it came on paper or under a pseudonym."""
    if subject is None or kind is Contribution.STATEMENT:
        return set()
    if kind is Contribution.PROPOSAL:
        rows: Any = Support.objects.filter(proposal=subject, part__in=(Part.AUTHOR, Part.CO_AUTHOR))
    else:
        model: Any = Amendment if kind is Contribution.AMENDMENT else HearingComment
        rows = model.objects.filter(pk=subject)
    return {one for one in rows.order_by("id").values_list("account_id", flat=True) if one is not None}


def figures() -> Figures:
    """The public statistics of moderation."""
    rows = list(
        ModerationAct.objects.order_by("at", "id").values_list(
            "kind", "deed", "version", "number", "moderator", "outcome", "appealed_at", "decided_at"
        )[:MOST]
    )
    made = {
        Contribution.PROPOSAL: Proposal.objects.count(),
        Contribution.STATEMENT: Statement.objects.filter(seed=False).count(),
        Contribution.AMENDMENT: Amendment.objects.count(),
        Contribution.COMMENT: HearingComment.objects.count(),
    }
    done = Counter((row[0], row[1]) for row in rows)
    known = {(one.version, one.number): one for group in rule_sets() for one in group.rules}
    by_rule = Counter((row[2], row[3]) for row in rows)
    took = [(row[7] - row[6]).total_seconds() / 86_400 for row in rows if row[6] and row[7]]
    return Figures(
        tuple((kind, made[kind], done[kind.value, "hide"], done[kind.value, "return"]) for kind in made),
        tuple((known[key], count) for key, count in by_rule.most_common() if key in known),
        len({row[4] for row in rows if row[4]}),
        sum(row[6] is not None for row in rows),
        sum(row[5] == Outcome.RETURNED for row in rows),
        sum(row[5] == Outcome.UPHELD for row in rows),
        median(took) if took else None,
    )


def log_rows() -> list[dict[str, Any]]:
    """The whole log as plain data, the newest first: no names, no words of what was taken out."""
    rows = ModerationAct.objects.order_by("-at", "id")[:MOST]
    return [
        dict(
            zip(
                COLUMNS,
                (
                    one.at.isoformat(),
                    one.kind.value,
                    one.label,
                    one.deed,
                    one.rule.version if one.rule else None,
                    one.rule.number if one.rule else None,
                    one.rule.words if one.rule else "",
                    one.reason,
                    one.appealed_at.isoformat() if one.appealed_at else None,
                    one.outcome.value if one.outcome else None,
                    one.answer,
                    one.decided_at.isoformat() if one.decided_at else None,
                ),
                strict=True,
            )
        )
        for one in _lines(list(rows))
    ]


def log_csv() -> str:
    """The same as CSV; a cell that a table program would run as a formula is kept from it."""
    out = io.StringIO()
    write_csv(out, COLUMNS, (["" if one is None else one for one in row.values()] for row in log_rows()))
    return out.getvalue()


def _lines(rows: list[ModerationAct]) -> list[ActLine]:
    known = {(one.version, one.number): one for group in rule_sets() for one in group.rules} if rows else {}
    return [
        ActLine(
            row.id,
            Contribution(row.kind),
            row.called,
            row.page,
            row.deed,
            known.get((row.version, row.number)),
            row.reason,
            row.at,
            row.appeal,
            row.appealed_at,
            Outcome(row.outcome) if row.outcome else None,
            row.answer,
            row.decided_at,
        )
        for row in rows
    ]
