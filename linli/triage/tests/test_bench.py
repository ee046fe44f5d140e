# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scoring files from outside: segmented training texts, raw test texts, and what is told of them."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import pytest

from linli.kernel.problem import Problem
from linli.triage import bench
from linli.triage.bench.stream import WINDOW, made, measured
from linli.triage.rules.likeness import Letter
from linli.triage.rules.words import words_of
from linli.triage.tests.test_reading import letters

TOLD = {"accuracy", "macro_f1", "top2", "ece", "accuracy_at_90", "per_s", "model_mb", "train_cpu_s"}


def written(path: Path, header: tuple[str, str], rows: list[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    bench.configure(parser)
    return bench.run(parser.parse_args([str(each) for each in arguments]))


def test_a_file_from_outside_is_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts, labels = letters(30)
    split = [" ".join(words_of(text)) for text in texts]
    train = written(tmp_path / "train.csv", ("words", "label"), list(zip(split, labels, strict=True)))
    test = written(
        tmp_path / "test.csv", ("text", "label"), list(zip(texts[:45], labels[:45], strict=True))
    )
    assert run("--train", train, "--test", test, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() >= TOLD and told["accuracy"] > 0.95 and told["model_mb"] < 1
    assert run("--train", train) == 2


def test_a_label_that_was_never_learnt_counts_as_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts, labels = letters(20)
    train = written(tmp_path / "train.csv", ("text", "label"), list(zip(texts, labels, strict=True)))
    strange = [
        (text, "new" if at % 2 else label)
        for at, (text, label) in enumerate(zip(texts, labels, strict=True))
    ]
    test = written(tmp_path / "test.csv", ("text", "label"), strange)
    assert run("--train", train, "--test", test, "--json") == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] <= 0.5


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    wrong = written(tmp_path / "wrong.csv", ("a", "b"), [("1", "2")])
    with pytest.raises(Problem, match="column_missing"):
        run("--train", wrong, "--test", wrong)


def test_made_letters_are_joined_and_what_they_cost_is_told() -> None:
    known = [Letter(str(at), text[:8], text) for at, text in enumerate(letters(20)[0])]
    assert list(made(known, 50)) == list(made(known, 50))
    told = measured(known, WINDOW, memory=500)
    [mark] = told["marks"]
    assert mark["letters"] == WINDOW and mark["cpu_ms_a_letter"] > 0 and mark["rss_mb"] > 0
    assert mark["joined_rightly"] > 0.3, "the same few words at many places: hard on purpose"
