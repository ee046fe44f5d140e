# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong with a matter, and what to do then."""

from __future__ import annotations

from linli.kernel.problem import mark, problem

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
RIGHT_PASSED = problem(
    "right_passed",
    409,
    mark("The time to ask for this ended on %(day)s (%(source)s %(article)s)."),
    mark("Bring what is new as a new matter, or ask general reception which way is still open."),
)
NO_LEVEL_ABOVE = problem(
    "no_level_above",
    409,
    mark("There is no unit above %(unit)s in this town."),
    mark("Turn in writing to the government one level above this town; take the last paper with you."),
)
SAME_HAND = problem(
    "same_hand",
    409,
    mark("Whoever decided does not review the decision."),
    mark("Let a colleague of the unit above do it, who has not worked on it."),
)
NOT_THE_LEVEL_ABOVE = problem(
    "not_the_level_above",
    409,
    mark("A decision is reviewed by the unit above the one that decided, and rechecked above that."),
    mark("Pass the matter up a level first."),
)
NAME_NEEDED = problem(
    "name_needed",
    422,
    mark("An information request needs a name and a way to answer."),
    mark("Give your name and a telephone number or e-mail address (政府信息公开条例 29)."),
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
