# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests of authorities as their viewer may see them, and what was put together for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.counts import FEWEST
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.looks import looks_at, reveal
from linli.platform.access.purposes import OFFICIAL

from ..models import Decision, Extract, OfficialRequest
from ..policy import RECORDS, Deed, Facts, may, over, relations
from ..rules import TOLD, HalfYear, half_years
from ..vocab import EXTRACT_GONE, UNKNOWN_RECORD, Instrument, RequestState
from .sources import Found, Source, source

TABLE, SUBJECT = "privacy_request", "official_request"
NEWEST = 300  # rows of the register that are looked through for a list


@dataclass(frozen=True)
class RequestLine:
    """A request in the register: who asks with what, how it stands; nothing about the person."""

    id: UUID
    authority: str
    instrument: Instrument
    instrument_number: str
    recorded_at: datetime
    until: date
    state: RequestState


@dataclass(frozen=True)
class DecisionInfo:
    """What one approver granted (no parts: refused) and why."""

    who: Mapping[str, str]
    at: datetime
    parts: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class FetchInfo:
    """Somebody read the words of a request, its scan or the extract."""

    at: datetime
    who: Mapping[str, str]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RequestDetail:
    """One request for one viewer; ``reference`` and ``what_for`` are empty for who may not read them."""

    line: RequestLine
    instrument_date: date
    law: str
    article: str
    source: Source
    parts: tuple[str, ...]
    given: tuple[str, ...]
    silent_until: date | None
    silent_ground: str
    recorded_by: Mapping[str, str]
    decisions: tuple[DecisionInfo, ...]
    ended_at: datetime | None
    told_at: datetime | None
    reference: str
    what_for: str
    readable: bool  # whether the viewer may read words and scan
    expires_at: datetime | None  # of the extract, while it is kept
    emptied_at: datetime | None  # when words and scan ended by time
    fetches: tuple[FetchInfo, ...]
    deeds: frozenset[Deed]


@dataclass(frozen=True)
class ToldInfo:
    """What the person concerned reads: who was given which parts, by what right, and when."""

    authority: str
    instrument: Instrument
    instrument_number: str
    law: str
    article: str
    source: Source
    parts: tuple[str, ...]
    day: datetime
    told_at: datetime


def facts_of(row: OfficialRequest) -> Facts:
    """What the rules need to know of a request."""
    return Facts(row.place_path, row.about_path, row.closed, str(row.recorded_by_id))


def requests(viewer: Actor) -> list[RequestLine]:
    """The register as the viewer may see it: what waits for a decision first, then the newest."""
    rows = OfficialRequest.objects.order_by("-recorded_at", "id")[:NEWEST]
    found = [_line(row) for row in rows if relations(viewer, facts_of(row))]
    return sorted(found, key=lambda line: line.state is not RequestState.RECORDED)


def request_detail(identity: UUID, *, viewer: Actor) -> RequestDetail:
    """One request. Its words are opened, and the look recorded, for who may read them.

    Raises ``not_found`` for whom it does not exist.
    """
    row = visible(identity, viewer)
    deeds = frozenset(deed for deed in Deed if may(viewer, deed, facts_of(row)))
    words = {"reference": "", "what_for": ""}
    if Deed.READ in deeds:
        words = reveal(viewer, SUBJECT, row.id, list(words), lambda: _words(row), purpose=OFFICIAL)
    extract = Extract.objects.filter(request=row, sealed__isnull=False, expires_at__gt=clock.now())
    decisions = Decision.objects.select_related("by").filter(request=row).order_by("at", "id")
    return RequestDetail(
        line=_line(row),
        instrument_date=row.instrument_date,
        law=row.law,
        article=row.article,
        source=source(row.source),
        parts=tuple(row.parts),
        given=tuple(row.given),
        silent_until=row.silent_until,
        silent_ground=row.silent_ground,
        recorded_by=row.recorded_by.names,
        decisions=tuple(
            DecisionInfo(one.by.names, one.at, tuple(one.parts), one.reason) for one in decisions
        ),
        ended_at=row.ended_at,
        told_at=row.told_at,
        expires_at=extract.order_by("request").values_list("expires_at", flat=True).first(),
        emptied_at=row.emptied_at,
        fetches=_fetches(row.id),
        readable=Deed.READ in deeds,
        deeds=deeds,
        **words,
    )


