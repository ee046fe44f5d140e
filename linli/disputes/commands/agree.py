# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agreement: drafted, read and signed by each party, concluded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.kernel.drawing import drawing
from linli.kernel.ids import new_id
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.norms import public as norms
from linli.platform import crypto, signing
from linli.platform.text import clean

from ..events import Moved, Noted
from ..models import Agreement, Obligation, Party, Signature
from ..queries.detail import statement_of
from ..rules import CONTENTS, COURSE, digest_of, missing
from ..rules.after import steps_of
from ..rules.agreement import LONGEST
from ..vocab import BAD_SIGNATURE, MISSING_CONTENT, UNSIGNED, Action, Deed, Signing, State
from .base import Work, take


@transaction.atomic
def draft_agreement(
    mediation: UUID, contents: Mapping[str, str], *, actor: Actor, perform_by: date | None = None
) -> int:
    """Write the agreement down; a new wording is a new edition, for which each party signs anew.

    ``steps`` of the contents are the things to be done, one a line with its day; the last day is then
    ``perform_by``. It may still lack contents: that is said when it is concluded. A content longer than
    4,000 signs raises ``invalid``; nothing is cut off in silence.
    """
    work = take(mediation, Deed.DRAFT, actor=actor)
    COURSE.after(State(work.mediation.state), Action.AGREE)
    kept = {name: clean(str(contents.get(name, ""))) for name in CONTENTS if name not in ("parties", "by")}
    if too_long := next((name for name, text in kept.items() if len(text) > LONGEST), None):
        raise INVALID(field=too_long)
    kept["steps"] = clean(str(contents.get("steps", "")))
    steps = steps_of(kept["steps"])
    if steps:
        perform_by = max(day for day, _ in steps)
    kept["by"] = f"{perform_by.year}年{perform_by.month}月{perform_by.day}日前" if perform_by else ""
    before = Agreement.objects.filter(pk=mediation).order_by("pk").first()
    sealed = crypto.seal(json.dumps(kept, ensure_ascii=False), "disputes_agreement", "contents", mediation)
    Agreement.objects.update_or_create(
        mediation=work.mediation,
        defaults={
            "edition": before.edition + 1 if before else 1,
            "contents": sealed,
            "perform_by": perform_by,
        },
    )
    return work.done(Deed.DRAFT, Noted(Deed.DRAFT.value))


@transaction.atomic
def sign(
    mediation: UUID, party: UUID, edition: int, *, actor: Actor, drawn: str = "", evidence: str = ""
) -> int:
    """A party signs the wording that it read (``edition``); the mediator notes a signature on paper.

    ``drawn`` are the strokes of a signature on a screen (what is none is left out), ``evidence`` is what an
    outside service sent back. Raises ``agreement_unsigned`` if the wording changed meanwhile, so that
    nobody signs what they have not read, and ``signature_does_not_hold``.
    """
    work = take(mediation, Deed.SIGN, actor=actor)
    COURSE.after(State(work.mediation.state), Action.AGREE)
    own = actor.kind == "visitor"
    if own and actor.id != str(party):
        raise FORBIDDEN()
    row = Party.objects.filter(mediation=mediation, pk=party).order_by("seq").first()
    agreement = Agreement.objects.filter(pk=mediation).order_by("pk").first()
    if row is None or agreement is None:
        raise NOT_FOUND()
    if agreement.edition != edition:
        raise UNSIGNED(edition=agreement.edition)
    row.signed_edition, row.signed_at = edition, work.at
    row.save(update_fields=("signed_edition", "signed_at"))
    way = (Signing.SERVICE if evidence else Signing.SCREEN) if own else Signing.PAPER
    _keep_signature(work, agreement, party, way, drawing(drawn) if own else "", evidence if own else "")
    return work.done(Deed.SIGN, Noted(Deed.SIGN.value))


def _keep_signature(
    work: Work, agreement: Agreement, party: UUID | None, way: Signing, drawn: str = "", evidence: str = ""
) -> None:
    """Seal who signed which wording: by the service that was asked, else by the town's own key."""
    contents = json.loads(
        crypto.unseal(agreement.contents, "disputes_agreement", "contents", work.mediation.id)
    )
    digest = digest_of(work.mediation.number, agreement.edition, contents)
    service = signing.service() if evidence else signing.TOWN
    said = statement_of(digest, party)
    if evidence and not service.holds(said, evidence):
        raise BAD_SIGNATURE()
    identity = new_id()
    Signature.objects.create(
        id=identity,
        mediation=work.mediation,
        party_id=party,
        edition=agreement.edition,
        way=way.value,
        drawn=crypto.seal(drawn, "disputes_signature", "drawn", identity) if drawn else None,
        service=service.name,
        digest=digest,
        evidence=evidence or service.seal(said),
        at=work.at,
    )


@transaction.atomic
def conclude(
    mediation: UUID, *, actor: Actor, oral: bool = False, expected_version: int | None = None
) -> int:
    """Conclude the agreement: all contents are there, and each party signed or it is noted as oral.

    Raises ``agreement_content_missing`` naming what is missing (人民调解法 29), ``agreement_unsigned``.
    From here the 30 days run in which both may ask the court together (人民调解法 33).
    """
    work = take(mediation, Action.AGREE, actor=actor, expected_version=expected_version)
    row = work.mediation
    before = State(row.state)
    after = COURSE.after(before, Action.AGREE)
    agreement = Agreement.objects.filter(pk=mediation).order_by("pk").first()
    contents: dict[str, object] = {}
    if agreement is not None:
        contents = json.loads(
            crypto.unseal(agreement.contents, "disputes_agreement", "contents", mediation)
        )
    parties = list(Party.objects.filter(mediation=mediation).order_by("seq"))
    contents["parties"] = "ok" if len(parties) > 1 else ""
    if lacks := missing(contents):
        named = gettext(", ").join(gettext(CONTENTS[code]) for code in lacks)
        raise MISSING_CONTENT(missing=named, codes=list(lacks))
    if agreement is None:
        raise NOT_FOUND()
    if not oral and any(party.signed_edition != agreement.edition for party in parties):
        raise UNSIGNED(edition=agreement.edition)
    agreement.oral = oral
    agreement.save(update_fields=("oral",))
    if not oral:
        _keep_signature(work, agreement, None, Signing.SCREEN)
    _promise(work, agreement, contents)
    row.state, row.agreed_at = after.value, work.at
    limit = norms.deadline(norms.Measure.ANSWER, "mediation_confirm", None, work.at)
    row.confirm_by = limit.due.last_day if limit else None
    event = Moved(Action.AGREE.value, before.value, after.value)
    return work.done(Action.AGREE, event, "", "state", "agreed_at", "confirm_by")


def _promise(work: Work, agreement: Agreement, contents: Mapping[str, object]) -> None:
    """What is to be done from now on, each with its day: the steps, or the whole by its last day."""
    steps = steps_of(str(contents.get("steps", "")))
    if not steps and agreement.perform_by:
        steps = [(agreement.perform_by, str(contents["terms"]))]
    for seq, (day, text) in enumerate(steps, 1):
        identity = new_id()
        Obligation.objects.create(
            id=identity,
            mediation=work.mediation,
            seq=seq,
            due_on=day,
            text=crypto.seal(text, "disputes_obligation", "text", identity),
        )
