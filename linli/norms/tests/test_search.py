# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search: the right article, why, and never a version that does not hold on the day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from linli.kernel.actor import SYSTEM
from linli.norms.bench import score, split
from linli.norms.commands import import_documents
from linli.norms.public import search, ways
from linli.norms.rules.parsing import parse
from linli.norms.rules.retrieval import Index, Ranker

from .statutes import LAMPS

THINGS = ["路灯", "水管", "电梯", "垃圾", "宠物", "停车", "噪声", "漏水", "围墙", "树木", "广场", "消防"]
DOINGS = ["维修", "清理", "登记", "收费", "检查", "公示", "拆除", "安装", "移交", "备案", "赔偿", "投诉"]


def town_law() -> tuple[list[str], list[str]]:
    """Twelve laws of twelve articles: each about one thing and one doing."""
    laws = [f"{thing}管理办法" for thing in THINGS for _ in DOINGS]
    texts = [f"{thing}的{doing}由管理单位负责，应当及时。" for thing in THINGS for doing in DOINGS]
    return laws, texts


def test_the_words_of_a_question_find_their_article_and_say_why() -> None:
    laws, texts = town_law()
    ranker = Ranker(Index(laws, texts))
    for row in (0, 17, 143):
        (first, *_) = ranker.search(f"请问{texts[row][:2]}的{texts[row][3:5]}怎么办？", 5)
        assert first.row == row
        assert set(first.why.words) & {texts[row][:2], texts[row][3:5]}
    assert ranker.search("的了吗", 5) == []
    assert ranker.search("", 5) == []


def test_earlier_questions_teach_words_that_no_law_uses() -> None:
    laws, texts = town_law()
    names = ["葫芦", "铁盒", "竹篓", "砂锅", "纸鸢", "铜锣", "木鱼", "布袋", "瓦罐", "石磨", "棉袄", "草帽"]
    slang = dict(zip(THINGS, names, strict=True))
    pairs = [
        (f"{slang[thing]}要{doing}，{ending}", [THINGS.index(thing) * 12 + place])
        for thing in THINGS
        for place, doing in enumerate(DOINGS)
        for ending in ("找谁", "多久")
    ]
    held = pairs[5::12]
    known = [pair for pair in pairs if pair not in held]
    index = Index(laws, texts)
    plain, learnt = Ranker(index), Ranker(index, [q for q, _ in known], [rows for _, rows in known])
    assert learnt.trees is not None

    def found(ranker: Ranker) -> float:
        return sum(bool(set(ranker.order(question)[0][:3]) & set(rows)) for question, rows in held) / len(
            held
        )

    assert found(learnt) >= 0.9 > found(plain)
    hit = learnt.search(held[0][0], 1)[0]
    assert hit.why.law and hit.row in held[0][1]


def test_only_allowed_rows_are_found() -> None:
    laws, texts = town_law()
    ranker = Ranker(Index(laws, texts))
    allowed = np.zeros(len(texts), bool)
    allowed[20:30] = True
    for question in texts[::7]:
        assert {hit.row for hit in ranker.search(question, 50, allowed)} <= set(range(20, 30))


def test_near_copies_of_a_question_stay_on_one_side() -> None:
    questions = [
        {"question": f"{thing}{doing}由谁来负责呢", "articles": []} for thing in THINGS for doing in DOINGS
    ]
    questions += [{**row, "question": row["question"] + "？"} for row in questions]
    train, test = split(questions, 3)
    assert len(train) + len(test) == len(questions) and len(test) >= len(questions) // 4
    assert not {q["question"].rstrip("？") for q in train} & {q["question"].rstrip("？") for q in test}


def test_scores_by_hand() -> None:
    told = score([["b", "a", "c"], ["x"]], [{"a", "z"}, {"y"}])
    assert told == {"mrr10": 0.25, "r10": 0.25, "r100": 0.25}


