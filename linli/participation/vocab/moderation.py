# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of moderation: what is moderated, what can be done, what can go wrong."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Contribution(StrEnum):
    """What somebody contributed."""

    PROPOSAL = "proposal"
    STATEMENT = "statement"
    AMENDMENT = "amendment"
    COMMENT = "comment"


class Outcome(StrEnum):
    """What came of an appeal."""

    UPHELD = "upheld"
    RETURNED = "returned"


CONTRIBUTION_WORDS = {
    Contribution.PROPOSAL: mark("proposal"),
    Contribution.STATEMENT: mark("sentence on an opinion map"),
    Contribution.AMENDMENT: mark("amendment of a draft"),
    Contribution.COMMENT: mark("comment in a hearing"),
}
ACT_WORDS = {"hide": mark("taken out"), "return": mark("given back to be mended")}
OUTCOME_WORDS = {
    Outcome.UPHELD: mark("it stays as decided"),
    Outcome.RETURNED: mark("it is shown again"),
}

NO_APPEAL = problem(
    "no_appeal",
    409,
    mark("An appeal against this cannot be made or decided now."),
    mark("Each decision can be appealed once, by whoever wrote it, while it stands."),
)
SAME_MODERATOR = problem(
    "same_moderator",
    403,
    mark("Whoever took it out does not decide on the appeal."),
    mark("Another moderator of the place decides. The appeal is on their list."),
)
