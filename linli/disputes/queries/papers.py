# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers of a mediation: filled, as PDF, as one file, as the package for the court; and their wordings."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.docx import RIGHT, plain
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.looks import reveal
from linli.platform.pdf import pdf

from ..models import Sheet, Wording
from ..policy import Relation
from ..rules import compose
from ..rules.agreement import picture
from ..rules.papers import NAMES, NEEDS, WORDS, wording
from ..vocab import NO_HANDOVER, OWN_MEDIATION, Guesting, Paper, State
from .detail import Detail, detail
from .facts import party_code

TEMPLATE = Path(__file__).parents[1] / "templates" / "disputes" / "paper.typ"
OWN = (Paper.AGREEMENT, Paper.ORAL, Paper.CONFIRMATION, Paper.REFUSAL)  # what a party may take home
# What a court is given. Never the record: what was said to settle is no evidence (人民调解法 15).
FOR_COURT = (Paper.APPLICATION, Paper.AGREEMENT, Paper.CONFIRMATION)
SIGNED = (Paper.AGREEMENT, Paper.CONFIRMATION)


@dataclass(frozen=True)
class WordingInfo:
    """The wording of a paper that holds now; edition 0 is the one that linli brings."""

    paper: Paper
    title: str
    edition: int
    text: str
    at: datetime | None
    needs: tuple[str, ...]


def wordings() -> list[WordingInfo]:
    """The wording of every paper that holds now."""
    return [wording_of(one) for one in Paper]


def wording_of(which: Paper) -> WordingInfo:
    """The wording of a paper that holds now."""
    row = Wording.objects.filter(paper=which.value).order_by("-edition").first()
    text = row.text if row else wording(which)
    title = text.partition("\n")[0]
    return WordingInfo(which, title, row.edition if row else 0, text, row.at if row else None, NEEDS[which])


def editions(which: Paper) -> list[tuple[int, datetime]]:
    """The editions of a paper's wording, the newest first."""
    rows = Wording.objects.filter(paper=which.value).order_by("-edition")
    return list(rows.values_list("edition", "at"))


def _text_on(which: Paper, at: datetime) -> str:
    """The wording that held at a moment: what was signed is not changed by a later one."""
    row = Wording.objects.filter(paper=which.value, at__lte=at).order_by("-edition").first()
    return row.text if row else wording(which)


def paper(number: str, which: Paper, *, viewer: Actor) -> list[str]:
    """The lines of a paper of the file. Parties get agreement, joint application and ending note only."""
    return _lines(_allowed(number, which, viewer), which)


def paper_pdf(number: str, which: Paper, *, viewer: Actor) -> bytes:
    """The same as PDF, under an agreement with the signatures that were drawn."""
    return _made([which], _allowed(number, which, viewer))


def whole_file(number: str, *, viewer: Actor) -> bytes:
    """All papers with scans as one PDF with cover, catalogue and page numbers (卷宗), for the team."""
    found = detail(number, viewer=viewer)
    if found.me:
        raise NOT_FOUND()
    facts = _facts(found)
    rows = (("编号", found.number), ("当事人", "、".join(party.name for party in found.parties)),
            ("纠纷类型", facts["kind"]), ("调解员", facts["mediator"]), ("受理日期", facts["requested"]),
            ("现状", facts["state"]))  # fmt: skip
    cover = {
        "title": "人民调解卷宗",
        "rows": [{"name": name, "value": value or "—"} for name, value in rows],
        "foot": [line.removeprefix(RIGHT) for line in _lines(found, Paper.CATALOGUE) if line[:1] == RIGHT],
    }
    return _made([one for one in found.papers if one is not Paper.CATALOGUE], found, cover)


def handover(number: str, *, viewer: Actor) -> bytes:
    """The package for the court (ZIP), described in ``docs/mediation.md``: PDFs, JSON and XML.

    Raises ``handover_no_consent`` until every party allowed it and there is an agreement in writing.
    """
    found = detail(number, viewer=viewer)
    if found.me:
        raise NOT_FOUND()
    given = [one for one in FOR_COURT if one in found.papers]
    if Paper.AGREEMENT not in given or any(party.handover_at is None for party in found.parties):
        raise NO_HANDOVER()
    files = {f"{index}-{one}.pdf": _made([one], found) for index, one in enumerate(given, 1)}
    told = _told(found, files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name), content)
        text = json.dumps(told, ensure_ascii=False, indent=2)
        package.writestr(zipfile.ZipInfo("mediation.json"), text)
        package.writestr(zipfile.ZipInfo("mediation.xml"), _xml(told))
    return out.getvalue()


