# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with drafts and in hearings. References only; who said or weighed what stands in none."""

from __future__ import annotations

from linli.kernel.events import Event, event


@event("participation.text_moved")
class TextMoved(Event):
    """A draft text was prepared, opened for amendments, got its next edition, or ended."""

    number: str
    state: str
    edition: int
    pact: str = ""


@event("participation.amended")
class Amended(Event):
    """An amendment of a draft was proposed, moderated, weighed or answered; the subject is the draft."""

    number: str
    amendment: int
    deed: str
    rule: str = ""
    use: str = ""


@event("participation.hearing_moved")
class HearingMoved(Event):
    """A hearing was prepared, announced, or ended with its report."""

    number: str
    state: str
    rule: str = ""


@event("participation.heard")
class Heard(Event):
    """Something was said in a hearing or moderated, or comments were answered; subject: the hearing."""

    number: str
    comments: tuple[int, ...]
    deed: str
    rule: str = ""
    use: str = ""
