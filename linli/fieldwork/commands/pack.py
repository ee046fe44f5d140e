# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tasks of grids and doors of a pack, and the visits of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import mark
from linli.people import public as people
from linli.places import public as places
from linli.platform.packs import Fault, Loaded, Pack, Row, as_date, names, sync

from ..models import Door, GridTask, Round, Stop, VisitSheet, Wish
from ..vocab import AskState, Basis, Housing, Need, Offer, Outcome, Rhythm, Share, Sign, Way
from .grids import answer_ask, ask_grid
from .rounds import NewRound, plan_rounds
from .sheets import make_sheet
from .visits import NewVisit, note_visit
from .wishes import sign_up

TASKS, DOORS, DEMO = "grid_tasks.csv", "doors.csv", "fieldwork.yaml"
# An address and nothing else: a file with another column may say who lives there, and is refused.
COLUMNS = {
    "code", "place", "house", "entrance", "door", "housing", "floor", "lift",
    "longitude", "latitude", "height",
}  # fmt: skip
NUMBERS = {"floor": (-9, 99), "longitude": (-180, 180), "latitude": (-90, 90), "height": (-500, 9000)}


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of ``grid_tasks.csv`` and ``doors.csv``."""
    faults: list[Fault] = []
    for row in pack.rows(TASKS):
        if row["share"] not in Share._value2member_map_:
            faults.append(row.fault(mark("share must be own, assist or barred"), row["share"]))
        if not (row["source"] and row["article"]):
            faults.append(row.fault(mark("a task names its source and article")))
        if not names(row, pack.languages):
            faults.append(row.fault(mark("a name is missing")))
        faults += _bad_days(row)
    known = {row["code"] for row in pack.rows("places.csv")}
    seen: set[str] = set()
    for row in pack.rows(DOORS):
        if more := sorted(set(row) - COLUMNS):
            faults.append(row.fault(mark("doors hold addresses and nothing else"), ", ".join(more)))
            break
        faults += _bad_door(row, known, seen)
        seen.add(row["code"])
    return faults


def _bad_days(row: Row) -> Iterator[Fault]:
    for name in ("valid_from", "valid_to"):
        try:
            as_date(row[name])
        except ValueError:
            yield row.fault(mark("write days as YYYY-MM-DD"), row[name])


def _bad_door(row: Row, known: set[str], seen: set[str]) -> Iterator[Fault]:
    if not row["code"] or row["code"] in seen:
        yield row.fault(mark("a code is missing or used twice"), row["code"])
    if row["place"] not in known:
        yield row.fault(mark("this place is not in places.csv"), row["place"])
    if row["housing"] not in Housing._value2member_map_:
        yield row.fault(mark("this kind of homes is not known"), row["housing"])
    if not row["house"] or not row["door"]:
        yield row.fault(mark("a door needs its house and its number"))
    if row["lift"] not in ("yes", "no"):
        yield row.fault(mark("lift must be yes or no"), row["lift"])
    for name, (least, most) in NUMBERS.items():
        try:
            if not least <= float(row[name]) <= most:
                raise ValueError(name)
        except ValueError:
            yield row.fault(mark("this is no number that can be right"), f"{name}: {row[name]}")


def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Bring tasks and doors to what the pack says."""

    def tasks(_: dict[str, GridTask]) -> Iterator[tuple[str, dict[str, Any]]]:
        for row in pack.rows(TASKS):
            yield row["code"], {
                "names": names(row, pack.languages), "share": row["share"], "source": row["source"],
                "article": row["article"], "mark": row["mark"] or "M",
                "valid_from": as_date(row["valid_from"]), "valid_to": as_date(row["valid_to"]),
            }  # fmt: skip

    tree = places.tree()

    def doors(_: dict[str, Door]) -> Iterator[tuple[str, dict[str, Any]]]:
        for row in pack.rows(DOORS):
            place = tree.by_code[row["place"]]
            yield row["code"], {
                "place_id": place.id, "place_path": place.path, "house": row["house"],
                "entrance": row["entrance"], "door": row["door"], "housing": row["housing"],
                "floor": int(row["floor"]), "lift": row["lift"] == "yes",
                "longitude": float(row["longitude"]), "latitude": float(row["latitude"]),
                "height": float(row["height"]),
            }  # fmt: skip

    return [sync(GridTask, "grid tasks", tasks)[0], sync(Door, "doors", doors)[0]]


