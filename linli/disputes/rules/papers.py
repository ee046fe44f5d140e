# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers of a mediation file: the wording they begin with, what each must hold, how they are filled.

They are written in Chinese, the language of the court that reads them. A wording is plain text: the first
line is the title, each other line a paragraph, ``> `` before a line puts it at the right, and
``{name}`` is filled from the file. Nothing else is a command, in a wording or in what fills it. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from linli.kernel.docx import RIGHT
from linli.kernel.problem import mark, problem

from ..vocab import Paper, State

HEAD = ("编号：{number}", "申请人：{applicant}", "被申请人：{respondent}", "纠纷类型：{kind}")
SIGNED = (
    "当事人（签名、盖章或按指印）：",
    "{signatures}",
    "> 调解员：{mediator}",
    "> 人民调解委员会（印章）",
    "> {today}",
)
TERMS = (
    "纠纷主要事实：{facts}", "争议事项：{points}", "各方责任：{duties}",
    "协议内容：{terms}", "履行方式：{way}", "履行期限：{by}",
)  # fmt: skip
TEMPLATES: dict[Paper, tuple[str, ...]] = {
    Paper.REGISTER: ("人民调解登记表", *HEAD, "来源：{origin}", "受理日期：{requested}",
        "纠纷简要情况：{summary}",
        "调解员：{mediator}", "调解结果：{state}", "> 登记人：________", "> {today}"),
    Paper.APPLICATION: ("人民调解申请书", *HEAD, "纠纷简要情况：{summary}",
        "申请人自愿申请人民调解。调解不收取任何费用（人民调解法第四条）。",
        "> 申请人（签名）：________", "> {requested}"),
    Paper.RECORD: ("人民调解记录", *HEAD, "调解员：{mediator}", "{statements}", "以上记录经核对无误。",
        "当事人（签名）：", "> {today}"),
    Paper.AGREEMENT: ("人民调解协议书", *HEAD, *TERMS,
        "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，"
        "由当事人各执一份，人民调解委员会留存一份（人民调解法第二十九条）。",
        "各方可自协议生效之日起三十日内共同向人民法院申请司法确认（人民调解法第三十三条）。", *SIGNED),
    Paper.ORAL: ("人民调解口头协议登记表", *HEAD, *TERMS,
        "口头调解协议自各方当事人达成协议之日起生效（人民调解法第三十条）。",
        "> 调解员：{mediator}", "> {today}"),
    Paper.REFUSAL: ("终止调解通知书", *HEAD, "调解已于{ended}终止。",
        "当事人可以依法通过仲裁、行政、司法等途径维护自己的权利（人民调解法第二十六条）。",
        "> 调解员：{mediator}", "> {today}"),
    Paper.CONFIRMATION: ("司法确认申请书", *HEAD, "请求事项：确认编号{number}的人民调解协议有效。",
        "事实和理由：双方于{agreed}达成调解协议：{terms}",
        "双方出于自愿，没有恶意串通、规避法律的行为（人民调解法第三十三条、民事诉讼法第二百零五条）。",
        "应于{confirm_by}前由双方共同提出。", "此致", "人民法院",
        "申请人（签名）：", "{signatures}", "> {today}"),
    Paper.DISSUASION: ("劝阻调解记录", *HEAD, "情况：{summary}", "劝阻、调解经过：", "{statements}",
        "现状：{state}", "依据：治安管理处罚法第八十八条。", "> 记录人：{mediator}", "> {today}"),
    Paper.CATALOGUE: ("人民调解卷宗目录", *HEAD, "{papers}", "> 立卷人：{mediator}", "> {today}"),
}  # fmt: skip
NAMES = {paper: lines[0] for paper, lines in TEMPLATES.items()}
WORDS = {
    "number": mark("number of the mediation"),
    "applicant": mark("who asks"),
    "respondent": mark("the other side"),
    "kind": mark("what the quarrel is about"),
    "origin": mark("who brought it"),
    "summary": mark("what happened"),
    "statements": mark("the record, line by line"),
    "signatures": mark("one line for each party"),
    "mediator": mark("name of the mediator"),
    "requested": mark("day of the request"),
    "agreed": mark("day of the agreement"),
    "ended": mark("day it ended"),
    "confirm_by": mark("last day for the court"),
    "state": mark("how it stands"),
    "today": mark("day of the paper"),
    "papers": mark("papers of the file"),
    "facts": mark("the main facts"),
    "points": mark("what is in dispute"),
    "duties": mark("who is responsible for what"),
    "terms": mark("what was agreed"),
    "way": mark("how it is performed"),
    "by": mark("by when it is performed"),
}
PARTIES = ("number", "applicant", "respondent")
# What the law asks of an agreement, in its order (人民调解法 29, 30): a wording without it is refused.
LAW = (*PARTIES[1:], "facts", "points", "duties", "terms", "way", "by", "mediator")
NEEDS: dict[Paper, tuple[str, ...]] = {
    **dict.fromkeys(Paper, PARTIES),
    Paper.AGREEMENT: ("number", *LAW, "signatures"),
    Paper.ORAL: ("number", *LAW),
    Paper.RECORD: (*PARTIES, "statements", "mediator"),
    Paper.DISSUASION: (*PARTIES, "summary", "statements"),
    Paper.CONFIRMATION: (*PARTIES, "agreed", "terms", "signatures"),
    Paper.CATALOGUE: (*PARTIES, "papers"),
}
LONGEST_WORDING = 8000  # signs
BLANK = "________"
_NAME = re.compile(r"\{([^{}]*)\}")
WORDING_LACKS = problem(
    "paper_wording_lacks",
    422,
    mark(
        "This wording leaves out: %(missing)s. It stood in line %(line)s of the wording that linli brings."
    ),
    mark("Put it back in braces, as the list beside it shows. Nothing was kept."),
)
WORDING_UNKNOWN = problem(
    "paper_wording_unknown",
    422,
    mark("Line %(line)s of this wording holds something in braces that linli does not know: %(name)s."),
    mark("Use only what the list beside it shows. Nothing was kept."),
)
AFTER_AGREEMENT = frozenset({State.AGREED, State.CONFIRMED, State.PERFORMED, State.BREACHED})


