# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench triage``: how well and how fast letters are read.

``--train FILE --test FILE`` scores a file from outside (columns ``text`` or ``words``, and ``label``);
without files it makes its own splits of the shared sets: near copies stay together, several seeds,
medians. The whole code of the product runs here; nothing is written.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.platform.tables import open_table

from ..cli import grouped, letters_of, requests_of
from ..rules import Head, fit, pack, tidy, unpack
from ..rules.check import accuracy_at, ece, f1_by_label, top
from ..rules.hard import hard_routes
from ..rules.repeats import repeats
from ..vocab import COLUMN_MISSING, HardRoute

TEXTS = ("text", "words", "正文", "content")
LABELS = ("label", "一级分类", "category")
TITLE, BODY = "留言主题", "留言详情"
KIOSK = 60_000  # features of the small reader for a kiosk
SHARED = Path(os.environ.get("LINLI_DATA", "../shared/data"))
Labelled = tuple[list[str], list[str]]
Pooled = tuple[NDArray[np.float64], NDArray[np.bool_]]  # how sure, and whether it was right


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--train", type=Path, action="append", help="labelled texts to learn from (repeatable)"
    )
    parser.add_argument("--test", type=Path, help="labelled texts to be scored on")
    parser.add_argument("--seeds", type=int, default=3, help="splits whose median is told")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print the figures; 2 if only one of the two files is given."""
    if bool(options.train) != bool(options.test):
        print("--train and --test go together")
        return 2
    if options.train:
        texts, labels = [], []
        for path in options.train:
            more = read(path)
            texts += more[0]
            labels += more[1]
        told = scored((texts, labels), read(options.test))
    else:
        told = own_splits(options.seeds)
    print(json.dumps(told, ensure_ascii=False) if options.json else _table(told))
    return 0


def read(path: Path) -> Labelled:
    """Texts (tidy) and labels of a table."""
    table = open_table(path)
    title = TITLE if TITLE in table.header else ""
    text, label = _column(table.header, (BODY, *TEXTS)), _column(table.header, LABELS)
    texts, labels = [], []
    for _, row in table.rows:
        texts.append(tidy(f"{row.get(title, '')} {row.get(text, '')}"))
        labels.append(str(row.get(label, "")))
    return texts, labels


def _column(header: Sequence[str], names: Sequence[str]) -> str:
    found = next((name for name in names if name in header), None)
    if found is None:
        raise COLUMN_MISSING(column=" / ".join(names))
    return found


def scored(train: Labelled, test: Labelled, pool: list[Pooled] | None = None) -> dict[str, Any]:
    """Learn from ``train``, read ``test``: the figures of the full reader and of the small one."""
    began = time.process_time()
    fitted = fit(*train)
    spent = time.process_time() - began
    if fitted is None:
        return {"error": "too few examples"}
    head = fitted[0]
    small = head.pruned(KIOSK)
    return {
        "examples": len(train[0]),
        "tests": len(test[0]),
        "train_cpu_s": round(spent, 2),
        **_figures(head, test, pool),
        "kiosk": _figures(small, test),
    }


def _figures(head: Head, test: Labelled, pool: list[Pooled] | None = None) -> dict[str, Any]:
    packed = pack({"category": head})
    head = unpack(packed)["category"]  # as the product holds it
    texts, labels = test
    head.probabilities(texts[:200])  # dictionaries are loaded outside of the timing
    began = time.process_time()
    probabilities = head.probabilities(texts)
    spent = time.process_time() - began
    names = [*head.labels, *sorted(set(labels) - set(head.labels))]
    answers = np.array([names.index(label) for label in labels])
    guess, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right = guess == answers
    present = np.bincount(answers, minlength=len(names)) > 0
    if pool is not None:
        pool.append((sure, right))
    return {
        "accuracy": round(float(right.mean()), 4),
        "macro_f1": round(float(f1_by_label(guess, answers, len(names))[present].mean()), 4),
        "top2": round(top(probabilities, answers, 2), 4),
        "ece": round(ece(sure, right), 4),
        "ece_by_chance": round(by_chance(sure), 4),
        "accuracy_at_90": round(accuracy_at(sure, right, 0.9), 4),
        "per_s": round(len(texts) / max(spent, 1e-9)),
        "model_mb": round(len(packed) / 1e6, 3),
    }


def by_chance(sure: NDArray[np.float64]) -> float:
    """The calibration error that a perfectly honest reader would show on as many letters, by chance."""
    chance = np.random.default_rng(1)
    return float(np.mean([ece(sure, chance.random(sure.size) < sure) for _ in range(100)]))


def own_splits(seeds: int) -> dict[str, Any]:
    """Tenths of the shared letters held out; letters that begin alike stay on one side."""
    folder = SHARED / "teddy2020c"
    texts, labels = read(folder / "task1_train_segmented.csv")
    groups = like_groups(texts)
    runs = []
    pool: list[Pooled] = []
    for seed in range(seeds):
        side = np.random.default_rng(seed).permutation(groups.max() + 1)[groups] % 10 == 0
        train = [index for index in range(len(texts)) if not side[index]]
        test = [index for index in range(len(texts)) if side[index]]
        runs.append(scored(_chosen(texts, labels, train), _chosen(texts, labels, test), pool))
    together = [np.concatenate(each) for each in zip(*pool, strict=True)]
    return {
        "seeds": seeds,
        "letters": {**_median(runs), "ece_together": round(ece(together[0], together[1]), 4)},
        "grouping": _grouping(folder / "messages_4326.xlsx"),
        "repeats": _repeats(SHARED / "chicago311" / "sanitation_2011_2013.csv"),
        "hard_routes": _hard(Path(__file__).parents[1] / "tests" / "hard_routes.csv"),
    }


def _grouping(path: Path) -> dict[str, Any]:
    """Speed of both ways to group letters; how right they are needs issues that a person checked."""
    letters = letters_of(path, in_time=True)
    began = time.process_time()
    exact = len(set(grouped(letters)))
    middle = time.process_time()
    online = len(set(grouped(letters, online=True)))
    return {
        "letters": len(letters),
        "issues_exact": exact,
        "exact_cpu_s": round(middle - began, 1),
        "issues_online": online,
        "online_per_s": round(len(letters) / (time.process_time() - middle)),
    }


def _repeats(path: Path) -> dict[str, Any]:
    """By year, against the marks that the city's staff set; the marks are read only here."""
    found = {name for name, _ in repeats(requests_of(path))}
    marked: dict[str, set[str]] = {}
    every: dict[str, set[str]] = {}
    for _, row in open_table(path).rows:
        year, name = str(row["Creation_Date"])[:4], str(row["Service_Request_Number"])
        every.setdefault(year, set()).add(name)
        if "Dup" in str(row["Status"]):
            marked.setdefault(year, set()).add(name)
    return {
        year: _agreement(len(found & marked[year]), len(found & every[year]), len(marked[year]))
        for year in ("2011", "2012", "2013")
    }


