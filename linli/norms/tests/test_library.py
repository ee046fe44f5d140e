# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library: what was in force on a day, and loading that keeps all or nothing."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.norms.cli import read_file, run
from linli.norms.commands import import_documents
from linli.norms.models import Norm, NormPart, NormVersion
from linli.norms.public import article_on, search
from linli.norms.queries import articles_of, comparison, library, lines_of, norm_by_code
from linli.norms.rules.comparison import Change
from linli.norms.rules.markup import from_akn
from linli.norms.rules.parsing import parse
from linli.norms.rules.references import references
from linli.norms.rules.structure import Document
from linli.norms.rules.timeline import Outcome, Standing, prevails
from linli.norms.vocab import Level

from .statutes import LAMPS, statute

pytestmark = pytest.mark.django_db
OLD = LAMPS.replace("三日内", "五日内")
NEW = (
    LAMPS.replace("2030年3月1日", "2032年3月1日").replace("2030年6月1日", "2032年7月1日")
    .replace("第四条", "第五条").replace("第五条　本法", "第六条　本法")
    .replace("天黑点灯，天亮熄灯。", "天黑点灯，天亮熄灯，节日通宵。")
    .replace("第二章　点灯与熄灯\n\n第三条", "第二章　点灯与熄灯\n\n第三条　灯要省电。\n\n第四条")
)  # fmt: skip


def law(text: str = LAMPS, code: str = "t-lamps", **facts: Any) -> Document:
    return replace(parse(text), code=code, level="law", **facts)


def loaded(*documents: Document, **how: Any) -> list[tuple[str, int, int, int]]:
    done = import_documents(documents, actor=SYSTEM, **how)
    return [(item.change, item.before, item.after, item.lines) for item in done]


def refused(*documents: Document, **how: Any) -> Problem:
    before = (Norm.objects.count(), NormVersion.objects.count(), NormPart.objects.count())
    with pytest.raises(Problem) as caught:
        import_documents(documents, actor=SYSTEM, **how)
    assert before == (Norm.objects.count(), NormVersion.objects.count(), NormPart.objects.count())
    return caught.value


def test_a_document_is_loaded_once_and_read_back_as_it_was() -> None:
    assert loaded(law()) == [("new", 0, 6, 6)]
    assert loaded(law()) == [("same", 6, 6, 6)]
    version = norm_by_code("t-lamps").versions[0]
    wanted = [(a.key, a.text, [h.title for h in a.headings]) for a in parse(LAMPS).articles]
    assert [(a.key, a.text, [h.title for h in a.headings]) for a in articles_of(version.id)] == wanted


def test_the_words_in_force_on_the_day_and_never_others() -> None:
    loaded(law(NEW), law(OLD))
    mended = {
        "2030-05-31": None,
        "2030-06-01": "坏了的灯应当在五日内修好。",
        "2032-06-30": "坏了的灯应当在五日内修好。",
        "2032-07-01": "天黑点灯，天亮熄灯，节日通宵。",
    }  # fmt: skip
    for day, words in mended.items():
        found = article_on("路灯法", "第四条", date.fromisoformat(day))
        assert (found and found.text.split("\n")[0]) == words, day
    found = article_on("中华人民共和国路灯法", "5", date(2032, 7, 1))
    assert found and (found.norm, found.label, found.valid_from) == ("t-lamps", "第五条", date(2032, 7, 1))
    assert article_on("路灯法", "第九条", date(2032, 7, 1)) is None
    assert article_on("蜡烛法", "第一条", date(2032, 7, 1)) is None


