# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from events."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.events import Letter
from linli.kernel.problem import INVALID
from linli.people.events import AccountClosed
from linli.platform.journal import subscribe
from linli.platform.openrosa.receivers import Arrival, Receiver, receive

from .commands import NewVisit, add_photos, forget_account, list_signs, note_visit
from .events import VisitNoted
from .queries.sheets import PREFIX, sheet_by_form, visits_for_phones
from .vocab import Need, Offer, Outcome, Rhythm, Sign


@subscribe("fieldwork.forget_account", AccountClosed.type)
def forget(letter: Letter) -> None:
    """Whoever closed their account wishes for no visits any more."""
    forget_account(letter.subject)


@subscribe("fieldwork.list_signs", VisitNoted.type)
def list_what_was_seen(letter: Letter) -> None:
    """Dangers in houses stand on the problem list of the grid, once a month and kind."""
    assert isinstance(letter.event, VisitNoted)
    list_signs(letter.event, letter.occurred_at)


def _take(arrival: Arrival, *, actor: Actor) -> None:
    """A visit that was written with ODK Collect, as the version on that phone asked it."""
    if arrival.again:
        return add_photos(arrival.identity, arrival.files, actor=actor)
    said = dict(arrival.answers)
    try:
        stop, outcome = UUID(said.pop("stop", "")), Outcome(said.pop("outcome", ""))
    except ValueError:
        raise INVALID(field="stop") from None
    text, wish = str(said.pop("in_words", "")), said.pop("wish", None)
    taken = {name: tuple(said.pop(name, ())) for name in ("matters", "needs", "signs", "offers")}
    sheet = sheet_by_form(arrival.form.form_id)
    known = {one.name for one in sheet.form.questions()} if sheet else set()
    new = NewVisit(
        outcome,
        taken["matters"],
        tuple(Need(code) for code in taken["needs"]),
        tuple(Sign(code) for code in taken["signs"]),
        tuple(Offer(code) for code in taken["offers"]),
        text,
        as_matter=bool(said.pop("as_matter", "")),
        wish=Rhythm(wish) if wish else None,
        sheet=sheet.id if sheet else None,
        answers={name: value for name, value in said.items() if name in known},
    )
    note_visit(stop, new, actor=actor, visit_id=arrival.identity, stored=arrival.files)


receive(Receiver(PREFIX, visits_for_phones, _take))
