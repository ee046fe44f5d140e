# SPDX-License-Identifier: AGPL-3.0-or-later
"""Units, duties and demonstration accounts from a pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.problem import mark
from linli.places import public as places
from linli.platform import stamps
from linli.platform.packs import Fault, Loaded, Pack, Row, as_date, names, sync
from linli.topics import public as topics

from ..models import Account, Duty, Organisation, Post, Unit
from ..queries.units import STAMP
from ..rules import DutyLine, conflicts, is_due, table_of
from ..vocab import NEEDS_UNIT, DutyList, DutyRole, OrganisationKind, Role, Station
from .mandates import reach
from .retention_pack import check_retention, load_retention


def check_pack(pack: Pack) -> list[Fault]:
    """Faults of ``units.csv``, ``duties.csv``, ``accounts.csv`` and ``retention.csv``."""
    place_codes = {row["code"] for row in pack.rows("places.csv")}
    faults: list[Fault] = []
    units: dict[str, Row] = {}
    for row in pack.rows("units.csv"):
        if not row["code"] or row["code"] in units:
            faults.append(row.fault(mark("a code is missing or used twice"), row["code"]))
        if row["parent"] and row["parent"] not in units:
            faults.append(row.fault(mark("the unit above must stand in a row before"), row["parent"]))
        if row["place"] not in place_codes:
            faults.append(row.fault(mark("this place is not in places.csv"), row["place"]))
        if row["kind"] not in OrganisationKind._value2member_map_:
            faults.append(row.fault(mark("this kind of organisation is not known"), row["kind"]))
        if not names(row, pack.languages):
            faults.append(row.fault(mark("a name is missing")))
        units[row["code"]] = row
    if not units:
        faults.append(Fault("units.csv", 0, mark("a town needs at least one unit")))
    intake = str(pack.town.get("general_intake", ""))
    if intake not in units:
        faults.append(Fault("town.yaml", 0, mark("general_intake must be the code of a unit"), intake))
    faults += _check_supervision(pack, units, intake)
    since = pack.town.get("second_factor_from")
    if since is not None and not is_due(since, date.max):
        faults.append(
            Fault("town.yaml", 0, mark('this must be a day in quotes, such as "2027-01-01"'), str(since))
        )
    faults += _check_duties(pack, units, place_codes)
    for row in pack.rows("accounts.csv"):
        if row["role"] not in (*Role._value2member_map_, "resident"):
            faults.append(row.fault(mark("this role is not known"), row["role"]))
        elif row["role"] in NEEDS_UNIT and row["unit"] not in units:
            faults.append(row.fault(mark("this role needs a unit"), row["unit"]))
        elif row["role"] != "resident" and row["place"] not in place_codes:
            faults.append(row.fault(mark("this place is not in places.csv"), row["place"]))
        if row["station"] and row["station"] not in Station._value2member_map_:
            faults.append(row.fault(mark("this station in a team is not known"), row["station"]))
    return faults + check_retention(pack)


def _check_supervision(pack: Pack, units: dict[str, Row], intake: str) -> list[Fault]:
    """The supervision body must stand outside of the tree that general intake belongs to."""
    code = str(pack.town.get("supervision", ""))
    if not code:
        return []
    if code not in units:
        return [Fault("town.yaml", 0, mark("supervision must be the code of a unit"), code)]
    if intake in units and _top(units, code) == _top(units, intake):
        remedy = mark("the supervision body must stand outside of the units above general intake")
        return [Fault("town.yaml", 0, remedy, code)]
    return []


def _top(units: dict[str, Row], code: str) -> str:
    seen = {code}
    while (above := units[code]["parent"]) in units and above not in seen:
        code = above
        seen.add(code)
    return code


def _check_duties(pack: Pack, units: dict[str, Row], place_codes: set[str]) -> list[Fault]:
    faults: list[Fault] = []
    categories = {row["code"] for row in pack.rows("categories.csv")}
    lines: list[DutyLine] = []
    for row in pack.rows("duties.csv"):
        if row["unit"] not in units:
            faults.append(row.fault(mark("this unit is not in units.csv"), row["unit"]))
        if row["category"] and row["category"] not in categories:
            faults.append(row.fault(mark("this category is not in categories.csv"), row["category"]))
        if row["place"] not in place_codes:
            faults.append(row.fault(mark("this place is not in places.csv"), row["place"]))
        if row["list"] not in DutyList._value2member_map_:
            faults.append(row.fault(mark("list must be basic, assisting or taken_back"), row["list"]))
        try:
            role, begins = DutyRole(row["role"]), as_date(row["valid_from"])
            ends = as_date(row["valid_to"])
        except ValueError:
            faults.append(row.fault(mark("the role or a date of this duty is not valid")))
            continue
        line = DutyLine(
            new_id(),
            row["unit"],
            "",
            row["category"],
            row["place"],
            role,
            "",
            str(row.number),
            begins,
            ends,
        )
        lines.append(line)
    for one, other in conflicts(table_of(lines)):
        faults.append(
            Fault(
                "duties.csv",
                int(other.article),
                mark("two units lead for the same category and place at the same time"),
                f"row {one.article}: {one.unit}; row {other.article}: {other.unit}",
            )
        )
    return faults


@transaction.atomic
def load_pack(pack: Pack, *, actor: Actor) -> list[Loaded]:
    """Load ``units.csv``, ``duties.csv`` and ``retention.csv``."""
    rows = pack.rows("units.csv")
    tree = places.tree()

    def organisations(known: dict[str, Organisation]) -> Iterator[tuple[str, dict[str, Any]]]:
        for row in rows:
            if row["organisation"] in ("", row["code"]):
                yield row["code"], {"kind": row["kind"], "names": names(row, pack.languages)}

    _, bodies = sync(Organisation, "organisations", organisations)

    def units(known: dict[str, Unit]) -> Iterator[tuple[str, dict[str, Any]]]:
        for row in rows:
            parent = known[row["parent"]] if row["parent"] else None
            body = bodies.get(row["organisation"] or row["code"]) or _body_above(parent, bodies)
            yield (
                row["code"],
                {
                    "organisation_id": body.id,
                    "parent": parent,
                    "path": f"{parent.path if parent else ''}{row['code']}/",
                    "place_id": tree.by_code[row["place"]].id,
                    "names": names(row, pack.languages),
                    "phone": row["phone"],
                    "addresses": names(row, pack.languages, "address"),
                    "hours": names(row, pack.languages, "hours"),
                    "round_the_clock": row["round_the_clock"].lower() in ("yes", "true", "1"),
                    "active": True,
                },
            )
        for code in known.keys() - {row["code"] for row in rows}:
            yield code, {"active": False}

    loaded, by_code = sync(Unit, "units", units)
    stamps.bump(STAMP)
    return [loaded, _load_duties(pack, by_code), load_retention(pack)]


def _body_above(parent: Unit | None, bodies: dict[str, Organisation]) -> Organisation:
    assert parent is not None, "checked: an organisation column names a unit above"
    return next(body for body in bodies.values() if body.id == parent.organisation_id)


def _load_duties(pack: Pack, units: dict[str, Unit]) -> Loaded:
    tree, categories = places.tree(), topics.tree()
    rows = pack.rows("duties.csv")

    def code_of(row: Row) -> str:
        parts = (row["unit"], row["category"], row["place"], row["role"], row["valid_from"])
        return "|".join(parts)

    def duties(known: dict[str, Duty]) -> Iterator[tuple[str, dict[str, Any]]]:
        for row in rows:
            category = categories.by_code[row["category"]].id if row["category"] else None
            yield (
                code_of(row),
                {
                    "unit_id": units[row["unit"]].id,
                    "category_id": category,
                    "place_id": tree.by_code[row["place"]].id,
                    "role": row["role"],
                    "on_list": row["list"],
                    "source": row["source"],
                    "article": row["article"],
                    "valid_from": as_date(row["valid_from"]),
                    "valid_to": as_date(row["valid_to"]),
                },
            )
        today = places.today()
        gone = known.keys() - {code_of(row) for row in rows}
        for code in gone:
            if known[code].valid_to is None and code[:6] != "local|":
                yield code, {"valid_to": today}

    loaded, _ = sync(Duty, "duties", duties)
    return loaded


@transaction.atomic
def load_demo(pack: Pack, password: str) -> Loaded:
    """Demonstration accounts and their posts, all with one password of this installation."""
    loaded = Loaded("accounts")
    hashed = make_password(password)
    tree = places.tree()
    units = {unit.code: unit for unit in Unit.objects.order_by("code")}
    for row in pack.rows("accounts.csv"):
        account, created = Account.objects.update_or_create(
            login=row["login"],
            defaults={"names": names(row, pack.languages), "is_demo": True, "password": hashed},
            create_defaults={
                "names": names(row, pack.languages),
                "is_demo": True,
                "password": hashed,
                "created_at": clock.now(),
            },
        )
        loaded.count(created, False)
        if created and row["phone"]:
            reach(account.pk, row["phone"])
        if row["role"] != "resident":
            Post.objects.get_or_create(
                account=account,
                role=row["role"],
                unit=units.get(row["unit"]),
                place_id=tree.by_code[row["place"]].id,
                defaults={"station": row["station"]},
            )
    return loaded
