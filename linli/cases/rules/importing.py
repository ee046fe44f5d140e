# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a row of somebody else's file to a matter of ours, by a map. Pure: no files, no database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from linli.kernel.problem import mark, problem

from ..vocab import Kind, State
from .replying import ReplyMap, read_reply

FIELDS = (
    "ref", "title", "text", "received", "answered", "closed", "kind", "category", "place", "address",
    "longitude", "latitude", "state", "answer", "due", "urged", "added",
)  # fmt: skip
REQUIRED = ("ref", "received")
SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,6})?")
LAST_MINUTE = time(23, 59)
LONGEST_REF = 80  # characters; a longer one is refused, for cut off it might be another's
LONGEST_TEXT = 20_000  # characters, as everywhere
LONGEST_LINE = 200  # characters of a title or an address; what is longer is cut
STATES = {
    State.RECEIVED, State.REOPENED, State.CLOSED, State.DECLINED, State.WITHDRAWN, State.RESOLVED,
}  # fmt: skip

MAP_FAULTY = problem(
    "map_faulty",
    422,
    mark("The map file cannot be used."),
    mark("The line after this names the key; docs/import.md explains every key."),
)


@dataclass(frozen=True)
class Column:
    """How a field is read: from columns, or as a fixed value; then looked up in ``table``."""

    columns: tuple[str, ...] = ()
    value: str | None = None
    formats: tuple[str, ...] = ()
    table: Mapping[str, str] = field(default_factory=dict)
    other: str | None = None
    pattern: re.Pattern[str] | None = None
    prefix: str = ""


@dataclass(frozen=True)
class ImportMap:
    """A map: where the file comes from and how each field is read."""

    source: str
    language: str
    zone: ZoneInfo
    columns: Mapping[str, Column]
    sheet: str | None = None
    encoding: str | None = None
    header: int = 1
    name: str = ""  # what people call the source
    place: str = ""  # code of the place of what is nowhere else found
    reply: ReplyMap | None = None


@dataclass(frozen=True)
class Draft:
    """A row that can become a matter."""

    row: int
    ref: str
    title: str
    text: str
    received_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    kind: Kind | None
    category: str
    place: str
    address: str
    point: tuple[float, float] | None
    state: State
    answer: str
    due_at: datetime | None = None  # the first moment after the limit that the other system set
    urged: str = ""  # how often or how somebody urged (催办), as the other system writes it
    added: str = ""  # words that came later


@dataclass(frozen=True)
class Refusal:
    """A row that cannot, with the column, the value and why."""

    row: int
    ref: str
    column: str
    value: str
    why: str


def read_map(data: Mapping[str, Any]) -> ImportMap:
    """A map from parsed TOML. Raises ``map_faulty`` naming the key."""
    file = data.get("file", {})
    given = data.get("columns", {})
    if not isinstance(file, Mapping) or not isinstance(given, Mapping):
        raise MAP_FAULTY(key="file, columns")
    for key in given:
        if key not in FIELDS:
            raise MAP_FAULTY(key=f"columns.{key}")
    for key in REQUIRED:
        if key not in given:
            raise MAP_FAULTY(key=f"columns.{key}")
    if "title" not in given and "text" not in given:
        raise MAP_FAULTY(key="columns.text")
    try:
        return ImportMap(
            source=_word(file, "source", SOURCE),
            language=_word({"language": "zh-Hans", **file}, "language", LANGUAGE),
            zone=ZoneInfo(str(file["zone"])),
            columns={key: _column(key, value) for key, value in given.items()},
            sheet=None if file.get("sheet") is None else str(file["sheet"]),
            encoding=None if file.get("encoding") is None else str(file["encoding"]),
            header=int(file.get("header", 1)),
            name=str(file.get("name", file["source"])),
            place=str(file.get("place", "")),
            reply=read_reply(data["reply"]) if "reply" in data else None,
        )
    except (KeyError, ValueError, TypeError, AttributeError, OSError, re.error) as error:
        raise MAP_FAULTY(key=str(error)) from error


def _word(file: Mapping[str, Any], key: str, form: re.Pattern[str]) -> str:
    found = str(file[key])
    if not form.fullmatch(found):
        raise ValueError(f"file.{key}")
    return found


def _column(key: str, value: Any) -> Column:
    if isinstance(value, str):
        return Column((value,))
    columns = value.get("columns", value.get("column", ()))
    names = (columns,) if isinstance(columns, str) else tuple(columns)
    if not names and "value" not in value:
        raise ValueError(f"columns.{key}")
    formats = tuple(value.get("formats", ()))
    for pattern in formats:
        datetime.strptime(datetime(2020, 1, 2).strftime(pattern), pattern)  # noqa: DTZ001, DTZ007
    return Column(
        names,
        None if value.get("value") is None else str(value["value"]),
        formats,
        {str(name): str(code) for name, code in value.get("table", {}).items()},
        None if value.get("other") is None else str(value["other"]),
        re.compile(value["pattern"]) if value.get("pattern") else None,
        str(value.get("prefix", "")),
    )


class Wrong(Exception):
    """A cell that cannot be read: column, value, why."""


