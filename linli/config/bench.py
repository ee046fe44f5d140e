# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli bench NAME``: the figures of ``docs/benchmarks.md``, each from one command."""

from __future__ import annotations

import argparse
from importlib import import_module

# name -> (module with ``configure`` and ``run``, what it measures, whether it needs Django set up here)
BENCHES = {
    "places": ("linli.places.bench", "points to grids in a generated city", True),
    "cases": ("linli.config.weigh", "what requests cost in a town with many matters", False),
    "burst": ("linli.config.weigh.burst", "what others notice of one that brings 80 a second", False),
    "import": ("linli.cases.bench.importing", "a generated file into the built-in town", False),
    "issues": ("linli.cases.bench.issues", "4,326 letters through the product, and its hot issues", False),
    "triage": ("linli.triage.bench", "how well and how fast letters are read", True),
    "stream": ("linli.triage.bench.stream", "what a letter costs among a million, and memory", False),
    "places-in-words": ("linli.triage.bench.places", "is an asserted place the right one", True),
    "norms": ("linli.norms.bench", "questions to articles of law; unlawful pact clauses", False),
    "participation": ("linli.participation.bench", "budgets, opinion groups, lots, weights", False),
    "channels": ("linli.channels.bench", "how well pages on paper are read", False),
    "voters": ("linli.config.voters", "500 vote at once, kill -9 of the web process", False),
    "upgrade": ("linli.config.upgrade", "the version before and this one on one database", False),
    "field": ("linli.config.faults.field", "visits replayed under kills; routes beside a bound", False),
    "faults": ("linli.config.faults", "kill -9, a full disk and a slow one under mixed load", False),
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(f"  {name:<13} {says}" for name, (_, says, _) in BENCHES.items())
    parser.add_argument("name", choices=BENCHES, metavar="NAME")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")


def run(options: argparse.Namespace) -> int:
    module, says, with_django = BENCHES[options.name]
    if with_django:
        import django

        django.setup()
    bench = import_module(module)
    parser = argparse.ArgumentParser(prog=f"linli bench {options.name}", description=says)
    bench.configure(parser)
    return int(bench.run(parser.parse_args(options.rest)))
