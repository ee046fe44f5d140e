# SPDX-License-Identifier: AGPL-3.0-or-later
"""What who took part is told: that an answer is due, what it is, what became of the promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel.actor import VISITOR
from linli.kernel.problem import mark
from linli.places import public as places
from linli.platform.outbox.send import Told
from linli.platform.ui.words import day_words, name_of

from ..models import Merging, Proposal
from ..vocab import VERDICT_WORDS, Deed, Verdict
from ..vocab.moderation import Contribution
from .letters import letters
from .moderation import ActLine, acts_about, authors_of
from .own import took_part

SUBJECT = mark('%(town)s: the proposal "%(title)s"')
TOLD: dict[str, str] = {
    Deed.RELEASE: mark('The proposal "%(title)s" (%(number)s) can be read and endorsed by everybody now.'),
    Deed.HIDE: mark(
        'The moderators took out the proposal "%(title)s" (%(number)s) by rule %(rule)s The reason: '
        "%(reason)s\nWhoever wrote it can appeal on its page; another moderator decides."
    ),
    Deed.RETURN: mark(
        'The moderators gave the proposal "%(title)s" (%(number)s) back by rule %(rule)s The reason: '
        "%(reason)s\nYou can mend it on its page and hand it in again, or appeal."
    ),
    Deed.ASK_MERGE: mark(
        'The moderators ask the authors of the proposal "%(title)s" (%(number)s) whether it is joined to '
        "another one: %(reason)s\nPlease say yes or no on its page. Every voice would go along."
    ),
    Deed.REFUSE: mark(
        'The proposal "%(title)s" (%(number)s) is not joined to another one: an author did not agree.'
    ),
    Deed.MERGE: mark(
        'The proposal "%(title)s" (%(number)s) was joined to another one about the same. '
        "Your voice counts there."
    ),
    Deed.REACH: mark(
        'The proposal "%(title)s" (%(number)s) has %(voices)s voices. It must be answered by %(day)s.'
    ),
    Deed.ESCALATE: mark(
        'The answer to the proposal "%(title)s" (%(number)s) is overdue. '
        "The level above has it on its list."
    ),
    Deed.ANSWER: mark('The proposal "%(title)s" (%(number)s) is answered: %(verdict)s. %(answer)s'),
    Deed.COUNT: mark('The vote on the budget decided on the proposal "%(title)s" (%(number)s): %(won)s.'),
}
FOR_AUTHORS = (Deed.RETURN, Deed.ASK_MERGE, Deed.REFUSE)
PROMISED = mark("What is promised: %(promise)s (%(unit)s, by %(day)s).")
BECAME = {
    "start": mark('Work has begun on what was promised for "%(title)s": %(text)s'),
    "report": mark('News of what was promised for "%(title)s": %(text)s'),
    "put_off": mark('What was promised for "%(title)s" is put off to %(day)s. The reason: %(text)s'),
    "fulfil": mark(
        'What was promised for "%(title)s" is done: %(text)s\n\nIs it? Please tell us on its page.'
    ),
    "drop": mark('What was promised for "%(title)s" will not be done. The reason: %(text)s'),
}


def about_proposal(proposal: UUID, deed: str) -> list[Told]:
    """What the step ``deed`` of a proposal tells those who took part, each in their language."""
    row = Proposal.objects.select_related("space").filter(pk=proposal).order_by("pk").first()
    if row is None or deed not in TOLD:
        return []
    line = _promise(row)
    facts: dict[str, Any] = {
        "voices": str(row.voices),
        "day": places.last_day(row.due_at) if row.due_at else row.space.answer_on,
        "answer": row.answer,
    }
    path = reverse("proposal", args=[row.space.code, row.number])
    acts = acts_about(Contribution.PROPOSAL, [row.id]).get(row.id, [])
    facts["reason"] = acts[0].reason if acts else ""
    facts["rule"] = lambda: _rule(acts)
    if deed == Deed.ASK_MERGE:
        asked = Merging.objects.filter(Q(proposal=row) | Q(into=row)).order_by("-asked_at", "id").first()
        facts["reason"] = asked.reason if asked else ""
    promise = line if deed in (Deed.ANSWER, Deed.COUNT) else None
    to = authors_of(Contribution.PROPOSAL, row.id) if deed in FOR_AUTHORS else took_part(row.id)
    return _messages(row, deed, TOLD[deed], facts, path, promise, to)


def about_commitment(commitment: UUID, action: str, seq: int) -> list[Told]:
    """What a step of a commitment tells those who took part in the proposal that it came from."""
    row = Proposal.objects.select_related("space").filter(commitment=commitment).order_by("id").first()
    line = _promise(row) if row else None
    if row is None or line is None or action not in BECAME:
        return []
    steps = cases.commitment_by_number(line.number, viewer=VISITOR).steps
    text = next((step.text for step in steps if step.seq == seq), "")
    facts = {"text": text, "day": line.due_on}
    path = reverse("commitment", args=[line.number])
    to = took_part(row.id)
    return _messages(row, f"commitment_{action}", BECAME[action], facts, path, None, to)


def _rule(acts: list[ActLine]) -> str:
    """The number of the rule and its words, in the language now spoken."""
    rule = acts[0].rule if acts else None
    return f"{rule.number}: {rule.words}" if rule else ""


def _promise(row: Proposal) -> cases.CommitmentLine | None:
    if row.commitment_id is None:
        return None
    return cases.commitments_by_id([row.commitment_id]).get(row.commitment_id)


def _messages(
    row: Proposal,
    name: str,
    words: str,
    facts: Mapping[str, Any],
    path: str,
    promise: cases.CommitmentLine | None,
    to: Iterable[UUID],
) -> list[Told]:
    def write() -> tuple[str, str]:
        known = {
            **{key: said() if callable(said) else said for key, said in facts.items()},
            "day": day_words(facts["day"]),
            "town": name_of(places.town().names),
            "title": row.title,
            "number": row.number,
            "verdict": gettext(VERDICT_WORDS[Verdict(row.verdict)]) if row.verdict else "",
        }
        known["won"] = (
            gettext("it is carried out") if promise else gettext("it is not carried out this time")
        )
        body = gettext(words) % known
        if promise is not None:
            said = {
                "promise": promise.text,
                "unit": name_of(promise.unit.names),
                "day": day_words(promise.due_on),
            }
            body += "\n\n" + gettext(PROMISED) % said
        return gettext(SUBJECT) % known, f"{body}\n{settings.SITE_URL}{path}"

    return letters(to, f"participation.{name}", write)
