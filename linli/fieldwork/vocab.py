# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of field work."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem

VISITS = "visits"  # the scope of a mandate by which somebody signs another's home up


class Share(StrEnum):
    """Whether a grid may be asked to do something: its own work, helping with it, or never."""

    OWN = "own"
    ASSIST = "assist"
    BARRED = "barred"


class AskState(StrEnum):
    """Where a request to a grid stands."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class Basis(StrEnum):
    """Why somebody is visited. None of them is a label that staff put on a household."""

    WISH = "wish"
    HOUSING = "housing"
    SAMPLE = "sample"


class Housing(StrEnum):
    """What kind of homes stand at an address: of the houses, not of who lives there."""

    OLD_YARD = "old_yard"
    WALK_UP = "walk_up"
    HIGH_RISE = "high_rise"
    LANE = "lane"
    VILLAGE = "village"
    SHOP = "shop"


class Outcome(StrEnum):
    """What came of going to a door. Not being at home is no fault of anybody's."""

    VISITED = "visited"
    ABSENT = "absent"
    REFUSED = "refused"


class Rhythm(StrEnum):
    """How often a household wishes to be visited."""

    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"


class Way(StrEnum):
    """How a household signed up."""

    WEB = "web"
    PHONE = "phone"
    PAPER = "paper"
    DOOR = "door"


class Need(StrEnum):
    """What somebody could use, in codes that `commons` and `care` will know."""

    COMPANY = "company"
    CARE = "care"
    MEALS = "meals"
    REPAIR = "repair"
    ERRANDS = "errands"
    WORK = "work"
    LAW = "law"
    CHILDREN = "children"


class Sign(StrEnum):
    """What was seen of the place that may be dangerous: of the building, not of a person."""

    WIRES = "wires"
    GAS = "gas"
    EXIT = "exit"
    CHARGING = "charging"
    LOOSE = "loose"
    STEPS = "steps"


class Offer(StrEnum):
    """What somebody would like to give."""

    TIME = "time"
    SKILL = "skill"
    THINGS = "things"
    ROOM = "room"


SHARE_WORDS = {
    Share.OWN: mark("the grid's own work"),
    Share.ASSIST: mark("helps, never leads"),
    Share.BARRED: mark("not to be asked of a grid"),
}
ASK_WORDS = {
    AskState.ASKED: mark("asked"),
    AskState.DONE: mark("done"),
    AskState.REFUSED: mark("refused with a reason"),
}
BASIS_WORDS = {
    Basis.WISH: mark("they asked to be visited"),
    Basis.HOUSING: mark("all homes of a kind"),
    Basis.SAMPLE: mark("drawn by lot"),
}
HOUSING_WORDS = {
    Housing.OLD_YARD: mark("old yard"),
    Housing.WALK_UP: mark("houses without a lift"),
    Housing.HIGH_RISE: mark("high-rise with a lift"),
    Housing.LANE: mark("lanes and steps"),
    Housing.VILLAGE: mark("farmhouses"),
    Housing.SHOP: mark("shops along the street"),
}
OUTCOME_WORDS = {
    Outcome.VISITED: mark("Visited"),
    Outcome.ABSENT: mark("Nobody at home"),
    Outcome.REFUSED: mark("They wish for no visit"),
}
RHYTHM_WORDS = {
    Rhythm.ONCE: mark("once"),
    Rhythm.MONTH: mark("once a month"),
    Rhythm.QUARTER: mark("once in three months"),
}
WAY_WORDS = {
    Way.WEB: mark("on the web"),
    Way.PHONE: mark("by telephone"),
    Way.PAPER: mark("on paper"),
    Way.DOOR: mark("at the door"),
}
NEED_WORDS = {
    Need.COMPANY: mark("company, somebody to talk to"),
    Need.CARE: mark("care at home"),
    Need.MEALS: mark("meals"),
    Need.REPAIR: mark("a small repair"),
    Need.ERRANDS: mark("shopping, a way to the doctor"),
    Need.WORK: mark("work or training"),
    Need.LAW: mark("a word about the law"),
    Need.CHILDREN: mark("looking after children"),
}
SIGN_WORDS = {
    Sign.WIRES: mark("old or loose wires"),
    Sign.GAS: mark("smell of gas, an old hose"),
    Sign.EXIT: mark("way out blocked"),
    Sign.CHARGING: mark("e-bikes charged in the hall"),
    Sign.LOOSE: mark("something loose high up"),
    Sign.STEPS: mark("broken steps or rail"),
}
OFFER_WORDS = {
    Offer.TIME: mark("time"),
    Offer.SKILL: mark("a skill"),
    Offer.THINGS: mark("things to lend or give"),
    Offer.ROOM: mark("a room to meet in"),
}

NOT_ON_LIST = problem(
    "not_on_grid_list",
    422,
    mark("A grid may not be asked to do this: %(article)s."),
    mark("Do it yourselves, or have the list of tasks changed by who answers for it."),
)
GRID_WORDS = problem(
    "grid_words",
    422,
    mark("This needs words."),
    mark("Say in one or two sentences what is to be done, or why it is not done."),
)
UNKNOWN_DOOR = problem(
    "unknown_door",
    422,
    mark("There is no such door."),
    mark("Choose the street, the house and the door from the list."),
)
WISHED_ALREADY = problem(
    "wished_already",
    409,
    mark("This home is signed up already."),
    mark("End the wish that runs, then sign up anew."),
)
NOTHING_TO_VISIT = problem(
    "nothing_to_visit",
    409,
    mark("By this plan nobody is to be visited."),
    mark("Choose another way of choosing, or another day."),
)
NOBODY_THERE = problem(
    "nobody_there",
    409,
    mark("Nobody in this team can go on that day."),
    mark("Choose another day, or note who stands in."),
)
REFUSED_BEFORE = problem(
    "visits_refused",
    409,
    mark("This household wishes for no visit."),
    mark("Do not go there again. They are visited once they sign up themselves."),
)
NOT_YOUR_ROUND = problem(
    "not_your_round",
    403,
    mark("This round was given to somebody else."),
    mark("Ask them, or have the round handed over to you."),
)
SHEET_OFFLINE = problem(
    "sheet_offline",
    422,
    mark("%(name)s cannot be asked at a door: the page on the phone stands without a network."),
    mark("Take out repetitions, choices that depend on other answers, and points on the map."),
)
SHEET_CODE = problem(
    "sheet_code_taken",
    409,
    mark("These questions belong to another place."),
    mark("Choose another short name."),
)
