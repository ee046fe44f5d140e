# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors: offering, answering, calls and their result; contact by consent alone, erased on wish."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock
from linli.kernel.problem import Problem
from linli.participation.commands.doors import (
    close_call,
    decide_offer,
    erase_offer,
    finish_offer,
    withdraw_offer,
)
from linli.participation.commands.own import forget_account
from linli.participation.models import Offer, OpenCall
from linli.participation.queries import doors as queries
from linli.participation.testing import a_call, an_offer
from linli.participation.vocab.doors import Gift, OfferState
from linli.people.testing import HERE
from linli.platform.access.models import Look
from linli.platform.erasure import is_erased
from linli.platform.erasure.keeping import keepers
from linli.platform.journal.models import EventRecord

pytestmark = pytest.mark.django_db


def code_of(error: Any) -> str:
    return str(error.value.code)


REACH = {"name": "罗师傅", "contact": "13900000000", "consent": True}


def test_an_offer_is_seen_only_when_it_was_accepted_and_names_nobody(cast: Any, client: Any) -> None:
    row = an_offer(cast.resident, title="带工具来修椅子", **REACH)
    page = client.get("/join/volunteers/").content.decode()
    assert "带工具来修椅子" not in page
    decide_offer(row.id, True, actor=cast.community_worker)
    page = client.get("/join/volunteers/").content.decode()
    assert "带工具来修椅子" in page and "罗师傅" not in page and "13900000000" not in page
    finish_offer(row.id, "修好六把。", actor=cast.community_worker)
    assert "修好六把。" in client.get("/join/").content.decode()
    told = EventRecord.objects.filter(subject=row.id).order_by("seq")
    assert [one.data.get("state") for one in told][1:] == ["accepted", "done"]
    assert cast.resident.id not in str([(one.actor, one.data) for one in told])


def test_a_no_needs_a_reason_and_far_staff_see_nothing(cast: Any) -> None:
    row = an_offer(cast.resident)
    with pytest.raises(Problem):
        decide_offer(row.id, False, actor=cast.community_worker)
    for actor in (cast.far_worker, cast.other_resident, cast.operator):
        with pytest.raises(Problem) as error:
            decide_offer(row.id, True, actor=actor)
        assert code_of(error) == "not_found"
    decide_offer(row.id, False, "场地已满。", actor=cast.community_worker)
    with pytest.raises(Problem) as error:
        decide_offer(row.id, True, actor=cast.community_worker)
    assert code_of(error) == "offer_not_now"
    assert queries.own_offers(cast.resident)[0].reason == "场地已满。"
    assert queries.offers() == []


def test_contact_is_kept_by_consent_sealed_and_every_look_is_recorded(cast: Any) -> None:
    with pytest.raises(Problem) as error:
        an_offer(cast.resident, **{**REACH, "consent": False})
    assert code_of(error) == "contact_unasked"
    row = an_offer(cast.resident, **REACH)
    assert b"13900000000" not in bytes(row.sealed or b"")
    line = queries.find_offer(row.number, viewer=cast.community_worker)
    with pytest.raises(Problem):
        queries.contact_of(line, viewer=cast.far_worker)
    assert not Look.objects.exists()
    assert queries.contact_of(line, viewer=cast.community_worker)["contact"] == "13900000000"
    (look,) = Look.objects.filter(subject=row.id)
    assert look.purpose == "offer" and cast.community_worker.id in look.actor


def test_who_offered_takes_back_erases_and_takes_along(cast: Any) -> None:
    row = an_offer(cast.resident, **REACH)
    (copy,) = queries.copy_of_offers(cast.resident)
    assert copy["contact"] == "13900000000" and copy["number"] == row.number
    for deed in (withdraw_offer, erase_offer):
        with pytest.raises(Problem) as error:
            deed(row.id, actor=cast.other_resident)
        assert code_of(error) == "not_found"
    withdraw_offer(row.id, actor=cast.resident)
    erase_offer(row.id, actor=cast.resident)
    assert not Offer.objects.exists() and is_erased("participation.offer_gone", row.id)
    kept = an_offer(cast.resident, **REACH)
    forget_account(UUID(cast.resident.id))
    kept.refresh_from_db()
    assert kept.account_id is None and kept.sealed is None


def test_the_towns_time_lets_go_of_name_and_contact(cast: Any) -> None:
    row = an_offer(cast.resident, **REACH)
    keeper = keepers()["participation.offer"]
    assert not keeper.rows().exists(), "while it runs no time runs"
    withdraw_offer(row.id, actor=cast.resident)
    assert keeper.rows().get().held == row.id and keeper.end is not None
    keeper.end(row.id)
    row.refresh_from_db()
    assert row.sealed is None and row.account_id is None and not keeper.rows().exists()


def test_a_call_is_answered_while_it_runs_and_ends_with_a_result(cast: Any, client: Any) -> None:
    number = a_call(ways=("volunteers",))
    row = an_offer(cast.resident, call=number)
    assert [line.call for line in queries.own_offers(cast.resident)] == [number]
    assert [one.number for one in queries.calls(way="volunteers")] == [number]
    assert queries.calls(way="firms") == []
    call = OpenCall.objects.get(number=number)
    with pytest.raises(Problem) as error:
        close_call(call.id, "十个人来了。", actor=cast.far_worker)
    assert code_of(error) == "not_found"
    decide_offer(row.id, True, actor=cast.community_worker)
    close_call(call.id, "十个人来了。", actor=cast.community_worker)
    page = client.get(f"/calls/{number}/").content.decode()
    assert "十个人来了。" in page and row.title in page
    with pytest.raises(Problem) as error:
        an_offer(cast.other_resident, call=number)
    assert code_of(error) == "call_closed"
    over = a_call(days=1)
    with clock.standing_at(clock.now() + timedelta(days=3)), pytest.raises(Problem):
        an_offer(cast.resident, call=over)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "offer_lacks"), ({"times": ""}, "offer_lacks"), ({"way": "nobody"}, "not_found"),
        ({"gift": Gift.NEWS}, "invalid"), ({"call": "Z2026-1"}, "call_closed"),
        ({"paper": "柜台 1"}, "not_found"),
    ],
)  # fmt: skip
def test_what_cannot_be_offered(cast: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as error:
        an_offer(cast.resident, **changes)
    assert code_of(error) == code and not Offer.objects.exists()


def test_at_the_counter_and_on_a_page(cast: Any, sign_in: Any) -> None:
    sent = {"way": "firms", "gift": "room", "place": HERE, "title": "会议桌", "times": "周二"}
    sent |= {"body": "江畔咖啡", "paper": "柜台 1"}
    page = sign_in("community_worker").post("/desk/offers/new/", sent)
    row = Offer.objects.get()
    assert page["Location"] == f"/desk/offers/{row.number}/" and row.account_id is None
    mine = sign_in("resident")
    sent = {"gift": "skill", "place": HERE, "title": "教用手机", "times": "周六", "contact": "1"}
    assert mine.post("/join/volunteers/offer/", sent).status_code == 422, "a contact needs consent"
    mine.post("/join/volunteers/offer/", sent | {"consent": "on"})
    own = Offer.objects.exclude(account=None).get()
    mine.post(f"/join/offers/{own.number}/end/")
    own.refresh_from_db()
    assert own.state == OfferState.WITHDRAWN
    assert mine.post(f"/join/offers/{row.number}/end/", {"erase": "yes"}).status_code == 404
    assert Offer.objects.count() == 2
