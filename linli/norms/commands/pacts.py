# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pacts on their course: drafts, comments and how they were used, decisions, votes, filing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, STALE, mark, problem
from linli.places import public as places
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import PactEdited, PactMoved
from ..models import Pact, PactClause, PactComment, PactStep
from ..policy import may_keep_pact, may_move_pact
from ..rules.legality import check_clause
from ..rules.meetings import Basis, Body
from ..rules.pacts import COURSE, EDITABLE, PactAction, PactState, check_vote
from ..rules.structure import Article, Document
from ..vocab import SOFT, Level
from .library import import_documents

UNDECIDED = problem(
    "pact_undecided",
    409,
    mark("Clauses %(clauses)s are flagged and nobody has decided on them."),
    mark("Say for each whether it is kept, with a reason, or change its words."),
)
EMPTY_PACT = problem(
    "pact_empty",
    422,
    mark("A pact needs a title, a kind and at least one clause; a clause has at most 600 signs."),
    mark("Write one clause a line."),
)
LONGEST, MOST = 600, 120
YEAR = timedelta(days=365)


def start_pact(title: str, level: str, place: str, clauses: Sequence[str], *, actor: Actor) -> str:
    """Begin a pact for a place; its code. Who keeps pacts there may begin one."""
    spot = places.place_by_code(place)
    if not may_keep_pact(actor, spot.path):
        raise FORBIDDEN()
    title, texts = clean(title)[:120], _clauses(clauses)
    if not title or level not in SOFT or not texts:
        raise EMPTY_PACT()
    code = "p-" + hashlib.sha256(f"{place}\0{title}".encode()).hexdigest()[:10]
    with transaction.atomic():
        pact, new = Pact.objects.get_or_create(
            code=code, defaults={"title": title, "level": level, "place": place}
        )
        if new:
            _write(pact, 1, texts)
            _tell(pact, PactEdited(pact.code, 1, len(texts)), actor)
    return pact.code


@transaction.atomic
def edit_pact(code: str, clauses: Sequence[str], *, actor: Actor, expected_version: int) -> None:
    """Give a draft other words: a new edition; decisions on clauses that stayed are taken along."""
    pact = _locked(code, expected_version)
    if not may_keep_pact(actor, _path(pact)):
        raise FORBIDDEN()
    if PactState(pact.state) not in EDITABLE:
        COURSE.after(PactState(pact.state), PactAction.DRAFT)
    texts = _clauses(clauses)
    if not texts:
        raise EMPTY_PACT()
    known = {
        clause.text: clause
        for clause in PactClause.objects.filter(pact=pact, edition=pact.edition).order_by("number")
    }
    pact.edition += 1
    _write(pact, pact.edition, texts, known)
    pact.version += 1
    pact.save()
    _tell(pact, PactEdited(pact.code, pact.edition, len(texts)), actor)


@transaction.atomic
def decide_clause(code: str, number: int, decision: str, reason: str, *, actor: Actor) -> None:
    """Say of a flagged clause that it is kept (with a reason) or that its words must change."""
    pact = _locked(code)
    if not may_keep_pact(actor, _path(pact)):
        raise FORBIDDEN()
    reason = clean(reason)[:LONGEST]
    changed = PactClause.objects.filter(pact=pact, edition=pact.edition, number=number).update(
        decision=decision if decision in ("kept", "change") else "", reason=reason
    )
    if not changed:
        raise NOT_FOUND()
    pact.version += 1
    pact.save(update_fields=["version"])
    _tell(pact, PactEdited(pact.code, pact.edition, 0), actor)


@transaction.atomic
def comment_pact(code: str, clause: int, text: str, *, actor: Actor) -> None:
    """Say something to a clause (0: to the whole) while opinions are collected or a draft stands."""
    pact = _locked(code)
    if PactState(pact.state) not in EDITABLE:
        COURSE.after(PactState(pact.state), PactAction.DRAFT)
    said = clean(text)[:LONGEST]
    if not said:
        raise EMPTY_PACT()
    PactComment.objects.create(
        pact=pact, clause=clause, edition=pact.edition, text=said, made_on=places.today()
    )


@transaction.atomic
def answer_comment(comment: UUID, use: str, answer: str, *, actor: Actor) -> None:
    """Say how a comment was used: taken, partly taken or not, and why."""
    row = PactComment.objects.select_for_update().select_related("pact").filter(pk=comment).first()
    if row is None:
        raise NOT_FOUND()
    if not may_keep_pact(actor, _path(row.pact)):
        raise FORBIDDEN()
    row.use = use if use in ("taken", "partly", "not") else ""
    row.answer = clean(answer)[:LONGEST]
    row.save()


