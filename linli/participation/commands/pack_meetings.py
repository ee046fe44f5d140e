# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's meetings and votes: ``meetings.yaml`` of a pack, replayed by the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.norms import public as norms
from linli.people import public as people
from linli.places import public as places
from linli.platform.packs import Loaded, Pack

from ..models import Meeting, Vote, VoteOption
from ..rules.meetings import Count
from ..vocab.meetings import Came, Matter
from ..vocab.votes import VoteKind
from .answer import NewPromise
from .ballots import key_ballot, take_general_ballot, tick_choice
from .meetings import (
    MeetingData,
    NewItem,
    call_meeting,
    check_in,
    enter_attendance,
    prepare_meeting,
    register,
    seat,
)
from .minutes import Said, decide_item, publish_minutes
from .votes import VoteData, announce_vote, count_general_vote, issue_letters, prepare_vote

FILE = "meetings.yaml"


def load_meetings(pack: Pack) -> Loaded:
    """Replay each meeting up to where it stands; what is there is left."""
    return _load(pack, "meetings", Meeting, _replay)


def load_votes(pack: Pack) -> Loaded:
    """The same for general votes."""
    return _load(pack, "votes", Vote, _replay_vote)


def _load(
    pack: Pack, part: str, kind: type[Meeting | Vote], replay: Callable[[Mapping[str, Any]], None]
) -> Loaded:
    loaded = Loaded(part)
    content: dict[str, Any] = pack.document(FILE) or {}
    for one in content.get(part, ()):
        new = not kind._default_manager.filter(title=one["title"]).exists()
        loaded.count(new, False)
        if new:
            replay(one)
    return loaded


def at(days: int, hour: str = "10:00") -> datetime:
    """An instant so many days from today in the town, at a time of day."""
    day = places.today() + timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(hour), places.town().zone)


def actor(login: str) -> Actor:
    """Somebody of the demonstration."""
    account = people.account_by_login(login)
    assert account is not None
    return people.actor_of_account(account)


def _replay(one: Mapping[str, Any]) -> None:
    keeper = actor(one["by"])
    begins, ends = at(one["day_in"], one["begins"]), at(one["day_in"], one["ends"])
    data = MeetingData(
        norms.Body(one["body"]),
        norms.Basis(one["basis"]),
        one["title"],
        one["text"],
        str(one["place"]),
        one["unit"],
        begins,
        ends,
        one["spot"],
        one.get("link", ""),
        one["eligible"],
        Decimal(one.get("area", 0)),
        [NewItem(item["title"], item.get("text", ""), Matter(item["matter"])) for item in one["items"]],
    )
    published = at(one["published_in"], "17:00") if "published_in" in one else None
    with clock.standing_at(at(one["prepared_in"])):
        number = prepare_meeting(data, actor=keeper)
    identity = Meeting.objects.values_list("id", flat=True).get(number=number)
    with clock.standing_at(at(one["called_in"])):
        call_meeting(identity, actor=keeper)
        for _ in range(one.get("phone", 0)):
            seat(identity, Came.PHONE, actor=keeper)
        for login in one.get("come", ()):
            register(identity, actor=actor(login))
    if published is None:
        return
    with clock.standing_at(ends):
        for seq in one.get("arrive", ()):
            check_in(identity, seq, actor=keeper)
        for sheet, lines in one.get("sheets", {}).items():
            enter_attendance(identity, sheet, lines, actor=keeper)
        for seq, said in one["said"].items():
            decide_item(identity, int(seq), _said(said), actor=keeper)
    with clock.standing_at(published):
        publish_minutes(identity, one["minutes"], actor=keeper)


def _said(given: Mapping[str, Any]) -> Said:
    count = Count(given.get("favour", 0), given.get("against", 0), given.get("abstain", 0))
    if "promise" not in given:
        return Said(given["minutes"], count)
    due_on = places.today() + timedelta(days=given["within"])
    return Said(given["minutes"], count, promise=NewPromise(given["promise"], given["unit"], due_on))


def _replay_vote(one: Mapping[str, Any]) -> None:
    """A vote that runs with the ballots taken so far, or one on paper that was counted the day after."""
    keeper, opens, closes = actor(one["by"]), at(one["opens_in"], "08:00"), at(one["closes_in"], "18:00")
    data = VoteData(
        VoteKind(one["kind"]),
        norms.Body(one["body"]),
        norms.Basis(one["basis"]),
        one["title"],
        one["text"],
        str(one["place"]),
        one["unit"],
        one["eligible"],
        opens,
        closes,
        one.get("options", ()),
        promise=one["promise"],
    )
    with clock.standing_at(opens):
        number = prepare_vote(data, actor=keeper)
        row = Vote.objects.get(number=number)
        announce_vote(row.id, actor=keeper)
        for given in one.get("take", ()):
            code = take_general_ballot(row.id, actor=actor(given["login"]))
            tick_choice(row.id, code, given["choice"], on=True)
    if "papers" not in one:
        return
    options = VoteOption.objects.filter(vote=row).order_by("seq").values_list("title", "seq")
    seqs, second = dict(options), actor(one["second"])
    papers = [bundle["order"] for bundle in one["papers"] for _ in range(bundle["copies"])]
    with clock.standing_at(closes - timedelta(hours=2)):
        codes = issue_letters(row.id, [Decimal(0)] * one["eligible"], actor=keeper)
        for code, order in zip(codes, papers, strict=False):
            for clerk in (keeper, second):
                key_ballot(row.id, code, [seqs[name] for name in order], actor=clerk)
    with clock.standing_at(closes + timedelta(hours=15)):
        count_general_vote(row.id, places.today() + timedelta(days=one["within"]), actor=keeper)
