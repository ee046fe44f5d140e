# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with an XLSForm: each fault names its sheet and row and says how to mend it."""

from __future__ import annotations

from linli.kernel.problem import Problem, ProblemType, mark, problem


def _fault(code: str, title: str, remedy: str) -> ProblemType:
    return problem(f"form_{code}", 422, title, remedy)


UNREADABLE = _fault(
    "unreadable",
    mark("This file is no XLSForm that can be read."),
    mark("Save it as .xlsx with a sheet named survey, below 2 MB and 2,000 rows, and send it again."),
)
EMPTY = _fault(
    "empty",
    mark("The sheet survey asks nothing."),
    mark("Write at least one question: its type, its name and its label."),
)
TYPE_UNKNOWN = _fault(
    "type_unknown",
    mark("Row %(row)s of survey: there is no type %(value)s."),
    mark(
        "Use text, integer, decimal, date, time, select_one LIST, select_multiple LIST, note, geopoint, "
        "image, calculate, acknowledge, or begin and end of a group or repeat."
    ),
)
TYPE_REFUSED = _fault(
    "type_refused",
    mark("Row %(row)s of survey: %(value)s records the person who works with the form, not an answer."),
    mark("Take this row out. Positions, devices and numbers of workers are not gathered here."),
)
NAME_BAD = _fault(
    "name_bad",
    mark("Row %(row)s of %(sheet)s: %(value)s is no name."),
    mark("A name begins with a letter and holds letters, digits, _ and - only, at most 60 of them."),
)
NAME_TWICE = _fault(
    "name_twice",
    mark("Row %(row)s of %(sheet)s: the name %(value)s stands there twice."),
    mark("Give every question of the form, and every choice of a list, a name of its own."),
)
LABEL_MISSING = _fault(
    "label_missing",
    mark("Row %(row)s of %(sheet)s: %(value)s has no words."),
    mark("Write what people read into the column label, in each language that the form has."),
)
LIST_MISSING = _fault(
    "list_missing",
    mark("Row %(row)s of survey: the list %(value)s has no choices."),
    mark("Write its choices into the sheet choices, with this list_name."),
)
NESTING = _fault(
    "nesting",
    mark("Row %(row)s of survey: %(value)s has no beginning, no end or nothing in it."),
    mark("Each begin_group or begin_repeat needs a question and then its own end, in the right order."),
)
EXPRESSION_BAD = _fault(
    "expression_bad",
    mark("Row %(row)s of survey, %(column)s: this cannot be read at %(value)s."),
    mark(
        "Name other questions as ${name}; put words into quotes; use the functions that "
        "docs/forms.md lists."
    ),
)
NAME_UNKNOWN = _fault(
    "name_unknown",
    mark("Row %(row)s of survey, %(column)s: there is no question or column %(value)s."),
    mark("Write the name exactly as it stands in the column name."),
)
RING = _fault(
    "ring",
    mark("Row %(row)s of survey: what %(value)s says depends on itself."),
    mark("Let conditions and calculations look at questions that do not look back."),
)
DEFAULT_BAD = _fault(
    "default_bad",
    mark("Row %(row)s of survey: %(value)s is no possible answer to begin with."),
    mark("Write an answer that the question itself would take, or leave the column default empty."),
)
PATTERN_BAD = _fault(
    "pattern_bad",
    mark("Row %(row)s of survey, %(column)s: the pattern %(value)s is wrong or may take for ever."),
    mark("Write a simpler pattern, without a repetition inside of a repetition."),
)
OTHER_FILTERED = _fault(
    "other_filtered",
    mark("Row %(row)s of survey: or_other and a choice_filter cannot stand together."),
    mark("Write a choice of your own for everything else, and ask for it in a question after."),
)
REFUSED = _fault(
    "refused",
    mark("Row %(row)s: the form cannot be made: %(value)s."),
    mark("Compare the row with xlsform.org, mend it and send the file again."),
)
BAD_FORM = problem(
    "bad_form",
    422,
    mark("The form has faults: %(count)s. The first: %(first)s."),
    mark("Mend each row that is named, then send the file again; nothing was changed."),
)


def bad_form(faults: list[Problem], translate: object = str) -> Problem:
    """All faults of a form as one problem; ``faults`` stay in its facts."""
    first = " ".join(faults[0].words(translate))  # type: ignore[arg-type]
    return BAD_FORM(count=len(faults), first=first, faults=faults)
