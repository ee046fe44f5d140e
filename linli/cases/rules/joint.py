# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working together: parts of several units, reasons of refusal, triggers of pressing. Pure.

The first receiver leads and the others report to it (北京接诉即办条例 14). A refusal has a reason of
the table and is decided by the level above; what was decided is not refused again for the same
reason (条例 12; 潍坊市12345条例 22). Pressing follows 潍坊市12345条例 26 and 济南市12345条例 28.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.kernel.problem import mark, problem

from ..vocab import Deed, PartState

MOST_CALLED = 8  # units in one call-in
MOST_AT_ONCE = 50  # matters in one go from the queue


class Ask(StrEnum):
    """How a unit came to a part: called in by a subdistrict (吹哨报到), or asked for help from above."""

    CALL_IN = "call_in"
    BORROW = "borrow"


class Reason(StrEnum):
    """Why a unit says that something is not its own. Other reasons are no reasons."""

    NOT_OUR_DUTY = "not_our_duty"
    NOT_OUR_PLACE = "not_our_place"
    OTHER_FACTS = "other_facts"
    BEYOND_POWER = "beyond_power"
    NO_MEANS = "no_means"


REASON_WORDS = {
    Reason.NOT_OUR_DUTY: mark("it is not on our list of duties"),
    Reason.NOT_OUR_PLACE: mark("the place is not ours"),
    Reason.OTHER_FACTS: mark("on the spot it is something else"),
    Reason.BEYOND_POWER: mark("it is beyond what we may decide"),
    Reason.NO_MEANS: mark("we have neither people nor means for it"),
}


class Trigger(StrEnum):
    """What a unit is pressed for."""

    REFUSED = "refused"
    OVERDUE = "overdue"
    UNSOLVED = "unsolved"
    BAD_EFFECT = "bad_effect"
    URGED = "urged"


TRIGGER_WORDS = {
    Trigger.REFUSED: mark("refused, though it was decided that it stays"),
    Trigger.OVERDUE: mark("overdue"),
    Trigger.UNSOLVED: mark("not solved though it should be"),
    Trigger.BAD_EFFECT: mark("bad effect"),
    Trigger.URGED: mark("urged by the hotline"),
}


class PressState(StrEnum):
    """Where pressing stands."""

    PROPOSED = "proposed"
    OPEN = "open"
    ANSWERED = "answered"
    SPARED = "spared"


PART_WORDS = {
    PartState.ASKED: mark("asked, not yet agreed"),
    PartState.OPEN: mark("at work"),
    PartState.ANSWERED: mark("answered"),
    PartState.RETURNED: mark("given back, being decided"),
    PartState.PASSED: mark("passed on"),
    PartState.ENDED: mark("ended"),
    PartState.REFUSED: mark("refused"),
    PartState.EXCUSED: mark("excused"),
}
# From which states a unit's part can be treated how, and where that leads.
PART_COURSE: dict[tuple[PartState, Deed], PartState] = {
    (PartState.ASKED, Deed.AGREE): PartState.OPEN,
    (PartState.ASKED, Deed.REFUSE): PartState.REFUSED,
    (PartState.ASKED, Deed.EXCUSE): PartState.EXCUSED,
    (PartState.OPEN, Deed.CONTRIBUTE): PartState.ANSWERED,
    (PartState.OPEN, Deed.REFUSE): PartState.RETURNED,
    (PartState.OPEN, Deed.EXCUSE): PartState.EXCUSED,
    (PartState.RETURNED, Deed.HOLD): PartState.OPEN,
    (PartState.RETURNED, Deed.EXCUSE): PartState.EXCUSED,
    (PartState.RETURNED, Deed.CONTRIBUTE): PartState.ANSWERED,
}
PART_DEED_WORDS = {
    Deed.CONTRIBUTE: mark("Answer for the part"),
    Deed.AGREE: mark("Agree to help"),
    Deed.REFUSE: mark("Refuse it"),
    Deed.HOLD: mark("It stays with this unit"),
    Deed.EXCUSE: mark("Excuse the unit"),
    Deed.ASSIGN: mark("Name who handles it"),
}
PART_ENDS = frozenset({PartState.REFUSED, PartState.EXCUSED})
WAITING = frozenset({PartState.ASKED, PartState.OPEN, PartState.RETURNED})