def after_end(state: State, oral: bool) -> tuple[Paper, ...]:
    """The papers that a file holds as the mediation stands, in the order of the file."""
    found = [Paper.REGISTER, Paper.APPLICATION, Paper.RECORD, Paper.DISSUASION]
    if state in AFTER_AGREEMENT:
        found += [Paper.ORAL] if oral else [Paper.AGREEMENT, Paper.CONFIRMATION]
    if state in (State.REFUSED, State.FAILED):
        found.append(Paper.REFUSAL)
    return (*found, Paper.CATALOGUE)


def wording(paper: Paper) -> str:
    """The wording that linli brings."""
    return "\n".join(TEMPLATES[paper])


def check_wording(paper: Paper, text: str) -> str:
    """The wording as it is kept. Raises ``paper_wording_unknown`` with the line, ``paper_wording_lacks``.

    What a paper must hold is named with the line at which it stands in the wording that linli brings.
    """
    lines = [line.strip() for line in text.replace(RIGHT, "").splitlines() if line.strip()]
    there: set[str] = set()
    for number, line in enumerate(lines, 1):
        names = _NAME.findall(line)
        strange = next((name for name in names if name not in WORDS), None)
        if strange is None and line.count("{") + line.count("}") != 2 * len(names):
            strange = line[:40]
        if strange is not None:
            raise WORDING_UNKNOWN(line=number, name=strange)
        there.update(names)
    brought = TEMPLATES[paper]
    for name in NEEDS[paper]:
        if name not in there:
            line_of = next((at for at, line in enumerate(brought, 1) if f"{{{name}}}" in line), 1)
            raise WORDING_LACKS(missing=f"{{{name}}}", name=name, line=line_of)
    return "\n".join(lines)


def compose(paper: Paper, facts: Mapping[str, str], text: str = "") -> list[str]:
    """The lines of a paper; what is not known stays a blank to be filled by hand, never silently gone."""
    lines: list[str] = []
    for line in (text or wording(paper)).splitlines():
        right = RIGHT if line.startswith("> ") else ""
        filled = _NAME.sub(lambda found: _fill(facts, found[1]), line.removeprefix("> "))
        lines += [right + each for each in filled.splitlines()]
    return lines


def _fill(facts: Mapping[str, str], name: str) -> str:
    return (facts.get(name) or BLANK).replace(RIGHT, "")
