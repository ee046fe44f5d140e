# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Source(StrEnum):
    """Where an example comes from."""

    PACK = "pack"
    CORRECTION = "correction"


class Level(StrEnum):
    """What the reader may say by itself, each from a certainty of its own."""

    KIND = "kind"
    BRANCH = "branch"
    CATEGORY = "category"


LEVEL_WORDS = {
    Level.KIND: mark("Kind"),
    Level.BRANCH: mark("Branch of the tree"),
    Level.CATEGORY: mark("Category"),
}


class Danger(StrEnum):
    """A sign of danger to life in a text: the person is told at once whom to call."""

    FIRE = "fire"
    CRIME = "crime"
    MEDICAL = "medical"
    GAS = "gas"


DANGER_WORDS = {
    Danger.FIRE: mark("Fire or people trapped: call 119 now."),
    Danger.CRIME: mark("Danger from another person: call 110 now."),
    Danger.MEDICAL: mark("Somebody's life is in danger: call 120 now."),
    Danger.GAS: mark("Smell of gas: open windows, touch no switch, go outside, then call 119."),
}


class HardRoute(StrEnum):
    """A matter that must not wait in a queue: a person looks at once, by a road of its own."""

    LIFE = "life"
    CHILD = "child"
    VIOLENCE = "violence"
    OFFICIAL = "official"


HARD_WORDS = {
    HardRoute.LIFE: mark("Danger to life"),
    HardRoute.CHILD: mark("A child may be harmed"),
    HardRoute.VIOLENCE: mark("Violence at home"),
    HardRoute.OFFICIAL: mark("An official is accused"),
}

COLUMN_MISSING = problem(
    "column_missing",
    422,
    mark("A column is missing in this sheet."),
    mark("Name the column as the message says, then try again."),
)
UNKNOWN_READER = problem(
    "unknown_reader",
    404,
    mark("There is no such version of the reader."),
    mark("Choose one of the versions in the list."),
)


class ReplyPoint(StrEnum):
    """What a reply is checked for before it is sent; each point is shown with its reason."""

    QUESTIONS = "questions"
    UNIT = "unit"
    CONTACT = "contact"
    REASON = "reason"
    GROUND = "ground"
    NEXT = "next"
    NOT_PASSED_ON = "not_passed_on"
    PLAIN = "plain"
    POLITE = "polite"


REPLY_WORDS = {
    ReplyPoint.QUESTIONS: mark("Answers every question that was asked"),
    ReplyPoint.UNIT: mark("Names the unit"),
    ReplyPoint.CONTACT: mark("Says how to reach it"),
    ReplyPoint.REASON: mark("Gives a reason"),
    ReplyPoint.GROUND: mark("Names a legal ground that exists"),
    ReplyPoint.NEXT: mark("Says what comes next, with a date"),
    ReplyPoint.NOT_PASSED_ON: mark("Does more than pass the matter on"),
    ReplyPoint.PLAIN: mark("Uses plain words and short sentences"),
    ReplyPoint.POLITE: mark("Is polite"),
}


class Change(StrEnum):
    """What happened to an issue."""

    OPENED = "opened"
    MERGED = "merged"
    SPLIT = "split"


UNKNOWN_ISSUE = problem(
    "unknown_issue",
    404,
    mark("There is no such issue."),
    mark("It may have merged into another one: open the list of issues."),
)

# Kinds as the labels of texts name them; a label that is none of these is shown as it is.
KIND_WORDS = {
    "ask": mark("ask"),
    "help": mark("ask for help"),
    "complain": mark("complain"),
    "wrongdoing": mark("report wrongdoing"),
    "suggest": mark("suggest"),
    "thank": mark("thank"),
    "petition": mark("petition"),
    "information": mark("request information"),
}
