# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a matter's thread to a row in a hotline's own columns, by the same map. Pure.

Only words that the person may read go out, or that were written to the hotline, and of a rating only that
there is one: neither what staff keep to themselves, nor how somebody rated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from linli.kernel.problem import mark, problem

from ..vocab import Action, Deed, See, State

FIELDS = (
    "ref", "number", "state", "unit", "taken", "accepted", "returned", "reason", "refusal", "way", "answer",
    "answered", "closed", "due", "extended", "extension_reason", "parked", "parking_reason", "follow_up",
    "asked_days", "asked_reason",
)  # fmt: skip
MOMENT = "%Y-%m-%d %H:%M:%S"
NOT_ASKED = {"asked_days": "", "asked_reason": ""}  # for more time
ENCODINGS = {"utf-8": "utf-8", "gb18030": "gb18030"}

NO_REPLY_MAP = problem(
    "no_reply_map",
    422,
    mark("This map does not say how a reply is written."),
    mark("Add a part [reply] to it; docs/import.md explains every key."),
)
NO_SUCH_REPLY = problem(
    "no_such_reply",
    404,
    mark("No reply file of that day and number was written."),
    mark("Leave the number out, or look at the desk which files there are."),
)


@dataclass(frozen=True)
class ReplyColumn:
    """How a column is filled: from a field looked up in ``table``, or with a fixed value."""

    name: str
    key: str = ""
    value: str = ""
    table: Mapping[str, str] = field(default_factory=dict)
    other: str | None = None
    format: str = MOMENT

    @property
    def translates(self) -> bool:
        return bool(self.table) or self.other is not None


@dataclass(frozen=True)
class ReplyMap:
    """The columns of a reply in their order, and how a CSV of it is encoded."""

    columns: tuple[ReplyColumn, ...]
    encoding: str = "utf-8"
    sheet: str = "linli"

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Told:
    """One line of a matter's thread, as far as a reply needs it."""

    deed: str
    state: str
    at: datetime
    sees: str
    text: str
    facts: Mapping[str, Any]


def read_reply(data: Any) -> ReplyMap:
    """The part ``[reply]`` of a map. Raises ``ValueError`` naming the key."""
    columns = tuple(_column(str(name), value) for name, value in data["columns"].items())
    if not any(column.key == "ref" for column in columns):
        raise ValueError("reply.columns: ref")
    encoding = str(data.get("encoding", "utf-8")).lower()
    if encoding not in ENCODINGS:
        raise ValueError("reply.encoding")
    sheet = str(data.get("sheet", "linli"))
    if not 0 < len(sheet) <= 31 or set(sheet) & set("[]:*?/\\") or sheet.strip("'") != sheet:
        raise ValueError("reply.sheet")
    return ReplyMap(columns, encoding, sheet)


def _column(name: str, given: Any) -> ReplyColumn:
    spec: dict[str, Any] = {"field": given} if isinstance(given, str) else dict(given)
    known = {"field", "value", "table", "other", "format"}
    fixed = "value" in spec
    if set(spec) - known or fixed == ("field" in spec) or (not fixed and spec["field"] not in FIELDS):
        raise ValueError(f"reply.columns.{name}")
    table = {str(key): str(value) for key, value in dict(spec.get("table", {})).items()}
    other = None if spec.get("other") is None else str(spec["other"])
    shape = str(spec.get("format", MOMENT))
    datetime(2020, 1, 2).strftime(shape)  # noqa: DTZ001 (to see whether it can be written)
    return ReplyColumn(name, str(spec.get("field", "")), str(spec.get("value", "")), table, other, shape)


def replied(thread: Iterable[Told], taken: datetime) -> dict[str, Any]:
    """What happened with a ticket since it was taken over, from its thread, oldest line first: the
    newest word on each."""
    found: dict[str, Any] = {"taken": taken}
    for line in thread:
        text = line.text if line.sees != See.INTERNAL else ""
        match line.deed:
            case Deed.IMPORT if line.state == State.DISPATCHED:
                found["accepted"] = taken
            case Action.ACCEPT | Action.DISPATCH | Action.START:
                found.setdefault("accepted", line.at)
                found |= {"returned": None, "reason": ""}
            case Action.RETURN:
                found |= {"returned": line.at, "reason": line.facts.get("reason", "")}
            case Action.UPHOLD:
                found |= {"returned": None, "reason": ""}
            case Action.DECLINE | Action.TRANSFER:
                found |= {"returned": line.at, "refusal": text, "way": line.facts.get("way", "")}
            case Action.RESOLVE:
                found |= {"answer": text, "answered": line.at, **NOT_ASKED}
            case Action.REWORK | Action.REOPEN:
                gone = ("answer", "answered", "returned", "reason", "refusal", "way", "follow_up")
                found |= dict.fromkeys(gone, "")
            case Deed.DEFER if line.facts.get("theirs"):  # written to whoever set the day
                found |= {"asked_days": line.facts.get("limit", ""), "asked_reason": line.text}
            case Deed.DENY:
                found |= NOT_ASKED
            case Deed.UPDATE | Deed.URGE if line.facts.get("due"):
                found |= NOT_ASKED
            case Deed.EXTEND:
                found |= {"extended": _moment(line.facts.get("due")), "extension_reason": text}
            case Deed.PARK:
                found |= {"parked": str(line.facts.get("review_on", "")), "parking_reason": text}
            case Deed.RESUME:
                found |= {"parked": "", "parking_reason": ""}
            case Deed.RATE:
                found["follow_up"] = "rated"
            case Deed.FOLLOW_UP:
                found["follow_up"] = str(line.facts.get("outcome", ""))
    return found


def _moment(told: Any) -> datetime | str:
    return datetime.fromisoformat(str(told)) if told else ""


def cells_of(map_: ReplyMap, values: Mapping[str, Any], zone: ZoneInfo) -> tuple[str, ...] | None:
    """The cells of a ticket's row; ``None`` while it is in a state that the map has no word for."""
    cells = []
    for column in map_.columns:
        if not column.key:
            cells.append(column.value)
            continue
        cell = _cell(values.get(column.key), column, zone)
        if column.translates:
            known = column.table.get(cell, column.other)
            if column.key == "state" and known is None:
                return None
            cell = (known or "") if cell else ""
        cells.append(cell)
    return tuple(cells)


def _cell(value: Any, column: ReplyColumn, zone: ZoneInfo) -> str:
    if not isinstance(value, datetime):
        return str(value or "")
    local = value.astimezone(zone)
    if column.key in ("due", "extended") and local.time() == time.min:
        local -= timedelta(seconds=1)  # a limit without a time ends with the day before (民法典 203)
    return local.strftime(column.format)
