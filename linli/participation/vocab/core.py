# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of taking part: spaces, proposals, rules of counting, and what can go wrong with them."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class BudgetRule(StrEnum):
    """How a participatory budget is decided."""

    GREEDY = "greedy"
    GREEDY_NO_SKIP = "greedy-no-skip"
    EQUAL_SHARES = "equal-shares"


class Why(StrEnum):
    """Why a project won or lost."""

    FITTED = "fitted"
    NOT_AFFORDABLE = "not_affordable"
    STOPPED_BEFORE = "stopped_before"
    BELOW_THRESHOLD = "below_threshold"
    PAID_BY_SUPPORTERS = "paid_by_supporters"
    SUPPORTERS_SPENT = "supporters_spent"
    NO_SUPPORT = "no_support"


class SpaceKind(StrEnum):
    """What a space of taking part is."""

    PROCESS = "process"
    COUNCIL = "council"
    INITIATIVE = "initiative"
    CHANNEL = "channel"


class Level(StrEnum):
    """How much what people say decides, declared before they say it (IAP2 spectrum)."""

    INFORM = "inform"
    CONSULT = "consult"
    INVOLVE = "involve"
    COLLABORATE = "collaborate"
    EMPOWER = "empower"


class Rung(StrEnum):
    """The ladder of verification, from below: what a space asks of who takes part."""

    CONTACT = "contact"
    RESIDENT = "resident"
    IDENTIFIED = "identified"


class PhaseKind(StrEnum):
    """A stretch of time of a space, in this order."""

    PROPOSE = "propose"
    WEIGH = "weigh"
    VOTE = "vote"
    CARRY_OUT = "carry_out"


class SpaceState(StrEnum):
    """Where a space stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class ProposalState(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    OPEN = "open"
    MERGED = "merged"
    ANSWERED = "answered"
    HIDDEN = "hidden"
    RETRACTED = "retracted"
    RETURNED = "returned"


class Verdict(StrEnum):
    """What a proposal is answered."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


