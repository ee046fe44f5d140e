# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of mediation, and what can go wrong with it."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class State(StrEnum):
    """Where a mediation stands."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REFUSED = "refused"
    SCHEDULED = "scheduled"
    IN_SESSION = "in_session"
    AGREED = "agreed"
    FAILED = "failed"
    CONFIRMED = "confirmed"
    PERFORMED = "performed"
    BREACHED = "breached"


class Action(StrEnum):
    """What moves a mediation on."""

    ACCEPT = "accept"
    DECLINE = "decline"
    REFUSE = "refuse"
    SCHEDULE = "schedule"
    OPEN = "open"
    AGREE = "agree"
    FAIL = "fail"
    CONFIRM = "confirm"
    PERFORM = "perform"
    BREACH = "breach"


class Deed(StrEnum):
    """What is done beside the course."""

    REQUEST = "request"
    CONSENT = "consent"
    INVITE = "invite"
    APPOINT = "appoint"
    RECUSE = "recuse"
    STATE = "state"
    DRAFT = "draft"
    SIGN = "sign"
    SCAN = "scan"
    ALLOW = "allow"
    HAND_OVER = "hand_over"
    SETTLE = "settle"
    REPORT = "report"
    VISIT = "visit"
    WISH = "wish"
    ERASE = "erase"
    GUEST = "guest"
    WELCOME = "welcome"
    LEAVE = "leave"
    DISCLOSE = "disclose"


class Kept(StrEnum):
    """Whether one thing of an agreement was done."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class Outcome(StrEnum):
    """What a return visit found."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT_KEPT = "not_kept"
    RECURRED = "recurred"
    NOT_REACHED = "not_reached"


class Decision(StrEnum):
    """What a person decided to do about a sign."""

    TALK = "talk"
    SOURCE = "source"
    INFORM = "inform"
    NOTHING = "nothing"


class Signing(StrEnum):
    """How somebody signed."""

    SCREEN = "screen"
    PAPER = "paper"
    SERVICE = "service"


class Kind(StrEnum):
    """What the quarrel is about."""

    NEIGHBOURS = "neighbours"
    FAMILY = "family"
    PROPERTY = "property"
    LABOUR = "labour"
    LAND = "land"
    CONSUMER = "consumer"
    MEDICAL = "medical"
    TRAFFIC = "traffic"


class Origin(StrEnum):
    """Who brought it to mediation."""

    PARTY = "party"
    CASE = "case"
    UNIT = "unit"
    COURT = "court"


class Mode(StrEnum):
    """How a session is held; closed unless the parties wish otherwise."""

    CLOSED = "closed"
    OPEN = "open"
    ONLINE = "online"


class Guesting(StrEnum):
    """As what somebody joins a mediation: they may only with the consent of all parties."""

    JOINT = "joint"
    EXPERT = "expert"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"


class Paper(StrEnum):
    """A document of the file."""

    REGISTER = "register"
    APPLICATION = "application"
    RECORD = "record"
    AGREEMENT = "agreement"
    ORAL = "oral"
    REFUSAL = "refusal"
    CONFIRMATION = "confirmation"
    DISSUASION = "dissuasion"
    CATALOGUE = "catalogue"


STATE_WORDS = {
    State.REQUESTED: mark("asked for"),
    State.ACCEPTED: mark("taken on; the parties are asked"),
    State.DECLINED: mark("not taken on"),
    State.REFUSED: mark("ended: a party does not wish it"),
    State.SCHEDULED: mark("a session is set"),
    State.IN_SESSION: mark("in session"),
    State.AGREED: mark("settled by agreement"),
    State.FAILED: mark("ended without agreement"),
    State.CONFIRMED: mark("confirmed by the court"),
    State.PERFORMED: mark("performed"),
    State.BREACHED: mark("agreement not kept"),
}
ACTION_WORDS = {
    Action.ACCEPT: mark("Take it on"),
    Action.DECLINE: mark("Do not take it on"),
    Action.REFUSE: mark("A party does not wish it"),
    Action.SCHEDULE: mark("Set a session"),
    Action.OPEN: mark("Open the session"),
    Action.AGREE: mark("Conclude the agreement"),
    Action.FAIL: mark("End without agreement"),
    Action.CONFIRM: mark("The court confirmed it"),
    Action.PERFORM: mark("It was performed"),
    Action.BREACH: mark("It was not kept"),
}
DEED_WORDS = {
    Deed.REQUEST: mark("Asked for mediation"),
    Deed.CONSENT: mark("A party consents"),
    Deed.INVITE: mark("A letter with the code was printed for a party"),
    Deed.APPOINT: mark("A mediator is appointed"),
    Deed.RECUSE: mark("The mediator withdraws"),
    Deed.STATE: mark("A statement is taken down"),
    Deed.DRAFT: mark("The agreement is drafted"),
    Deed.SIGN: mark("A party signs"),
    Deed.SCAN: mark("A signed paper is put into the file"),
    Deed.ALLOW: mark("A party says whether the file may go to court"),
    Deed.HAND_OVER: mark("The file is handed over to the court"),
    Deed.SETTLE: mark("One thing of the agreement was done, or was not"),
    Deed.REPORT: mark("A party says how it goes"),
    Deed.VISIT: mark("A return visit"),
    Deed.WISH: mark("A party says whether they wish to be reminded"),
    Deed.ERASE: mark("The contact of a party was erased, as they wished"),
    Deed.GUEST: mark("The parties are asked whether somebody may join"),
    Deed.WELCOME: mark("A party agrees that somebody joins"),
    Deed.LEAVE: mark("Somebody who was asked does not join, or leaves"),
    Deed.DISCLOSE: mark("The mediator tells the parties of a tie"),
}
KIND_WORDS = {
    Kind.NEIGHBOURS: mark("between neighbours"),
    Kind.FAMILY: mark("in the family"),
    Kind.PROPERTY: mark("property management"),
    Kind.LABOUR: mark("work and wages"),
    Kind.LAND: mark("land and houses"),
    Kind.CONSUMER: mark("bought goods or services"),
    Kind.MEDICAL: mark("medical treatment"),
    Kind.TRAFFIC: mark("traffic accident"),
}
ORIGIN_WORDS = {
    Origin.PARTY: mark("a party asked"),
    Origin.CASE: mark("referred from a matter"),
    Origin.UNIT: mark("referred by a unit"),
    Origin.COURT: mark("referred by a court"),
}
MODE_WORDS = {
    Mode.CLOSED: mark("closed session"),
    Mode.OPEN: mark("open session"),
    Mode.ONLINE: mark("online"),
}
GUEST_WORDS = {
    Guesting.JOINT: mark("mediator of another community, to mediate jointly"),
    Guesting.EXPERT: mark("expert"),
    Guesting.RELATIVE: mark("relative"),
    Guesting.NEIGHBOUR: mark("neighbour or friend"),
}
KEPT_WORDS = {
    Kept.OPEN: mark("to be done"),
    Kept.KEPT: mark("was done"),
    Kept.BROKEN: mark("not done"),
}
OUTCOME_WORDS = {
    Outcome.KEPT: mark("The agreement is kept"),
    Outcome.PARTLY: mark("It is kept in part"),
    Outcome.NOT_KEPT: mark("It is not kept"),
    Outcome.RECURRED: mark("The quarrel came back"),
    Outcome.NOT_REACHED: mark("Nobody was met"),
}
DECISION_WORDS = {
    Decision.TALK: mark("Offer everybody there a talk, as they wish"),
    Decision.SOURCE: mark("Check where it comes from"),
    Decision.INFORM: mark("Tell the place what applies and who helps"),
    Decision.NOTHING: mark("Nothing"),
}
SIGNING_WORDS = {
    Signing.SCREEN: mark("signed on a screen"),
    Signing.PAPER: mark("signed on paper"),
    Signing.SERVICE: mark("signed with a signature service"),
}
PAPER_WORDS = {
    Paper.REGISTER: mark("Register form"),
    Paper.APPLICATION: mark("Application for mediation"),
    Paper.RECORD: mark("Record of the mediation"),
    Paper.AGREEMENT: mark("Mediation agreement"),
    Paper.ORAL: mark("Note of an oral agreement"),
    Paper.REFUSAL: mark("Note that mediation ended"),
    Paper.CONFIRMATION: mark("Joint application for judicial confirmation"),
    Paper.DISSUASION: mark("Record of dissuasion and mediation"),
    Paper.CATALOGUE: mark("Catalogue of the file"),
}

HARD_FIRST = problem(
    "mediation_hard_first",
    409,
    mark("This sounds like violence, a child in danger or danger to life: nothing to bargain over."),
    mark("In danger call 110 or 120 now. Then, if you still wish for mediation, tick that you read this."),
)
TWO_PARTIES = problem(
    "mediation_two_parties",
    422,
    mark("A mediation needs two named parties and one sentence on what it is about."),
    mark("Write who asks, who the other side is, and what happened."),
)
NO_CONSENT = problem(
    "mediation_no_consent",
    409,
    mark("Not every party has consented yet, or no mediator is appointed."),
    mark("Ask each party first; then appoint whom they chose, or let the head appoint."),
)
NOT_COMPETENT = problem(
    "mediation_not_competent",
    422,
    mark("This mediator is not on the roster for that place and kind, or stood back from it."),
    mark("Choose another one from the roster."),
)
MISSING_CONTENT = problem(
    "agreement_content_missing",
    422,
    mark("The agreement lacks: %(missing)s (People's Mediation Law, article 29)."),
    mark("Write each of them, then conclude it. Nothing was concluded."),
)
UNSIGNED = problem(
    "agreement_unsigned",
    409,
    mark("Not every party has signed this wording."),
    mark("Have each party sign on screen or on paper, or note it as an oral agreement."),
)
CONFIRM_LATE = problem(
    "confirmation_too_late",
    409,
    mark("The joint application was due within 30 days of the agreement, by %(day)s."),
    mark("The agreement still binds; its performance can be claimed in court."),
)
WRONG_PARTY_CODE = problem(
    "wrong_party_code",
    404,
    mark("This number and this code do not open a mediation."),
    mark("Look at your slip again, or telephone the mediation committee."),
)
NO_HANDOVER = problem(
    "handover_no_consent",
    409,
    mark("Not every party has said yet that the file may go to the court, or there is no agreement."),
    mark("Ask each party; they can say so on their own page. Without it nothing leaves the committee."),
)
BAD_SIGNATURE = problem(
    "signature_does_not_hold",
    422,
    mark("What the signature service sent back does not fit this wording and this party."),
    mark("Sign again, on screen or on paper. Nothing was kept."),
)
OWN_MEDIATION = problem(
    "mediator_reads_no_code",
    403,
    mark("Whoever mediates never sees a party's code: it would open the mediation as that party."),
    mark("Let another head of a committee print the letter, or have the party's contact written down."),
)
BAD_STEP = problem(
    "agreement_step_unclear",
    422,
    mark("Line %(line)s does not begin with a day such as 2026-12-01, or says nothing after it."),
    mark("Write one thing a line: the day by which, a space, who does what. Nothing was kept."),
)
