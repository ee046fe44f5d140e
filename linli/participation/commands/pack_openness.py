# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's boards, offers and calls: ``openness.yaml`` of a pack, replayed by the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import override

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform.packs import Loaded, Pack

from ..models import Board, OpenCall, Posting
from ..queries.doors import find_call, find_offer
from ..queries.open_questions import questions
from ..queries.openness import find_board, find_item
from ..queries.postings import find_posting
from ..queries.saying import period_words
from ..rules.openness import Period, periods
from ..vocab.doors import Gift
from .doors import CallData, OfferData, close_call, decide_offer, finish_offer, make_offer, publish_call
from .open_questions import answer_question, ask, release_question
from .openness import (
    PostingData,
    correct_posting,
    keep_board,
    publish_posting,
    seat_checker,
    sign_on_paper,
    sign_posting,
    write_posting,
)
from .pack_meetings import actor, at

FILE = "openness.yaml"
Step = tuple[datetime, int, Callable[[], None]]


def load_openness(pack: Pack) -> Loaded:
    """Keep each board and replay what was published, signed, corrected, asked; what is there is left."""
    loaded = Loaded("boards")
    content: dict[str, Any] = pack.document(FILE) or {}
    for one in content.get("boards", ()):
        place = places.place_by_code(str(one["place"]))
        new = not Board.objects.filter(place=place.id).exists()
        loaded.count(new, False)
        if new:
            _Board(one).replay()
    return loaded


