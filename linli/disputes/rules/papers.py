# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers of a mediation file: which lines they hold, and a plain DOCX of them.

They are written in Chinese, the language of the court that reads them. The DOCX is the smallest that
word processors open: a package of three parts, styled by direct formatting in 仿宋.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from ..vocab import Paper, State

HEAD = ("编号：{number}", "申请人：{applicant}", "被申请人：{respondent}", "纠纷类型：{kind}")
SIGNED = (
    "当事人（签名、盖章或按指印）：",
    "{signatures}",
    "调解员：{mediator}",
    "人民调解委员会（印章）",
    "{today}",
)
TERMS = (
    "纠纷主要事实：{facts}", "争议事项：{points}", "各方责任：{duties}",
    "协议内容：{terms}", "履行方式：{way}", "履行期限：{by}",
)  # fmt: skip
TEMPLATES: dict[Paper, tuple[str, ...]] = {
    Paper.APPLICATION: ("人民调解申请书", *HEAD, "纠纷简要情况：{summary}",
        "申请人自愿申请人民调解。调解不收取任何费用（人民调解法第四条）。",
        "申请人（签名）：", "{requested}"),
    Paper.RECORD: ("人民调解记录", *HEAD, "调解员：{mediator}", "{statements}", "以上记录经核对无误。",
        "当事人（签名）：", "{today}"),
    Paper.AGREEMENT: ("人民调解协议书", *HEAD, *TERMS,
        "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，"
        "由当事人各执一份，人民调解委员会留存一份（人民调解法第二十九条）。",
        "各方可自协议生效之日起三十日内共同向人民法院申请司法确认（人民调解法第三十三条）。", *SIGNED),
    Paper.ORAL: ("人民调解口头协议登记表", *HEAD, *TERMS,
        "口头调解协议自各方当事人达成协议之日起生效（人民调解法第三十条）。",
        "调解员：{mediator}", "{today}"),
    Paper.REFUSAL: ("终止调解通知书", *HEAD, "调解已于{ended}终止。",
        "当事人可以依法通过仲裁、行政、司法等途径维护自己的权利（人民调解法第二十六条）。",
        "调解员：{mediator}", "{today}"),
    Paper.CONFIRMATION: ("司法确认申请书", *HEAD, "请求事项：确认编号{number}的人民调解协议有效。",
        "事实和理由：双方于{agreed}达成调解协议：{terms}",
        "双方出于自愿，没有恶意串通、规避法律的行为（人民调解法第三十三条、民事诉讼法第二百零五条）。",
        "应于{confirm_by}前由双方共同提出。", "此致", "人民法院",
        "申请人（签名）：", "{signatures}", "{today}"),
    Paper.DISSUASION: ("劝阻调解记录", *HEAD, "情况：{summary}", "劝阻、调解经过：", "{statements}",
        "现状：{state}", "依据：治安管理处罚法第八十八条。", "记录人：{mediator}", "{today}"),
    Paper.CATALOGUE: ("人民调解卷宗目录", *HEAD, "{papers}", "立卷人：{mediator}", "{today}"),
}  # fmt: skip
NAMES = {paper: lines[0] for paper, lines in TEMPLATES.items()}
AFTER_AGREEMENT = frozenset({State.AGREED, State.CONFIRMED, State.PERFORMED, State.BREACHED})


def after_end(state: State, oral: bool) -> tuple[Paper, ...]:
    """The papers that a file holds as the mediation stands, in the order of the file."""
    found = [Paper.APPLICATION, Paper.RECORD, Paper.DISSUASION]
    if state in AFTER_AGREEMENT:
        found += [Paper.ORAL] if oral else [Paper.AGREEMENT, Paper.CONFIRMATION]
    if state in (State.REFUSED, State.FAILED):
        found.append(Paper.REFUSAL)
    return (*found, Paper.CATALOGUE)


def compose(paper: Paper, facts: Mapping[str, str]) -> list[str]:
    """The lines of a paper; what is not known stays a blank to be filled by hand, never silently gone."""
    lines: list[str] = []
    for template in TEMPLATES[paper]:
        known = {name: value or "________" for name, value in facts.items()}
        lines += template.format_map(known).splitlines()
    return lines


def docx(lines: Iterable[str]) -> bytes:
    """A DOCX of these lines, the first as its title. Signs that XML cannot hold are left out."""
    body = []
    for index, line in enumerate(lines):
        shape = '<w:jc w:val="center"/>' if index == 0 else '<w:spacing w:line="480" w:lineRule="auto"/>'
        size = 36 if index == 0 else 28  # half points
        body.append(
            f'<w:p><w:pPr>{shape}</w:pPr><w:r><w:rPr><w:rFonts w:ascii="FangSong" w:hAnsi="FangSong"'
            f' w:eastAsia="仿宋"/><w:sz w:val="{size}"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape(_plain(line))}</w:t></w:r></w:p>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {**PARTS, "word/document.xml": DOCUMENT % "".join(body)}.items():
            package.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()


def _plain(text: str) -> str:
    """Only characters of XML 1.0."""
    return "".join(
        sign for sign in text
        if sign == "\t" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign >= "\U00010000"
    )  # fmt: skip


OPENXML = "http://schemas.openxmlformats.org"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENT = (
    f'<w:document xmlns:w="{OPENXML}/wordprocessingml/2006/main"><w:body>%s<w:sectPr>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
    ' w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>'
)
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{OPENXML}/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{OPENXML}/package/2006/relationships"><Relationship Id="r1"'
        f' Type="{OPENXML}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    ),
}
