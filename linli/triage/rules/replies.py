# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a good reply holds, point by point with its reason: never one mark for the whole.

The points were counted on 2,816 published replies: one in eight only says that the matter was passed
on, half give no reason, one in ten names a statute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from linli.kernel.writing import simplified

from ..vocab import ReplyPoint

SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]?")
QUESTION = re.compile(
    r"[?？]|吗|呢[。！]?$|请问|何时|什么时候|多久|怎么|如何|为什么|为何|能不能|能否|可否|是否|哪里|哪个|多少"
    r"|\b(?:when|why|how|what|where|which|who|can|could|will|is it|are there)\b",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"[一-龥]{2,12}"
    r"(?:局|委员会|委|办公室|办|中心|街道|社区|派出所|大队|支队|所|处|公司|医院|学校)"
    r"|\b(?:office|department|bureau|council|committee|centre|center)\b",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"\d{3,4}-?\d{7,8}|1\d{10}|\d{5,8}(?=[（(转。，,]|$)|联系人|窗口|地址|#|@"
    r"|\b(?:call|visit|e-?mail)\b",
    re.IGNORECASE,
)
REASON = re.compile(
    r"因(?!此|而)|由于|经(?:查|核|调查|核实|了解)|根据|依据|按照|鉴于"
    r"|\b(?:because|since|due to|according to|under the)\b",
    re.IGNORECASE,
)
GROUND = re.compile(r"《([^》]{2,60})》(?:第([〇零一二三四五六七八九十百千\d]+)条)?")
DATE = re.compile(
    r"\d{1,4}\s?年|\d{1,2}\s?月|\d{1,2}\s?[日号]|[一二三四五六七八九十\d]+个?(?:工作日|天|周|个?月)内"
    r"|(?:本|下|今)(?:周|月|季度|年)|月底|年底|明天"
    r"|\b(?:by|before|on|within)\b.{0,12}\d"
    r"|\b(?:monday|tuesday|wednesday|thursday|friday|next week|tomorrow)\b",
    re.IGNORECASE,
)
PASSED_ON = re.compile(
    r"(?:已|将|现)?(?:转交|转办|转至|转给|转有关|转相关|转送|移交|交由)"
    r"|\bforwarded\b|\bpassed (?:it )?on\b",
    re.IGNORECASE,
)
POLITE = re.compile(r"您好|你好|尊敬|感谢|谢谢|\bdear\b|\bthank|\bhello\b", re.IGNORECASE)
SHORT_REPLY = 120  # characters up to which passing on is all that a reply says
LONG_SENTENCE = 70  # characters of a sentence that is hard to read
MET = 0.3  # share of a question's pairs of characters that an answer takes up
STIFF = (
    "兹",
    "之规定",
    "予以",
    "特此",
    "贵",
    "鉴于此",
    "责成",
    "上述情况属实",
    "hereby",
    "aforementioned",
    "pursuant",
)
NOISE = re.compile(
    r"[\s\W_]|请问|什么时候|何时|怎么|如何|为什么|能不能|能否|是否|的|了|吗|呢|我们|我|你们|您"
)


@dataclass(frozen=True)
class ReplyCheck:
    """One point: whether it is met, and the pieces that say so or are missing."""

    point: ReplyPoint
    met: bool
    because: tuple[str, ...] = ()


def check_reply(
    letter: str, reply: str, *, exists: Callable[[str, str], bool] | None = None
) -> list[ReplyCheck]:
    """The points of a reply, in the order in which they are shown to its writer.

    ``exists`` says whether a named text (and its article, or ``""``) is among the town's norms; without
    it a ground that is named counts as met.
    """
    sentences = [each.strip() for each in SENTENCE.findall(reply) if each.strip()]
    open_questions = unanswered(letter, sentences)
    grounds = [(title, article or "") for title, article in GROUND.findall(reply)]
    unknown = [title for title, article in grounds if exists is not None and not exists(title, article)]
    passed = PASSED_ON.search(reply)
    mere = bool(passed) and len(reply) <= SHORT_REPLY and not DATE.search(reply)
    long_ones = [each for each in sentences if len(each) > LONG_SENTENCE and each.isascii() is False]
    stiff = [word for word in STIFF if word in reply.lower()]
    return [
        ReplyCheck(ReplyPoint.QUESTIONS, not open_questions, tuple(open_questions)),
        ReplyCheck(ReplyPoint.UNIT, bool(UNIT.search(reply)), _first(UNIT, text=reply)),
        ReplyCheck(ReplyPoint.CONTACT, bool(CONTACT.search(reply)), _first(CONTACT, text=reply)),
        ReplyCheck(ReplyPoint.REASON, bool(REASON.search(reply)), _first(REASON, text=reply)),
        ReplyCheck(
            ReplyPoint.GROUND,
            bool(grounds) and not unknown,
            tuple(unknown or (title for title, _ in grounds)),
        ),
        ReplyCheck(ReplyPoint.NEXT, bool(DATE.search(reply)), _first(DATE, text=reply)),
        ReplyCheck(ReplyPoint.NOT_PASSED_ON, not mere, (passed.group(),) if mere and passed else ()),
        ReplyCheck(
            ReplyPoint.PLAIN,
            not long_ones and not stiff,
            (*stiff, *(each[:20] + "…" for each in long_ones)),
        ),
        ReplyCheck(ReplyPoint.POLITE, bool(POLITE.search(reply)), _first(POLITE, text=reply)),
    ]


def questions_in(letter: str) -> list[str]:
    """The sentences of a letter that ask something."""
    found = (each.strip() for each in SENTENCE.findall(letter))
    return [each for each in found if _pairs(each) and QUESTION.search(each)]


def unanswered(letter: str, sentences: Iterable[str]) -> list[str]:
    """Questions of a letter of which no sentence of the reply takes anything up."""
    answers = set().union(*(_pairs(each) for each in sentences))
    asked = ((question, _pairs(question)) for question in questions_in(letter))
    return [question for question, pairs in asked if len(pairs & answers) < MET * len(pairs)]


def _pairs(text: str) -> set[str]:
    bare = NOISE.sub("", simplified(text.lower()))
    return {first + second for first, second in pairwise(bare)}


def _first(*patterns: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(found.group() for pattern in patterns if (found := pattern.search(text)))
