# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of joint handling on the page of a matter: calling in, each unit's part, pressing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.platform.ui.forms import Form

from ..forms import BorrowForm, CallForm, LinkForm, PartForm, PressForm, WordsForm
from ..queries import CaseDetail, PartInfo, ThreadLine
from ..rules.joint import PressState
from ..vocab import Deed

DECIDING = (Deed.REFUSE.value, Deed.HOLD.value)
PART_DEEDS = (Deed.CONTRIBUTE, Deed.AGREE, Deed.HOLD, Deed.EXCUSE, Deed.REFUSE)


def together(detail: CaseDetail, bound: Mapping[str, Form]) -> dict[str, Any]:
    """Forms of joint handling: calling in, what can be done with each part, pressing."""
    version = {"version": detail.line.version}
    shares = [(part, _part_forms(part, bound)) for part in detail.parts if not part.ended]
    answers = {line.seq: line for line in detail.thread}
    decided = {line.facts.get("part"): line for line in detail.thread if line.deed in DECIDING}
    return {
        "shares": [
            {"part": part, "forms": forms, **_said(part, answers, decided.get(str(part.id)))}
            for part, forms in shares
        ],
        "link_form": bound.get("link") or LinkForm(prefix="link", initial=version),
        "call_form": bound.get("call") or CallForm(prefix="call", initial=version),
        "borrow_form": bound.get("borrow") or BorrowForm(prefix="borrow", initial=version),
        "press_form": bound.get("press") or PressForm(parts=detail.shares, initial=version),
        "presses": [
            {
                "press": item,
                "name": name,
                "form": bound.get(f"{name}-{item.id}")
                or WordsForm(prefix=name, auto_id=f"id_{item.id}_%s", initial={"press": item.id}),
            }
            for item in detail.presses
            for name in ("spare" if item.state is PressState.PROPOSED else "respond",)
        ],
    }


def _said(
    part: PartInfo, lines: Mapping[int, ThreadLine], decision: ThreadLine | None
) -> dict[str, ThreadLine | None]:
    """The newest answer of a part, and what was said after it about whose it is."""
    answer = lines.get(part.answer_seq or 0)
    later = decision if decision and decision.seq > (part.answer_seq or 0) else None
    return {"answer": answer, "decision": later}


def _part_forms(part: PartInfo, bound: Mapping[str, Form]) -> list[tuple[Deed, str, Form]]:
    found = []
    for deed in PART_DEEDS:
        name = f"{deed.value}-{part.id}"
        if deed in part.deeds:
            form = bound.get(name) or PartForm(deed=deed, initial={"part": part.id})
            found.append((deed, name, form))
    return found
