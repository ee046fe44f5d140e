# SPDX-License-Identifier: AGPL-3.0-or-later
"""The built-in town has as much to show as it promises, and its history ends today."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from linli.cases.commands import check_pack, load_demo
from linli.cases.models import Case, Part, Rating, Step
from linli.cases.rules import FINAL
from linli.cases.vocab import Channel, Kind, State
from linli.kernel import clock
from linli.people import public as people
from linli.places import public as places
from linli.places.testing import BUILT_IN
from linli.platform.journal.models import Delivery, EventRecord
from linli.platform.packs import Pack

TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_the_town_is_as_large_as_it_promises(db: None) -> None:
    kinds = Counter(place.kind for place in places.tree())
    assert kinds["district"] == 1
    assert kinds["subdistrict"] + kinds["town"] + kinds["township"] >= 5
    assert kinds["community"] + kinds["village"] >= 24
    assert kinds["grid"] >= 120


def test_the_history_has_no_fault() -> None:
    assert check_pack(Pack(BUILT_IN)) == []


def test_the_history_ends_on_the_day_it_is_loaded(db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("linli.triage.public.train", lambda actor: {})  # tested on its own
    with clock.standing_at(TODAY):
        people.load_demo(Pack(BUILT_IN), "a long password")
        loaded = load_demo(Pack(BUILT_IN), lambda text: None)
        rows = Case.objects.filter(origin="replay")
        assert loaded.created == rows.count() >= 300
        days = [(TODAY - moment).days for moment in rows.values_list("received_at", flat=True)]
        assert min(days) == 0 and 85 <= max(days) <= 91
        assert all(sum(1 for day in days if day // 30 == month) >= 60 for month in range(3))
        assert not Step.objects.filter(at__gt=TODAY).exists()
        states = Counter(rows.values_list("state", flat=True))
        assert set(states) >= {state.value for state in State} - {"returned"}
        assert rows.filter(unit__code="d-discipline", about__code="d-government").exists()
        assert set(rows.values_list("kind", flat=True)) >= {kind.value for kind in Kind}
        assert set(rows.values_list("channel", flat=True)) >= {
            Channel.WEB, Channel.PHONE, Channel.COUNTER, Channel.FIELD,
        }  # fmt: skip
        assert set(rows.values_list("language", flat=True)) == {"zh-Hans", "en"}
        done = rows.filter(state__in=[state.value for state in FINAL]).count()
        assert done >= 250, "most have their whole course"
        assert Rating.objects.count() >= 150
        assert rows.exclude(about=None).count() >= 5
        # every page has something true to show, and the counts of the course agree
        beside = r"^cases\.(part_asked|question_written|template_written)$"
        of_matters = EventRecord.objects.filter(type__startswith="cases.").exclude(type__regex=beside)
        assert Step.objects.count() == of_matters.count()
        assert Part.objects.filter(case__origin="replay", lead=True, ended_at=None).count() == rows.count()
        assert not Delivery.objects.exists(), "a replayed event sends no message"
        again = load_demo(Pack(BUILT_IN), lambda text: None)
        assert (again.created, again.same) == (0, rows.count())
