# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of surveys."""

from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class SurveyWay(StrEnum):
    """Who answers: whoever wants to, or households drawn by lot, each with a code."""

    OPEN = "open"
    SAMPLE = "sample"


class SurveyState(StrEnum):
    """Where a survey stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class AnswerWay(StrEnum):
    """How an answer came."""

    WEB = "web"
    TELEPHONE = "telephone"
    COUNTER = "counter"
    PAPER = "paper"
    PHONE = "phone"


SURVEY_WAY_WORDS = {
    SurveyWay.OPEN: mark("whoever wants to answers"),
    SurveyWay.SAMPLE: mark("households drawn by lot answer, each with a code from a letter"),
}
SURVEY_STATE_WORDS = {
    SurveyState.DRAFT: mark("being prepared"),
    SurveyState.OPEN: mark("published"),
    SurveyState.CLOSED: mark("counted"),
}
ANSWER_WAY_WORDS = {
    AnswerWay.WEB: mark("on the web"),
    AnswerWay.TELEPHONE: mark("by telephone"),
    AnswerWay.COUNTER: mark("at a counter"),
    AnswerWay.PAPER: mark("on paper"),
    AnswerWay.PHONE: mark("at the door, with ODK Collect"),
}

SURVEY_CODE_TAKEN = problem(
    "survey_code_taken",
    409,
    mark("Another survey has this address."),
    mark("Choose another short name."),
)
SURVEY_FIXED = problem(
    "survey_fixed",
    409,
    mark("The survey is published: its questions and who answers stay as they were."),
    mark("Close it and prepare a new one, or change what can still be changed: its last day and margins."),
)
SURVEY_NOT_OPEN = problem(
    "survey_not_open",
    409,
    mark("This survey takes no answers now."),
    mark("Its page says from when until when it does, or shows what came of it."),
)
SURVEY_NOT_OVER = problem(
    "survey_not_over",
    409,
    mark("The survey still runs, or an answer on paper waits for the second person: %(waiting)s."),
    mark("Count after its last day, when every paper was entered alike by two people."),
)
SURVEY_PRIVATE = problem(
    "survey_private",
    422,
    mark("Question %(name)s asks for a photo or an exact place: an answer would no longer be anonymous."),
    mark("Ask for the community or the street in a list instead, and read the form again."),
)
WRONG_INVITATION = problem(
    "wrong_invitation",
    404,
    mark("This code opens nothing, or somebody answered with it already."),
    mark("Look at the letter again, or telephone us. Nobody can see which household a code belongs to."),
)
BAD_FRAME = problem(
    "bad_frame",
    422,
    mark("Row %(row)s of the list of households cannot be used: %(fault)s."),
    mark(
        "The list has a column address, each once, and perhaps a column stratum. "
        "Mend it; nothing was drawn."
    ),
)
SAMPLE_SETTLED = problem(
    "sample_settled",
    409,
    mark("Somebody answered with a code of this draw already, so it stands."),
    mark("Take the sample as it is. Another draw needs another survey."),
)
NO_ANSWER_HERE = problem(
    "no_answer_here",
    404,
    mark("This receipt opens no answer, or the survey was counted and single answers are gone."),
    mark("Look at the receipt again. After the count only figures are left."),
)
BAD_SURVEY = problem(
    "bad_survey",
    422,
    mark("Row %(row)s of %(file)s cannot be read (%(value)s)."),
    mark("Unpack the open files of a survey into a folder and name it; nothing was reckoned."),
)