@pytest.mark.django_db
def test_no_version_that_does_not_hold_on_the_day_is_ever_shown() -> None:
    chance = random.Random(4)
    documents = []
    for number in range(12):
        begin = date(2020 + number, 1, 1)
        text = LAMPS.replace("三日", f"{number + 2}日").replace("2030年6月1日", f"{begin.year}年1月1日")
        text = text.replace("2030年3月1日", f"{begin.year - 1}年12月1日")
        documents.append(replace(parse(text), code="t-lamps", level="law"))
    chance.shuffle(documents)
    import_documents(documents, actor=SYSTEM)
    for _ in range(60):
        day = date(2019, 1, 1) + timedelta(days=chance.randrange(5500))
        hits = search("路灯坏了几日内修好", day)
        if day.year < 2020:
            assert hits == []
            continue
        best = hits[0].article
        assert best.valid_from <= day and (best.valid_to is None or day < best.valid_to)
        assert all(h.article.valid_from <= day for h in hits)
        assert f"{min(day.year, 2031) - 2020 + 2}日" in best.text, day


@pytest.mark.django_db
def test_examples_of_the_pack_teach_the_words_of_people() -> None:
    mediation = LAMPS.replace("中华人民共和国路灯法", "中华人民共和国人民调解法").replace("2030", "2010")
    text = mediation.replace("第四条　", "第十七条　").replace("第五条　本", "第十八条　本")
    document = replace(parse(text, valid_from=date(2011, 1, 1)), code="cn-peoples-mediation", level="law")
    document = replace(document, adopted=date(2010, 8, 28), valid_from=date(2011, 1, 1))
    import_documents([document], actor=SYSTEM, accept_gaps=True)
    hits = search("楼上漏水物业不管", date(2026, 9, 1))
    assert (hits[0].article.title, hits[0].article.number) == ("中华人民共和国人民调解法", 17)
    assert "楼上漏水到我家，物业不管，能找谁调解" in hits[0].why.questions


@pytest.mark.django_db
def test_ways_of_the_town_name_their_articles_of_the_day() -> None:
    named = [way.code for way in ways("楼上半夜太吵怎么办", date(2026, 8, 15))]
    assert "neighbour-noise" in named and "labour-arbitration" not in named
    for day, law in ((date(2026, 8, 14), "噪声污染防治法"), (date(2026, 8, 15), "生态环境法典")):
        way = next(way for way in ways("噪声", day) if way.code == "neighbour-noise")
        assert way.steps[0].law == law


@pytest.mark.django_db
def test_the_page_answers_says_why_and_that_it_is_no_advice(client: Any) -> None:
    import_documents([replace(parse(LAMPS), code="t-lamps", level="law")], actor=SYSTEM)
    page = client.get("/ask/", {"q": "路灯坏了几天修好", "on": "2031-01-01"}).content.decode()
    assert "坏了的灯应当在三日内修好" in page and "不是法律意见" in page
    assert "第四条" in page and "on=2031-01-01#art_4" in page
    before = client.get("/ask/", {"q": "路灯坏了几天修好", "on": "2030-01-01"}).content.decode()
    assert "三日内修好" not in before
    for path in (
        "/norms/",
        "/norms/t-lamps/?on=2031-01-01",
        "/norms/t-lamps/changes/?from=2031-01-01&to=2032-01-01",
    ):
        assert client.get(path).status_code == 200, path
    assert "当日不具有效力" in client.get("/norms/t-lamps/?on=2029-01-01").content.decode()


@pytest.mark.django_db
def test_a_limit_opens_its_derivation(client: Any) -> None:
    page = client.get("/deadlines/hotline.answer/", {"on": "2026-02-12"})
    assert str(page.context["due"].last_day) == "2026-02-26"
    counted = [number for _, number in page.context["counted"] if number]
    assert counted == [1, 2, 3, 4, 5]
    rolled = client.get("/deadlines/petition.register/", {"on": "2026-01-31"})
    assert (str(rolled.context["due"].last_day), str(rolled.context["due"].rolled_from)) == (
        "2026-02-24", "2026-02-15",
    )  # fmt: skip
    assert client.get("/deadlines/petition.register/", {"on": "2020-01-31"}).context["rule"] is None
    assert client.get("/deadlines/none/").status_code == 404
