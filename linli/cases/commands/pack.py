# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's history: reports with their whole course, replayed through the real commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import shapely
from django.utils import timezone

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import Problem, mark
from linli.people import public as people
from linli.places import public as places
from linli.platform.packs import Fault, Loaded, Pack
from linli.triage import public as triage

from ..models import Case, Part, Redaction
from ..queries import contact_of
from ..rules import COURSE
from ..rules.joint import Call, Reason, Trigger
from ..vocab import EXTENSION_TOO_LATE, Action, Channel, Deed, HideReason, Kind, See, Solved, State
from .amend import note_case, release_case
from .clocks import extend_case, park_case, resume_case
from .course import step_case
from .hiding import hide, judge, object_to
from .hotlines import check_hotlines, demo_tickets, load_hotlines
from .issues import group_matters
from .joint import call_in, contribute
from .move import move_case
from .press import press
from .rate import rate_case
from .receive import NewCase, ReporterData, receive_case
from .words_pack import check_words, load_words

NAMESPACE = UUID("6f1d4a52-9c1e-5b0a-8a55-6c696e6c6931")
LOOK = "contact"  # somebody of the demonstration reads the contact data; the look is recorded
Moment = tuple[datetime, int, Callable[[], None]]
AFTER = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?")


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of ``hotline/``, ``words.yaml``, ``history/``: unknown codes, impossible courses, times that
    run backwards."""
    faults = check_hotlines(pack)
    known = {
        "place": {row["code"] for row in pack.rows("places.csv")},
        "category": {row["code"] for row in pack.rows("categories.csv")},
        "unit": {row["code"] for row in pack.rows("units.csv")},
        "account": {row["login"] for row in pack.rows("accounts.csv")},
    }
    faults += check_words(pack, known["category"])
    refs: set[str] = set()
    for file, report in pack.history():
        ref = str(report.get("ref", ""))
        if not ref or ref in refs:
            faults.append(Fault(file, 0, mark("a ref is missing or used twice"), ref))
        refs.add(ref)
        try:
            faults += [Fault(file, 0, what, ref) for what in _check(report, known)]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            faults.append(Fault(file, 0, f"{type(error).__name__}: {error}", ref))
    return faults


def _check(report: dict[str, Any], known: dict[str, set[str]]) -> list[str]:
    found = []
    Kind(report["kind"])
    Channel(report["channel"])
    time.fromisoformat(str(report["time"]))
    if str(report["place"]) not in known["place"]:
        found.append(mark("this place is not in places.csv"))
    if report["category"] not in known["category"]:
        found.append(mark("this category is not in categories.csv"))
    accounts = [step["as"] for step in report.get("course", ()) if "as" in step or step["do"] == LOOK]
    if isinstance(report.get("reporter"), dict):
        accounts.append(report["reporter"].get("account"))
    if any(login and login not in known["account"] for login in accounts):
        found.append(mark("this account is not in accounts.csv"))
    state, last = State.RECEIVED, timedelta(0)
    for step in report.get("course", ()):
        after = after_of(step["after"])
        if after < last:
            found.append(mark("the steps of a course must follow in time"))
        last = after
        asked = [item["unit"] for item in step.get("units", ())]
        units = [step.get("to"), step.get("by"), *step.get("assist", []), *asked]
        if any(unit and unit not in known["unit"] for unit in units):
            found.append(mark("this unit is not in units.csv"))
        if step["do"] in Action._value2member_map_:
            action = Action(step["do"])
            if not COURSE.allows(state, action):
                found.append(f"{state.value} -> {action.value}?")
                break
            state = COURSE.after(state, action)
        elif step["do"] != LOOK:
            Deed(step["do"])
    return found


def after_of(text: str) -> timedelta:
    """``1d 2h 30m`` as a span."""
    found = AFTER.fullmatch(str(text).strip())
    if not found or not any(found.groups()):
        raise ValueError(f"after: {text!r}")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """The maps of its hotlines; matters are no part of a town, only of its demonstration."""
    return [load_hotlines(pack)]


def load_demo(pack: Pack, note: Callable[[str], None]) -> Loaded:
    """Replay ``history/`` with the clock standing at each step; reports already there are left."""
    loaded = Loaded("reports")
    now = clock.now()
    moments: list[Moment] = []
    present = set(Case.objects.filter(origin="replay").order_by("id").values_list("id", flat=True))
    for order, (_, report) in enumerate(pack.history()):
        identity = uuid5(NAMESPACE, report["ref"])
        loaded.count(identity not in present, False)
        if identity not in present:
            moments += _moments(order, identity, report, now)
    moments.sort(key=lambda moment: moment[:2])
    for number, (instant, _, act) in enumerate(moments):
        if number % 50 == 0:
            note(f"{number}/{len(moments)}")
        with clock.standing_at(instant):
            act()
    demo_tickets(pack)
    load_words(pack)
    if moments:
        note("the reader learns")
        _teach(pack)
        group_matters()
    return loaded


def _teach(pack: Pack) -> None:
    """The categories of the history were confirmed by people: the reader learns from them."""
    for _, report in pack.history():
        triage.learn(
            f"{report['title']}\n{report['text']}",
            kind=str(report["kind"]),
            category=str(report["category"]),
            place=str(report["place"]),
            about=f"case:{uuid5(NAMESPACE, report['ref'])}",
        )
    triage.train(actor=SYSTEM)


def _moments(order: int, identity: UUID, report: dict[str, Any], now: datetime) -> list[Moment]:
    zone = timezone.get_current_timezone() if not places.town_or_none() else places.town().zone
    day = now.astimezone(zone).date() + timedelta(days=int(report["day"]))
    received = datetime.combine(day, time.fromisoformat(str(report["time"])), zone)
    if received > now:
        received = now - timedelta(minutes=5)
    made: list[Moment] = [(received, order, partial(_receive, identity, report))]
    for step in report.get("course", ()):
        instant = received + after_of(step["after"])
        if instant > now:
            break
        made.append((instant, order, partial(_step, identity, step)))
    return made


def _receive(identity: UUID, report: dict[str, Any]) -> None:
    person = report.get("reporter")
    data = ReporterData()
    if isinstance(person, dict):
        contact = str(person.get("phone") or person.get("email") or "")
        account = _account(person["account"]).id if "account" in person else None
        data = ReporterData(name=str(person.get("name", "")), contact=contact, account=account)
    place = str(report["place"])
    new = NewCase(
        kind=Kind(report["kind"]),
        title=str(report["title"]),
        text=str(report["text"]),
        channel=Channel(report["channel"]),
        language=str(report.get("lang", "zh-Hans")),
        category=str(report["category"]),
        place=place,
        point=_point(place, identity) if report.get("address") else None,
        address=str(report.get("address") or ""),
        about=report.get("about"),
        reporter=data,
    )
    receive_case(new, actor=SYSTEM, case_id=identity, origin="replay")
    if report.get("public"):
        release_case(identity, actor=SYSTEM, text=True)


def _point(place: str, identity: UUID) -> tuple[float, float] | None:
    """A point in the place, always the same for the same report; only grids are small enough."""
    if places.place_by_code(place).kind != places.PlaceKind.GRID.value:
        return None
    outline = places.locator().shape_of(place)
    seed = identity.int
    left, bottom, right, top = outline.bounds
    for _ in range(60):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        x = left + (right - left) * (seed >> 33) / 2**31
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        y = bottom + (top - bottom) * (seed >> 33) / 2**31
        if outline.contains(shapely.Point(x, y)):
            return round(x, 6), round(y, 6)
    inside = outline.representative_point()
    return round(inside.x, 6), round(inside.y, 6)


def _step(identity: UUID, step: dict[str, Any]) -> None:
    do, text = step["do"], str(step.get("text") or "").strip()
    actor = SYSTEM
    if do == LOOK:
        viewer = people.actor_of_account(_account(step["as"]).id)
        number = Case.objects.values_list("number", flat=True).get(pk=identity)
        contact_of(number, viewer=viewer, purpose="handle_matter")
        return
    if do in Action._value2member_map_:
        move_case(
            identity,
            Action(do),
            actor=actor,
            text=text,
            unit=step.get("to"),
            assist=step.get("assist", ()),
            other=_number(step["into"]) if do == "merge" else None,
            way=str(step.get("way") or ""),
            reason=str(step.get("reason") or Reason.NOT_OUR_DUTY.value),
            named=str(step.get("step") or ""),
        )
        return
    today = places.today()
    match Deed(do):
        case Deed.NOTE:
            see = See(step.get("see", "internal"))
            note_case(identity, text, see, actor=actor, unit=step.get("by"))
        case Deed.EXTEND:
            with unless_late():
                extend_case(identity, int(step["days"]), text, actor=actor)
        case Deed.PARK:
            park_case(identity, today + timedelta(days=int(step["days"])), text, actor=actor)
        case Deed.RESUME:
            resume_case(identity, actor=actor)
        case Deed.CALL_IN:
            calls = [Call(item["unit"], item["task"]) for item in step["units"]]
            caller = people.actor_of_account(_account(step["as"]).id)
            call_in(identity, calls, text, actor=caller)
        case Deed.CONTRIBUTE:
            contribute(identity, _part(identity, step["by"]), text, actor=actor)
        case Deed.STEP:
            until = today + timedelta(days=int(step["days"])) if "days" in step else None
            step_case(identity, step["step"], actor=actor, text=text, until=until)
        case Deed.PRESS:
            by = today + timedelta(days=int(step["days"]))
            press(identity, Trigger(step["trigger"]), by, text, actor=actor)
        case Deed.HIDE:
            hide(identity, HideReason(step["reason"]), text, actor=actor, words=step["words"])
        case Deed.OBJECT:
            object_to(identity, _hidden(identity), text, actor=actor)
        case Deed.JUDGE:
            judge(identity, _hidden(identity), bool(step["restore"]), text, actor=actor)
        case Deed.RATE:
            rate_case(
                identity,
                actor=actor,
                contacted=bool(step.get("contacted", True)),
                solved=Solved(_yes(step["solved"])),
                satisfied=int(step["satisfied"]),
                text=text,
            )


@contextmanager
def unless_late() -> Iterator[None]:
    """On which working days a report falls depends on the day of loading: an extension that comes
    too late on one of them is left out, as in life."""
    try:
        yield
    except Problem as problem:
        if problem.code != EXTENSION_TOO_LATE.code:
            raise


def _yes(value: object) -> str:
    """YAML reads yes and no as booleans."""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _account(login: str) -> people.AccountInfo:
    """An account of the demonstration."""
    return next(account for account in people.demo_accounts() if account.login == login)


def _part(identity: UUID, unit: str) -> UUID:
    """The part that a unit holds in a report."""
    parts = Part.objects.filter(case=identity, unit=people.unit_by_code(unit).id, ended_at=None)
    return parts.values_list("id", flat=True).get()


def _hidden(identity: UUID) -> UUID:
    """What was last hidden of a report."""
    rows = Redaction.objects.filter(case=identity).order_by("-hidden_at", "id")
    return rows.values_list("id", flat=True)[0]


def _number(ref: str) -> str:
    return Case.objects.values_list("number", flat=True).get(pk=uuid5(NAMESPACE, ref))