class Part(StrEnum):
    """What somebody is to a proposal."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"
    OFFERS = "offers"
    SUPPORTER = "supporter"


class Deed(StrEnum):
    """What is done in a space or with a proposal."""

    PREPARE = "prepare"
    PUBLISH = "publish"
    CLOSE = "close"
    PROPOSE = "propose"
    PAPER = "paper"
    ENDORSE = "endorse"
    WITHDRAW = "withdraw"
    JOIN = "join"
    RETRACT = "retract"
    RELEASE = "release"
    HIDE = "hide"
    RETURN = "return"
    MEND = "mend"
    ASK_MERGE = "ask_merge"
    REFUSE = "refuse"
    MERGE = "merge"
    REACH = "reach"
    ESCALATE = "escalate"
    ANSWER = "answer"
    COUNT = "count"
    CONFIRM = "confirm"
    OPINE = "opine"
    APPLY = "apply"
    AMEND = "amend"
    COMMENT = "comment"
    DRAW = "draw"


class Rule(StrEnum):
    """The public rules of moderation. A proposal is hidden by one of them, never without."""

    PERSONAL = "personal"
    INSULT = "insult"
    ADVERT = "advert"
    OFF_TOPIC = "off_topic"
    UNLAWFUL = "unlawful"
    TWICE = "twice"


SPACE_KIND_WORDS = {
    SpaceKind.PROCESS: mark("process"),
    SpaceKind.COUNCIL: mark("council"),
    SpaceKind.INITIATIVE: mark("initiative"),
    SpaceKind.CHANNEL: mark("standing channel"),
}
LEVEL_WORDS = {
    Level.INFORM: mark("inform"),
    Level.CONSULT: mark("consult"),
    Level.INVOLVE: mark("involve"),
    Level.COLLABORATE: mark("decide together"),
    Level.EMPOWER: mark("residents decide"),
}
LEVEL_MEANS = {
    Level.INFORM: mark("You are told what is planned. Nothing is decided here."),
    Level.CONSULT: mark("You say what you think; the office decides and says why."),
    Level.INVOLVE: mark("Your proposals are worked into the plan, and each is answered with reasons."),
    Level.COLLABORATE: mark("Residents and office decide together; each answer gives its reasons."),
    Level.EMPOWER: mark("What residents decide here is carried out."),
}
RUNG_WORDS = {
    Rung.CONTACT: mark("everybody who signed in with a code"),
    Rung.RESIDENT: mark("residents of the place, confirmed at a counter or by a letter"),
    Rung.IDENTIFIED: mark("residents of the place who proved who they are"),
}
PHASE_WORDS = {
    PhaseKind.PROPOSE: mark("Propose and endorse"),
    PhaseKind.WEIGH: mark("Examine and answer"),
    PhaseKind.VOTE: mark("Vote"),
    PhaseKind.CARRY_OUT: mark("Carry out"),
}
SPACE_STATE_WORDS = {
    SpaceState.DRAFT: mark("being prepared"),
    SpaceState.OPEN: mark("open to everybody"),
    SpaceState.CLOSED: mark("has ended"),
}
PROPOSAL_STATE_WORDS = {
    ProposalState.WAITING: mark("is being read by the moderators"),
    ProposalState.OPEN: mark("open for endorsement"),
    ProposalState.MERGED: mark("joined to another one"),
    ProposalState.ANSWERED: mark("answered"),
    ProposalState.HIDDEN: mark("taken out by the moderators"),
    ProposalState.RETRACTED: mark("taken back by its author"),
    ProposalState.RETURNED: mark("given back to its author to mend"),
}
VERDICT_WORDS = {
    Verdict.ACCEPTED: mark("accepted in full"),
    Verdict.PARTLY: mark("accepted in part"),
    Verdict.REJECTED: mark("not accepted"),
}
PART_WORDS = {
    Part.AUTHOR: mark("you wrote it"),
    Part.CO_AUTHOR: mark("you write with the author"),
    Part.OFFERS: mark("you endorsed it and offered to write with the author"),
    Part.SUPPORTER: mark("you endorsed it"),
}
DEED_WORDS = {
    Deed.PREPARE: mark("The space was prepared"),
    Deed.PUBLISH: mark("The space was published"),
    Deed.CLOSE: mark("The space ended"),
    Deed.PROPOSE: mark("It was proposed"),
    Deed.PAPER: mark("Signatures on paper were entered"),
    Deed.ENDORSE: mark("It was endorsed"),
    Deed.WITHDRAW: mark("An endorsement was taken back"),
    Deed.JOIN: mark("A co-author joined"),
    Deed.RETRACT: mark("The author took it back"),
    Deed.RELEASE: mark("The moderators released it"),
    Deed.HIDE: mark("The moderators took it out"),
    Deed.RETURN: mark("The moderators gave it back to be mended"),
    Deed.MEND: mark("The author handed it in again"),
    Deed.ASK_MERGE: mark("The authors were asked whether it is joined to another one"),
    Deed.REFUSE: mark("It is not joined: an author did not agree"),
    Deed.MERGE: mark("It was joined to another one"),
    Deed.REACH: mark("It reached the threshold: it must be answered"),
    Deed.ESCALATE: mark("The answer is overdue; the level above was told"),
    Deed.ANSWER: mark("It was answered"),
    Deed.COUNT: mark("The vote on the budget was counted"),
    Deed.CONFIRM: mark("A resident was confirmed"),
    Deed.OPINE: mark("Somebody said whether they agree"),
    Deed.APPLY: mark("Somebody entered the pool of a panel"),
    Deed.AMEND: mark("Somebody proposed an amendment"),
    Deed.COMMENT: mark("Somebody said something in a hearing"),
    Deed.DRAW: mark("A panel was drawn by lot"),
}
# Why a project won or lost, in the words of Equal Shares; ``number`` is yuan, see ``rules.budget.Reason``.
WHY_WORDS = {
    Why.PAID_BY_SUPPORTERS: mark("Its %(votes)s supporters paid for it together, at most %(number)s each."),
    Why.SUPPORTERS_SPENT: mark(
        "Its %(votes)s supporters had %(number)s left between them; the rest went to what they also wanted."
    ),
    Why.NO_SUPPORT: mark("Nobody approved it."),
    Why.BELOW_THRESHOLD: mark("Too few approved it."),
    Why.FITTED: mark("It fitted into what was left of the budget."),
    Why.NOT_AFFORDABLE: mark("It cost more than was left of the budget."),
    Why.STOPPED_BEFORE: mark("The budget was spent before."),
}
RULE_WORDS = {
    Rule.PERSONAL: mark("It names a private person or gives their data away."),
    Rule.INSULT: mark("It insults or threatens somebody."),
    Rule.ADVERT: mark("It is an advertisement."),
    Rule.OFF_TOPIC: mark("It has nothing to do with this space."),
    Rule.UNLAWFUL: mark("It asks for something that the law forbids."),
    Rule.TWICE: mark("The same person proposed the same already."),
}

NOT_ON_THE_LADDER = problem(
    "not_on_the_ladder",
    403,
    mark("This space is for %(who)s."),
    mark(
        "Sign in. A resident is confirmed at the community's counter, with a paper that shows the address."
    ),
)
SPACE_NOT_OPEN = problem(
    "space_not_open",
    409,
    mark("This space is not open for that now."),
    mark("Its page shows what can be done when. Everything else can be said as a matter."),
)
SPACE_CODE_TAKEN = problem(
    "space_code_taken",
    409,
    mark("Another space has this address."),
    mark("Choose another short name."),
)
PHASES_OUT_OF_ORDER = problem(
    "phases_out_of_order",
    422,
    mark("The phases do not follow one another: %(phase)s."),
    mark("Each phase needs its first and last day, and begins after the one before has ended."),
)
PROPOSAL_MERGED = problem(
    "proposal_merged",
    409,
    mark("These two proposals cannot be joined."),
    mark("Both must stand open in the same space, and neither be joined to a third one."),
)
WRONG_INVITATION_CODE = problem(
    "wrong_invitation_code",
    404,
    mark("This code invites nobody to write along."),
    mark("Each code is for one person. Ask the author for the one that holds now."),
)
ANSWER_LACKS = problem(
    "answer_lacks",
    422,
    mark("An answer needs reasons; what is accepted also needs who does what by which day."),
    mark("Write the reasons, choose the unit and the day, and say what will be done. Nothing was sent."),
)

NO_PROJECTS = problem(
    "no_projects",
    422,
    mark("There is nothing to vote on yet, or the space has no phase for a vote."),
    mark("Give the space a phase for the vote, and accept at least one proposal with what it costs."),
)
BALLOT_TAKEN = problem(
    "ballot_taken",
    409,
    mark("Your ballot was handed out already. Nobody can tell which one it is, we neither."),
    mark("Go on with the code that you wrote down. What you ticked is saved and counts."),
)
WRONG_BALLOT = problem(
    "wrong_ballot",
    404,
    mark("This code opens no ballot of this vote."),
    mark("Look at the code again. Without it the ballot stays as it is, and it counts."),
)
PAPER_SETTLED = problem(
    "paper_settled",
    409,
    mark("Two people have entered this ballot alike; it is in the box."),
    mark("Take the next paper ballot. If the number was wrong, look at the paper again."),
)
VOTE_NOT_OVER = problem(
    "vote_not_over",
    409,
    mark("The vote still runs, or a paper ballot waits for the second person: %(waiting)s."),
    mark("Count after its last day, when every paper ballot was entered alike by two people."),
)

BAD_BUDGET_FILE = problem(
    "bad_budget_file",
    422,
    mark("Line %(line)s of the budget file cannot be read: %(fault)s (%(value)s)."),
    mark("Mend this line and read the file again; nothing was counted."),
)
BAD_OPINIONS = problem(
    "bad_opinions",
    422,
    mark("Row %(row)s of %(file)s cannot be read: %(fault)s (%(value)s)."),
    mark("Mend this row and read the folder again; nothing was counted."),
)
BAD_POOL = problem(
    "bad_pool",
    422,
    mark("Row %(row)s of %(file)s cannot be read: %(fault)s (%(value)s)."),
    mark("Mend this row and read the folder again; nobody was drawn."),
)
QUOTAS_IMPOSSIBLE = problem(
    "quotas_impossible",
    422,
    mark("No panel of %(size)s from this pool fits all quotas."),
    mark("The least change that makes it possible: %(relax)s. Or invite more people."),
)
MARGINS_DISAGREE = problem(
    "margins_disagree",
    422,
    mark("The sample cannot be weighted to these margins: %(fault)s (%(value)s)."),
    mark("Every group with a target needs somebody in the sample, and all margins the same total."),
)
