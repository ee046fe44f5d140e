# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of the heart. States are past participles, actions imperatives (docs/glossary.md)."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Kind(StrEnum):
    """Kinds of matters (北京接诉即办条例 2; 信访工作条例)."""

    ASK = "ask"
    HELP = "help"
    COMPLAIN = "complain"
    WRONGDOING = "wrongdoing"
    SUGGEST = "suggest"
    THANK = "thank"
    PETITION = "petition"


class State(StrEnum):
    """Where a matter stands. Parked, extended and rated are rows beside it, not states."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"


class Action(StrEnum):
    """What can be done with a matter that changes where it stands."""

    ACCEPT = "accept"
    DECLINE = "decline"
    DISPATCH = "dispatch"
    START = "start"
    RETURN = "return"
    UPHOLD = "uphold"
    RESOLVE = "resolve"
    REWORK = "rework"
    VERIFY = "verify"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    RAISE = "raise"
    LOWER = "lower"


class Deed(StrEnum):
    """What can be done beside the course, without changing where a matter stands."""

    RECEIVE = "receive"
    NOTE = "note"
    CORRECT = "correct"
    RELEASE = "release"
    EXTEND = "extend"
    DEFER = "defer"
    DENY = "deny"
    PARK = "park"
    RESUME = "resume"
    RATE = "rate"
    FOLLOW_UP = "follow_up"
    APPEAL = "appeal"
    SETTLE = "settle"
    ERASE = "erase"
    ASK = "ask"
    REPLY = "reply"
    REVOKE = "revoke"
    IMPORT = "import"
    CALL_IN = "call_in"
    BORROW = "borrow"
    AGREE = "agree"
    CONTRIBUTE = "contribute"
    REFUSE = "refuse"
    HOLD = "hold"
    EXCUSE = "excuse"
    ASSIGN = "assign"
    PRESS = "press"
    RESPOND = "respond"
    SPARE = "spare"
    LINK = "link"
    UNLINK = "unlink"


class Channel(StrEnum):
    """How a matter came. Every channel ends in the same queue with the same rights."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    PAPER = "paper"
    FIELD = "field"
    API = "api"
    IMPORT = "import"


class See(StrEnum):
    """Who may read a line of the thread."""

    PUBLIC = "public"
    REPORTER = "reporter"
    INTERNAL = "internal"


