# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of general votes: what is asked, how it is counted, why it was carried, what can go wrong."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class VoteKind(StrEnum):
    """What is asked of each ballot."""

    YES_NO = "yes_no"
    SINGLE = "single"
    APPROVAL = "approval"
    RANKED = "ranked"


class VoteState(StrEnum):
    """Where a vote stands; that its time is over is said by its days."""

    DRAFT = "draft"
    OPEN = "open"
    COUNTED = "counted"


class Outcome(StrEnum):
    """Why a vote was carried, or not."""

    CARRIED = "carried"
    TOO_FEW = "too_few"
    TOO_LITTLE_AREA = "too_little_area"
    NO_MAJORITY = "no_majority"


VOTE_KIND_WORDS = {
    VoteKind.YES_NO: mark("yes or no"),
    VoteKind.SINGLE: mark("one of several"),
    VoteKind.APPROVAL: mark("everything that one approves of"),
    VoteKind.RANKED: mark("in order of preference"),
}
VOTE_STATE_WORDS = {
    VoteState.DRAFT: mark("is being prepared"),
    VoteState.OPEN: mark("can be voted on"),
    VoteState.COUNTED: mark("is counted"),
}
# Published with every result, word for word, so that a stranger counts by the same rule.
COUNTING_WORDS = {
    VoteKind.YES_NO: mark(
        "It is carried when enough of those who took part said yes; abstaining counts as taking part."
    ),
    VoteKind.SINGLE: mark("The choice with enough of all who took part is carried; if none has, none is."),
    VoteKind.APPROVAL: mark("Every choice that enough of all who took part approve of is carried."),
    VoteKind.RANKED: mark(
        "Instant run-off: while no choice is first on more than half of the ballots that still name one, "
        "the choice that is first on the fewest goes out. Of equals the one goes out that was behind in "
        "the round before, then in the one before that; then the later one in the list, which was drawn by "
        "lot. What is left is carried when enough of all who took part have it."
    ),
}
OUTCOME_WORDS = {
    Outcome.CARRIED: mark("It is carried: enough took part, and enough of them agreed."),
    Outcome.TOO_FEW: mark("It is not carried: too few took part."),
    Outcome.TOO_LITTLE_AREA: mark("It is not carried: the owners who took part have too little area."),
    Outcome.NO_MAJORITY: mark("It is not carried: enough took part, but not enough of them agreed."),
}
YES, NO, ABSTAIN = mark("Yes"), mark("No"), mark("Abstain")

VOTE_INCOMPLETE = problem(
    "vote_incomplete",
    422,
    mark("The vote lacks something: %(what)s."),
    mark("A vote needs how many are entitled, an end after its beginning, and at least two choices."),
)
VOTE_CLOSED = problem(
    "vote_closed",
    409,
    mark("The vote is not open: it runs from %(opens)s to %(closes)s."),
    mark("What was ticked until its end counts. After the count its page shows the result."),
)
WRONG_LETTER = problem(
    "wrong_letter",
    404,
    mark("This code of a letter opens no ballot of this vote, or was used already."),
    mark("Look at the letter again. If you voted with it already, go on with the code of your ballot."),
)
BY_LETTER = problem(
    "by_letter",
    409,
    mark("In this vote each household, delegate or owner has a letter with a code."),
    mark(
        "Enter the code of the letter, or hand the paper in. Who has none asks at the community's counter."
    ),
)
BAD_VOTE_FILE = problem(
    "bad_vote_file",
    422,
    mark("The file of the vote cannot be read: %(fault)s."),
    mark("Download it again from the page of the vote; nothing was counted."),
)
