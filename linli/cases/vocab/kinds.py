# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds, states, actions and the like that a matter knows."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Kinds of matters (北京接诉即办条例 2; 信访工作条例; 政府信息公开条例 27)."""

    ASK = "ask"
    HELP = "help"
    COMPLAIN = "complain"
    WRONGDOING = "wrongdoing"
    SUGGEST = "suggest"
    THANK = "thank"
    PETITION = "petition"
    INFORMATION = "information"


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
    REACH = "reach"
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
    UPDATE = "update"
    URGE = "urge"
    STEP = "step"
    HIDE = "hide"
    OBJECT = "object"
    JUDGE = "judge"


class Channel(StrEnum):
    """How a matter came. Every channel ends in the same queue with the same rights."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    PAPER = "paper"
    SMS = "sms"
    EMAIL = "email"
    CHAT = "chat"
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