def letter(number: str, seq: int, *, viewer: Actor) -> bytes:
    """A letter with number and code for one party (PDF), for a head who does not mediate it.

    Raises ``mediator_reads_no_code``, ``not_found``.
    """
    found = detail(number, viewer=viewer)
    if Relation.HEAD not in found.relations:
        raise NOT_FOUND()
    if Relation.MEDIATOR in found.relations:
        raise OWN_MEDIATION()
    party = next((one for one in found.parties if one.seq == seq), None)
    if party is None:
        raise NOT_FOUND()
    facts = _facts(found)
    lines = [
        "调解邀请函",
        f"{party.name}：",
        "有人申请通过人民调解与您协商解决一起纠纷。调解不收取任何费用，是否参加由您自愿决定，"
        "您可以随时要求终止（人民调解法第四、二十三条）。",
        f"请在网站“调解”页面或者到调解委员会，凭编号 {number} 和查询码 {party_code(party.id)} 查看。",
        "查询码只属于您，请不要告诉任何人，包括调解员。",
        f"{RIGHT}人民调解委员会（印章）",
        RIGHT + facts["today"],
    ]
    return pdf(TEMPLATE, {"papers": [_page(lines)]})


def sheet(number: str, seq: int, *, viewer: Actor) -> tuple[bytes, str]:
    """A scanned paper and its media type, for the team. Raises ``not_found``."""
    found = detail(number, viewer=viewer)
    row = Sheet.objects.filter(mediation=found.id, seq=seq).order_by("seq").first()
    if row is None or found.me:
        raise NOT_FOUND()
    content = reveal(viewer, "disputes.sheet", row.id, ("scan",), lambda: _opened(row), purpose="mediation")
    return content, row.media_type


def sample(which: Paper, text: str) -> bytes:
    """A paper with invented facts, for who writes its wording. Nothing of any mediation stands in it."""
    lines = compose(which, SAMPLE, text)
    return pdf(TEMPLATE, {"papers": [_page(lines)]})


def _allowed(number: str, which: Paper, viewer: Actor) -> Detail:
    found = detail(number, viewer=viewer)
    if which not in found.papers or (found.me and which not in OWN):
        raise NOT_FOUND()
    return found


def _made(which: list[Paper], found: Detail, file: Mapping[str, Any] | None = None) -> bytes:
    pictures: dict[str, bytes] = {}
    sheets = list(Sheet.objects.filter(mediation=found.id).order_by("seq")) if file else []
    papers = []
    for one in which:
        page = _page(_lines(found, one))
        if one in SIGNED:
            for index, signed in enumerate(each for each in found.signatures if each.drawn):
                pictures[f"signed{index}.svg"] = picture(signed.drawn).encode()
                page["signed"].append({"picture": f"signed{index}.svg", "name": signed.name})
        for row in sheets:
            if row.paper == one and row.media_type.startswith("image/"):
                pictures[f"scan{row.seq}.jpg"] = _opened(row)
                page["scans"].append(f"scan{row.seq}.jpg")
        papers.append(page)
    return pdf(TEMPLATE, {"papers": papers, **({"file": file} if file else {})}, pictures)


def _page(lines: list[str]) -> dict[str, Any]:
    """A paper as the template takes it."""
    return {
        "title": plain(lines[0].removeprefix(RIGHT)),
        "lines": [
            {"text": plain(line.removeprefix(RIGHT)), "right": line.startswith(RIGHT)} for line in lines[1:]
        ],
        "signed": [],
        "scans": [],
    }


def _opened(row: Sheet) -> bytes:
    return base64.b64decode(crypto.unseal(row.content, "disputes_sheet", "content", row.id))


def _lines(found: Detail, which: Paper) -> list[str]:
    at = (found.agreed_at if which in OWN else None) or found.ended_at or clock.now()
    return compose(which, _facts(found), _text_on(which, at))


def _facts(found: Detail) -> dict[str, str]:
    named = {party.seq: party.name for party in found.parties}
    contents = found.agreement.contents if found.agreement else {}
    signatures = [f"{party.name}：{'已签' if party.signed else '________'}" for party in found.parties]
    account = found.mediator.account if found.mediator else None
    joint = [one for one in found.guests if one.joined and one.kind == Guesting.JOINT and one.names]
    return {
        "number": found.number,
        "applicant": named[1],
        "respondent": "、".join(name for seq, name in named.items() if seq > 1),
        "kind": KIND_ZH[found.kind],
        "origin": ORIGIN_ZH[found.origin],
        "summary": found.summary,
        "mediator": "、".join(
            [
                *([people.account_names([account])[account]["zh-Hans"]] if account else []),
                *(f"{one.names['zh-Hans']}（{one.place['zh-Hans']}，联合调解）" for one in joint),
            ]
        ),
        "statements": "\n".join(
            [
                *(
                    f"到场：{one.name}（{GUEST_ZH[one.kind]}），各方同意"
                    for one in found.guests
                    if one.joined and one.name
                ),
                *(f"{_day(step.at)} {step.text}" for step in found.steps if step.text),
            ]
        ),
        "signatures": "\n".join(signatures),
        "requested": _day(found.requested_at),
        "agreed": _day(found.agreed_at),
        "ended": _day(found.ended_at),
        "confirm_by": _chinese(found.confirm_by),
        "state": STATE_ZH.get(found.state, "调解进行中"),
        "today": _chinese(places.today()),
        "papers": "\n".join(f"{index}. {NAMES[one]}" for index, one in enumerate(found.papers, 1)),
        **{name: contents.get(name, "") for name in ("facts", "points", "duties", "terms", "way")},
        "by": "\n".join(filter(None, (contents.get("by", ""), contents.get("steps", "")))),
    }