@transaction.atomic
def move_pact(
    code: str,
    action: PactAction,
    *,
    on: date,
    actor: Actor,
    note: str = "",
    facts: Mapping[str, object] | None = None,
    expected_version: int | None = None,
) -> None:
    """Take a step. A vote (``facts``: body, basis, eligible, present, favour) is checked against the
    quorum of its day; filing puts the text into the library as soft law from that day on."""
    pact = _locked(code, expected_version)
    if not may_move_pact(actor, _path(pact), action):
        raise FORBIDDEN()
    state = COURSE.after(PactState(pact.state), action)
    kept = dict(facts or {})
    if action is PactAction.APPROVE:
        _all_decided(pact)
    if action is PactAction.ADOPT:
        kept = _voted(pact, on, kept)
    if action is PactAction.FILE:
        _publish(pact, on, actor)
    if action in (PactAction.FILE, PactAction.REVIEW):
        pact.review_on = on + YEAR
    if action is PactAction.REVISE:
        texts = _texts(pact)
        pact.edition += 1
        _write(pact, pact.edition, texts)
    pact.state = state.value
    pact.version += 1
    pact.save()
    PactStep.objects.create(
        pact=pact, action=action.value, on=on, edition=pact.edition, note=clean(note)[:LONGEST], facts=kept
    )
    _tell(pact, PactMoved(pact.code, pact.place, action.value, state.value, pact.edition), actor)


def _voted(pact: Pact, on: date, facts: Mapping[str, object]) -> dict[str, object]:
    counts = {name: int(str(facts.get(name, -1))) for name in ("eligible", "present", "favour")}
    body, basis = Body(str(facts.get("body"))), Basis(str(facts.get("basis")))
    rule = check_vote(Level(pact.level), body, basis, on, **counts)
    return {**counts, "body": body.value, "basis": basis.value, "source": rule.source}


def _all_decided(pact: Pact) -> None:
    rows = PactClause.objects.filter(pact=pact, edition=pact.edition).order_by("number")
    open_ = [
        row.number
        for row in rows
        if row.decision != "kept" and any(not flag.example for flag in check_clause(row.text))
    ]
    if open_:
        raise UNDECIDED(clauses=", ".join(map(str, open_)))


def _publish(pact: Pact, on: date, actor: Actor) -> None:
    articles = [Article(number, 0, text) for number, text in enumerate(_texts(pact), 1)]
    document = Document(
        title=pact.title,
        code=pact.code,
        level=pact.level,
        issuer=str(places.place_by_code(pact.place).names.get("zh-Hans", pact.place)),
        place=pact.place,
        valid_from=on,
        articles=articles,
        labels=len(articles),
    )
    import_documents([document], actor=actor)


def _texts(pact: Pact) -> list[str]:
    rows = PactClause.objects.filter(pact=pact, edition=pact.edition).order_by("number")
    return list(rows.values_list("text", flat=True))


def _clauses(given: Sequence[str]) -> list[str]:
    texts = [text for text in (clean(line) for line in given) if text]
    if len(texts) > MOST or any(len(text) > LONGEST for text in texts):
        raise EMPTY_PACT()
    return texts


def _write(
    pact: Pact, edition: int, texts: Sequence[str], known: Mapping[str, PactClause] | None = None
) -> None:
    old = known or {}
    PactClause.objects.bulk_create(
        [
            PactClause(
                pact=pact,
                edition=edition,
                number=number,
                text=text,
                decision=old[text].decision if text in old else "",
                reason=old[text].reason if text in old else "",
            )
            for number, text in enumerate(texts, 1)
        ]
    )


def _locked(code: str, expected_version: int | None = None) -> Pact:
    pact = Pact.objects.select_for_update().filter(code=code).first()
    if pact is None:
        raise NOT_FOUND()
    if expected_version is not None and pact.version != expected_version:
        raise STALE(version=pact.version)
    return pact


def _path(pact: Pact) -> str:
    return places.place_by_code(pact.place).path


def _tell(pact: Pact, event: PactMoved | PactEdited, actor: Actor) -> None:
    append([Entry(event, pact.id, next_seq(pact.id), actor, clock.now())])
