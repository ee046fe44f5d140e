# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's rules of moderation (``moderation.csv``), and drafts and hearings of the demonstration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import stamps
from linli.platform.packs import Fault, Loaded, Pack, Row, as_date, names

from ..models import DraftText, Hearing, ModerationRule
from ..queries.moderation import STAMP
from ..vocab import Rung
from ..vocab.texts import Change, Use
from .hearings import (
    HearingData,
    NewComment,
    announce_hearing,
    answer_comments,
    comment,
    moderate_comment,
    prepare_hearing,
    report_hearing,
)
from .texts import NewAmendment, amend, enter_voices
from .texts_desk import (
    TextData,
    answer_amendment,
    moderate_amendment,
    open_text,
    prepare_text,
    write_edition,
)

RULES, STORY = "moderation.csv", "texts.yaml"
CODE = re.compile(r"[a-z_]{2,12}", re.ASCII)
KEY = ("version", "number")


def check_rules(pack: Pack) -> list[Fault]:
    """Faults of ``moderation.csv``; without it linli's own rules hold."""
    faults: list[Fault] = []
    seen: set[tuple[str, ...]] = set()
    days: dict[str, str] = {}
    for row in pack.rows(RULES):
        key = tuple(row[name] for name in KEY)
        if not all(one.isdecimal() and 0 < int(one) < 1000 for one in key):
            faults.append(row.fault(mark("version and number are whole numbers from 1 on")))
        elif key in seen or (row["version"], row["code"]) in seen:
            faults.append(row.fault(mark("a version has each number and each code once")))
        elif not CODE.fullmatch(row["code"]):
            faults.append(row.fault(mark("a code has up to twelve small Latin letters")))
        elif not names(row, pack.languages, "words"):
            faults.append(row.fault(mark("a rule needs its words")))
        seen |= {key, (row["version"], row["code"])}
        faults += _day_fault(row, days)
    return faults


def _day_fault(row: Row, days: dict[str, str]) -> list[Fault]:
    try:
        begins = as_date(row["valid_from"])
    except ValueError:
        begins = None
    if begins is None:
        return [row.fault(mark("valid_from is a day such as 2026-01-01"))]
    if days.setdefault(row["version"], row["valid_from"]) != row["valid_from"]:
        return [row.fault(mark("all rules of a version begin on the same day"))]
    return []


def load_rules(pack: Pack) -> list[Loaded]:
    """Load what is new. A rule by which something was judged is never changed: other words need another
    version."""
    loaded = Loaded("moderation rules")
    for row in pack.rows(RULES):
        _, new = ModerationRule.objects.get_or_create(
            version=int(row["version"]),
            number=int(row["number"]),
            defaults={
                "code": row["code"],
                "words": names(row, pack.languages, "words"),
                "valid_from": date.fromisoformat(row["valid_from"]),
            },
        )
        loaded.count(new, False)
    if loaded.created:
        stamps.bump(STAMP)
    return [loaded] if pack.rows(RULES) else []


def replay_texts_and_hearings(pack: Pack) -> None:
    """Replay each draft and each hearing of the demonstration; what is there is left."""
    content: dict[str, Any] = pack.document(STORY) or {}
    for one in content.get("texts", ()):
        if not DraftText.objects.filter(title=one["title"]).exists():
            _text(one)
    for one in content.get("hearings", ()):
        if not Hearing.objects.filter(title=one["title"]).exists():
            _hearing(one)


def _text(one: Mapping[str, Any]) -> None:
    keeper, today, now = _actor(one["by"]), places.today(), clock.now()
    begun = now - timedelta(days=int(one["days_ago"]))
    data = TextData(
        one["title"], one["text"], str(one["place"]), one["unit"], one["level"], Rung(one["rung"]),
        today - timedelta(days=int(one["days_ago"])), today + timedelta(days=int(one["days_left"])),
        one["clauses"],
    )  # fmt: skip
    with clock.standing_at(begun):
        number = prepare_text(data, actor=keeper)
        row = DraftText.objects.get(number=number)
        open_text(row.id, actor=keeper)
    for given in one["amendments"]:
        with clock.standing_at(begun + timedelta(days=int(given["after"]))):
            author = _actor(given["login"]) if "login" in given else keeper
            new = NewAmendment(
                int(given["clause"]), Change(given["kind"]), given.get("words", ""), given["reason"],
                given.get("paper", ""),
            )  # fmt: skip
            seq = amend(row.id, new, actor=author)
        with clock.standing_at(begun + timedelta(days=int(given["after"]) + 1)):
            moderate_amendment(row.id, seq, actor=keeper)
            if "voices" in given:
                sheet, for_it, against = given["voices"]
                enter_voices(row.id, seq, sheet, int(for_it), int(against), actor=keeper)
        if "answer" in given:
            use, said, *words = given["answer"]
            with clock.standing_at(begun + timedelta(days=int(given["after"]) + 3)):
                answer_amendment(row.id, seq, Use(use), said, actor=keeper, words=words[0] if words else "")
        if given.get("edition"):
            with clock.standing_at(begun + timedelta(days=int(given["after"]) + 4)):
                write_edition(row.id, actor=keeper)


def _hearing(one: Mapping[str, Any]) -> None:
    keeper, today, now = _actor(one["by"]), places.today(), clock.now()
    begins = today - timedelta(days=int(one["began"]))
    data = HearingData(
        one["title"], one["text"], str(one["place"]), one["unit"], one["categories"], begins,
        today + timedelta(days=int(one["days_left"])), None, one.get("spot", ""),
    )  # fmt: skip
    with clock.standing_at(now - timedelta(days=int(one["days_ago"]))):
        row = Hearing.objects.get(number=prepare_hearing(data, actor=keeper))
        announce_hearing(row.id, actor=keeper)
    for given in one["comments"]:
        with clock.standing_at(now - timedelta(days=int(given["days_ago"]))):
            author = _actor(given["login"]) if "login" in given else keeper
            point = tuple(given["point"]) if "point" in given else None
            new = NewComment(
                int(given["category"]), given["words"], str(given.get("place", "")), point,
                given.get("paper", ""),
            )  # fmt: skip
            seq = comment(row.id, new, actor=author)
            moderate_comment(row.id, seq, actor=keeper)
    for given in one.get("answers", ()):
        with clock.standing_at(now - timedelta(days=int(given["days_ago"]))):
            answer_comments(row.id, given["comments"], Use(given["use"]), given["text"], actor=keeper)
    if "report" in one:
        report_hearing(row.id, one["report"], actor=keeper)


def _actor(login: str) -> Actor:
    account = people.account_by_login(login)
    assert account is not None
    return people.actor_of_account(account)
