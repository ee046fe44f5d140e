# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads. Each takes who looks, and never writes."""

from .access import WRONG_NUMBER_OR_CODE, case_code, find_case, holder_of
from .clocks import Clock, DeferralInfo, clocks_of, clocks_of_lines, open_deferral
from .closed import contact_of, file_for, unveil
from .commitments import (
    CommitmentDetail,
    CommitmentLine,
    CommitmentPage,
    commitment_by_number,
    commitment_list,
    commitment_photo,
    commitments_by_id,
)
from .course import Ahead, CourseView, Mark
from .detail import CaseDetail, FileInfo, ThreadLine, case_detail, public_case
from .facts import is_seen, scope
from .family import children
from .hiding import HiddenInfo, Objection, hide_rows, newest_hide_rows, objections
from .issues import HotIssue, IssuePage, OpenIssue, hot_issue, hot_list, open_issues
from .lines import CaseFilter, CaseLine, Page, case_list, own_list, own_matters, public_list
from .links import LinkInfo, link_address, link_file, link_token, links_of, open_link
from .looks import looks_of
from .neighbours import Neighbour, neighbours
from .numbers import (
    PlaceCount,
    TownNumbers,
    group_counts,
    numbers_of,
    open_by_place,
    place_counts,
    saved_views,
    town_numbers,
)
from .own import copy_of_all, copy_of_one, own_reach
from .papers import Paper, paper_of
from .parts import PartInfo
from .precedents import Precedent, precedents
from .press import PressInfo, PressLine, open_parts_of, press_list
from .questions import QuestionLine, question_counts, question_lines, questions_for
from .rates import Appeal, appeals, newest_rows, rate_rows, to_ask
from .routing import Effect, Rehearsal, UnitLoad, rehearse, unit_loads
from .subscriptions import Topic, stop_token, topic_of
from .templates import TemplateInfo, template_list, template_of, templates_for, versions_of, words_for

__all__ = [
    "WRONG_NUMBER_OR_CODE",
    "Ahead",
    "Appeal",
    "CaseDetail",
    "CaseFilter",
    "CaseLine",
    "Clock",
    "CommitmentDetail",
    "CommitmentLine",
    "CommitmentPage",
    "CourseView",
    "DeferralInfo",
    "Effect",
    "FileInfo",
    "HiddenInfo",
    "HotIssue",
    "IssuePage",
    "LinkInfo",
    "Mark",
    "Neighbour",
    "Objection",
    "OpenIssue",
    "Page",
    "Paper",
    "PartInfo",
    "PlaceCount",
    "Precedent",
    "PressInfo",
    "PressLine",
    "QuestionLine",
    "Rehearsal",
    "TemplateInfo",
    "ThreadLine",
    "Topic",
    "TownNumbers",
    "UnitLoad",
    "appeals",
    "case_code",
    "case_detail",
    "case_list",
    "children",
    "clocks_of",
    "clocks_of_lines",
    "commitment_by_number",
    "commitment_list",
    "commitment_photo",
    "commitments_by_id",
    "contact_of",
    "copy_of_all",
    "copy_of_one",
    "file_for",
    "find_case",
    "group_counts",
    "hide_rows",
    "holder_of",
    "hot_issue",
    "hot_list",
    "is_seen",
    "link_address",
    "link_file",
    "link_token",
    "links_of",
    "looks_of",
    "neighbours",
    "newest_hide_rows",
    "newest_rows",
    "numbers_of",
    "objections",
    "open_by_place",
    "open_deferral",
    "open_issues",
    "open_link",
    "open_parts_of",
    "own_list",
    "own_matters",
    "own_reach",
    "paper_of",
    "place_counts",
    "precedents",
    "press_list",
    "public_case",
    "public_list",
    "question_counts",
    "question_lines",
    "questions_for",
    "rate_rows",
    "rehearse",
    "saved_views",
    "scope",
    "stop_token",
    "template_list",
    "template_of",
    "templates_for",
    "to_ask",
    "topic_of",
    "town_numbers",
    "unit_loads",
    "unveil",
    "versions_of",
    "words_for",
]
