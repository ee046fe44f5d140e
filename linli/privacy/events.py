# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.events import Event, event


@event("privacy.request_recorded")
class RequestRecorded(Event):
    """Somebody recorded that an authority asks for personal data: by which instrument, which parts."""

    instrument: str
    source: str
    parts: list[str]


@event("privacy.request_approved")
class RequestApproved(Event):
    """One of two approvers agreed to these parts; nothing is given out by this alone."""

    parts: list[str]


@event("privacy.request_decided")
class RequestDecided(Event):
    """A request came to its end (granted, partly, refused, withdrawn, lapsed) with the parts given."""

    state: str
    parts: list[str]


@event("privacy.extract_erased")
class ExtractErased(Event):
    """What was put together for an authority has expired and was erased."""


@event("privacy.person_told")
class PersonTold(Event):
    """The person is told that an authority was given data: of which source and subject."""

    source: str
    about: str


@event("privacy.assessment_written")
class AssessmentWritten(Event):
    """Somebody wrote a version of the impact assessment of a purpose."""

    purpose: str
    edition: int


@event("privacy.assessment_decided")
class AssessmentDecided(Event):
    """A second person approved or refused a version, or its author took it back."""

    state: str


@event("privacy.review_due")
class ReviewDue(Event):
    """The review of an impact assessment is due by a day."""

    purpose: str
    day: str
