# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hard routes (急难路径): what must not wait in a queue, by which signs it is known, and what to do first.

One table. A route is recognised while somebody still writes, by signs that can be shown to them; recall
goes before precision, because a person decides afterwards and can take the mark away. Signs of danger to
life are the reader's; the others stand here until the reader takes them over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linli.kernel.problem import mark
from linli.kernel.writing import simplified

from ..vocab import Hard

GAP = r"[^。！？!?\n]{0,%d}"


def _near(one: str, other: str, most: int) -> str:
    """Either of the two first, with at most so many characters of one sentence between them."""
    gap = GAP % most
    return f"(?:{one}){gap}(?:{other})|(?:{other}){gap}(?:{one})"


CHILD = r"孩子|小孩|娃儿|儿童|幼儿|婴儿|男孩|女孩|男童|女童|未成年|小学生|初中生|学生|继女|继子"
CHILD_HARM = (
    r"被打|挨打|殴打|毒打|暴打|打骂|打得|往死里打|虐待|体罚|猥亵|性侵|强奸|侵犯|遗弃|拐走|拐卖|霸凌|欺凌"
    r"|锁在(?:家|屋|房)|关在(?:家|屋|房)|不给(?:饭|吃)|(?:浑身|身上|满身)(?:都)?是?伤|淤青"
)
HOME = r"老公|丈夫|男人|妻子|老婆|男朋友|女朋友|男友|女友|前夫|前妻|公公|婆婆|女婿|儿媳|儿子|爸爸?|父亲|爹"
HOME_HARM = (
    r"打我|打了我|打我妈|打她|打了她|打老人|打老婆|殴打|暴打|动手打|打骂|家暴"
    r"|施暴|掐(?:我|她|住)|要(?:打死|弄死|杀)"
)
OFFICE_WORDS = (
    "书记", "主任", "局长", "处长", "科长", "所长", "队长", "乡长", "区长", "县长", "市长", "村长",
    "镇长", "村支书", "干部", "公务员", "民警", "警察", "交警", "城管", "执法人员",
    "法官", "检察官", "院长", "校长", "官员",
)  # fmt: skip
# The director of a firm or of an owners' committee is no official.
OFFICE = "|".join(OFFICE_WORDS).replace("主任", r"(?<!物业)(?<!公司)(?<!业委会)主任")
ABUSE = (
    r"贪污|受贿|行贿|索贿|索要(?:红包|好处|财物|钱)|收(?:了|受|取)?[^。！？!?\n]{0,6}(?:红包|好处费|贿赂|回扣)"
    r"|吃拿卡要|吃回扣|以权谋私|滥用职权|徇私|挪用|侵吞|私分|截留|优亲厚友|权钱交易|权色交易|保护伞|腐败|暗箱操作"
)


@dataclass(frozen=True)
class Route:
    """A hard route: by which signs it is known, what to tell, whom to call, and by which law.

    ``words`` are pieces of which every sign holds at least one: most texts hold none and are let through
    at once, for signs are looked for in every row of an import.
    """

    words: tuple[str, ...]
    signs: re.Pattern[str] | None
    word: str
    tells: str
    numbers: tuple[tuple[str, str], ...]
    desk: str  # what staff must do
    source: str