def _told(found: Detail, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the package says for programs: parties by name and side, nothing by which to reach them."""
    assert found.agreement is not None and found.agreed_at is not None
    return {
        "format": "linli.mediation/1",
        "number": found.number,
        "kind": found.kind,
        "place": found.place.get("zh-Hans", ""),
        "requested_on": str(places.day_of(found.requested_at)),
        "agreed_on": str(places.day_of(found.agreed_at)),
        "confirm_by": str(found.confirm_by or ""),
        "mediator": _facts(found)["mediator"],
        "parties": [
            {
                "seq": party.seq,
                "side": "applicant" if party.seq == 1 else "respondent",
                "name": party.name,
                "signed": party.signed,
                "consented_to_handover_on": str(places.day_of(party.handover_at)),
            }
            for party in found.parties
            if party.handover_at
        ],
        "agreement": {
            "edition": found.agreement.edition,
            "digest": found.agreement.digest,
            "contents": dict(found.agreement.contents),
        },
        "files": [
            {"name": name, "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()
        ],
    }


def _xml(told: Mapping[str, Any]) -> bytes:
    """The same as XML: each name is an element, each item of a list one of its own."""
    root = ElementTree.Element("mediation")
    _grow(root, told)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _grow(parent: ElementTree.Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            for each in inner if isinstance(inner, list) else [inner]:
                _grow(ElementTree.SubElement(parent, name), each)
    else:
        parent.text = plain(str(value).lower() if isinstance(value, bool) else str(value))


KIND_ZH = {
    "neighbours": "邻里纠纷", "family": "婚姻家庭纠纷", "property": "物业纠纷", "labour": "劳动争议",
    "land": "山林土地和房屋纠纷", "consumer": "消费纠纷", "medical": "医疗纠纷",
    "traffic": "道路交通事故纠纷",
}  # fmt: skip
GUEST_ZH = {"joint": "联合调解", "expert": "专家", "relative": "亲属", "neighbour": "邻居、朋友"}
ORIGIN_ZH = {"party": "当事人申请", "case": "事项转来", "unit": "单位移送", "court": "法院委派、委托"}
STATE_ZH = {
    State.REFUSED: "当事人拒绝，调解终止", State.FAILED: "调解不成，已终止", State.DECLINED: "未受理",
    State.AGREED: "已达成协议", State.CONFIRMED: "协议已经司法确认", State.PERFORMED: "协议已履行",
    State.BREACHED: "协议未履行",
}  # fmt: skip
SAMPLE = dict.fromkeys(WORDS, "") | {
    "number": "M2026-000000-0", "applicant": "甲某（示例）", "respondent": "乙某（示例）",
    "kind": "邻里纠纷", "origin": "当事人申请", "summary": "楼上夜间弹琴，影响休息。",
    "statements": "2026年3月2日 双方都愿意商量。",
    "signatures": "甲某（示例）：已签\n乙某（示例）：________", "mediator": "丙某（示例）",
    "requested": "2026年3月1日", "agreed": "2026年3月10日", "ended": "2026年3月10日",
    "confirm_by": "2026年4月9日", "state": "已达成协议", "today": "2026年3月10日",
    "papers": "1. 人民调解申请书\n2. 人民调解记录", "facts": "夜间弹琴影响休息。", "points": "弹琴的时间。",
    "duties": "各自遵守。", "terms": "每天二十一时以后不弹琴。", "way": "自行遵守。",
    "by": "2026年6月1日前",
}  # fmt: skip


def _day(instant: datetime | None) -> str:
    return _chinese(places.day_of(instant)) if instant else ""


def _chinese(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def wording_text(which: Paper, edition: int) -> str:
    """The text of an edition; 0 is the one that linli brings. Raises ``not_found``."""
    if edition == 0:
        return wording(which)
    row = Wording.objects.filter(paper=which.value, edition=edition).order_by("edition").first()
    if row is None:
        raise NOT_FOUND()
    return row.text
