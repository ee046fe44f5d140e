# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench norms``: plain questions to articles, and pact clauses to unlawful ones.

Scored by article name, macro over questions (an article that stands twice counts once). Without ``--test``
a quarter of the training questions is held back; questions that are nearly the same stay on one side.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import resource
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .rules.examples import CLAUSES, UNSEEN
from .rules.legality import check_clause
from .rules.retrieval import Index, Ranker
from .rules.retrieval.words import pairs

ALIKE = 0.55  # share of common pairs of signs from which questions are held together
HELD_BACK = 0.25


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--articles", type=Path, help="JSON Lines (.gz): law, name, content")
    parser.add_argument("--train", type=Path, help="JSON Lines: question, articles (names)")
    parser.add_argument("--test", type=Path, help="the same; by default a part of --train is held back")
    parser.add_argument("--seed", type=int, default=7, help="of the part that is held back")
    parser.add_argument("--replicate", type=int, default=0, help="time with so many articles instead")
    parser.add_argument("--pacts", action="store_true", help="measure the check of pact clauses")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    result: dict[str, Any] = {}
    if options.pacts:
        result |= measure_clauses(CLAUSES)
    if options.articles and options.train:
        result |= measure_search(options)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for name, value in result.items():
            print(f"{name:<24} {value}")
    return 0 if result else 2


def measure_clauses(path: Path) -> dict[str, Any]:
    """Recall and precision of the flags, for writers the rules were made after and for the others."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, Any] = {
        "clauses": len(rows),
        "kinds": len({row["kind"] for row in rows} - {"ordinary"}),
    }
    for name, chosen in (
        ("seen", [row for row in rows if row["half"] not in UNSEEN]),
        ("unseen", [row for row in rows if row["half"] in UNSEEN]),
        *((name, [row for row in rows if row["half"] == name]) for name in UNSEEN),
    ):
        flagged = [(bool(check_clause(row["text"])), row["unlawful"] == "yes") for row in chosen]
        right = sum(flag and bad for flag, bad in flagged)
        found[f"{name}_recall"] = round(right / max(sum(bad for _, bad in flagged), 1), 4)
        found[f"{name}_precision"] = round(right / max(sum(flag for flag, _ in flagged), 1), 4)
    return found


def measure_search(options: argparse.Namespace) -> dict[str, Any]:
    articles = _lines(options.articles)
    train = _lines(options.train)
    test = _lines(options.test) if options.test else None
    if test is None:
        train, test = split(train, options.seed)
    names = [article["name"] for article in articles]
    where: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        where.setdefault(name, []).append(row)
    laws, texts = [a["law"] for a in articles], [a["content"] for a in articles]
    for copy in range(max(0, -(-options.replicate // len(articles)) - 1)):
        laws += [f"{a['law']}·{copy}" for a in articles]
        texts += [a["content"] for a in articles]
    if options.replicate:
        laws, texts = laws[: options.replicate], texts[: options.replicate]
    began, working = time.perf_counter(), time.process_time()
    index = Index(laws, texts)
    index_s, index_cpu_s = time.perf_counter() - began, time.process_time() - working
    answers = [[row for name in question["articles"] for row in where.get(name, ())] for question in train]
    began = time.perf_counter()
    ranker = Ranker(index, [question["question"] for question in train], answers)
    learn_s = time.perf_counter() - began
    took, busy, ranked = [], [], []
    for question in test:
        began, working = time.perf_counter(), time.process_time()
        rows, _ = ranker.order(question["question"])
        took.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - working) * 1000)
        ranked.append(list(dict.fromkeys(names[row % len(names)] for row in rows)))
    return {
        **score(ranked, [set(question["articles"]) for question in test]),
        "questions": len(test),
        "trained_on": len(train),
        "articles": len(index),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
        "p95_cpu_ms": round(statistics.quantiles(busy, n=20)[-1], 1),
        "median_ms": round(statistics.median(took), 1),
        "index_s": round(index_s, 1),
        "index_cpu_s": round(index_cpu_s, 1),
        "learn_s": round(learn_s, 1),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "cpu_s": round(sum(os.times()[:2]), 1),
    }


def score(ranked: Sequence[Sequence[str]], wanted: Sequence[set[str]]) -> dict[str, float]:
    """MRR cut at 10, recall at 10 and at 100, each the mean over questions."""
    mrr = r10 = r100 = 0.0
    for found, right in zip(ranked, wanted, strict=True):
        first = next((place for place, name in enumerate(found[:10], 1) if name in right), 0)
        mrr += 1 / first if first else 0
        r10 += len(right & set(found[:10])) / len(right)
        r100 += len(right & set(found[:100])) / len(right)
    count = len(wanted)
    return {
        "mrr10": round(mrr / count, 4),
        "r10": round(r10 / count, 4),
        "r100": round(r100 / count, 4),
    }


def split(questions: list[dict[str, Any]], seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Train and test: groups of nearly the same questions are drawn whole."""
    signs = [frozenset(pairs(question["question"])) for question in questions]
    group = list(range(len(questions)))
    for one in range(len(questions)):
        for other in range(one):
            common = len(signs[one] & signs[other])
            if common and common >= ALIKE * len(signs[one] | signs[other]):
                old, new = group[one], group[other]
                group = [new if number == old else number for number in group]
    order = sorted(set(group))
    random.Random(seed).shuffle(order)  # noqa: S311 (a split, no secret)
    held: set[int] = set()
    count = 0
    for number in order:
        if count >= HELD_BACK * len(questions):
            break
        held.add(number)
        count += group.count(number)
    rest = [q for q, number in zip(questions, group, strict=True) if number not in held]
    return rest, [q for q, number in zip(questions, group, strict=True) if number in held]


def _lines(path: Path) -> list[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