class Solved(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class LinkTo(StrEnum):
    """Who is asked by a link."""

    PERSON = "person"
    OUTSIDE = "outside"


class Hard(StrEnum):
    """A hard route (急难路径): what must not wait in a queue, and is not for everybody who works here."""

    LIFE = "life"
    CHILD = "child"
    HOME = "home"
    OFFICIAL = "official"


class Ground(StrEnum):
    """Why a matter should not count in a unit's rates."""

    BEYOND_DUTY = "beyond_duty"
    UNSOLVABLE = "unsolvable"
    UNLAWFUL = "unlawful"
    NOT_THIS = "not_this"


GROUND_WORDS = {
    Ground.BEYOND_DUTY: mark("beyond what the unit may do by law"),
    Ground.UNSOLVABLE: mark("nobody can solve it for now"),
    Ground.UNLAWFUL: mark("what was asked for is against the law"),
    Ground.NOT_THIS: mark("it came to the wrong unit"),
}


class PartState(StrEnum):
    """A unit's share in a matter: with it, answered, given back, passed on, ended without answer.

    *Asked* of a unit above it may still be refused; *excused* were let go with a reason.
    """

    ASKED = "asked"
    OPEN = "open"
    ANSWERED = "answered"
    RETURNED = "returned"
    PASSED = "passed"
    ENDED = "ended"
    REFUSED = "refused"
    EXCUSED = "excused"


KIND_WORDS = {
    Kind.ASK: mark("ask"),
    Kind.HELP: mark("ask for help"),
    Kind.COMPLAIN: mark("complain"),
    Kind.WRONGDOING: mark("report wrongdoing"),
    Kind.SUGGEST: mark("suggest"),
    Kind.THANK: mark("thank"),
    Kind.PETITION: mark("petition"),
}
KIND_HINTS = {
    Kind.ASK: mark("I want to know something."),
    Kind.HELP: mark("Something needs mending, or I need help."),
    Kind.COMPLAIN: mark("Something or somebody did wrong by me."),
    Kind.WRONGDOING: mark("Somebody breaks the rules. Only few people will see this."),
    Kind.SUGGEST: mark("I have an idea."),
    Kind.THANK: mark("I want to praise somebody."),
    Kind.PETITION: mark("A formal appeal that must be decided in writing (信访)."),
}
STATE_WORDS = {
    State.RECEIVED: mark("received"),
    State.ACCEPTED: mark("accepted"),
    State.DECLINED: mark("not taken on"),
    State.DISPATCHED: mark("passed to a unit"),
    State.IN_PROGRESS: mark("being handled"),
    State.RETURNED: mark("given back, being decided"),
    State.RESOLVED: mark("answered"),
    State.VERIFIED: mark("checked"),
    State.CLOSED: mark("closed"),
    State.REOPENED: mark("taken up again"),
    State.MERGED: mark("joined to another matter"),
    State.WITHDRAWN: mark("withdrawn"),
    State.TRANSFERRED: mark("passed to another body"),
}
# How a state looks: icon and tone; never colour alone.
STATE_LOOKS = {
    State.RECEIVED: ("inbox", ""),
    State.ACCEPTED: ("clipboard-check", "moving"),
    State.DECLINED: ("circle-slash", ""),
    State.DISPATCHED: ("send", "moving"),
    State.IN_PROGRESS: ("wrench", "moving"),
    State.RETURNED: ("undo-2", "call"),
    State.RESOLVED: ("message-circle-reply", "good"),
    State.VERIFIED: ("eye", "good"),
    State.CLOSED: ("circle-check", "good"),
    State.REOPENED: ("rotate-ccw", "call"),
    State.MERGED: ("git-merge", ""),
    State.WITHDRAWN: ("circle-x", ""),
    State.TRANSFERRED: ("corner-up-right", ""),
}
ACTION_WORDS = {
    Action.ACCEPT: mark("Accept"),
    Action.DECLINE: mark("Do not take on"),
    Action.DISPATCH: mark("Pass to a unit"),
    Action.START: mark("Begin"),
    Action.RETURN: mark("Give back"),
    Action.UPHOLD: mark("It stays with this unit"),
    Action.RESOLVE: mark("Answer"),
    Action.REWORK: mark("Not done: back to the unit"),
    Action.VERIFY: mark("Checked on the spot: done"),
    Action.CLOSE: mark("Close"),
    Action.REOPEN: mark("Take up again"),
    Action.MERGE: mark("Join to another matter"),
    Action.WITHDRAW: mark("Withdraw"),
    Action.TRANSFER: mark("Pass to another body"),
    Action.RAISE: mark("Pass up a level"),
    Action.LOWER: mark("Pass down a level"),
}
ACTION_ICONS = {
    Action.ACCEPT: "clipboard-check",
    Action.DECLINE: "circle-slash",
    Action.DISPATCH: "send",
    Action.START: "wrench",
    Action.RETURN: "undo-2",
    Action.UPHOLD: "anchor",
    Action.RESOLVE: "message-circle-reply",
    Action.REWORK: "rotate-ccw",
    Action.VERIFY: "eye",
    Action.CLOSE: "circle-check",
    Action.REOPEN: "rotate-ccw",
    Action.MERGE: "git-merge",
    Action.WITHDRAW: "circle-x",
    Action.TRANSFER: "corner-up-right",
    Action.RAISE: "corner-up-right",
    Action.LOWER: "corner-up-right",
}
DONE_WORDS = {  # what the line of the thread says when something was done
    Deed.RECEIVE: mark("Received"),
    Deed.IMPORT: mark("Taken over from another system"),
    Deed.NOTE: mark("Note"),
    Deed.CORRECT: mark("Category or place corrected"),
    Deed.RELEASE: mark("Text released to the public"),
    Deed.EXTEND: mark("Time limit extended"),
    Deed.DEFER: mark("%(unit)s asked for more time"),
    Deed.DENY: mark("More time was not granted"),
    Deed.PARK: mark("Parked"),
    Deed.RESUME: mark("Taken from parking"),
    Deed.RATE: mark("Rated"),
    Deed.FOLLOW_UP: mark("Asked how it went; no rating"),
    Deed.APPEAL: mark("%(unit)s asks that it not count in the rates"),
    Deed.SETTLE: mark("Decided whether it counts in the rates"),
    Deed.ERASE: mark("Name and contact erased"),
    Deed.ASK: mark("Asked by a link"),
    Deed.REPLY: mark("Answered by the link"),
    Deed.REVOKE: mark("The question was taken back"),
    Deed.CALL_IN: mark("%(unit)s called units in"),
    Deed.BORROW: mark("%(unit)s was asked for help from above"),
    Deed.AGREE: mark("%(unit)s agreed to help"),
    Deed.CONTRIBUTE: mark("%(unit)s answered for its part"),
    Deed.REFUSE: mark("%(unit)s refused its part"),
    Deed.HOLD: mark("The part stays with %(unit)s"),
    Deed.EXCUSE: mark("%(unit)s was excused from its part"),
    Deed.ASSIGN: mark("%(unit)s named who handles it"),
    Deed.PRESS: mark("%(unit)s is pressed for completion"),
    Deed.RESPOND: mark("%(unit)s reported back"),
    Deed.SPARE: mark("Not pressed"),
    Deed.LINK: mark("Put under another matter"),
    Deed.UNLINK: mark("Stands by itself again"),
    Action.ACCEPT: mark("Accepted"),
    Action.DECLINE: mark("Not taken on"),
    Action.DISPATCH: mark("Passed to %(unit)s"),
    Action.START: mark("%(unit)s began"),
    Action.RETURN: mark("%(unit)s gave it back"),
    Action.UPHOLD: mark("It stays with %(unit)s"),
    Action.RESOLVE: mark("%(unit)s answered"),
    Action.REWORK: mark("Checked and not done: back to %(unit)s"),
    Action.VERIFY: mark("Checked on the spot: done"),
    Action.CLOSE: mark("Closed"),
    Action.REOPEN: mark("Taken up again"),
    Action.MERGE: mark("Joined to another matter"),
    Action.WITHDRAW: mark("Withdrawn"),
    Action.TRANSFER: mark("Passed to another body"),
    Action.RAISE: mark("Passed up to %(unit)s"),
    Action.LOWER: mark("Passed down to %(unit)s"),
}
CHANNEL_WORDS = {
    Channel.WEB: mark("web"),
    Channel.PHONE: mark("telephone"),
    Channel.COUNTER: mark("counter"),
    Channel.PAPER: mark("letter"),
    Channel.FIELD: mark("on the spot"),
    Channel.API: mark("another program"),
    Channel.IMPORT: mark("another system"),
}

NEEDS_TEXT = problem(
    "needs_text",
    422,
    mark("This step needs a few words."),
    mark("Write down the answer or the reason: the person will read it."),
)
NEEDS_UNIT = problem(
    "needs_unit",
    422,
    mark("It is not said which unit shall take this."),
    mark("Choose a unit."),
)
OWN_COMPLAINT = problem(
    "own_complaint",
    409,
    mark("The unit complained about can neither handle nor check this complaint."),
    mark("Choose another unit, for example the one above it."),
)
HANDLER_CANNOT_CHECK = problem(
    "handler_cannot_check",
    409,
    mark("Whoever handled a matter does not check it."),
    mark("Let a grid worker, the community or the coordinator look."),
)
CANNOT_MERGE = problem(
    "cannot_merge",
    422,
    mark("These two matters cannot be joined."),
    mark("Give the number of another matter that is still open and not joined itself."),
)
TEXT_TOO_SHORT = problem(
    "text_too_short",
    422,
    mark("We could not read what it is about."),
    mark("Write one sentence, or leave a voice message or a photo."),
)
RATED_ALREADY = problem(
    "rated_already",
    409,
    mark("This answer has been rated."),
    mark("If it is still not solved, say so below: the matter is taken up again."),
)
EXTENSION_TOO_LONG = problem(
    "extension_too_long",
    422,
    mark("The rule allows at most %(most)s more."),
    mark("Give a smaller number, or answer in part and say what follows."),
)
RETURN_DECIDED = problem(
    "return_decided",
    409,
    mark("It was decided that this stays with the unit: it cannot be given back again."),
    mark("Handle it and answer, or ask your coordinator to pass it on."),
)
NOT_ANSWERED_BEFORE = problem(
    "not_answered_before",
    422,
    mark("There is no answered matter with this number."),
    mark("Give the number of the matter in which the same facts were answered, or leave it out."),
)
EXTENSION_TOO_LATE = problem(
    "extension_too_late",
    409,
    mark("The time limit has passed: it cannot be put off any more."),
    mark("Answer now, in part if need be, and tell the person why it took longer."),
)
NOT_ANSWERED = problem(
    "not_answered",
    409,
    mark("There is no answer yet that this could be about."),
    mark("Wait for the answer."),
)
APPEALED_ALREADY = problem(
    "appealed_already",
    409,
    mark("This was asked for this answer before."),
    mark("Look at what was decided; it cannot be asked twice."),
)
WRONG_LINK = problem(
    "wrong_link",
    404,
    mark("This link is not valid any more."),
    mark("Look whether it was copied whole. If it has run out, ask whoever sent it for a new one."),
)