def found_for(code: str, reference: str, *, viewer: Actor) -> Found:
    """What a request by the viewer would be about. Raises ``unknown_record`` if that is not there, or
    not where the viewer works; whether a person is known is not told by it."""
    found = source(code).find(reference)
    if found is None or not over(viewer, RECORDS, Facts(found.place_path, found.about_path, found.closed)):
        raise UNKNOWN_RECORD()
    return found


def asked_parts(identity: UUID, *, viewer: Actor) -> tuple[Source, tuple[str, ...]]:
    """Which parts a request asks for, for who decides on it. Raises ``not_found``."""
    row = visible(identity, viewer, Deed.DECIDE)
    return source(row.source), tuple(row.parts)


def visible(identity: UUID, viewer: Actor, deed: Deed = Deed.SEE) -> OfficialRequest:
    """The row, for whom may do this with it. Raises ``not_found``."""
    rows = OfficialRequest.objects.select_related("recorded_by").filter(pk=identity)
    row = rows.order_by("id").first()
    if row is None or not may(viewer, deed, facts_of(row)):
        raise NOT_FOUND()
    return row


def scan_of(identity: UUID, *, viewer: Actor) -> UUID:
    """The file of the scanned instrument, after the look was recorded. Raises ``not_found``."""
    row = visible(identity, viewer, Deed.READ)
    if row.emptied_at:
        raise NOT_FOUND()
    return reveal(viewer, SUBJECT, row.id, ["scan"], lambda: row.scan_id, purpose=OFFICIAL)


def extract_of(identity: UUID, *, viewer: Actor) -> tuple[Source, dict[str, Any]]:
    """What was granted, by part, after the look was recorded; empty where nothing is held.

    Raises ``not_found`` if nothing was granted, and ``extract_gone`` once it has expired.
    """
    row = visible(identity, viewer, Deed.FETCH)
    extract = Extract.objects.filter(request=row).order_by("request").first()
    if extract is None:
        raise NOT_FOUND()
    if extract.sealed is None or extract.expires_at <= clock.now():
        raise EXTRACT_GONE()
    sealed = bytes(extract.sealed)
    text = reveal(
        viewer,
        SUBJECT,
        row.id,
        row.given,
        lambda: crypto.unseal(sealed, "privacy_extract", "sealed", row.id),
        purpose=OFFICIAL,
    )
    return source(row.source), json.loads(text)


def told_about(subjects: Iterable[UUID]) -> list[ToldInfo]:
    """What persons were told about these subjects, newest first. For the person concerned alone:
    whoever calls this made sure of it."""
    rows = OfficialRequest.objects.filter(subject__in=set(subjects)).exclude(told_at=None)
    return [
        ToldInfo(
            row.authority,
            Instrument(row.instrument),
            row.instrument_number,
            row.law,
            row.article,
            source(row.source),
            tuple(row.given),
            row.ended_at or row.recorded_at,
            row.told_at or row.recorded_at,
        )
        for row in rows.order_by("-told_at", "id")
    ]


def public_figures(today: date) -> list[HalfYear]:
    """Decided requests by half-year and kind of instrument, as everybody may read them."""
    rows = OfficialRequest.objects.filter(state__in=[state.value for state in TOLD]).order_by("id")
    found = rows.values_list("instrument", "state", "ended_at")
    return half_years(
        ((Instrument(one), RequestState(state), places.day_of(at)) for one, state, at in found if at),
        today,
        FEWEST,
    )


def _line(row: OfficialRequest) -> RequestLine:
    return RequestLine(
        row.id,
        row.authority,
        Instrument(row.instrument),
        row.instrument_number,
        row.recorded_at,
        row.until,
        RequestState(row.state),
    )


def _words(row: OfficialRequest) -> dict[str, str]:
    return {
        name: crypto.unseal(getattr(row, name), TABLE, name, row.id) for name in ("reference", "what_for")
    }


def _fetches(request: UUID) -> tuple[FetchInfo, ...]:
    looks = looks_at(request)
    accounts = {look.id: UUID(look.actor[8:]) for look in looks if look.actor.startswith("account:")}
    names = people.account_names(accounts.values()) if accounts else {}
    return tuple(
        FetchInfo(
            look.at, names.get(accounts[look.id], {}) if look.id in accounts else {}, tuple(look.fields)
        )
        for look in looks
    )
