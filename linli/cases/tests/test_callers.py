# SPDX-License-Identifier: AGPL-3.0-or-later
"""What whoever answers the telephone sees of the person on the line."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.commands import ReporterData, erase_contact
from linli.cases.commands.callers import index_contacts
from linli.cases.models import Reporter
from linli.cases.queries.callers import caller_matters
from linli.cases.testing import a_case, a_case_in
from linli.cases.vocab import Kind, State
from linli.kernel.actor import VISITOR, Actor
from linli.platform.access.models import Look

pytestmark = pytest.mark.django_db
NUMBER = "139 0000 7001"
WHO = ReporterData(name="余婆婆", contact=NUMBER)


def test_of_a_caller_only_what_is_open_and_anybody_may_know(cast: Any) -> None:
    open_one = a_case(reporter=WHO)
    a_case_in(State.CLOSED, reporter=WHO)
    a_case(reporter=WHO, kind=Kind.WRONGDOING)
    a_case(reporter=WHO, text="孩子在家被打，浑身是伤。")
    a_case(reporter=ReporterData(contact="139 0000 7002"))
    for viewer in (cast.operator, cast.community_worker):
        assert [line.id for line in caller_matters(NUMBER, viewer=viewer)] == [open_one.id]
    looks = Look.objects.filter(subject=open_one.id, purpose="call").order_by("id")
    assert [look.actor for look in looks] == [cast.operator.ref, cast.community_worker.ref]
    for viewer in (cast.far_worker, cast.resident, VISITOR):
        assert caller_matters(NUMBER, viewer=viewer) == []
    erase_contact(open_one.id, actor=Actor("visitor", str(open_one.id)))
    assert caller_matters(NUMBER, viewer=cast.operator) == []


def test_contacts_that_were_kept_before_get_their_hash(cast: Any) -> None:
    case = a_case(reporter=WHO)
    Reporter.objects.filter(case=case.id).update(contact_blind=None)
    assert caller_matters(NUMBER, viewer=cast.operator) == []
    assert (index_contacts(), index_contacts()) == (1, 0)
    assert [line.id for line in caller_matters(NUMBER, viewer=cast.operator)] == [case.id]
