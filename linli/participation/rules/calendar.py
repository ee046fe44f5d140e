# SPDX-License-Identifier: AGPL-3.0-or-later
"""Meetings as a calendar that other programs read: iCalendar, RFC 5545.

Lines end in CRLF and are folded at 75 octets, never within a character (3.1); text is escaped (3.3.11);
instants are UTC (3.3.5, form 2). The link stands in DESCRIPTION too, because many clients show no URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Entry:
    """An event in a calendar. ``uid`` stays the same through changes, ``sequence`` counts them."""

    uid: str
    sequence: int
    changed: datetime
    begins: datetime
    ends: datetime
    summary: str
    description: str
    location: str
    url: str
    cancelled: bool = False


def calendar(name: str, entries: Iterable[Entry]) -> str:
    """The calendar as text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//linli//meetings//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_instant(entry.changed)}",
        f"LAST-MODIFIED:{_instant(entry.changed)}",
        f"DTSTART:{_instant(entry.begins)}",
        f"DTEND:{_instant(entry.ends)}",
        f"SUMMARY:{_text(entry.summary)}",
        f"DESCRIPTION:{_text(entry.description)}",
        f"LOCATION:{_text(entry.location)}",
        f"URL:{entry.url}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    plain = plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(sign for sign in plain if sign >= " " and sign != "\x7f")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> Iterator[str]:
    part, size, most = "", 0, 75
    for sign in line:
        octets = len(sign.encode())
        if size + octets > most:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