def _hard(path: Path) -> dict[str, Any]:
    """On the messages written for the tests."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], set((row["routes"] or "").split())) for row in csv.DictReader(file)]
    read = [(wanted, {each.route.value for each in hard_routes(text)}) for text, wanted in rows]
    stopped = sum(bool(found) for _, found in read)
    right = sum(bool(found and wanted) for wanted, found in read)
    told: dict[str, Any] = {
        "messages": len(rows),
        "any": _agreement(right, stopped, sum(bool(wanted) for wanted, _ in read)),
    }
    for route in HardRoute:
        hits = sum(route.value in wanted & found for wanted, found in read)
        said, was = (sum(route.value in each[at] for each in read) for at in (1, 0))
        told[route.value] = _agreement(hits, said, was)
    return told


def _agreement(hits: int, said: int, was: int) -> dict[str, float]:
    return {
        "precision": round(hits / max(said, 1), 3),
        "recall": round(hits / max(was, 1), 3),
        "f1": round(2 * hits / max(said + was, 1), 3),
    }


def like_groups(texts: Sequence[str]) -> np.ndarray:
    """Groups of near copies: pairs of characters with a cosine above .6, joined."""
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import TfidfVectorizer

    joined = [text.replace(" ", "") for text in texts]
    rows = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), min_df=2, max_df=0.1, dtype=np.float32)
    matrix = rows.fit_transform(joined)
    like = matrix @ matrix.T
    like.data = (like.data > 0.6).astype(np.float32)
    like.eliminate_zeros()
    return np.asarray(connected_components(like, directed=False)[1])


def _chosen(texts: Sequence[str], labels: Sequence[str], index: Sequence[int]) -> Labelled:
    return [texts[each] for each in index], [labels[each] for each in index]


def _median(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        name: _median([run[name] for run in runs])
        if isinstance(runs[0][name], dict)
        else round(median(run[name] for run in runs), 4)
        for name in runs[0]
    }


def _table(told: dict[str, Any], before: str = "") -> str:
    lines = []
    for name, value in told.items():
        if isinstance(value, dict):
            lines.append(_table(value, f"{before}{name}."))
        else:
            lines.append(f"{before + name:<28} {value}")
    return "\n".join(lines)
