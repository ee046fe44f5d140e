# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Measure(StrEnum):
    """What a time limit is for."""

    ACCEPT = "accept"
    CONTACT = "contact"
    ANSWER = "answer"
    STEP = "step"
    REVIEW = "review"
    KEEP = "keep"
    NOTICE = "notice"
    POST = "post"
    PUBLISH = "publish"


MEASURE_WORDS = {
    Measure.ACCEPT: mark("decide whether to take it on"),
    Measure.CONTACT: mark("contact the person"),
    Measure.ANSWER: mark("settle and answer"),
    Measure.STEP: mark("take one step of the course"),
    Measure.REVIEW: mark("look at it again"),
    Measure.KEEP: mark("keep it no longer"),
    Measure.NOTICE: mark("give notice before the day"),
    Measure.POST: mark("leave it posted for everybody"),
    Measure.PUBLISH: mark("publish what the period before held"),
}


class Who(StrEnum):
    """Who takes a step of a course: the person, general reception, the unit that has the matter, or the
    unit above the one that decided."""

    PERSON = "person"
    RECEPTION = "reception"
    UNIT = "unit"
    ABOVE = "above"


WHO_WORDS = {
    Who.PERSON: mark("the person"),
    Who.RECEPTION: mark("reception"),
    Who.UNIT: mark("the unit in charge"),
    Who.ABOVE: mark("the unit one level above"),
}


class Start(StrEnum):
    """From when a time limit runs."""

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    DECISION = "decision"


class SourceMark(StrEnum):
    """How sure we are of a rule: read in the source, read in a reprint, or a default to be checked."""

    VERIFIED = "V"
    SECONDARY = "S"
    DEFAULT = "M"


class CalendarKind(StrEnum):
    """Where working days come from before the town's own list: China's notices, or plain weekdays."""

    CN = "cn"
    WEEKDAYS = "weekdays"


MARK_WORDS = {
    SourceMark.VERIFIED: mark("read in the text of the law"),
    SourceMark.SECONDARY: mark("read in a reprint or a report of it"),
    SourceMark.DEFAULT: mark("a default that this town should check"),
}


class Level(StrEnum):
    """Where a norm stands, hard law by 立法法 98 to 102, soft law below it."""

    CONSTITUTION = "constitution"
    LAW = "law"
    ADMIN_REGULATION = "admin_regulation"
    PARTY_STATE_JOINT = "party_state_joint"
    INTERPRETATION = "interpretation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENT_RULE = "department_rule"
    LOCAL_RULE = "local_rule"
    NORMATIVE_DOCUMENT = "normative_document"
    RESIDENTS_PACT = "residents_pact"
    VILLAGE_PACT = "village_pact"
    CHARTER = "charter"
    INDUSTRY_RULE = "industry_rule"


# Lower goes before higher. Rules of departments and of local governments stand beside each other.
RANK_OF = {
    Level.CONSTITUTION: 0,
    Level.LAW: 1,
    Level.INTERPRETATION: 2,
    Level.ADMIN_REGULATION: 3,
    Level.PARTY_STATE_JOINT: 3,
    Level.LOCAL_REGULATION: 4,
    Level.DEPARTMENT_RULE: 5,
    Level.LOCAL_RULE: 5,
    Level.NORMATIVE_DOCUMENT: 6,
    Level.RESIDENTS_PACT: 7,
    Level.VILLAGE_PACT: 7,
    Level.CHARTER: 7,
    Level.INDUSTRY_RULE: 7,
}
SOFT = (Level.RESIDENTS_PACT, Level.VILLAGE_PACT, Level.CHARTER, Level.INDUSTRY_RULE)
LEVEL_WORDS = {
    Level.CONSTITUTION: mark("Constitution"),
    Level.LAW: mark("Law"),
    Level.INTERPRETATION: mark("Judicial interpretation"),
    Level.ADMIN_REGULATION: mark("Administrative regulation"),
    Level.PARTY_STATE_JOINT: mark("Joint regulation of Party and State"),
    Level.LOCAL_REGULATION: mark("Local regulation"),
    Level.DEPARTMENT_RULE: mark("Rule of a department"),
    Level.LOCAL_RULE: mark("Rule of a local government"),
    Level.NORMATIVE_DOCUMENT: mark("Normative document"),
    Level.RESIDENTS_PACT: mark("Residents' pact"),
    Level.VILLAGE_PACT: mark("Village pact"),
    Level.CHARTER: mark("Charter"),
    Level.INDUSTRY_RULE: mark("Industry rule"),
}

NORM_FAULTY = problem(
    "norm_faulty",
    422,
    mark("%(faults)s faults in %(files)s files of law; nothing was loaded."),
    mark("Every fault is named with file and line. Mend the file, or accept what you have checked."),
)