def test_what_changed_is_told_article_by_article_through_a_renumbering() -> None:
    loaded(law(OLD), law(NEW))
    _, _, pairs = comparison(norm_by_code("t-lamps"), date(2031, 1, 1), date(2033, 1, 1))
    told = {pair.after.label if pair.after else "": pair.change for pair in pairs}
    assert told == {
        "第一条": Change.SAME, "第二条": Change.CHANGED, "第二条之一": Change.SAME, "第三条": Change.ADDED,
        "第四条": Change.CHANGED, "第五条": Change.CHANGED, "第六条": Change.CHANGED,
    }  # fmt: skip
    changed = next(pair for pair in pairs if pair.after and pair.after.key == (4, 0))
    assert changed.before and changed.before.number == 3
    assert ("insert", "，节日通宵") in changed.pieces
    assert "".join(text for kind, text in changed.pieces if kind != "delete") == changed.after.text  # type: ignore[union-attr]


def test_versions_that_overlap_or_contradict_are_refused_whole() -> None:
    loaded(law(OLD, valid_to=date(2032, 7, 1)))
    assert (
        refused(law(statute(), "t-trial"), law(NEW.replace("2032年7月1日", "2032年6月1日"))).code
        == "norm_versions_overlap"
    )
    assert refused(law(LAMPS)).code == "norm_faulty", "the same version with other words"
    assert refused(replace(law(NEW), level="admin_regulation")).code == "norm_faulty"
    assert refused(law(statute(), "t-trial"), replace(law(NEW), level="")).code == "norm_faulty"
    assert loaded(law(LAMPS), replace_text=True) == [("replaced", 6, 6, 6)]
    found = article_on("路灯法", "4", date(2030, 7, 1))
    assert found and "三日" in found.text


def test_a_gap_needs_a_person_who_checked_it() -> None:
    text = LAMPS.replace("第四条　坏了的灯应当在三日内修好。\n", "")
    assert refused(law(text)).code == "norm_faulty"
    assert loaded(law(text), accept_gaps=True) == [("new", 0, 5, 5)]


def test_a_code_that_comes_in_several_files_becomes_one() -> None:
    one = law(statute(8, "试验法典·第一编"), "t-code-one")
    two = law(statute(8, "试验法典·第二编", 21), "t-code-two")
    assert loaded(two, one) == [("new", 0, 9, 9), ("joined", 9, 18, 9)]
    assert loaded(one) == [("same", 18, 18, 9)]
    norm = norm_by_code("t-code-two")
    assert norm.code == "t-code" and norm.versions[0].articles == 18
    assert [article.number for article in articles_of(norm.versions[0].id)] == [
        *range(1, 10),
        *range(21, 30),
    ]
    assert article_on("试验法典", "21", date(2030, 3, 1)) is not None
    overlapping = law(statute(8, "试验法典·第三编", 9), "t-code-three")
    assert refused(overlapping).code == "norm_faulty"


def test_references_lead_to_the_version_in_force_on_the_day_of_the_reading() -> None:
    found = references("依照本法第二条、第二条之一和第四条第一款，以及《蜡烛法》第一条和《火法》办理。")
    assert [(r.title, r.article) for r in found] == [
        ("", (2, 0)), ("", (2, 1)), ("", (4, 0)), ("蜡烛法", (1, 0)), ("火法", None),
    ]  # fmt: skip
    candles = statute(3, "中华人民共和国蜡烛法")
    loaded(law(), law(candles, "t-candles", valid_to=date(2031, 1, 1)))
    norm = norm_by_code("t-lamps")
    for day, leads in ((date(2030, 12, 31), "t-candles"), (date(2031, 1, 1), "")):
        lines = lines_of(norm, norm.versions[0], day)
        links = [
            link
            for line in lines
            if line.article and line.article.key == (2, 1)
            for link in line.paragraphs[0][1]
            if link.norm
        ]
        assert [link.norm for link in links] == ([leads] if leads else [])
    third = next(line for line in lines if line.article and line.article.number == 3)
    assert [link.anchor for link in third.paragraphs[1][1] if link.norm] == ["art_2", "art_2-1", "art_4"]