class _Board:
    """One board of the file with the people who act on it, and the moments of its history in order."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given, self.place = given, str(given["place"])
        self.by, self.writer = actor(given["by"]), actor(given["writer"])
        self.now = clock.now()
        self.steps: list[Step] = []

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        """Note an act; what would lie in the future is left out."""
        if moment <= self.now:
            self.steps.append((moment, len(self.steps), act))

    def replay(self) -> None:
        given = self.given
        since = at(given["since_in"], "09:00")
        with clock.standing_at(since):
            keep_board(self.place, given["unit"], places.day_of(since), given["spot"], actor=self.by)
            for seat in given.get("seats", ()):
                account = people.account_by_login(seat["login"]) if "login" in seat else None
                seat_checker(self.place, seat["seat"], seat["title"], account, actor=self.by)
        board = find_board(self.place)
        for code, how in given.get("items", {}).items():
            what = find_item(board, code)
            ended = [
                one for one in periods(what.every, board.since, places.today()) if what.in_force(one.last)
            ]
            for back, period in enumerate(reversed(ended), 1):
                days = how["days"][min(back, len(how["days"])) - 1]
                if days is not None:
                    self._posting(code, how, period, back, _evening(period.last, days))
        for one in given.get("once", ()):
            moment = at(one["day_in"], "16:00")
            day = places.day_of(moment)
            self._posting(one["item"], one, Period(day, day), 1, moment)
        for one in given.get("questions", ()):
            self._question(one)
        for moment, _, act in sorted(self.steps, key=lambda step: step[:2]):
            with clock.standing_at(moment):
                act()

    def _posting(
        self, item: str, how: Mapping[str, Any], period: Period, back: int, moment: datetime
    ) -> None:
        amounts = how.get("amounts", ())
        with override("zh-hans"):
            title = how["title"].format(period=period_words(period))
        data = PostingData(
            period.first,
            title,
            how.get("text", ""),
            how.get("table", ""),
            amounts[(back - 1) % len(amounts)] if amounts else "",
        )

        def publish() -> None:
            number = write_posting(self.place, item, data, actor=self.writer)
            self._sign_and_publish(number)

        self.at(moment, publish)
        wrong = how.get("wrong", {})
        if wrong.get("back") == back:
            self.at(moment + timedelta(days=wrong["after"]), lambda: self._correct(item, period, wrong))

    def _correct(self, item: str, period: Period, wrong: Mapping[str, Any]) -> None:
        old = Posting.objects.get(
            board__place=places.place_by_code(self.place).id, item__code=item, first=period.first, edition=1
        )
        number = correct_posting(old.id, wrong["reason"], actor=self.writer)
        row = Posting.objects.get(number=number)
        info = find_posting(number, viewer=self.writer)
        typed = "\n".join(f"{one.flow.value} | {one.label} | {one.amount}" for one in info.amounts)
        data = PostingData(
            row.first, row.title, row.text, row.table, typed.replace(wrong["from"], wrong["to"])
        )
        write_posting(self.place, item, data, actor=self.writer, posting=row.id)
        self._sign_and_publish(number)

    def _sign_and_publish(self, number: str) -> None:
        identity = Posting.objects.values_list("id", flat=True).get(number=number)
        signs: Sequence[Mapping[str, Any]] = self.given.get("seats", ())[:2]
        for seat in signs:
            if "login" in seat:
                sign_posting(identity, True, actor=actor(seat["login"]))
            else:
                sign_on_paper(identity, seat["seat"], f"{number} 签字页", actor=self.by)
        publish_posting(identity, actor=self.writer)

    def _question(self, one: Mapping[str, Any]) -> None:
        moment = at(one["day_in"], "10:30")
        asker: Actor = actor(one["login"]) if "login" in one else self.writer
        made: list[str] = []

        def wanted() -> Any:
            return next(
                row for row in questions(find_board(self.place), every=True) if row.number == made[0]
            ).id

        self.at(
            moment,
            lambda: made.append(
                ask(self.place, one["item"], one["text"], actor=asker, paper=one.get("paper", ""))
            ),
        )
        if one.get("release"):
            self.at(moment + timedelta(hours=5), lambda: release_question(wanted(), actor=self.writer))
        if "answer" in one:
            after = moment + timedelta(days=one["after"])
            self.at(after, lambda: answer_question(wanted(), one["answer"], actor=self.writer))


def _evening(last: date, days: int) -> datetime:
    return datetime.combine(last + timedelta(days=days), time(17), places.town().zone)


def load_doors(pack: Pack) -> Loaded:
    """Replay calls and offers up to where they stand; if there is any call, all is left."""
    loaded = Loaded("calls")
    content: dict[str, Any] = pack.document(FILE) or {}
    numbers: dict[str, str] = {}
    if OpenCall.objects.exists():
        return loaded
    for one in content.get("calls", ()):
        with clock.standing_at(at(one["day_in"], "09:00")):
            until = places.today() + timedelta(days=one["open_days"])
            data = CallData(
                str(one["place"]), one["unit"], Gift(one["gift"]), one["title"], one["text"],
                one["terms"], until,
                one.get("spot", ""), one.get("ways", ()),
            )  # fmt: skip
            numbers[one["ref"]] = publish_call(data, actor=actor(one["by"]))
        loaded.count(True, False)
    for one in content.get("offers", ()):
        _offer(one, numbers)
    for one in content.get("calls", ()):
        if "result" in one:
            with clock.standing_at(at(one["closed_in"], "17:00")):
                close_call(find_call(numbers[one["ref"]]).id, one["result"], actor=actor(one["by"]))
    return loaded


def _offer(one: Mapping[str, Any], calls: Mapping[str, str]) -> None:
    keeper = actor(one["by"])
    maker = actor(one["login"]) if "login" in one else keeper
    data = OfferData(
        one["way"], str(one["place"]), Gift(one["gift"]), one["title"], one.get("text", ""), one["times"],
        None, one.get("body", ""), one.get("name", ""), one.get("contact", ""), bool(one.get("contact")),
        calls.get(one.get("call", ""), ""), one.get("paper", ""),
    )  # fmt: skip
    with clock.standing_at(at(one["day_in"], "11:00")):
        number = make_offer(data, actor=maker)
        identity = find_offer(number, viewer=keeper).id
    if "accept" in one:
        with clock.standing_at(at(one["day_in"] + 1, "15:00")):
            decide_offer(identity, one["accept"], one.get("reason", ""), actor=keeper)
    if "result" in one:
        with clock.standing_at(at(one["done_in"], "18:00")):
            finish_offer(identity, one["result"], actor=keeper)