# --- the demonstration -----------------------------------------------------------------------------


def load_demo(pack: Pack) -> Loaded:
    """Wishes, rounds, visits and requests of the demonstration; what is there is left."""
    loaded, content = Loaded("field work"), pack.document(DEMO) or {}
    if Wish.objects.exists() or Round.objects.exists():
        return loaded
    for one in content.get("absences", ()):
        _absence(one)
    for one in content.get("wishes", ()):
        with clock.standing_at(clock.now() - timedelta(days=int(one["days_ago"]))):
            for code in one["doors"]:
                door = Door.objects.get(code=str(code))
                sign_up(door.id, Rhythm(one["rhythm"]), actor=SYSTEM, way=Way(one["way"]))
                loaded.count(True, False)
    for one in content.get("questions", ()):
        workbook = (pack.folder / one["form"]).read_bytes()
        make_sheet(one["code"], one["names"], str(one["place"]), workbook, actor=SYSTEM)
        loaded.count(True, False)
    for number, one in enumerate(content.get("rounds", ())):
        loaded.count(True, False)
        _round(number, one)
    for one in content.get("asks", ()):
        _ask(one)
        loaded.count(True, False)
    return loaded


def _absence(one: dict[str, Any]) -> None:
    account, deputy = people.account_by_login(one["login"]), people.account_by_login(one["deputy"])
    if account and deputy:
        begins = places.today() - timedelta(days=int(one.get("since", 0)))
        people.note_absence(
            account, deputy, begins, begins + timedelta(days=int(one["days"])), actor=SYSTEM
        )


def _round(number: int, one: dict[str, Any]) -> None:
    worker = people.account_by_login(one["worker"])
    if worker is None:
        return
    housing = Housing(one["housing"]) if one.get("housing") else None
    with clock.standing_at(clock.now() - timedelta(days=int(one.get("days_ago", 0)))):
        new = NewRound(
            str(one["place"]), places.today(), Basis(one["basis"]), (worker,), int(one["count"]), housing,
            f"demo-{number}", _asked(one.get("asks")),
        )  # fmt: skip
        for round_ in plan_rounds(new, actor=SYSTEM):
            stops = list(Stop.objects.filter(round=round_).order_by("seq").values_list("id", flat=True))
            for seq, visit in enumerate(one.get("visits", ())):
                if seq < len(stops):
                    identity = uuid5(NAMESPACE_URL, f"linli:visit:{number}:{seq}")
                    note_visit(stops[seq], _visit(visit), actor=_actor(worker), visit_id=identity)


def _asked(code: str | None) -> UUID | None:
    rows = VisitSheet.objects.filter(code=code or "").order_by("-number")
    return rows.values_list("id", flat=True).first()


def _actor(account: UUID) -> Actor:
    return people.actor_of_account(account)


def _visit(one: Any) -> NewVisit:
    if isinstance(one, str):
        return NewVisit(Outcome(one))
    return NewVisit(
        Outcome.VISITED,
        tuple(one.get("matters", ())),
        tuple(Need(code) for code in one.get("needs", ())),
        tuple(Sign(code) for code in one.get("signs", ())),
        tuple(Offer(code) for code in one.get("offers", ())),
        one.get("text", ""),
        as_matter=bool(one.get("matter")),
    )


def _ask(one: dict[str, Any]) -> None:
    asker = people.account_by_login(one["by"])
    if asker is None:
        return
    due = places.today() + timedelta(days=int(one["within"]))
    identity = ask_grid(str(one["grid"]), one["task"], one["text"], due, actor=_actor(asker))
    worker = people.account_by_login(one["answered_by"]) if one.get("answered_by") else None
    if worker:
        answer_ask(identity, AskState(one["state"]), one["answer"], actor=_actor(worker))