def test_which_of_two_norms_prevails() -> None:
    law_, rule = Standing(Level.LAW, "全国人大"), Standing(Level.DEPARTMENT_RULE, "住建部")
    local = Standing(Level.LOCAL_REGULATION, "市人大", "5099")
    assert prevails(rule, law_)[:2] == (Outcome.HIGHER, 1)
    assert prevails(local, rule)[0] is Outcome.UNDETERMINED
    old, new = (replace(law_, since=date(year, 1, 1)) for year in (2007, 2021))
    assert prevails(old, new)[:2] == (Outcome.NEWER, 1)
    assert prevails(replace(old, special=True), new)[0] is Outcome.UNDETERMINED
    assert prevails(old, replace(new, special=True))[:2] == (Outcome.SPECIAL, 1)


def options(*files: Path, **changes: Any) -> Namespace:
    given = {
        "verb": "import", "files": list(files), "level": "law", "issuer": "", "place": "",
        "valid_from": None, "accept_gaps": False, "replace": False, "dry_run": False, "json": True,
    }  # fmt: skip
    return Namespace(**{**given, **changes})


def test_the_command_loads_all_files_or_none_and_counts(tmp_path: Path, capsys: Any) -> None:
    good, bad = tmp_path / "lamps.md", tmp_path / "bad.txt"
    good.write_text(LAMPS, "utf-8")
    bad.write_bytes("第一条".encode("gb18030"))
    assert run(options(good, bad)) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["faults"][0]["what"] == "this file is not UTF-8" and not told["loaded"]
    assert not Norm.objects.filter(short="路灯法").exists()
    assert run(options(good)) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["lines"], told["articles"], told["before"], told["after"]) == (6, 6, 0, 6)
    assert library().titled("路灯法") is not None
    assert run(Namespace(verb="export", code=library().titled("路灯法").code, on=None)) == 0  # type: ignore[union-attr]
    out = tmp_path / "out.xml"
    out.write_text(capsys.readouterr().out, "utf-8")
    (back,) = read_file(out, options(out))
    assert [a.text for a in back.articles] == [a.text for a in parse(LAMPS).articles]


LAWS = Path(os.environ.get("LINLI_DATA", "")) / "laws" / "laws_cn_38.jsonl"


@pytest.mark.data
def test_household_noise_before_and_after_the_ecological_code() -> None:
    """噪声污染防治法 holds to 2026-08-14; from the 15th the code's articles 594, 595, 598 and 599 do."""
    done = import_documents(read_file(LAWS, options(LAWS)), actor=SYSTEM)
    assert sum(item.lines for item in done) == 3943
    assert (
        sum(norm.versions[-1].articles for norm in library().norms if norm.code.startswith("cn-")) == 3943
    )
    eve, day = date(2026, 8, 14), date(2026, 8, 15)
    assert article_on("噪声污染防治法", "第六十五条", eve) is not None
    assert article_on("噪声污染防治法", "第六十五条", day) is None
    for number in ("594", "595", "598", "599"):
        assert article_on("生态环境法典", number, eve) is None
        found = article_on("生态环境法典", number, day)
        assert found and found.norm == "cn-ecology-code", number
    for on, wanted in ((eve, ("噪声污染防治法", 70)), (day, ("生态环境法典", 599))):
        hits = [hit.article for hit in search("楼上邻居半夜太吵怎么办", on, 20)]
        assert all(hit.valid_from <= on and (hit.valid_to is None or on < hit.valid_to) for hit in hits)
        laws = {(hit.title.removeprefix("中华人民共和国"), hit.number) for hit in hits}
        assert wanted in laws
        assert not {title for title, _ in laws} & ({"噪声污染防治法", "生态环境法典"} - {wanted[0]})
    old = norm_by_code("cn-noise-law-2021").versions[0]
    assert norm_by_code(old.superseded_by).code == "cn-ecology-code"


def test_a_norm_leaves_the_page_as_akoma_ntoso_and_comes_back(client: Any) -> None:
    loaded(law())
    answer = client.get("/norms/t-lamps/?as=akn")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/akn+xml")
    assert [a.text for a in from_akn(answer.content).articles] == [a.text for a in parse(LAMPS).articles]
    assert client.get("/norms/t-lamps/?as=akn&on=1990-01-01").status_code == 404
