# SPDX-License-Identifier: AGPL-3.0-or-later
"""Being told about a public matter or a place: confirmed by a code, ended by a link, never listed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from linli.cases.commands import note_case, unsubscribe
from linli.cases.models import Subscription
from linli.cases.queries import stop_token, topic_of
from linli.cases.testing import HERE, a_case, act
from linli.cases.vocab import Action, Kind, See
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.platform.journal.deliver import deliver_all
from linli.platform.journal.models import EventRecord
from linli.platform.outbox.models import Message

TO = "13900000005"


def code_sent() -> str:
    body = Message.objects.filter(template="people.code").order_by("-queued_at", "-id")[0].body
    found = re.search(r"\d{6}", body)
    assert found
    return found[0]


def follow(client: Any, **about: str) -> Subscription:
    assert client.get("/subscribe/", about).status_code == 200
    assert client.post("/subscribe/", {**about, "contact": TO}).status_code == 302
    assert client.post("/subscribe/code/", {"code": "000000"}).status_code == 422
    assert client.post("/subscribe/code/", {"code": code_sent()}).status_code == 200
    return Subscription.objects.order_by("-at")[0]


def told() -> list[Message]:
    deliver_all()
    return list(Message.objects.filter(template="cases.subscription").order_by("queued_at", "id"))


def test_a_subscriber_of_a_matter_is_told_what_is_public_and_no_more(client: Any, cast: Any) -> None:
    case = a_case()
    row = follow(client, number=case.number)
    assert bytes(row.contact).find(TO.encode()) < 0
    act(case.id, Action.DISPATCH, text="内部的话")
    note_case(case.id, "给本人", See.REPORTER, actor=cast.operator)
    act(case.id, Action.RESOLVE, text="只给提出的人。")
    act(case.id, Action.REOPEN)
    act(case.id, Action.RESOLVE, text="大家都能看的答复。", public=True)
    bodies = [message.body for message in told()]
    assert len(bodies) == 4
    assert "大家都能看的答复。" in bodies[-1] and case.number in bodies[0]
    assert not any(
        word in body for body in bodies for word in ("内部的话", "给本人", "只给提出的人", case.code)
    )
    assert all(f"/stop/#{row.id}.{stop_token(row.id)}" in body for body in bodies)


def test_a_subscriber_of_a_place_hears_of_new_matters_there(client: Any, db: None) -> None:
    before = a_case()
    follow(client, place=f"{HERE}003")  # a grid is told by its community
    a_case(place="509901004002")
    a_case(kind=Kind.WRONGDOING)
    a_case(text="老公又动手打我，我害怕。")
    case = a_case()
    bodies = [message.body for message in told()]
    assert len(bodies) == 1 and case.number in bodies[0] and before.number not in bodies[0]


def test_following_twice_is_one_subscription_and_two_matters_share_no_trace(client: Any, db: None) -> None:
    one, other = a_case(), a_case()
    first = follow(client, number=one.number)
    assert follow(client, number=one.number).id == first.id
    second = follow(client, number=other.number)
    assert bytes(first.blind) != bytes(second.blind)
    assert EventRecord.objects.filter(type="cases.subscribed").count() == 2


def test_the_link_ends_it_with_one_press_and_takes_the_contact_away(client: Any, db: None) -> None:
    case = a_case()
    row = follow(client, number=case.number)
    act(case.id, Action.DISPATCH)
    assert len(told()) == 1
    secret = {"secret": f"{row.id}.{stop_token(row.id)}"}
    assert client.get("/stop/").status_code == 200
    assert Subscription.objects.count() == 1  # programs follow links, people press buttons
    for wrong in (f"{row.id}.{'0' * 32}", f"{row.id}.é", str(row.id), "x.y", "\x00"):
        assert client.post("/stop/", {"secret": wrong}).status_code in (404, 422), wrong
    assert client.post("/stop/").status_code == 422 and Subscription.objects.count() == 1
    assert client.post("/stop/", secret).status_code == 200
    assert Subscription.objects.count() == 0
    assert told() == []  # what waited is dropped
    unsubscribe(row.id, stop_token(row.id))
    assert EventRecord.objects.filter(type="cases.unsubscribed").count() == 1


def test_what_is_not_public_cannot_be_followed(client: Any, db: None) -> None:
    for case in (a_case(kind=Kind.WRONGDOING), a_case(text="老公又动手打我，我害怕。")):
        assert client.get("/subscribe/", {"number": case.number}).status_code == 404
    for about in ({}, {"number": "x"}, {"place": "1"}):
        with pytest.raises(Problem) as caught:
            topic_of(**about)
        assert caught.value.code == "not_found"
    assert client.get("/subscribe/code/").status_code == 302
    case = a_case()
    follow(client, number=case.number)
    from linli.cases.commands import correct_case

    correct_case(case.id, actor=SYSTEM, hard="home")
    act(case.id, Action.DISPATCH)
    assert told() == []
