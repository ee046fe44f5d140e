# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with surveys. No event tells of a single answer."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.survey_prepared")
class SurveyPrepared(Event):
    """A survey was prepared or changed: the fingerprint of its form."""

    code: str
    form: str


@event("participation.survey_published")
class SurveyPublished(Event):
    """A survey takes answers from its first day on."""

    code: str
    way: str
    place: str


@event("participation.survey_drawn")
class SurveyDrawn(Event):
    """Households were drawn by lot: the fingerprint of the list, the number drawn in public, how many."""

    code: str
    frame: str
    seed: str
    households: int
    drawn: int


@event("participation.survey_counted")
class SurveyCounted(Event):
    """A survey was counted: the fingerprint of the open file, how many answers. Single answers are gone."""

    code: str
    sha256: str
    answers: int