@dataclass(frozen=True)
class Call:
    """One unit that is asked: by its code, for what, and by a day earlier than the matter's own."""

    unit: str
    task: str
    day: date | None = None


def tidy(calls: Iterable[Call]) -> tuple[Call, ...]:
    """What is asked, with blank lines left out. Raises ``needs_task`` or ``needs_unit_asked``."""
    found = tuple(call for call in calls if call.unit or call.task.strip())
    if not found or not all(call.unit for call in found) or len(found) > MOST_CALLED:
        raise NEEDS_CALL(most=MOST_CALLED)
    if not all(call.task.strip() for call in found):
        raise NEEDS_TASK()
    return found


def stands_above(unit: tuple[str, str], lead: tuple[str, str]) -> bool:
    """Whether a unit is of a level above another; each is (path of the unit, path of its place)."""
    (path, place), (lead_path, lead_place) = unit, lead
    wider = place != lead_place and lead_place.startswith(place)
    over = path != lead_path and lead_path.startswith(path)
    return bool(path) and (wider or over)


NEEDS_CALL = problem(
    "needs_call",
    422,
    mark("It is not said which units are asked."),
    mark("Choose between one and %(most)s units, each with what it shall do."),
)
NEEDS_TASK = problem(
    "needs_task",
    422,
    mark("It is not said what a unit shall do."),
    mark("Write one sentence for each unit: the person reads it too."),
)
ASKED_ALREADY = problem(
    "asked_already",
    409,
    mark("This unit leads the matter or has an open part in it."),
    mark("Choose another unit, or write a note to this one."),
)
TOO_LATE_A_DAY = problem(
    "too_late_a_day",
    422,
    mark("That day is past, or later than the day of the matter itself."),
    mark("Choose a day from today up to the day by which the person is answered."),
)
RESTRICTED_STAYS = problem(
    "restricted_stays",
    409,
    mark("A report of wrongdoing is not shared among units."),
    mark("Let the unit that leads ask in general words, without the matter."),
)
NOT_ABOVE = problem(
    "not_above",
    422,
    mark("This unit is not of a level above the one that leads."),
    mark("Choose a unit of the level above, or let the coordinator call units in."),
)
NOT_BELOW = problem(
    "not_below",
    422,
    mark("This unit is not of a level below the one that leads."),
    mark("Choose a unit of the level below, or let the coordinator pass it on."),
)
NOT_ON_LIST = problem(
    "not_on_list",
    409,
    mark("This is not on the list of duties of that committee, so it is not passed down to it."),
    mark("Keep it, pass it to another unit, or ask the committee for help."),
)
CANNOT_LINK = problem(
    "cannot_link",
    422,
    mark("This matter cannot be put under that one."),
    mark("Give the number of another matter that stands by itself; there is only one level."),
)
PARTS_WAIT = problem(
    "parts_wait",
    409,
    mark("%(n)s units have neither answered for their part nor been excused."),
    mark("Wait for them, have them pressed, or excuse them with a reason."),
)
PART_NOT_NOW = problem(
    "part_not_now",
    409,
    mark("As this part stands, that cannot be done."),
    mark("Load the page again and see how it stands."),
)
NEEDS_REASON = problem(
    "refusal_needs_reason",
    422,
    mark("A refusal needs one of the reasons of the table."),
    mark("Choose a reason, and say in words what it rests on."),
)
REFUSED_BEFORE = problem(
    "refused_before",
    409,
    mark("Your unit gave this matter back for the same reason before."),
    mark("Handle it, or say what is new: another reason of the table."),
)
PRESSED_ALREADY = problem(
    "pressed_already",
    409,
    mark("The unit is being pressed for this already."),
    mark("Wait until it has reported back."),
)
NOT_OF_UNIT = problem(
    "not_of_unit",
    422,
    mark("This person holds no post in the unit."),
    mark("Choose somebody of the unit, or pass the matter to another unit."),
)
