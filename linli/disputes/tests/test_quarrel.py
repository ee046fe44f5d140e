# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole quarrel by commands alone: from a sign to a confirmed agreement that was kept."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest

from linli.disputes.commands import (
    allow_handover,
    answer_sign,
    conclude,
    decide_sign,
    draft_agreement,
    hand_over,
    move_mediation,
    note_visit,
    settle,
    sign,
)
from linli.disputes.queries import detail, paper, signs, sums, whole_file
from linli.disputes.rules import docx
from linli.disputes.testing import TERMS, Team, a_sign
from linli.disputes.vocab import Action, Decision, Outcome, Paper, State
from linli.kernel.actor import VISITOR
from linli.kernel.problem import Problem
from linli.people.testing import HERE
from linli.places import public as places
from linli.platform import pdf

pytestmark = pytest.mark.django_db


def test_a_quarrel_from_a_sign_to_a_confirmed_agreement_that_was_kept(cast: Any) -> None:
    noticed = a_sign(f"{HERE}003")
    worker = cast.community_worker
    decide_sign(noticed, Decision.TALK, "请大家坐下来谈。", actor=worker)
    team = Team(cast)  # one of those who came asks for mediation
    answer_sign(noticed, "谈过，其中一家申请调解。", actor=worker)
    assert signs(viewer=worker)[0].done

    team.to_session()
    today = places.today()
    steps = f"{today + timedelta(days=1)} 霍山铺软垫\n{today + timedelta(days=9)} 双方回头看"
    draft_agreement(team.id, TERMS | {"steps": steps}, actor=team.mediator)
    for party in team.parties:
        sign(team.id, UUID(party.id), 1, actor=party, drawn="M1 1L90 90")
    conclude(team.id, actor=team.mediator)

    lines = paper(team.number, Paper.AGREEMENT, viewer=team.parties[0])
    with zipfile.ZipFile(io.BytesIO(docx(lines))) as package:
        tree = ElementTree.fromstring(package.read("word/document.xml"))
    text = "".join(tree.itertext())
    assert all(words in text for words in (team.number, "丁芸", "霍山", "铺软垫", *TERMS.values()))
    made = whole_file(team.number, viewer=team.mediator)
    assert pdf.pages(made) >= 2 + len(detail(team.number, viewer=team.mediator).papers) - 1
    for party in team.parties:
        allow_handover(team.id, UUID(party.id), True, actor=party)
    assert zipfile.is_zipfile(io.BytesIO(hand_over(team.number, team.id, actor=team.mediator)))

    move_mediation(team.id, Action.CONFIRM, actor=team.mediator)
    settle(team.id, 1, True, actor=team.mediator)
    settle(team.id, 2, True, actor=team.mediator)
    note_visit(team.id, Outcome.KEPT, actor=team.mediator)
    assert detail(team.number, viewer=team.parties[1]).state is State.PERFORMED
    found = sums()
    assert (found.settled, found.performed, found.visited, found.recurred) == (1, 1, 1, 0)
    for outsider in (VISITOR, cast.outsider, cast.far_worker, cast.coordinator):
        with pytest.raises(Problem, match="not_found"):
            detail(team.number, viewer=outsider)