ROUTES: dict[Hard, Route] = {
    Hard.LIFE: Route(
        (),
        None,
        mark("danger to life"),
        mark("Call first: help comes at once by telephone, not by this form. Send it afterwards."),
        (("110", mark("police")), ("119", mark("fire and rescue")), ("120", mark("ambulance"))),
        mark("Call the emergency number now and stay on the line with the person; then pass it on."),
        "北京市接诉即办工作条例 11",
    ),
    Hard.CHILD: Route(
        (*CHILD.split("|"), "child", "kid", "boy", "girl", "baby", "toddler", "pupil"),
        re.compile(
            _near(CHILD, CHILD_HARM, 16)
            + r"|"
            + _near(
                r"\bchild(?:ren)?\b|\bkids?\b|\bboys?\b|\bgirls?\b|\bbaby\b|\btoddler\b|\bpupils?\b",
                r"\bbeaten\b|\babus\w+|\bmolest\w+|\bneglect\w+|\blocked in\b|\bbruis\w+|\bstarv\w+",
                50,
            )
        ),
        mark("harm to a child"),
        mark(
            "If the child is in danger now, call 110. Everybody may report harm to a child, and whoever "
            "reports it in good faith is protected. Only few people will see this."
        ),
        (("110", mark("police")), ("12338", mark("rights of women and children"))),
        mark("Tell the police at once, and the civil affairs bureau; do not ask the family first."),
        "未成年人保护法 11、20",
    ),
    Hard.HOME: Route(
        (
            *HOME.replace("爸爸?", "爸").split("|"),
            "家暴",
            "家庭暴力",
            "domestic",
            "husband",
            "wife",
            "partner",
            "boyfriend",
            "girlfriend",
            "father",
            "ex",
        ),
        re.compile(
            r"家暴|家庭暴力|"
            + _near(HOME, HOME_HARM, 10)
            + r"|\bdomestic (?:violence|abuse)\b|"
            + r"\b(?:husband|wife|partner|boyfriend|girlfriend|father|ex)\b[^.!?\n]{0,30}"
            r"\b(?:beats?|hits?|chok\w+|threaten\w*|hurts?) (?:me|her|him|us|my)\b"
        ),
        mark("violence at home"),
        mark(
            "If you are in danger now, call 110. You can ask the court for a protection order, also with "
            "help of the police or the women's federation. Only few people will see this, and messages "
            "to you do not say what it is about."
        ),
        (("110", mark("police")), ("12338", mark("rights of women and children"))),
        mark("Never call back where others may listen. Offer police, shelter and a protection order."),
        "反家庭暴力法 13、15、23",
    ),
    Hard.OFFICIAL: Route(
        (*OFFICE_WORDS, "official", "officer", "director", "mayor", "secretary", "policeman"),
        re.compile(
            _near(OFFICE, ABUSE, 24)
            + r"|"
            + _near(
                r"\bofficials?\b|\bofficers?\b|\bdirector\b|\bmayor\b|\bsecretary\b|\bpoliceman\b",
                r"\bbrib\w+|\bembezzl\w+|\bcorrupt\w*|\bkickbacks?\b|\btakes? money\b|\btook money\b",
                60,
            )
        ),
        mark("report about an official"),
        mark(
            "It goes straight to the supervision body and to nobody else. You can also report it there "
            "yourself, with or without your name."
        ),
        (("12388", mark("discipline and supervision")),),
        mark("Nobody outside of the supervision body learns of it, and least of all the person meant."),
        "监察法 35；信访工作条例 22",
    ),
}


@dataclass(frozen=True)
class Sign:
    """A route that was recognised, with the pieces of the text that speak for it."""

    route: Hard
    because: tuple[str, ...]


def hard_signs(text: str, dangers: Iterable[tuple[int, int]] = ()) -> tuple[Sign, ...]:
    """The hard routes that a text calls for, the most pressing first; ``dangers`` are the places in the
    text where the reader saw danger to life."""
    low = simplified(text.lower())
    pieces = {Hard.LIFE: [text[begin:end] for begin, end in dangers]}
    for route, rule in ROUTES.items():
        pieces.setdefault(route, [])
        if rule.signs is not None and any(word in low for word in rule.words):
            pieces[route] = [found.group(0) for found in rule.signs.finditer(low)]
    return tuple(Sign(route, tuple(dict.fromkeys(pieces[route]))[:3]) for route in ROUTES if pieces[route])


# The compartment that a matter is kept in where several routes are called for: the narrowest in which
# somebody still answers the telephone day and night. Life goes before the secrecy of a report.
KEPT = (Hard.CHILD, Hard.HOME, Hard.LIFE, Hard.OFFICIAL)


def kept_route(signs: Iterable[Sign]) -> str:
    """The one route that a matter takes; empty for none."""
    found = {sign.route for sign in signs}
    return next((route.value for route in KEPT if route in found), "")