def draft_of(number: int, row: Mapping[str, Any], map_: ImportMap) -> Draft | Refusal:
    """A draft from a row, or the refusal that names what is wrong with it."""
    ref = ""
    try:
        ref = _text(row, map_, "ref", required=True)
        if len(ref) > LONGEST_REF or not ref.isprintable():
            raise Wrong("ref", ref, mark("a reference has at most 80 signs, all of them visible"))
        received = _moment(row, map_, "received", required=True)
        assert received is not None
        title, text = _text(row, map_, "title")[:LONGEST_LINE], _text(row, map_, "text")
        answer = _text(row, map_, "answer")
        if not title and not text:
            raise Wrong("text", "", mark("neither title nor text"))
        for name, words in (("text", text), ("answer", answer)):
            if len(words) > LONGEST_TEXT:
                raise Wrong(name, words, mark("longer than 20,000 signs"))
        state = _choice(row, map_, "state", State, State.RECEIVED)
        if state not in STATES:
            raise Wrong("state", state.value, mark("a matter cannot be taken over in this state"))
        closed = _moment(row, map_, "closed")
        answered = _moment(row, map_, "answered")
        if closed is not None and closed < received:
            raise Wrong("closed", str(closed), mark("closed before it was received"))
        if answered is not None and answered < received:
            raise Wrong("answered", str(answered), mark("answered before it was received"))
        due = _limit(row, map_)
        if due is not None and due <= received:
            raise Wrong("due", str(due), mark("due before it was received"))
        return Draft(
            row=number,
            ref=ref,
            title=title,
            text=text,
            received_at=received,
            answered_at=answered,
            closed_at=closed,
            kind=_choice(row, map_, "kind", Kind, None),
            category=_text(row, map_, "category"),
            place=_text(row, map_, "place"),
            address=_text(row, map_, "address")[:LONGEST_LINE],
            point=_point(row, map_),
            state=state,
            answer=answer,
            due_at=due,
            urged=_text(row, map_, "urged")[:LONGEST_TEXT],
            added=_text(row, map_, "added")[:LONGEST_TEXT],
        )
    except Wrong as wrong:
        column, value, why = wrong.args
        return Refusal(number, ref[:LONGEST_REF], column, value[:80], why)


def without_end(draft: Draft) -> Refusal | None:
    """The refusal of a new matter that comes ended, but on no day; of one that is there it is news."""
    if draft.closed_at is not None or draft.state not in (State.CLOSED, State.DECLINED, State.WITHDRAWN):
        return None
    return Refusal(draft.row, draft.ref, "closed", "", mark("closed, but on no day"))


def unknown_category(draft: Draft) -> Refusal:
    """The refusal of a draft whose category the town does not have."""
    why = mark("the town has no category of this code; load its pack first")
    return Refusal(draft.row, draft.ref, "category", draft.category[:80], why)


def _text(row: Mapping[str, Any], map_: ImportMap, name: str, *, required: bool = False) -> str:
    column = map_.columns.get(name)
    if column is None:
        return ""
    if column.value is not None:
        return column.value
    if len(column.columns) == 1:
        found = _plain(row.get(column.columns[0]))
    else:
        found = " ".join(filter(None, (_plain(row.get(key)) for key in column.columns)))
    if column.pattern:
        match = column.pattern.search(found)
        found = (match[1] if match.groups() else match[0]) or "" if match else ""
    if column.table or column.other is not None:
        found = column.table.get(found, column.other if column.other is not None else found)
    if required and not found:
        raise Wrong(name, "", mark("this cell is empty"))
    return f"{column.prefix}{found}" if found else ""


def _plain(cell: Any) -> str:
    """A cell as text; whole numbers without a decimal point, as one sees them."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _choice(row: Mapping[str, Any], map_: ImportMap, name: str, kind: Any, default: Any) -> Any:
    found = _text(row, map_, name)
    if not found:
        return default
    try:
        return kind(found)
    except ValueError:
        raise Wrong(name, found, mark("this value is not in the map's table")) from None


def _moment(
    row: Mapping[str, Any], map_: ImportMap, name: str, *, required: bool = False
) -> datetime | None:
    column = map_.columns.get(name)
    if column is None:
        return None
    one = len(column.columns) == 1 and row.get(column.columns[0])
    cell = one if isinstance(one, date) else _text(row, map_, name)
    if not cell:
        if required:
            raise Wrong(name, "", mark("this cell is empty"))
        return None
    found = _parsed(cell, column.formats, map_.zone)
    if found is None:
        raise Wrong(name, str(cell), mark("this is not a date that the map's formats read"))
    return found


def _limit(row: Mapping[str, Any], map_: ImportMap) -> datetime | None:
    """When a row is due. A day without a time, or to its last minute, ends with that day (民法典 203)."""
    due = _moment(row, map_, "due")
    if due is None:
        return None
    local = due.astimezone(map_.zone)
    if local.time() != time.min and local.time() < LAST_MINUTE:
        return due
    midnight = datetime.combine(local.date() + timedelta(days=1), time.min, map_.zone)
    return midnight.astimezone(UTC)


@lru_cache(maxsize=4096)  # neighbouring rows often bear the same date
def _parsed(cell: str | date, formats: Sequence[str], zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) that a cell tells of, within 1900 to 2200; ``None`` where it tells of none."""
    found = _read_moment(cell, formats)
    if found is None or not 1900 <= found.year <= 2200:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _read_moment(cell: str | date, formats: Sequence[str]) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
    for pattern in formats:
        try:
            return datetime.strptime(cell, pattern)  # noqa: DTZ007
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


def _point(row: Mapping[str, Any], map_: ImportMap) -> tuple[float, float] | None:
    longitude, latitude = _text(row, map_, "longitude"), _text(row, map_, "latitude")
    if not longitude or not latitude:
        return None
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        raise Wrong("longitude", f"{longitude} {latitude}", mark("this is not a coordinate")) from None
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise Wrong("longitude", f"{longitude} {latitude}", mark("this is not a coordinate"))
    return x, y
