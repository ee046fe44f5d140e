# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli forms check FILE.xlsx``: every fault of an XLSForm with its row and how to mend it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from linli.kernel.problem import Problem

from .definition import KIND_WORDS
from .xlsform import faults_of, read_xlsform


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["check"])
    parser.add_argument("file", type=Path, help="an XLSForm, .xlsx")
    parser.add_argument("--language", choices=["en", "zh-hans"], default="en")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print what is wrong; 1 if anything is."""
    from django.utils.translation import gettext, override

    def words(error: Problem) -> str:
        return " ".join(error.words(gettext))

    with override(options.language):
        try:
            form = read_xlsform(options.file.read_bytes()).definition
        except Problem as error:
            faults = faults_of(error)
            if options.json:
                told = [
                    {"code": one.code, "row": one.facts.get("row"), "words": words(one)} for one in faults
                ]
                print(json.dumps({"faults": told}, ensure_ascii=False))
            else:
                print("\n".join(words(one) for one in faults))
            return 1
        except OSError as error:
            print(f"{options.file}: {error.strerror}")
            return 2
        questions = [(one.name, one.kind.value, gettext(KIND_WORDS[one.kind])) for one in form.questions()]
        if options.json:
            names = [name for name, _, _ in questions]
            print(json.dumps({"faults": [], "form": form.form_id, "questions": names}, ensure_ascii=False))
        else:
            print(f"{form.form_id} ({', '.join(form.languages)})")
            print("\n".join(f"  {name:<24} {words}" for name, _, words in questions))
    return 0
